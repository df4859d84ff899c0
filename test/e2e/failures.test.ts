import { describe, it, type TestContext } from 'vitest';
import { problem, type Answer } from '../fakes/registry/answer.ts';
import { createAuthority } from '../fakes/registry/certificate.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { failing } from '../fakes/registry/fault.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import { startRegistry, type RegistryOptions, type RunningRegistry } from '../fakes/registry/server.ts';
import { badCredentials, goodCredentials } from '../servers/credentials.ts';
import { startHoist, type Hoist, type HoistOptions } from './hoist.ts';

// Failures take as long as the real clock makes retries take: they are waited for side by side.

type Bed = {
  readonly source: RunningRegistry;
  readonly target: RunningRegistry;
  readonly second: RunningRegistry;
  readonly image: Sample;
  readonly hoist: Hoist;
};

type BedOptions = {
  readonly source?: RegistryOptions;
  readonly target?: RegistryOptions;
  readonly tag?: unknown;
  readonly registries?: (source: string) => object;
  readonly logins?: (source: string, target: string) => HoistOptions['logins'];
};

/** One stage from a registry to two others. */
async function bed({ onTestFinished }: TestContext, options: BedOptions = {}): Promise<Bed> {
  const source = await startRegistry(options.source);
  const target = await startRegistry(options.target);
  const second = await startRegistry();
  const image = addSample(source.store, 'dev/web', {
    tags: ['1.0.0'],
    platforms: ['linux/amd64'],
    referrers: 1,
  });
  const hoist = await startHoist({
    logins: options.logins?.(source.host, target.host) ?? [],
    config: {
      version: 1,
      registries: options.registries?.(source.host) ?? {},
      pipelines: {
        web: {
          source: `${source.host}/dev/web`,
          stages: [
            { name: 'qa', to: [`${target.host}/qa/web`, `${second.host}/qa/web`], tag: options.tag ?? '%n' },
            { name: 'prod', to: `${second.host}/prod/web` },
          ],
        },
      },
    },
  });
  onTestFinished(async () => {
    await hoist.close();
    for (const each of [source, target, second]) await each.close();
  });
  return { source, target, second, image, hoist };
}

/** What is said, without the breaks that fit it into a terminal. */
function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

function tagsOf({ store }: RunningRegistry, path = 'qa/web'): readonly string[] {
  return store.tags(path).filter((tag) => !tag.startsWith('sha256-'));
}

const users = { [goodCredentials.user]: { password: goodCredentials.password } };
const loggedIn: BedOptions['logins'] = (source) => [{ host: source, credentials: goodCredentials }];
const always = (answer: Answer) => ({ intercept: () => answer });
const page: Answer = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' };

describe('when the source cannot be read', () => {
  const causes: readonly (readonly [string, BedOptions, string, RegExp])[] = [
    [
      'it wants a password and there is none',
      { source: { auth: { scheme: 'basic', users } } },
      'UNAUTHORIZED',
      /answered 401.*hint: Log in before \(docker login SOURCE\)/,
    ],
    [
      'it wants a token and there are no credentials',
      { source: { auth: { scheme: 'bearer', users } } },
      'UNAUTHORIZED',
      /hint: Log in before \(docker login SOURCE\)/,
    ],
    [
      'the password is wrong',
      {
        source: { auth: { scheme: 'basic', users } },
        logins: (source) => [{ host: source, credentials: badCredentials }],
      },
      'UNAUTHORIZED',
      /hint: .*SOURCE/,
    ],
    [
      'its token server does not know the password',
      {
        source: { auth: { scheme: 'bearer', users } },
        logins: (source) => [{ host: source, credentials: badCredentials }],
      },
      'UNAUTHORIZED',
      /SOURCE.*hint: /,
    ],
    [
      'the account may not read it',
      {
        source: {
          auth: { scheme: 'basic', users: { hoist: { ...goodCredentials, allow: () => false } } },
        },
        logins: loggedIn,
      },
      'DENIED',
      /answered 403.*hint: .*rights/,
    ],
    [
      'it says "too many requests" for good',
      { source: always(problem(429, 'TOOMANYREQUESTS', 'slow down')) },
      'TOO_MANY_REQUESTS',
      /answered 429.*hint: .*later/,
    ],
    [
      'it wants to be asked again in an hour',
      {
        source: always({ ...problem(429, 'TOOMANYREQUESTS', 'slow down'), headers: { 'retry-after': 3600 } }),
      },
      'RETRY_LATER',
      /hint: .*after that time/,
    ],
    [
      'it has a fault of its own',
      { source: always(problem(503, 'UNAVAILABLE', 'maintenance')) },
      'SERVER_ERROR',
      /answered 503: UNAVAILABLE maintenance.*hint: .*later/,
    ],
    ['a sign-in page answers in its place', { source: always(page) }, '[A-Z_]+', /hint: \S/],
    [
      'its authority is not known',
      {
        source: { tls: createAuthority().issue(['127.0.0.1']) },
        registries: (source) => ({ [source]: { connections: 8 } }),
      },
      'TLS',
      /hint: .*registries: \{ 'SOURCE': \{ ca: PATH \} \}/,
    ],
    [
      'it has no TLS',
      { registries: (source) => ({ [source]: { connections: 8 } }) },
      'TLS',
      /hint: .*registries: \{ 'SOURCE': \{ plain-http: true \} \}/,
    ],
  ];

  it.concurrent.for(causes)(
    'because %s, it exits with 3 and says what to do',
    async ([, options, code, said], context) => {
      const { expect } = context;
      const { source, target, second, hoist } = await bed(context, options);
      const ran = await hoist.run('promote', '1.0.0');
      expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 3, stdout: '' });
      expect(ran.stderr).toMatch(new RegExp(`^${code}: `));
      expect(flat(ran.stderr).replaceAll(source.host, 'SOURCE')).toMatch(said);
      expect([...target.requests, ...second.requests]).toEqual([]);
    },
  );

  it.concurrent('because nothing listens there, it exits with 3', async (context) => {
    const { expect } = context;
    const { source, hoist } = await bed(context);
    await source.close();
    const ran = await hoist.run('plan', '1.0.0');
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 3, stdout: '' });
    expect(flat(ran.stderr)).toMatch(/^NETWORK: .*nothing listens there.*hint: /);
  });
});

describe('when the source fails for a moment', () => {
  const faults = [
    ['is too busy', problem(429, 'TOOMANYREQUESTS', 'slow down')],
    ['has a fault', problem(503, 'UNAVAILABLE', 'later')],
    ['resets a connection', 'reset'],
    ['breaks off in the middle of a body', 'reset-mid-body'],
  ] as const;

  it.concurrent.for(faults)('and %s twice, the image arrives all the same', async ([, fault], context) => {
    const { expect } = context;
    const intercept = failing(2, ({ route }) => ['manifest', 'blob'].includes(route.kind), fault);
    const { image, target, second, hoist } = await bed(context, { source: { intercept } });
    const ran = await hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    for (const { store } of [target, second]) expect(store.tagged('qa/web', '1.0.0')).toBe(image.root);
  });
});

describe('when a target fails', () => {
  const isUpload = ({ method, route }: SeenRequest) =>
    method !== 'GET' && method !== 'HEAD' && (route.kind === 'upload' || route.kind === 'uploads');
  const isTag = ({ method, path }: SeenRequest) => method === 'PUT' && path.endsWith('/manifests/1.0.0');
  const on = (matches: (request: SeenRequest) => boolean, answer: Answer) => ({
    intercept: (request: SeenRequest) => (matches(request) ? answer : undefined),
  });
  const readOnly = { ...goodCredentials, allow: (_: string, action: string) => action === 'pull' };

  const causes: readonly (readonly [string, BedOptions, number, string, RegExp])[] = [
    [
      'it wants a password and there is none',
      { target: { auth: { scheme: 'basic', users } } },
      3,
      'UNAUTHORIZED',
      /docker login TARGET/,
    ],
    [
      'it has a fault while it is read',
      { target: always(problem(500, 'UNKNOWN', 'x')) },
      3,
      'SERVER_ERROR',
      /later/,
    ],
    [
      'the account may only read',
      {
        target: { auth: { scheme: 'basic', users: { hoist: readOnly } } },
        logins: (_, target) => [{ host: target, credentials: goodCredentials }],
      },
      5,
      'DENIED',
      /rights/,
    ],
    [
      'its token server lets the account only read',
      {
        target: { auth: { scheme: 'bearer', users: { hoist: readOnly } } },
        logins: (_, target) => [{ host: target, credentials: goodCredentials }],
      },
      5,
      'UNAUTHORIZED|DENIED',
      /TARGET/,
    ],
    [
      'it takes no more bytes',
      { target: on(isUpload, problem(413, 'SIZE_INVALID', 'too large')) },
      5,
      'TOO_LARGE',
      /limit/,
    ],
    [
      'it does not take the manifest',
      {
        target: on(
          ({ method, route }) => method === 'PUT' && route.kind === 'manifest',
          problem(400, 'MANIFEST_INVALID', 'no'),
        ),
      },
      5,
      '[A-Z_]+',
      /TARGET.* answered 400: MANIFEST_INVALID no/,
    ],
  ];

  it.concurrent.for(causes)(
    'because %s, no tag moves at any target',
    async ([, options, code, error, hint], context) => {
      const { expect } = context;
      const { target, second, hoist } = await bed(context, options);
      const ran = await hoist.promote('1.0.0');
      expect({ code: ran.code, outcome: ran.document.outcome }).toEqual({ code, outcome: 'failed' });
      expect(ran.document.stages).toEqual([{ pipeline: 'web', stage: 'qa', outcome: 'failed' }]);
      const result = ran.document.records[0]?.result;
      expect(result?.error?.code).toMatch(new RegExp(`^(${error})$`));
      const said = `${result?.error?.message} ${result?.error?.hint}`.replaceAll(target.host, 'TARGET');
      expect(said).toMatch(hint);
      expect([tagsOf(target), tagsOf(second), tagsOf(second, 'prod/web')]).toEqual([[], [], []]);
      expect((await hoist.journal()).at(-1)?.result?.outcome).toBe('failed');
    },
  );

  it.concurrent('when its tag is written, the record says which tags moved, and the next run ends it', async (context) => {
    const { expect } = context;
    let isBroken = true;
    const { image, target, second, hoist } = await bed(context, {
      target: {
        mount: false,
        intercept: (request) => (isBroken && isTag(request) ? problem(500, 'UNKNOWN', 'disk') : undefined),
      },
    });
    const ran = await hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 5, document: { outcome: 'failed' } });
    const { error, targets = [] } = ran.document.records[0]?.result ?? {};
    expect(error?.message).toContain(`1 of 2 tags could not be written; ${target.host}/qa/web:1.0.0`);
    expect(targets.map(({ repository, tags }) => [repository, tags[0]?.action, tags[0]?.after])).toEqual([
      [`${target.host}/qa/web`, 'failed', null],
      [`${second.host}/qa/web`, 'create', image.root],
    ]);
    expect([tagsOf(target), tagsOf(second)]).toEqual([[], ['1.0.0']]);

    isBroken = false;
    target.requests.length = 0;
    const again = await hoist.promote('1.0.0');
    expect(again).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(tagsOf(target)).toEqual(['1.0.0']);
    expect(target.requests.filter(isUpload).reduce((sum, { received }) => sum + received, 0)).toBe(0);
  });

  it.concurrent.for([
    ['a reset in the middle of an upload', 'reset-mid-upload'],
    ['an upload whose end is not confirmed', 'reset-after-effect'],
    ['a 502 of a proxy', problem(502, 'UNKNOWN', 'bad gateway')],
  ] as const)('for a moment (%s), the image arrives all the same', async ([, fault], context) => {
    const { expect } = context;
    const intercept = failing(2, isUpload, fault);
    const { image, target, hoist } = await bed(context, { target: { intercept } });
    const ran = await hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(target.store.tagged('qa/web', '1.0.0')).toBe(image.root);
  });
});

describe('when a target has immutable tags', () => {
  const puts = ({ requests }: RunningRegistry) =>
    requests.filter(({ method, path }) => method === 'PUT' && path.endsWith('/manifests/latest'));
  const immutable = { immutable: (_: string, tag: string) => tag === 'latest' };

  it.concurrent('a move is a conflict, and is tried once', async (context) => {
    const { expect } = context;
    const { target, hoist } = await bed(context, {
      target: immutable,
      tag: { name: 'latest', move: 'any' },
    });
    const before = addSample(target.store, 'qa/web', { seed: 'before', tags: ['latest'] });
    const ran = await hoist.promote('1.0.0', '--targets', `${target.host}/**`);
    expect(ran).toMatchObject({ code: 4, document: { outcome: 'conflict' } });
    const [tag] = ran.document.records[0]?.result?.targets[0]?.tags ?? [];
    expect(tag).toMatchObject({ tag: 'latest', action: 'conflict', after: before.root });
    expect(puts(target)).toHaveLength(1);
    expect(target.store.tagged('qa/web', 'latest')).toBe(before.root);
    const text = await hoist.run('promote', '1.0.0', '--targets', `${target.host}/**`);
    expect(text.code).toBe(4);
    expect(flat(text.stdout)).toMatch(/hint: \S/);
  });

  it.concurrent('a tag that somebody wrote meanwhile with the same digest counts as written', async (context) => {
    const { expect } = context;
    const { target, image, hoist } = await bed(context, {
      target: {
        ...immutable,
        intercept: ({ method, path }) => {
          if (method === 'PUT' && path.endsWith('/manifests/latest'))
            target.store.tag('qa/web', 'latest', image.root);
          return undefined;
        },
      },
      tag: 'latest',
    });
    const ran = await hoist.promote('1.0.0', '--targets', `${target.host}/**`);
    expect(ran.code).toBe(0);
    expect(puts(target)).toHaveLength(1);
    expect((await hoist.promote('1.0.0', '--targets', `${target.host}/**`)).document.outcome).toBe(
      'unchanged',
    );
    expect(puts(target)).toHaveLength(1);
  });
});

describe('when others write at the same time', () => {
  it.concurrent('a tag that was overwritten right after is not called promoted', async (context) => {
    const { expect } = context;
    const { target, hoist } = await bed(context, {
      target: {
        intercept: ({ method, path }) => {
          if (method !== 'PUT' || !path.endsWith('/manifests/1.0.0')) return undefined;
          return (answer) => {
            addSample(target.store, 'qa/web', { seed: 'theirs', tags: ['1.0.0'] });
            return answer;
          };
        },
      },
    });
    const ran = await hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 5, document: { outcome: 'failed' } });
    expect(ran.document.records[0]?.result?.targets[0]?.tags[0]).toMatchObject({ action: 'failed' });
  });

  it.concurrent('a tag that appears between plan and write is a conflict', async (context) => {
    const { expect } = context;
    const { target, second, hoist } = await bed(context, {
      target: {
        intercept: ({ method, route }) => {
          if (method === 'PUT' && route.kind === 'manifest')
            addSample(target.store, 'qa/web', { seed: 'theirs', tags: ['1.0.0'] });
          return undefined;
        },
      },
    });
    const ran = await hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 4, document: { outcome: 'conflict' } });
    expect(tagsOf(second)).toEqual([]);
  });

  it.concurrent('a source tag that moves on supersedes the run before any tag', async (context) => {
    const { expect } = context;
    const { source, target, second, hoist } = await bed(context, {
      target: {
        intercept: ({ method, route }) => {
          if (method === 'PUT' && route.kind === 'manifest')
            addSample(source.store, 'dev/web', { seed: 'newer', tags: ['1.0.0'] });
          return undefined;
        },
      },
    });
    const ran = await hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'superseded' } });
    expect([tagsOf(target), tagsOf(second)]).toEqual([[], []]);
  });
});

describe('when several stages of a run end differently', () => {
  it.concurrent('the exit code is the first of 5, 4, 1, 3', async (context) => {
    const { expect, onTestFinished } = context;
    const { source, target, hoist } = await bed(context, {
      target: {
        intercept: ({ path, method }) => {
          if (path.includes('/failed/') && method === 'PUT') return problem(400, 'MANIFEST_INVALID', 'no');
          return path.includes('/unread/') ? problem(401, 'UNAUTHORIZED', 'no') : undefined;
        },
      },
    });
    onTestFinished(() => target.close());
    addSample(target.store, 'conflict/web', { seed: 'theirs', tags: ['1.0.0'] });
    const pipeline = (name: string, more: object = {}) => ({
      [name]: {
        source: `${source.host}/dev/web`,
        stages: [{ name: 'one', to: `${target.host}/${name}/web`, ...more }],
      },
    });
    const kinds = {
      failed: pipeline('failed'),
      conflict: pipeline('conflict'),
      refused: pipeline('refused', { policy: 'base' }),
      unread: pipeline('unread'),
      waiting: pipeline('waiting', { auto: false }),
    };
    const exitWith = async (
      ...names: readonly (keyof typeof kinds)[]
    ): Promise<readonly [number, string]> => {
      await hoist.write('.github/hoist.yml', {
        version: 1,
        policies: { base: [{ platforms: { exactly: ['linux/amd64'] } }] },
        pipelines: Object.assign({}, ...names.map((name) => kinds[name])) as object,
      });
      const { code, document } = await hoist.promote(`${source.host}/dev/web:1.0.0`);
      return [code, document.outcome];
    };
    expect(await exitWith('waiting', 'refused', 'conflict', 'unread', 'failed')).toEqual([5, 'failed']);
    expect(await exitWith('waiting', 'refused', 'conflict', 'unread')).toEqual([4, 'failed']);
    expect(await exitWith('unread', 'refused', 'waiting')).toEqual([1, 'failed']);
    expect(await exitWith('waiting', 'unread')).toEqual([3, 'failed']);
    expect(await exitWith('conflict', 'waiting')).toEqual([4, 'conflict']);
    expect(await exitWith('waiting')).toEqual([0, 'waiting']);
  });
});

describe('when the journal cannot be written', () => {
  it.concurrent('no tag moves, and it exits with 5', async (context) => {
    const { expect } = context;
    const { target, second, hoist } = await bed(context);
    await hoist.write('file', 'not a folder');
    const ran = await hoist.promote('1.0.0', '--journal', 'file/journal.jsonl');
    expect(ran).toMatchObject({ code: 5, document: { outcome: 'failed' } });
    expect([tagsOf(target), tagsOf(second)]).toEqual([[], []]);
    const [record] = ran.document.records;
    expect(record?.result?.error?.message).toContain('no tag has moved');
  });
});
