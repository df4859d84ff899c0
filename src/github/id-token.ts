import { HoistError, messageOf } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export type IdTokens = (audience: string) => Promise<string>;

/**
 * ID tokens of this job, as GitHub gives them to whoever has `id-token: write`; undefined where the job has not.
 *
 * The function throws `ID_TOKEN_UNAVAILABLE` (unreachable). Tokens are told to `secret` before anybody sees them.
 */
export function idTokensOf(env: Environment, secret: (value: string) => void): IdTokens | undefined {
  const url = env['ACTIONS_ID_TOKEN_REQUEST_URL'];
  const credential = env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  if (!url || !credential) return undefined;
  secret(credential);
  return async (audience) => {
    const asked = new URL(url);
    asked.searchParams.set('audience', audience);
    let token: unknown;
    try {
      const answer = await fetch(asked, {
        headers: { authorization: `Bearer ${credential}`, accept: 'application/json' },
        signal: AbortSignal.timeout(10_000),
        redirect: 'error',
      });
      if (!answer.ok) throw new Error(`GitHub answered ${answer.status}`);
      ({ value: token } = (await answer.json()) as { readonly value?: unknown });
    } catch (error) {
      throw unavailable(messageOf(error), error);
    }
    if (typeof token !== 'string' || token === '') throw unavailable('the answer holds none');
    secret(token);
    return token;
  };
}

function unavailable(why: string, cause?: unknown): HoistError {
  return new HoistError('unreachable', 'ID_TOKEN_UNAVAILABLE', `GitHub gave no ID token: ${why}`, {
    hint: 'Give the job `permissions: id-token: write`, and try again.',
    cause,
  });
}
