import { describe, expect, it } from 'vitest';
import { idToken, idTokensOf, jobClaims, type AskWithBearer } from '../../src/github/id-token.ts';

const env = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://runner.example/idtoken?api-version=2.0',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'canary-bearer',
};

function tokenOf(payload: object): string {
  return ['{}', JSON.stringify(payload), 'x']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
}

function runner(body: unknown, status = 200) {
  const secrets: string[] = [];
  const asked: string[] = [];
  const ask: AskWithBearer = async (url, bearer) => {
    asked.push(url.href, bearer, `known: ${secrets.join()}`);
    return {
      status,
      bytes: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
    };
  };
  return { options: { env, ask, secret: (value: string): void => void secrets.push(value) }, secrets, asked };
}

describe('when a job asks for its ID token', () => {
  it('is for one audience, and every credential is a secret before it is used', async () => {
    const token = tokenOf({});
    const { options, asked, secrets } = runner({ value: token });
    expect(await idToken(options, 'sigstore')).toBe(token);
    expect(asked).toEqual([
      'https://runner.example/idtoken?api-version=2.0&audience=sigstore',
      'canary-bearer',
      'known: canary-bearer',
    ]);
    expect(secrets).toEqual(['canary-bearer', token]);
  });

  it('its claims place the job', async () => {
    const value = tokenOf({
      repository: 'acme/web',
      run_id: '42',
      run_attempt: '2',
      environment: 'production',
      check_run_id: '9',
      sub: 'more',
    });
    const { options, asked } = runner({ value });
    expect(await jobClaims(options)).toEqual({
      repository: 'acme/web',
      run: '42',
      attempt: 2,
      environment: 'production',
      checkRun: 9,
    });
    expect(asked[0]).toContain('audience=hoist');
  });

  it.each([
    {},
    { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x.example' },
    { ...env, ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' },
  ])('without the permission (%j) there is none, and nothing is asked', async (partial) => {
    const { options, asked } = runner({});
    expect(await jobClaims({ ...options, env: partial })).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('whoever needs some for other audiences gets a giver, without the permission none', async () => {
    for (const name of ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'] as const) {
      for (const value of ['', undefined]) {
        const { options, asked } = runner({ value: 'x' });
        expect(idTokensOf({ ...options, env: { ...env, [name]: value } })).toBeUndefined();
        expect(asked).toEqual([]);
      }
    }
    const { options, asked, secrets } = runner({ value: 'a-token' });
    const give = idTokensOf(options);
    expect(await give?.('sigstore')).toBe('a-token');
    expect(await give?.('other')).toBe('a-token');
    expect(asked.filter((each) => each.startsWith('https:'))).toEqual([
      expect.stringContaining('audience=sigstore'),
      expect.stringContaining('audience=other'),
    ]);
    expect(secrets).toContain('a-token');
  });

  it('at an address that is none, nothing is asked, and the address is not shown', async () => {
    const { options, asked } = runner({});
    const error = await idToken(
      { ...options, env: { ...env, ACTIONS_ID_TOKEN_REQUEST_URL: 'canary address' } },
      'hoist',
    ).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'unreachable', code: 'ID_TOKEN_INVALID' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('canary address');
    expect(asked).toEqual([]);
  });

  it.each<[string, unknown, number, string]>([
    ['is refused', {}, 403, 'ID_TOKEN_UNREACHABLE'],
    ['comes as HTML', '<html>', 200, 'ID_TOKEN_INVALID'],
    ['is not there', { count: 0 }, 200, 'ID_TOKEN_INVALID'],
    ['is no token', { value: 'abc' }, 200, 'ID_TOKEN_INVALID'],
    ['has a payload that is no JSON', { value: 'a.b.c' }, 200, 'ID_TOKEN_INVALID'],
    ['tells no run', { value: tokenOf({ repository: 'acme/web' }) }, 200, 'ID_TOKEN_INVALID'],
  ])('one that %s is an error without a credential in it', async (_, body, status, code) => {
    const error = await jobClaims(runner(body, status).options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'unreachable', code });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/canary|runner\.example/);
  });
});
