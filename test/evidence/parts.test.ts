import { describe, expect, it } from 'vitest';
import { partsOf } from '../../src/evidence/parts.ts';
import type { Descriptor } from '../../src/image/descriptor.ts';
import { digestOf } from '../../src/image/digest.ts';
import type { ImageGraph } from '../../src/image/graph.ts';
import type { ImageIndex, ImageManifest, Manifest } from '../../src/image/manifest.ts';
import { parseRepository } from '../../src/image/reference.ts';
import type { Registry } from '../../src/ports/registry.ts';

const ociConfig = 'application/vnd.oci.image.config.v1+json';
const inToto = 'application/vnd.in-toto+json';
const layerType = 'application/vnd.oci.image.layer.v1.tar+gzip';
const linux = { os: 'linux', architecture: 'amd64' };
const unknown = { os: 'unknown', architecture: 'unknown' };
const marked = { 'vnd.docker.reference.type': 'attestation-manifest' };

function descriptor(name: string, more: Partial<Descriptor> = {}): Descriptor {
  return { mediaType: 'x', digest: digestOf(Buffer.from(name)), size: 1, ...more };
}

function manifest(name: string, layers: readonly string[] = [layerType], config = ociConfig): ImageManifest {
  return {
    kind: 'manifest',
    ...descriptor(name),
    bytes: new Uint8Array(),
    annotations: {},
    config: descriptor('config', { mediaType: config }),
    layers: layers.map((mediaType) => descriptor('layer', { mediaType })),
  };
}

function index(name: string, manifests: readonly Descriptor[]): ImageIndex {
  return { kind: 'index', ...descriptor(name), bytes: new Uint8Array(), annotations: {}, manifests };
}

/** What an index of this child is made of. */
function sorted(child: Partial<Descriptor>, of = manifest('child')) {
  return read(index('root', [descriptor('child', child)]), [of]);
}

function read(root: Manifest, held: readonly Manifest[], more: Partial<ImageGraph> = {}) {
  const graph: ImageGraph = {
    source: parseRepository('ghcr.io/acme/web'),
    root,
    manifests: new Map(held.map((one) => [one.digest, one])),
    imageOrder: [],
    attachmentOrder: [],
    attachments: [],
    blobs: new Map(),
    whole: true,
    left: [],
    missing: [],
    bytes: 0,
    ...more,
  };
  const registry: Partial<Registry> = { manifest: () => Promise.resolve(undefined) };
  return partsOf({ registry: registry as Registry, graph, signal: AbortSignal.timeout(60_000) });
}

describe('when the children of an index are told apart (I6)', () => {
  it.each<[string, Partial<Descriptor>, ImageManifest]>([
    ['a platform', { platform: linux }, manifest('child')],
    ['a platform of an unusual config', { platform: linux }, manifest('child', [layerType], 'x')],
    ['what has the config of an image', {}, manifest('child')],
    ['one of Docker', {}, manifest('child', [], 'application/vnd.docker.container.image.v1+json')],
  ])('%s is one', async (_, child, of) => {
    expect(await sorted(child, of)).toMatchObject({
      platforms: [{ manifest: { digest: of.digest } }],
      attestations: [],
      strange: [],
    });
  });

  it('an attestation manifest has the mark, no platform, and statements only', async () => {
    const of = manifest('child', [inToto, 'application/vnd.in-toto.bundle']);
    const reference = digestOf(Buffer.from('platform'));
    const annotations = { ...marked, 'vnd.docker.reference.digest': reference };
    const parts = await sorted({ platform: unknown, annotations }, of);
    expect(parts).toMatchObject({ platforms: [], attestations: [{ manifest: of, reference }], strange: [] });
    for (const text of ['x', '']) {
      const odd = { ...marked, 'vnd.docker.reference.digest': text };
      const { attestations } = await sorted({ platform: unknown, annotations: odd }, of);
      expect(attestations).toEqual([{ manifest: of }]);
    }
    expect((await sorted({ platform: unknown, annotations: marked }, of)).attestations).toEqual([
      { manifest: of },
    ]);
  });

  it.each<[string, Partial<Descriptor>, readonly string[]]>([
    ['no mark', { platform: unknown }, [inToto]],
    ['another mark', { platform: unknown, annotations: { 'vnd.docker.reference.type': 'x' } }, [inToto]],
    ['no layers', { platform: unknown, annotations: marked }, []],
    ['a layer of files', { platform: unknown, annotations: marked }, [layerType]],
    ['one layer of files', { platform: unknown, annotations: marked }, [inToto, layerType]],
    ['a system', { platform: { ...unknown, os: 'linux' }, annotations: marked }, [inToto]],
    ['an architecture', { platform: { ...unknown, architecture: 'amd64' }, annotations: marked }, [inToto]],
  ])('what looks like one with %s is strange', async (_, child, layers) => {
    const of = manifest('child', layers);
    expect(await sorted(child, of)).toMatchObject({
      platforms: [],
      attestations: [],
      strange: [of.digest],
    });
  });

  it('with the platform of an image it is judged as one, whatever it is marked as', async () => {
    const of = manifest('child', [inToto]);
    expect(await sorted({ platform: linux, annotations: marked }, of)).toMatchObject({
      platforms: [{ manifest: of }],
      attestations: [],
    });
    expect(await sorted({ annotations: marked }, of)).toMatchObject({
      platforms: [{ manifest: of }],
      attestations: [],
    });
  });

  it('what has no platform and no config of an image is strange', async () => {
    const of = manifest('child', [layerType], 'application/vnd.oci.empty.v1+json');
    expect((await sorted({}, of)).strange).toEqual([of.digest]);
    const { config: _, ...bare } = of;
    expect((await sorted({}, bare)).strange).toEqual([of.digest]);
  });

  it('a platform that is named twice is one, and as another platform another', async () => {
    const child = descriptor('child', { platform: linux });
    const arm = { ...child, platform: { ...linux, architecture: 'arm64' } };
    const { platforms } = await read(index('root', [child, child, arm]), [manifest('child')]);
    expect(platforms.map(({ stated }) => stated?.architecture)).toEqual(['amd64', 'arm64']);
  });
});

describe('when an index has indexes', () => {
  const nested = (depth: number) => {
    const indexes = Array.from({ length: depth }, (_, level) =>
      index(`index ${level}`, [
        descriptor(level + 1 === depth ? 'child' : `index ${level + 1}`, { platform: linux }),
      ]),
    );
    const [root = index('empty', [])] = indexes;
    return read(root, [...indexes, manifest('child')]);
  };

  it('what they have is looked at, three deep and no deeper', async () => {
    for (const depth of [1, 2, 3])
      expect((await nested(depth)).platforms).toMatchObject([
        { manifest: { digest: manifest('child').digest } },
      ]);
    await expect(nested(4)).rejects.toMatchObject({ kind: 'refused', code: 'GRAPH_TOO_LARGE' });
  });

  it('one that has nothing has no parts', async () => {
    expect(await read(index('root', []), [])).toMatchObject({ platforms: [], attestations: [], strange: [] });
  });
});

describe('when a child is not there', () => {
  it('nobody knows what the image is, unless the walk left it behind', async () => {
    const child = descriptor('child', { platform: linux });
    const root = index('root', [child]);
    await expect(read(root, [])).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'CHILD_MISSING',
      hint: 'Push the image again; a clean-up may have deleted untagged platforms.',
    });
    expect(await read(root, [], { missing: [child] })).toMatchObject({ platforms: [] });
  });
});

describe('when an image is no index', () => {
  it('is its own platform', async () => {
    const root = manifest('root');
    expect(await read(root, [])).toEqual({
      root,
      platforms: [{ manifest: root }],
      attestations: [],
      strange: [],
    });
  });
});
