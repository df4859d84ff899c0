import { afterEach, describe, expect, it } from 'vitest';
import { problem, withHeaders, type Answer } from '../fakes/registry/answer.ts';
import type { AuthOptions } from '../fakes/registry/auth.ts';
import { createAuthority } from '../fakes/registry/certificate.ts';
import { failing, type Fault, type Intercept } from '../fakes/registry/fault.ts';
import { addSample } from '../fakes/registry/sample.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import type { ActionRun } from '../fakes/runner/runner.ts';
import { outputsOf, startActionBed, type ActionBed, type ActionBedOptions } from './action-bed.ts';
import { leaksOf } from './action-sinks.ts';

/** With everything in it that some way of writing changes. */
const password = 'Can4ry p"ss\\word&/+=%é';
const identity = 'canary.identity-token/0123456789+abc=';
const githubToken = 'ghs_canaryGitHubToken0123456789';

const byPassword: AuthOptions = { scheme: 'basic', users: { 'build bot': { password } } };
const byToken: AuthOptions = {
  scheme: 'bearer',
  users: { 'build bot': { password, refreshToken: identity } },
};

const pair = { auth: Buffer.from(`build bot:${password}`).toString('base64') };

let bed: ActionBed;
/** Tokens that a token server gave and signatures that storage URLs had: known when they were seen. */
let seen: Record<string, string>;

afterEach(() => bed.close());

type Start = Pick<ActionBedOptions, 'dev' | 'prod' | 'files'> & {
  readonly login?: object;
  readonly more?: string;
};

async function start({ login = pair, more = '', dev, prod, files }: Start): Promise<void> {
  seen = {};
  bed = await startActionBed({
    dev: { ...dev, intercept: watched(dev?.intercept) },
    prod: { ...prod, intercept: watched(prod?.intercept) },
    docker: (hosts) => ({ auths: { [hosts.dev]: login, [hosts.prod]: login } }),
    token: githubToken,
    ...(files === undefined ? {} : { files }),
  });
  const places = [bed.dev.storage, bed.prod.storage].flatMap((side) => side?.host ?? []);
  const registries = places.map((host) => `'${host}': { plain-http: true }`).join(', ');
  bed.config(`version: 1
${registries === '' ? more : `registries: { ${registries} }`}
pipelines:
  web: { source: DEV/dev/web, stages: [{ name: qa, to: PROD/qa/web, tag: ['%n', latest] }] }
`);
  addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'], platforms: ['linux/amd64'], referrers: 1 });
}

/** Lets requests through to `fault`, and keeps what answers give away. */
function watched(fault?: Intercept): Intercept {
  return async (request) => {
    const asked = await fault?.(request);
    if (asked !== undefined && typeof asked !== 'function') return asked;
    return (answer) => kept(asked === undefined ? answer : asked(answer));
  };
}

function kept(answer: Answer): Answer {
  const text = typeof answer.body === 'string' ? answer.body : '';
  const token = /"token":"([^"]+)"/.exec(text)?.[1];
  if (token !== undefined) seen[`access token ${Object.keys(seen).length}`] = token;
  const signature = /signature=([^&]+)/.exec(String(answer.headers?.['location'] ?? ''))?.[1];
  if (signature !== undefined) seen[`signature ${Object.keys(seen).length}`] = signature;
  return answer;
}

/** A run with everything that makes it talk; throws if a secret came out anywhere. */
async function runTalking(): Promise<ActionRun> {
  const run = await bed.run({
    inputs: { image: '1.0.0' },
    env: { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true' },
  });
  const secrets = { password, identity, githubToken, pair: pair.auth, ...seen };
  expect(leaksOf(run, secrets)).toEqual([]);
  outputsOf(run);
  return run;
}

function echo({ headers }: SeenRequest): string {
  return `you sent authorization: ${String(headers.authorization)}, to ${JSON.stringify(headers)}`;
}

describe('when everything goes well', () => {
  it.each([
    ['a password', byPassword, pair, 0],
    ['a token for a password', byToken, pair, 1],
    ['a token for an identity token', byToken, { identitytoken: identity, username: 'build bot' }, 1],
  ])('with %s, no secret comes out', async (_, auth, login, tokens) => {
    await start({ dev: { auth }, prod: { auth }, login });
    const run = await runTalking();
    expect([run.exitCode, outputsOf(run)['outcome']]).toEqual([0, 'promoted']);
    expect(Object.keys(seen).length).toBeGreaterThanOrEqual(tokens);
    expect(run.masks).toEqual(expect.arrayContaining([githubToken, ...Object.values(seen)]));
  });

  it('with storage elsewhere, no signed URL comes out', async () => {
    await start({ dev: { auth: byPassword, storage: { blobs: true } }, prod: { auth: byPassword } });
    const run = await runTalking();
    expect([run.exitCode, outputsOf(run)['outcome']]).toEqual([0, 'promoted']);
    expect(Object.keys(seen).filter((name) => name.startsWith('signature')).length).toBeGreaterThan(0);
  });

  it('every secret is masked before it is used', async () => {
    let printed = '';
    const late: string[] = [];
    const used = new Set<string>();
    // A step's output is written before the step goes on: when a request is here, its mask is in the pipe at least.
    const intercept: Intercept = async ({ headers }) => {
      const [, value] = /^(?:basic|bearer) (.+)$/i.exec(headers.authorization ?? '') ?? [];
      if (value === undefined) return undefined;
      used.add(value);
      for (let turn = 0; turn < 50 && !printed.includes(`::add-mask::${value}\n`); turn += 1)
        await new Promise((resolve) => setImmediate(resolve));
      if (!printed.includes(`::add-mask::${value}\n`)) late.push(value);
      return undefined;
    };
    await start({ dev: { auth: byPassword, intercept }, prod: { auth: byToken, intercept } });
    const run = await bed.run({ inputs: { image: '1.0.0' }, onOutput: (piece) => (printed += piece) });
    expect(run.exitCode).toBe(0);
    expect(used.size).toBeGreaterThanOrEqual(2);
    expect(late).toEqual([]);
    expect(run.stdout.startsWith(`::add-mask::${githubToken}\n`)).toBe(true);
    const texts = run.masks.map((mask) => (mask.includes(password) ? 'password' : mask));
    expect(texts).toEqual(expect.arrayContaining(['password', ...used]));
  });
});

describe('when something goes wrong', () => {
  const at =
    (part: string, fault: (request: SeenRequest) => Fault): Intercept =>
    (request) =>
      request.path.includes(part) && request.headers.authorization !== undefined ? fault(request) : undefined;

  it.each<[string, Start, number, string]>([
    [
      '401: the password is wrong',
      { prod: { auth: { scheme: 'basic', users: { 'build bot': { password: 'another' } } } } },
      3,
      'UNAUTHORIZED',
    ],
    [
      '401: the token server does not take it',
      { prod: { auth: { scheme: 'bearer', users: { 'build bot': { password: 'another' } } } } },
      3,
      'UNAUTHORIZED',
    ],
    [
      '403: the account may only read',
      {
        prod: {
          auth: {
            scheme: 'basic',
            users: { 'build bot': { password, allow: (_, action) => action === 'pull' } },
          },
        },
      },
      5,
      'DENIED',
    ],
    [
      '403 with an answer that repeats what was sent',
      {
        prod: { auth: byPassword, intercept: at('/v2/', (request) => problem(403, 'DENIED', echo(request))) },
      },
      3,
      'DENIED',
    ],
    [
      '500 with an answer that repeats what was sent',
      {
        prod: {
          auth: byToken,
          intercept: at('/blobs/uploads/', (request) =>
            withHeaders(problem(500, 'UNKNOWN', echo(request)), { 'retry-after': '0' }),
          ),
        },
      },
      5,
      'SERVER_ERROR',
    ],
    [
      '400 for a tag, with an answer and a warning that repeat what was sent',
      {
        prod: {
          auth: byToken,
          intercept: at('/manifests/1.0.0', (request) =>
            request.method === 'PUT'
              ? withHeaders(problem(400, 'TAG_INVALID', echo(request)), {
                  warning: `299 - ${JSON.stringify(echo(request))}`,
                })
              : (answer) => answer,
          ),
        },
      },
      5,
      'TAGS_NOT_WRITTEN',
    ],
    [
      'a connection that breaks in the middle of a blob',
      {
        dev: {
          auth: byPassword,
          storage: { blobs: true },
          intercept: failing(1, ({ listener }) => listener === 'storage', 'reset-mid-body'),
        },
        prod: { auth: byPassword },
      },
      0,
      '',
    ],
    [
      'a realm at a stranger',
      {
        prod: {
          auth: byPassword,
          intercept: (request) =>
            problemWith(401, request, {
              'www-authenticate': `Bearer realm="https://user:pw@tokens.evil.example/${encodeURIComponent(password)}?x=${encodeURIComponent(password)}",service="x"`,
            }),
        },
      },
      3,
      'REALM',
    ],
    [
      'a redirect to a private address',
      {
        dev: {
          auth: byPassword,
          intercept: at('/blobs/', () => ({
            status: 307,
            headers: { location: `https://169.254.169.254/x?signature=${encodeURIComponent(password)}` },
          })),
        },
        prod: { auth: byPassword },
      },
      5,
      'ADDRESS_PRIVATE',
    ],
    [
      'a redirect from storage that refuses, with the URL in its answer',
      {
        dev: {
          auth: byPassword,
          storage: { blobs: true },
          intercept: (request) =>
            request.listener === 'storage'
              ? problem(403, 'DENIED', `no ${request.path}?signature=${request.query.get('signature')}`)
              : undefined,
        },
        prod: { auth: byPassword },
      },
      5,
      'DENIED',
    ],
  ])('%s: no secret comes out', async (_, options, exitCode, code) => {
    await start({ dev: { auth: byPassword }, ...options });
    const run = await runTalking();
    expect(run.annotations.map(({ title }) => title).join()).toContain(code);
    expect(run.exitCode).toBe(exitCode);
  });

  it('a server whose certificate nobody vouches for gets nothing', async () => {
    const own = createAuthority();
    await start({
      prod: { tls: own.issue(['127.0.0.1']), auth: byPassword },
      dev: { auth: byPassword },
      files: { 'certs/other.pem': createAuthority().ca },
      more: "registries: { 'PROD': { ca: certs/other.pem } }",
    });
    const run = await runTalking();
    expect([run.exitCode, bed.prod.requests]).toEqual([3, []]);
    expect(run.annotations.map(({ title }) => title)).toContain('TLS');
  });

  it('a conflict shows digests only', async () => {
    await start({ dev: { auth: byPassword }, prod: { auth: byPassword } });
    addSample(bed.prod.store, 'qa/web', { tags: ['1.0.0'], seed: 'other' });
    const run = await runTalking();
    expect([run.exitCode, outputsOf(run)['outcome']]).toEqual([4, 'conflict']);
  });

  it('GitHub’s own errors do not show the token', async () => {
    for (const fault of [
      { status: 401, body: { message: `Bad credentials: ${githubToken}` } },
      { status: 403, body: { message: `token ${githubToken} may not` } },
    ]) {
      await start({});
      bed.github.fault({ path: '/repos/acme/web', ...fault });
      const run = await runTalking();
      expect(run.exitCode).toBe(2);
      await bed.close();
    }
  });

  it('an image, a comment and a tag that are secrets of this job are masked where they are shown', async () => {
    await start({ dev: { auth: byPassword }, prod: { auth: byPassword } });
    const run = await bed.run({ inputs: { image: '1.0.0', comment: `deploy with ${githubToken}` } });
    expect(run.exitCode).toBe(0);
    expect(leaksOf(run, { githubToken })).toEqual([]);
  });
});

function problemWith(status: number, request: SeenRequest, headers: Record<string, string>): Answer {
  return withHeaders(problem(status, 'UNAUTHORIZED', echo(request)), headers);
}
