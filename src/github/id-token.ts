import { HoistError } from '../errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Asks an address with a bearer token; the answer of any status. */
export type AskWithBearer = (
  url: URL,
  bearer: string,
) => Promise<{ readonly status: number; readonly bytes: Uint8Array }>;

export type IdTokenOptions = {
  readonly env: Environment;
  readonly ask: AskWithBearer;
  /** Told of the credentials before they are used. */
  readonly secret: (value: string) => void;
};

/** Where a job is, by its ID token. */
export type JobClaims = {
  readonly repository: string;
  readonly run: string;
  readonly attempt: number;
  readonly environment?: string;
  readonly checkRun?: number;
};

/**
 * Not the default audience: registries and clouds trust that. With this one the token opens nothing, should it leak.
 */
const audience = 'hoist';

/**
 * The claims of this job's ID token; undefined where the job has no `id-token: write`.
 *
 * Its signature is not checked: we ask GitHub ourselves, at the address that the runner gave this process, over TLS,
 * with a credential that only this job has. A signature is for those who are handed a token. Whoever could answer in
 * GitHub's place runs in this job already, and could as well use its registry credentials.
 *
 * @throws HoistError `ID_TOKEN_UNREACHABLE`, `ID_TOKEN_INVALID`
 */
export async function jobClaims(options: IdTokenOptions): Promise<JobClaims | undefined> {
  const token = await idToken(options, audience);
  if (token === undefined) return undefined;
  const { IdTokenClaims } = await import('./schema.ts');
  const claims = IdTokenClaims.safeParse(payloadOf(token)).data;
  if (claims === undefined) throw invalid('does not say of which run it is');
  return claims;
}

/**
 * An ID token of this job for an audience, already told to `secret`; undefined where the job has no `id-token: write`.
 *
 * @throws HoistError as {@link jobClaims}
 */
export async function idToken(
  { env, ask, secret }: IdTokenOptions,
  forAudience: string,
): Promise<string | undefined> {
  const address = env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '';
  const bearer = env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '';
  if (address === '' || bearer === '') return undefined;
  secret(bearer);
  if (!URL.canParse(address)) throw invalid('cannot be asked for: ACTIONS_ID_TOKEN_REQUEST_URL is no URL');
  const url = new URL(address);
  url.searchParams.set('audience', forAudience);
  const { status, bytes } = await ask(url, bearer);
  if (status !== 200) {
    throw new HoistError(
      'unreachable',
      'ID_TOKEN_UNREACHABLE',
      `the runner's ID token service answered ${status}`,
      {
        hint: 'Run the job again; if it stays so, see whether GitHub Actions has an incident.',
      },
    );
  }
  const { IdTokenAnswer } = await import('./schema.ts');
  const answer = IdTokenAnswer.safeParse(jsonIn(new TextDecoder().decode(bytes))).data;
  if (answer === undefined) throw invalid('did not come');
  secret(answer.value);
  return answer.value;
}

/**
 * Gives ID tokens of this job for whatever audience; undefined where the job has no `id-token: write`. What it gives is
 * never undefined: it throws as {@link jobClaims}.
 */
export function idTokensOf(options: IdTokenOptions): ((forAudience: string) => Promise<string>) | undefined {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = options.env;
  if (!address || !bearer) return undefined;
  return async (forAudience) => {
    const token = await idToken(options, forAudience);
    if (token === undefined) throw invalid('did not come');
    return token;
  };
}

function payloadOf(token: string): unknown {
  const [, payload = ''] = token.split('.');
  return jsonIn(Buffer.from(payload, 'base64url').toString());
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function invalid(what: string): HoistError {
  return new HoistError('unreachable', 'ID_TOKEN_INVALID', `the ID token of this job ${what}`, {
    hint: 'The Action runs in a GitHub Actions job, whose runner gives ACTIONS_ID_TOKEN_REQUEST_URL.',
  });
}
