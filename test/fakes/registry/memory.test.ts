import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoistError } from '../../../src/errors.ts';
import { descriptorOf, type Manifest } from '../../../src/image/manifest.ts';
import type { Descriptor } from '../../../src/image/descriptor.ts';
import { digestOf, type Digest } from '../../../src/image/digest.ts';
import { parseHost, parseRepository, parseTag, type Repository } from '../../../src/image/reference.ts';
import type { BlobBegin, BlobUpload } from '../../../src/ports/registry.ts';
import { fallbackTag } from './document.ts';
import { createMemoryRegistry, type MemoryRegistry } from './memory.ts';
import { piecesOf, readBlob } from './pieces.ts';
import { addSample, layerOf, type Sample } from './sample.ts';
import { bytesOf } from './store.ts';

const dev = parseRepository('registry.example.com/dev/web');
const qa = parseRepository('registry.example.com/qa/web');
const far = parseRepository('other.example.com/qa/web');
const here = parseHost('registry.example.com');
const bytes = layerOf('memory', 200_000);
const blob: Descriptor = {
  mediaType: 'application/octet-stream',
  digest: digestOf(bytes),
  size: bytes.length,
};

function withSample(registry: MemoryRegistry): Sample {
  const platforms = ['linux/amd64', 'linux/arm64'];
  return addSample(registry.store(here), 'dev/web', { tags: ['1.0', '1.1'], platforms, referrers: 2 });
}

async function manifestOf(registry: MemoryRegistry, digest: Digest): Promise<Manifest> {
  const manifest = await registry.manifest(dev, digest);
  if (manifest === undefined) throw new Error(`no ${digest}`);
  return manifest;
}

function uploadOf(begin: BlobBegin): BlobUpload {
  if (begin.state !== 'upload') throw new Error(begin.state);
  return begin.upload;
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof HoistError ? `${error.kind} ${error.code}` : String(error);
}

describe('when manifests are read', () => {
  it('tag and digest give the same bytes, and what is not there is undefined', async () => {
    const registry = createMemoryRegistry();
    const { root } = withSample(registry);
    const tagged = await registry.manifest(dev, parseTag('1.0'));
    expect(tagged).toEqual(await registry.manifest(dev, root));
    expect(await registry.head(dev, parseTag('1.1'))).toEqual({ digest: root });
    expect(await registry.manifest(dev, parseTag('2.0'))).toBeUndefined();
    expect(await registry.head(far, root)).toBeUndefined();
  });

  it('bytes that are not what their digest says are an error', async () => {
    const registry = createMemoryRegistry();
    const { root } = withSample(registry);
    registry
      .store(here)
      .putManifest('dev/web', Buffer.from('{"schemaVersion":2,"layers":[]}'), { digest: root });
    expect(await codeOf(registry.manifest(dev, root))).toMatch(/DIGEST/);
  });
});

describe('when manifests are pushed', () => {
  it('a parent before its children is refused, and taken where that is allowed', async () => {
    const strict = createMemoryRegistry();
    const root = await manifestOf(strict, withSample(strict).root);
    expect(await codeOf(strict.putManifest(qa, root))).toBe('incomplete MANIFEST_BLOB_UNKNOWN');
    expect(await strict.head(qa, root.digest)).toBeUndefined();
    const lax = createMemoryRegistry({ allowMissing: true });
    expect(await lax.putManifest(qa, root)).toEqual({ subjectHandled: false });
    expect(await lax.head(qa, root.digest)).toEqual({ digest: root.digest });
  });

  it('a tag needs the manifest, and does not move where it may not', async () => {
    const registry = createMemoryRegistry({ immutable: (_, tag) => tag !== 'latest' });
    const { root, images } = withSample(registry);
    const [index, child] = [await manifestOf(registry, root), await manifestOf(registry, images[0] ?? root)];
    expect(await codeOf(registry.tag(qa, index, parseTag('1.0')))).toBe('incomplete MANIFEST_UNKNOWN');
    expect(await codeOf(registry.tag(dev, child, parseTag('1.0')))).toBe('conflict TAG_IMMUTABLE');
    await registry.tag(dev, child, parseTag('latest'));
    await registry.tag(dev, index, parseTag('latest'));
    expect(await registry.head(dev, parseTag('latest'))).toEqual({ digest: root });
    const tags: string[] = [];
    for await (const tag of registry.tags(dev)) tags.push(tag);
    expect(tags).toEqual(['1.0', '1.1', 'latest']);
  });
});

describe('when blobs are read', () => {
  it('they come from any offset in pieces that are rubbish once released', async () => {
    const registry = createMemoryRegistry({ pieceBytes: 1000 });
    registry.store(here).putBlob('dev/web', bytes);
    const rest = await readBlob(registry.openBlob(dev, blob, 150_001));
    expect(Buffer.compare(rest, bytes.subarray(150_001))).toBe(0);
    for await (const piece of registry.openBlob(dev, blob, 0)) {
      expect(registry.open().pieces).toBe(1);
      piece.release();
      expect(new Set(piece.bytes)).toEqual(new Set([0xdd]));
      expect(() => piece.release()).toThrow('released twice');
      break;
    }
    expect(registry.open().pieces).toBe(0);
  });

  it('a source that dies on the way gives what came before and an error', async () => {
    const registry = createMemoryRegistry({ breaks: (_, __, from) => (from === 0 ? 1500 : undefined) });
    registry.store(here).putBlob('dev/web', bytes);
    let read = 0;
    const reading = async (): Promise<void> => {
      for await (const piece of registry.openBlob(dev, blob, 0)) {
        read += piece.bytes.length;
        piece.release();
      }
    };
    expect(await codeOf(reading())).toBe('unreachable BLOB_BROKEN_OFF');
    expect(read).toBe(1500);
    expect(await readBlob(registry.openBlob(dev, blob, 1500))).toHaveLength(bytes.length - 1500);
  });

  it('absent ones, and those of another size, cannot be opened', async () => {
    const registry = createMemoryRegistry();
    registry.store(here).putBlob('dev/web', bytes);
    expect(await registry.hasBlob(dev, { ...blob, size: 1 })).toBe(false);
    expect(await codeOf(readBlob(registry.openBlob(dev, { ...blob, size: 1 }, 0)))).toBe(
      'incomplete BLOB_UNKNOWN',
    );
    expect(await codeOf(readBlob(registry.openBlob(qa, blob, 0)))).toBe('incomplete BLOB_UNKNOWN');
  });
});

describe('when blobs are written', () => {
  it('one that is there is present, one in the same registry is mounted, one elsewhere has to be sent', async () => {
    const registry = createMemoryRegistry();
    registry.store(here).putBlob('dev/web', bytes);
    expect(await registry.beginBlob(dev, blob)).toEqual({ state: 'present' });
    registry.store(parseHost('other.example.com')).putBlob('dev/web', bytes);
    expect((await registry.beginBlob(far, blob, { mountFrom: [dev] })).state).toBe('upload');
    const longer = { ...blob, size: blob.size + 1 };
    expect((await registry.beginBlob(qa, longer, { mountFrom: [dev] })).state).toBe('upload');
    expect(await registry.beginBlob(qa, blob, { mountFrom: [far, dev] })).toEqual({
      state: 'mounted',
      from: dev,
    });
    expect(await registry.hasBlob(qa, blob)).toBe(true);
  });

  it('in whatever pieces it comes and however often it is broken off, what is kept is what was sent', async () => {
    const places = fc.array(fc.integer({ min: 0, max: bytes.length - 1 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(places, fc.integer({ min: 700, max: 300_000 }), async (stops, pieceBytes) => {
        const sorted = stops.sort((a, b) => a - b);
        const registry = createMemoryRegistry({ interrupt: (_, __, attempt) => sorted[attempt - 1] });
        const opened: number[] = [];
        const upload = uploadOf(await registry.beginBlob(qa, blob));
        await upload.send((from) => {
          opened.push(from);
          return piecesOf(bytes, from, pieceBytes);
        });
        expect(opened).toEqual([0, ...sorted]);
        const kept = registry.store(here).blob('qa/web', blob.digest);
        expect(Buffer.compare(bytesOf(kept ?? { digest: blob.digest, size: 0, chunks: [] }), bytes)).toBe(0);
        expect(registry.open()).toEqual({ pieces: 0, slots: 0, uploads: 0 });
      }),
      { numRuns: 25 },
    );
  });

  it('other bytes than the digest’s are refused and nothing is kept', async () => {
    const registry = createMemoryRegistry();
    const upload = uploadOf(await registry.beginBlob(qa, blob));
    expect(await codeOf(upload.send(() => piecesOf(bytes.subarray(1))))).toBe('incomplete DIGEST_INVALID');
    expect(await registry.hasBlob(qa, blob)).toBe(false);
  });

  it('a target that stands still holds the reader, and lets go of everything when it is aborted', async () => {
    const abort = new AbortController();
    const registry = createMemoryRegistry({
      pieceBytes: 1000,
      pace: (_, __, received) => {
        if (received < 5000) return undefined;
        return new Promise((_resolve, reject) => {
          abort.signal.addEventListener('abort', () => reject(abort.signal.reason as Error));
          queueMicrotask(() => abort.abort(new Error('stop')));
        });
      },
    });
    registry.store(here).putBlob('dev/web', bytes);
    const upload = uploadOf(await registry.beginBlob(far, blob));
    const open = (from: number): ReturnType<MemoryRegistry['openBlob']> => registry.openBlob(dev, blob, from);
    await expect(upload.send(open, { signal: abort.signal })).rejects.toThrow('stop');
    expect(registry.open()).toEqual({ pieces: 0, slots: 0, uploads: 0 });
    expect(await registry.hasBlob(far, blob)).toBe(false);
  });
});

describe('when referrers are asked for', () => {
  it('the API lists them; without it only the fallback tag that attach keeps does', async () => {
    const registry = createMemoryRegistry({ referrers: () => false });
    const { root, referrers } = withSample(registry);
    expect(await registry.referrers(dev, root)).toEqual({ way: 'none', api: false, descriptors: [] });
    await registry.attach(dev, root, []);
    expect(registry.store(here).tags('dev/web')).not.toContain(fallbackTag(root));
    const manifests = await Promise.all(referrers.map((one) => manifestOf(registry, one)));
    expect(await registry.putManifest(dev, manifests[0] ?? (await manifestOf(registry, root)))).toEqual({
      subjectHandled: false,
    });
    await registry.attach(dev, root, manifests.slice(0, 1).map(descriptorOf));
    await registry.attach(dev, root, manifests.map(descriptorOf));
    const tagged = await registry.referrers(dev, root);
    const withApi = await createMemoryRegistry({ stores: new Map([[here, registry.store(here)]]) }).referrers(
      dev,
      root,
    );
    expect(tagged).toEqual({ way: 'tag', api: false, descriptors: withApi.descriptors });
    expect(withApi.descriptors.map(({ digest }) => digest)).toEqual(referrers);
    const known = { knownTags: new Set(['1.0']) };
    expect(await registry.referrers(dev, root, known)).toMatchObject({ way: 'none' });
    expect(registry.store(here).tags('dev/web')).toContain(fallbackTag(root));
  });
});

describe('when the fallback tag names an image', () => {
  it('is not overwritten (P33)', async () => {
    const registry = createMemoryRegistry({ referrers: () => false });
    const { root, images, referrers } = withSample(registry);
    const [image = root] = images;
    registry.store(here).tag('dev/web', fallbackTag(root), image);
    const referrer = await manifestOf(registry, referrers[0] ?? root);
    expect(await codeOf(registry.attach(dev, root, [descriptorOf(referrer)]))).toBe(
      'incomplete REFERRERS_TAG_TAKEN',
    );
    expect(registry.store(here).tagged('dev/web', fallbackTag(root))).toBe(image);
  });
});

describe('when calls are to fail', () => {
  it('the one that the test names fails without effect, and every call is in the log', async () => {
    const down = new HoistError('unreachable', 'DOWN', 'down');
    const registry = createMemoryRegistry({ failures: (verb) => (verb === 'send' ? down : undefined) });
    const upload = uploadOf(await registry.beginBlob(qa, blob));
    await expect(upload.send(() => piecesOf(bytes))).rejects.toBe(down);
    expect(await registry.hasBlob(qa, blob)).toBe(false);
    expect(registry.calls.map(({ verb, reference }) => [verb, reference])).toEqual([
      ['beginBlob', blob.digest],
      ['send', blob.digest],
      ['hasBlob', blob.digest],
    ]);
  });

  it('who may not push is told so, and an aborted call does nothing', async () => {
    const registry = createMemoryRegistry({ allow: (_, actions) => actions === 'pull' });
    await registry.access(dev, 'pull');
    expect(await codeOf(registry.access(dev, 'push'))).toBe('refused DENIED');
    const signal = AbortSignal.abort(new Error('over'));
    await expect(registry.head(dev, parseTag('1.0'), { signal })).rejects.toThrow('over');
  });
});

describe('when slots are reserved', () => {
  it('all hosts are taken in one step, so that two copies in opposite directions both end', async () => {
    const registry = createMemoryRegistry({ slots: 1 });
    const order: string[] = [];
    const first = await registry.reserve([dev, far], 1);
    const enter = async (name: string, repositories: readonly Repository[]): Promise<void> => {
      const free = await registry.reserve(repositories, 1);
      order.push(name);
      free();
    };
    const second = enter('second', [far, dev]);
    const third = enter('third', [qa]);
    expect(registry.open().slots).toBe(2);
    first();
    first();
    await Promise.all([second, third]);
    expect(order).toEqual(['second', 'third']);
    expect(registry.open().slots).toBe(0);
  });

  it('who waits and is aborted takes none', async () => {
    const registry = createMemoryRegistry({ slots: 1 });
    const free = await registry.reserve([dev], 1);
    const abort = new AbortController();
    const waiting = registry.reserve([dev], 1, { signal: abort.signal });
    abort.abort(new Error('over'));
    await expect(waiting).rejects.toThrow('over');
    free();
    expect(registry.open().slots).toBe(0);
  });
});
