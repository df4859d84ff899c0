import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileJournal } from '../../src/disk/journal.ts';
import { isAttachedTag } from '../../src/image/attached-tag.ts';
import type { Digest } from '../../src/image/digest.ts';
import { blobsOf, childrenOf, parseManifest } from '../../src/image/manifest.ts';
import type { Tag } from '../../src/image/reference.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import type { Fault } from '../fakes/registry/fault.ts';
import { addImage } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { Store } from '../fakes/registry/store.ts';
import { sampleImage, withReferrers } from '../fixtures/images.ts';

const cli = join(import.meta.dirname, '../../dist/cli.js');
/** At least 30 moments of a promotion (issue: killed at points spread over it). */
const points = 36;
const path = 'acme/prod/web';
const sample = withReferrers(sampleImage({ platforms: 3, layers: 4, layerSize: 150_000, sharedLayers: 1 }));

/** How the request at the point ends: before it takes effect, after it, or with half of its body sent. */
const ends = ['hang', 'reset-after-effect', 'reset-mid-upload'] as const;

type Target = { readonly store: Store; readonly registry: RunningRegistry };

let source: RunningRegistry;
let home: string;

beforeAll(async () => {
  source = await startRegistry();
  addImage(source.store, 'acme/dev/web', sample, ['1.4.2']);
  for (const { tag, manifest } of sample.cosignTags) {
    source.store.tag('acme/dev/web', tag, manifest.digest);
  }
  home = await mkdtemp(join(tmpdir(), 'hoist-kill-'));
});

afterAll(async () => {
  await source.close();
  await rm(home, { recursive: true, force: true });
});

/** Two targets that share one count of requests, so that a point lies anywhere in the promotion. */
async function startTargets(
  intercept: (request: SeenRequest, nth: number) => Fault | undefined,
): Promise<readonly Target[]> {
  let count = 0;
  return Promise.all(
    [0, 1].map(async () => {
      const store = new Store();
      // A server that takes everything: what order holds is our own, not the registry's checks.
      const registry = await startRegistry({
        store,
        allowMissing: true,
        intercept: (request) => intercept(request, count++),
      });
      return { store, registry };
    }),
  );
}

async function promote(
  folder: string,
  targets: readonly Target[],
  started?: (child: ChildProcess) => void,
): Promise<{ code: number | null; text: string }> {
  await mkdir(join(folder, '.github'), { recursive: true });
  const config = {
    version: 1,
    pipelines: {
      web: {
        source: `${source.host}/acme/dev/web`,
        stages: [
          {
            name: 'production',
            to: targets.map(({ registry }) => `${registry.host}/${path}`),
            tag: ['%n', { name: 'stable', move: 'any' }],
          },
        ],
      },
    },
  };
  await writeFile(join(folder, '.github/hoist.yml'), JSON.stringify(config));
  const child = spawn(process.execPath, [cli, 'promote', '--image', `${source.host}/acme/dev/web:1.4.2`], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  started?.(child);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, text };
}

/** What an image lacks, looked at in the store itself. */
function lackingIn(store: Store, digest: Digest): string[] {
  const repository = store.repositories.get(path);
  const stored = repository?.manifests.get(digest);
  if (repository === undefined || stored === undefined) return [digest];
  const manifest = parseManifest(stored.bytes, { contentType: stored.mediaType, expected: digest });
  return [
    ...blobsOf(manifest).flatMap((blob) => (repository.blobs.has(blob.digest) ? [] : [blob.digest])),
    ...childrenOf(manifest).flatMap((child) => lackingIn(store, child.digest)),
  ];
}

function tagsOf(store: Store): readonly (readonly [string, Digest])[] {
  return [...(store.repositories.get(path)?.tags ?? [])].filter(([tag]) => !isAttachedTag(tag as Tag));
}

function blobsIn(store: Store): ReadonlySet<string> {
  return new Set(store.repositories.get(path)?.blobs.keys());
}

/** The blobs that a run sent bytes of. */
function sentTo(registry: RunningRegistry, from: number): readonly string[] {
  return registry.requests
    .slice(from)
    .filter(({ method, query, received }) => method === 'PUT' && query.has('digest') && received > 0)
    .map(({ query }) => query.get('digest') ?? '');
}

/** The ids of the records in a folder's journal that have no result. */
async function unfinished(folder: string): Promise<readonly string[]> {
  const open = new Set<string>();
  for await (const { id, end } of fileJournal(join(folder, '.hoist/journal.jsonl')).list())
    if (end === undefined) open.add(id);
  return [...open];
}

describe('when a promotion to two targets is killed', () => {
  it(`at any of ${points} points, no tag names an incomplete image, and the next run finishes without sending again what was complete`, async () => {
    const whole = await startTargets(() => undefined);
    const clean = await promote(join(home, 'clean'), whole);
    expect(clean.code, clean.text).toBe(0);
    const total = whole.reduce((sum, { registry }) => sum + registry.requests.length, 0);
    for (const { store, registry } of whole) {
      expect(
        tagsOf(store)
          .map(([tag]) => tag)
          .toSorted(),
      ).toEqual(['1.4.2', 'stable']);
      await registry.close();
    }

    let killed = 0;
    for (let point = 0; point < points; point += 1) {
      const at = Math.floor((point * total) / points);
      const end = ends[point % ends.length] ?? 'hang';
      const where = `killed at request ${at} of ${total} (${end})`;
      let child: ChildProcess | undefined;
      let dead = false;
      const targets = await startTargets((request, nth) => {
        if (dead || nth < at) return undefined;
        dead = true;
        // A reset comes before the signal only by an instant; what matters is that nothing follows.
        child?.kill('SIGKILL');
        return end === 'reset-mid-upload' && request.method !== 'PUT' ? 'hang' : end;
      });
      const folder = join(home, `point-${point}`);
      const first = await promote(folder, targets, (started) => (child = started));
      if (first.code === null) killed += 1;

      const before = targets.map(({ store }) => blobsIn(store));
      for (const { store } of targets) {
        for (const [tag, digest] of tagsOf(store))
          expect(lackingIn(store, digest), `${where}: ${tag}`).toEqual([]);
      }

      const from = targets.map(({ registry }) => registry.requests.length);
      const second = await promote(folder, targets);
      expect(second.code, `${where}: ${second.text}`).toBe(0);
      expect(await unfinished(folder), `${where}: a record without a result`).toEqual([]);
      for (const [index, { store, registry }] of targets.entries()) {
        expect(new Map(tagsOf(store)), where).toEqual(
          new Map([
            ['1.4.2', sample.root.digest],
            ['stable', sample.root.digest],
          ]),
        );
        expect(lackingIn(store, sample.root.digest), where).toEqual([]);
        const again = sentTo(registry, from[index] ?? 0).filter((digest) => before[index]?.has(digest));
        expect(again, `${where}: sent again`).toEqual([]);
        for (const { manifest, subject } of sample.referrers) {
          expect(lackingIn(store, manifest.digest), `${where}: referrer of ${subject}`).toEqual([]);
        }
        await registry.close();
      }
    }
    expect(killed).toBeGreaterThanOrEqual(30);
  }, 240_000);
});
