import { describe, expect, it } from 'vitest';
import { messageOf } from '../../src/errors.ts';
import type { Manifest } from '../../src/image/manifest.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';
import { carry } from '../../src/transfer/carry.ts';
import { commitTag } from '../../src/transfer/commit.ts';
import { walk } from '../../src/transfer/walk.ts';
import { createMemoryRegistry } from '../fakes/registry/memory.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import type { Fault, Intercept } from '../fakes/registry/fault.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { Store } from '../fakes/registry/store.ts';
import { sampleImage, withReferrers } from '../fixtures/images.ts';
import { putSample } from '../registry/port/ground.ts';
import { testClient } from '../registry/test-client.ts';
import { lackingAt, targetOf, worldOf } from './ground.ts';

// T2: every kind of fault at every request of a whole copy, one at a time, bounded by sampling. What must hold is the
// list of invariants of registry.md (f): no tag over an incomplete image, success means complete, and the next run, without
// a fault, finishes without sending again what was complete.

const sample = withReferrers(sampleImage({ platforms: 2, layers: 2, layerSize: 200_000 }));
const latest = parseTag('latest');
const path = 'acme/prod/web';
const sourcePath = 'acme/dev/web';

const html: Fault = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>log in</html>' };
const faults: Readonly<Record<string, Fault>> = {
  reset: 'reset',
  'reset in the middle of the request': 'reset-mid-upload',
  'reset after the effect': 'reset-after-effect',
  'reset in the middle of the answer': 'reset-mid-body',
  truncated: 'truncate',
  500: { status: 500 },
  '503 with Retry-After': { status: 503, headers: { 'retry-after': '1' } },
  429: { status: 429 },
  '502 after the effect': () => ({ status: 502 }),
  '202 after the effect': (answer) => ({ ...answer, status: 202 }),
  '201 without effect': { status: 201 },
  400: { status: 400 },
  401: { status: 401 },
  403: { status: 403 },
  404: { status: 404 },
  413: { status: 413 },
  'a login page': html,
  silence: 'hang',
  'silence in the middle': 'stall',
};
const kinds = Object.keys(faults);
/** Only cancelling ends these before a time-out of a minute. */
const silent = new Set(['silence', 'silence in the middle']);
/** After these the client cannot know of a session, or has to believe that it was closed. */
const untold = new Set([...silent, '201 without effect']);

type Copy = { readonly target: RunningRegistry; readonly source: RunningRegistry };

/** What the target is like. */
type Setting = {
  readonly referrers: boolean;
  readonly auth: boolean;
  readonly upload: 'put' | 'patch' | 'chunks' | undefined;
};
const plain: Setting = { referrers: true, auth: false, upload: undefined };
const user = { user: 'robot', password: 'hunter2' };

/** The whole way of a copy; gives the error that ended it, if one did. */
async function copy(
  { source, target }: Copy,
  { upload, auth }: Setting,
  signal: AbortSignal = new AbortController().signal,
): Promise<unknown> {
  const registry = testClient({
    ...(auth ? { user } : {}),
    ...(upload === undefined ? {} : { settings: { [target.host]: { upload } } }),
  });
  const world = worldOf(registry, signal);
  const from = parseRepository(`${source.host}/${sourcePath}`);
  const to = parseRepository(`${target.host}/${path}`);
  try {
    const root = await registry.manifest(from, sample.root.digest, { signal });
    if (root === undefined) return new Error('the source has no root');
    const graph = await walk(registry, from, root, { referrers: 'all', missingPlatforms: 'fail', signal });
    const { targets } = await carry(world, [{ graph, targets: [targetOf(to)] }]);
    const [outcome] = targets;
    if (outcome?.error !== undefined) return outcome.error;
    const committed = await commitTag(world, {
      repository: to,
      manifest: root,
      tag: latest,
      expectedBefore: null,
      decide: (now) => ({ action: now === root.digest ? 'unchanged' : 'move' }),
    });
    return committed.after === root.digest
      ? undefined
      : new Error(committed.reason ?? 'the tag is not there');
  } catch (error) {
    return error;
  } finally {
    await registry.close();
  }
}

async function seededStore(): Promise<Store> {
  const store = new Store();
  const host = parseRepository('source.example.com/x').split('/')[0] as never;
  const registry = createMemoryRegistry({ stores: new Map([[host, store]]) });
  await putSample(registry, parseRepository(`source.example.com/${sourcePath}`), sample, latest);
  return store;
}

/** What is missing of the image in a store, by the port over the same store, where nothing fails. */
async function lackingIn(store: Store, root: Manifest): Promise<string[]> {
  const host = 'target.example.com' as never;
  const registry = createMemoryRegistry({ stores: new Map([[host, store]]) });
  return lackingAt(registry, parseRepository(`target.example.com/${path}`), root);
}

/** Blobs whose bytes were sent. */
function sentBlobs(requests: readonly SeenRequest[]): string[] {
  return requests.flatMap(({ method, route, query, headers }) =>
    method === 'PUT' && route.kind === 'upload' && Number(headers['content-length']) > 0
      ? (query.get('digest') ?? [])
      : [],
  );
}

/** Says which fault a request meets, if one. */
type Plan = (side: keyof Copy, request: SeenRequest) => string | undefined;

type Round = { readonly plan: Plan; readonly setting: Setting };

/** One copy with faults, two without: what did not hold, as sentences. */
async function sweep(store: Store, { plan, setting }: Round): Promise<string[]> {
  const problems: string[] = [];
  const met: string[] = [];
  const cancel = new AbortController();
  // A session of which nobody was told, or whose end was the fault, is left to the registry.
  let orphans = false;
  const on =
    (side: keyof Copy): Intercept =>
    (request) => {
      const kind = plan(side, request);
      if (kind === undefined) return undefined;
      met.push(`${kind} at ${request.method} ${request.route.kind} (${request.index}) of the ${side}`);
      orphans ||= request.route.kind === 'uploads' || request.method === 'DELETE' || untold.has(kind);
      // The cancel that is injected, while other requests are on their way: nothing waits for this timer.
      if (silent.has(kind)) setTimeout(() => cancel.abort(new Error('cancelled')), 30);
      return faults[kind];
    };
  const behaviour = {
    referrers: setting.referrers,
    ...(setting.auth
      ? { auth: { scheme: 'bearer', users: { robot: { password: user.password } } } as const }
      : {}),
  };
  const source = await startRegistry({ store, intercept: on('source') });
  const target = await startRegistry({ ...behaviour, intercept: on('target') });
  const failed = await copy({ source, target }, setting, cancel.signal);
  const lacking = await lackingIn(target.store, sample.root);
  const tagged = target.store.tagged(path, 'latest');
  if (tagged !== undefined && lacking.length > 0)
    problems.push(`the tag names an image that lacks ${lacking.join()}`);
  if (failed === undefined && tagged !== sample.root.digest) problems.push('success without the tag');
  if (failed !== undefined && !(failed instanceof Error)) problems.push('what it ends with is no error');
  if (target.uploads > 0 && !orphans) problems.push(`${target.uploads} uploads are open`);

  const held = new Set<string>(target.store.repository(path)?.blobs.keys());
  await Promise.all([source.close(), target.close()]);
  const calm = {
    source: await startRegistry({ store }),
    target: await startRegistry({ ...behaviour, store: target.store }),
  };
  const again = await copy(calm, setting);
  if (again !== undefined) problems.push(`the next run fails: ${messageOf(again)}`);
  if ((await lackingIn(target.store, sample.root)).length > 0)
    problems.push('the next run leaves something out');
  const twice = sentBlobs(calm.target.requests).filter((digest) => held.has(digest));
  if (twice.length > 0) problems.push(`sent although complete: ${twice.join()}`);

  calm.target.requests.length = 0;
  await copy(calm, setting);
  const writes = calm.target.requests.filter(({ method }) => method === 'PUT' || method === 'PATCH');
  if (writes.length > 0) problems.push(`the third run writes ${writes.map(({ path: at }) => at).join()}`);
  await Promise.all([calm.source.close(), calm.target.close()]);
  return problems.map((problem) => `${met.join(', ')}: ${problem}`);
}

describe('when one request of a copy goes wrong', () => {
  it('whichever it is and however, nothing half is ever named by a tag, and the next run finishes', async () => {
    const store = await seededStore();
    const source = await startRegistry({ store });
    const target = await startRegistry();
    expect(await copy({ source, target }, plain)).toBeUndefined();
    expect(target.store.tagged(path, 'latest')).toBe(sample.root.digest);
    const counts = { source: source.requests.length, target: target.requests.length };
    await Promise.all([source.close(), target.close()]);

    // Each request gets some of the faults, each fault some of the requests: every pair would take minutes.
    const rounds: Round[] = [];
    for (const side of ['source', 'target'] as const) {
      for (let index = 0; index < counts[side]; index += 1) {
        kinds.forEach((kind, at) => {
          if ((index * 7 + at) % 5 !== 0) return;
          const plan: Plan = (one, request) => (one === side && request.index === index ? kind : undefined);
          rounds.push({ plan, setting: plain });
        });
      }
    }
    expect(rounds.length).toBeGreaterThan(150);
    expect(await sweepAll(store, rounds)).toEqual([]);
  }, 120_000);
});

describe('when many requests of a copy go wrong', () => {
  it('nothing half is ever named by a tag, and the next run finishes', async () => {
    const loud = kinds.filter((kind) => !silent.has(kind));
    const rounds = Array.from({ length: 60 }, (_, seed): Round => {
      const random = randomOf(seed + 1);
      const share = 0.02 + random() * 0.3;
      return {
        plan: () => (random() < share ? loud[Math.floor(random() * loud.length)] : undefined),
        setting: {
          referrers: seed % 2 === 0,
          auth: seed % 3 === 0,
          upload: ([undefined, 'put', 'patch', 'chunks'] as const)[seed % 4],
        },
      };
    });
    expect(await sweepAll(await seededStore(), rounds)).toEqual([]);
  }, 120_000);
});

/** Six at a time. */
async function sweepAll(store: Store, rounds: readonly Round[]): Promise<string[]> {
  const problems: string[] = [];
  const next = rounds.values();
  const worker = async (): Promise<void> => {
    for (const round of next) problems.push(...(await sweep(store, round)));
  };
  await Promise.all(Array.from({ length: 6 }, worker));
  return problems;
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
