import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addSample } from '../fakes/registry/sample.ts';
import { startRegistry, type RegistryOptions, type RunningRegistry } from '../fakes/registry/server.ts';
import {
  distributionProgram,
  startDistribution,
  type RunningRegistry as Distribution,
} from '../servers/distribution.ts';
import { ping } from '../servers/ping.ts';
import { lacking } from '../tools.ts';
import { startHoist, type Hoist } from './hoist.ts';

let hoist: Hoist;
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

async function open(options: RegistryOptions = {}): Promise<RunningRegistry> {
  const registry = await startRegistry(options);
  opened.push(registry);
  return registry;
}

/** One stage from a repository to others. */
async function route(source: string, ...to: readonly string[]): Promise<void> {
  hoist = await startHoist({
    config: { version: 1, pipelines: { web: { source, stages: [{ name: 'qa', to }] } } },
  });
  opened.push(hoist);
}

const image = { tags: ['1.0.0'], platforms: ['linux/amd64', 'linux/arm64', 'linux/s390x'], referrers: 2 };

/** Bytes of blobs that a registry gave or got. */
function blobBytes({ requests, storage }: RunningRegistry): { readonly read: number; readonly sent: number } {
  const all = [...requests, ...(storage?.requests ?? [])];
  const of = (kinds: readonly string[]) => all.filter(({ route: { kind } }) => kinds.includes(kind));
  return {
    read: of(['blob']).reduce((sum, { sent }) => sum + sent, 0),
    sent: of(['uploads', 'upload']).reduce((sum, { received }) => sum + received, 0),
  };
}

type Line = { readonly method: string; readonly path: string; readonly status: number };

/** What `act` asks of a distribution, from its access log. */
async function asked({ url, output }: Distribution, act: () => Promise<unknown>): Promise<readonly Line[]> {
  const [before, after] = [randomUUID(), randomUUID()];
  // The log is a stream of its own: the marks tell what belongs to whom.
  await ping(`${url}/v2/?${before}`);
  await act();
  await ping(`${url}/v2/?${after}`);
  await vi.waitFor(() => expect(output()).toMatch(new RegExp(`"GET /v2/\\?${after} HTTP`)), 10_000);
  const lines = output().split('\n');
  const from = lines.findLastIndex((line) => line.includes(`"GET /v2/?${before} HTTP`));
  const to = lines.findIndex((line) => line.includes(`"GET /v2/?${after} HTTP`));
  expect(from).toBeGreaterThanOrEqual(0);
  return lines.slice(from + 1, to).flatMap((line) => {
    const [, method = '', path = '', status = ''] = /"([A-Z]+) (\S+) HTTP\/[\d.]+" (\d+) /.exec(line) ?? [];
    return method === '' ? [] : [{ method, path, status: Number(status) }];
  });
}

describe('when an index of three platforms with two referrers is promoted once more', () => {
  const cases = [
    ['both have the referrers API', {}, {}, 8],
    ['neither has the referrers API', { referrers: false }, { referrers: false }, 8],
    ['only the target has the referrers API', { referrers: false }, {}, 8],
    // Each child is asked for at the source, and that the target has no API is learned by asking.
    ['only the source has the referrers API', {}, { referrers: false }, 9],
  ] as const;

  it.each(cases)(
    'and %s, it takes hardly more requests than there are subjects',
    async (_, from, to, most) => {
      const [source, target] = [await open(from), await open(to)];
      addSample(source.store, 'dev/web', { ...image, fallbackTags: true });
      await route(`${source.host}/dev/web`, `${target.host}/qa/web`);
      expect((await hoist.promote('1.0.0')).document.outcome).toBe('promoted');
      source.requests.length = 0;
      target.requests.length = 0;
      const again = await hoist.promote('1.0.0');
      expect(again).toMatchObject({ code: 0, document: { outcome: 'unchanged', records: [] } });
      const requests = [...source.requests, ...target.requests].map(
        ({ method, path }) => `${method} ${path}`,
      );
      expect(requests.length).toBeGreaterThan(0);
      expect(requests.length).toBeLessThanOrEqual(most);
      expect(requests.filter((request) => !/^(GET|HEAD) /.test(request))).toEqual([]);
    },
  );

  describe.each([2, 3] as const)('inside one distribution %i', (version) => {
    it.skipIf(lacking(distributionProgram(version)))('takes at most 8 requests', async () => {
      const origin = await open({ referrers: false });
      addSample(origin.store, 'dev/web', { ...image, fallbackTags: true });
      const registry = await startDistribution({ version });
      opened.push(registry);
      await route(`${origin.host}/dev/web`, `${registry.host}/dev/web`);
      await hoist.promote('1.0.0');
      await route(`${registry.host}/dev/web`, `${registry.host}/qa/web`);
      expect((await hoist.promote('1.0.0')).document.outcome).toBe('promoted');
      const requests = await asked(registry, async () => {
        expect((await hoist.promote('1.0.0')).document.outcome).toBe('unchanged');
      });
      expect(requests.length).toBeGreaterThan(0);
      expect(requests.length).toBeLessThanOrEqual(8);
    });
  });
});

describe('when source and target are repositories of one registry', () => {
  it.each([
    ['with redirects to a storage of its own', { storage: { blobs: true, uploads: true } }],
    ['plain', {}],
  ] as const)('%s, no byte of a blob goes through us', async (_, options) => {
    const registry = await open(options);
    const { blobs } = addSample(registry.store, 'dev/web', { ...image, layerBytes: 100_000 });
    await route(`${registry.host}/dev/web`, `${registry.host}/qa/web`, `${registry.host}/eu/web`);
    const ran = await hoist.promote('1.0.0');
    expect(ran.code).toBe(0);
    expect(blobBytes(registry)).toEqual({ read: 0, sent: 0 });
    const targets = ran.document.records[0]?.result?.targets ?? [];
    expect(targets.map(({ pushed, blobs: { mounted, pushed: sent } }) => [pushed, mounted, sent])).toEqual([
      [0, blobs.length, 0],
      [0, blobs.length, 0],
    ]);
  });

  it.skipIf(lacking(distributionProgram(2)))('distribution mounts each blob', async () => {
    const origin = await open();
    const { blobs } = addSample(origin.store, 'dev/web', image);
    const registry = await startDistribution({ version: 2 });
    opened.push(registry);
    await route(`${origin.host}/dev/web`, `${registry.host}/dev/web`);
    await hoist.promote('1.0.0');
    await route(`${registry.host}/dev/web`, `${registry.host}/qa/web`);
    const requests = await asked(registry, async () => {
      expect((await hoist.promote('1.0.0')).document.outcome).toBe('promoted');
    });
    const ofBlobs = requests.filter(({ path }) => path.includes('/blobs/'));
    expect(ofBlobs.filter(({ method, status }) => method === 'POST' && status === 201)).toHaveLength(
      blobs.length,
    );
    expect(ofBlobs.filter(({ method }) => method === 'PUT' || method === 'PATCH')).toEqual([]);
    expect(ofBlobs.filter(({ method, path }) => method === 'GET' && !path.includes('/uploads/'))).toEqual([]);
  });

  it('that forbids mounts, the bytes are carried all the same', async () => {
    const registry = await open({ mount: false });
    const { blobs, root } = addSample(registry.store, 'dev/web', image);
    await route(`${registry.host}/dev/web`, `${registry.host}/qa/web`);
    const ran = await hoist.promote('1.0.0');
    expect(ran.code).toBe(0);
    expect(ran.document.records[0]?.result?.targets[0]?.blobs).toMatchObject({ pushed: blobs.length });
    expect(registry.store.tagged('qa/web', '1.0.0')).toBe(root);
  });
});

describe('when a promotion is planned', () => {
  it.each([
    ['one target', 1, {}],
    ['two targets', 2, {}],
    ['a target without the referrers API', 1, { referrers: false }],
  ])('to %s, it takes about as many requests more as the plan said', async (_, count, options) => {
    const source = await open();
    const targets: RunningRegistry[] = [];
    while (targets.length < count) targets.push(await open(options));
    addSample(source.store, 'dev/web', { ...image, layers: 12 });
    await route(`${source.host}/dev/web`, ...targets.map(({ host }) => `${host}/qa/web`));
    const sent = (): number => [source, ...targets].reduce((sum, { requests }) => sum + requests.length, 0);
    const planned = await hoist.plan('1.0.0');
    const planning = sent();
    expect((await hoist.promote('1.0.0')).code).toBe(0);
    const expected = planned.document.stages[0]?.requests ?? 0;
    const really = sent() - 2 * planning;
    expect({ expected, really, isClose: Math.abs(really - expected) <= 0.06 * expected }).toMatchObject({
      isClose: true,
    });
  });
});

describe('when a stage has several targets', () => {
  let source: RunningRegistry;
  beforeEach(async () => {
    source = await open();
  });

  it('each blob is read from the source once', async () => {
    const targets = [await open(), await open(), await open()];
    const { blobs } = addSample(source.store, 'dev/web', { ...image, layerBytes: 200_000 });
    await route(`${source.host}/dev/web`, ...targets.map(({ host }) => `${host}/prod/web`));
    const ran = await hoist.promote('1.0.0');
    expect(ran.code).toBe(0);
    const bytes = blobs.reduce((sum, digest) => sum + (source.store.blob('dev/web', digest)?.size ?? 0), 0);
    expect(blobBytes(source)).toEqual({ read: bytes, sent: 0 });
    expect(ran.document.records[0]?.result?.pulled).toBe(bytes);
    for (const target of targets) {
      expect(blobBytes(target)).toEqual({ read: 0, sent: bytes });
      expect(target.store.repository('prod/web')?.blobs.size).toBe(blobs.length);
    }
  });

  it('what one of them has already is sent only to the others', async () => {
    const targets = [await open(), await open()] as const;
    const [has, lacks] = targets;
    const sample = addSample(source.store, 'dev/web', { ...image, layerBytes: 50_000 });
    addSample(has.store, 'prod/web', { ...image, layerBytes: 50_000, tags: ['older'], seed: 'dev/web' });
    await route(`${source.host}/dev/web`, ...targets.map(({ host }) => `${host}/prod/web`));
    const ran = await hoist.promote('1.0.0');
    expect(ran.code).toBe(0);
    expect(blobBytes(has)).toEqual({ read: 0, sent: 0 });
    expect(blobBytes(lacks).sent).toBe(blobBytes(source).read);
    expect([has, lacks].map(({ store }) => store.tagged('prod/web', '1.0.0'))).toEqual([
      sample.root,
      sample.root,
    ]);
  });

  it('and the next version shares layers with the one that is there, only the rest is sent', async () => {
    const target = await open();
    const both = { ...image, referrers: 0, layerBytes: 50_000, seed: 'same' };
    addSample(source.store, 'dev/web', { ...both, layers: 3 });
    await route(`${source.host}/dev/web`, `${target.host}/prod/web`);
    await hoist.promote('1.0.0');
    addSample(source.store, 'dev/web', { ...both, tags: ['1.1.0'], layers: 4 });
    target.requests.length = 0;
    const ran = await hoist.promote('1.1.0');
    expect(ran.code).toBe(0);
    const result = ran.document.records[0]?.result?.targets[0];
    // Of each platform one layer and the config.
    expect(result?.blobs).toMatchObject({ pushed: 6 });
    expect(blobBytes(target).sent).toBe(result?.pushed);
  });
});

describe('when a registry redirects to a storage of its own', () => {
  const credentials = { user: 'hoist', password: 'correct horse' };
  let source: RunningRegistry;
  let target: RunningRegistry;
  beforeEach(async () => {
    const users = { [credentials.user]: credentials };
    source = await open({ auth: { scheme: 'bearer', users }, storage: { blobs: true } });
    target = await open();
  });

  async function promote(registries: object): Promise<Awaited<ReturnType<Hoist['promote']>>> {
    hoist = await startHoist({
      logins: [{ host: source.host, credentials }],
      config: {
        version: 1,
        registries,
        pipelines: {
          web: { source: `${source.host}/dev/web`, stages: [{ name: 'qa', to: `${target.host}/qa/web` }] },
        },
      },
    });
    opened.push(hoist);
    return await hoist.promote('1.0.0', '--debug');
  }

  it('the storage gets no credentials, and everything arrives', async () => {
    const { root } = addSample(source.store, 'dev/web', image);
    const ran = await promote({ [source.storage?.host ?? '']: { 'plain-http': true } });
    expect(ran.code).toBe(0);
    expect(target.store.tagged('qa/web', '1.0.0')).toBe(root);
    expect(source.storage?.requests.length).toBeGreaterThan(0);
    const leaked = [...(source.storage?.requests ?? []), ...target.requests].filter(
      ({ headers }) => headers.authorization !== undefined,
    );
    expect(leaked).toEqual([]);
  });

  it('an address of this network that no config names is not followed', async () => {
    addSample(source.store, 'dev/web', image);
    const ran = await promote({});
    expect(ran).toMatchObject({ code: 5, document: { outcome: 'failed' } });
    expect(ran.document.records[0]?.result?.error).toMatchObject({ code: 'ADDRESS_PRIVATE' });
    expect(source.storage?.requests).toEqual([]);
    expect(target.store.repository('qa/web')?.tags.size ?? 0).toBe(0);
  });
});
