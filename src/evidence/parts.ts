import { HoistError } from '../errors.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { isDigest, type Digest } from '../image/digest.ts';
import type { ImageGraph } from '../image/graph.ts';
import type { ImageManifest, Manifest } from '../image/manifest.ts';
import { mediaTypes } from '../image/media-type.ts';
import type { Platform } from '../image/platform.ts';
import type { Registry } from '../ports/registry.ts';

/** One image of one platform. */
export type PlatformPart = {
  readonly manifest: ImageManifest;
  /** As the index states it; undefined for an image without index, and where the index does not say. */
  readonly stated?: Platform;
};

/** What BuildKit says of one platform, inside the index (policy.md §1.5). */
export type AttestationPart = {
  readonly manifest: ImageManifest;
  /** The manifest that its descriptor names; only a hint. */
  readonly reference?: Digest;
};

/** What an image is made of. */
export type ImageParts = {
  readonly root: Manifest;
  readonly platforms: readonly PlatformPart[];
  readonly attestations: readonly AttestationPart[];
  /** Neither a platform nor a recognised attestation manifest: nobody would have judged it (I6). */
  readonly strange: readonly Digest[];
};

type Source = { readonly registry: Registry; readonly graph: ImageGraph; readonly signal: AbortSignal };

const imageConfigs: ReadonlySet<string> = new Set([mediaTypes.ociConfig, mediaTypes.dockerConfig]);
const mostDepth = 3;

/**
 * Sorts what is below the root. Children that the graph does not hold are read, unless the walk found them missing: those
 * are not promoted. One that cannot be read is an error, since without it nobody knows what the image is.
 *
 * @throws HoistError `CHILD_MISSING`, `GRAPH_TOO_LARGE`, and what the registry throws
 */
export async function partsOf(source: Source): Promise<ImageParts> {
  const { root } = source.graph;
  if (root.kind === 'manifest')
    return { root, platforms: [{ manifest: root }], attestations: [], strange: [] };
  const platforms: PlatformPart[] = [];
  const attestations: AttestationPart[] = [];
  const strange: Digest[] = [];
  const missing = new Set(source.graph.missing.map(({ digest }) => digest));
  let level: readonly Descriptor[] = root.manifests;
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > mostDepth) throw tooDeep(source);
    const wanted = level.filter(({ digest }) => !missing.has(digest));
    const children = await Promise.all(
      wanted.map(async (child) => [child, await readChild(source, child)] as const),
    );
    level = [];
    for (const [descriptor, manifest] of children) {
      if (manifest.kind === 'index') level = [...level, ...manifest.manifests];
      else if (isAttestation(descriptor, manifest)) attestations.push(attestationOf(descriptor, manifest));
      else if (isPlatform(descriptor, manifest)) platforms.push(platformOf(descriptor, manifest));
      else strange.push(manifest.digest);
    }
  }
  return { root, platforms: distinct(platforms), attestations, strange };
}

async function readChild({ registry, graph, signal }: Source, { digest }: Descriptor): Promise<Manifest> {
  const manifest = graph.manifests.get(digest) ?? (await registry.manifest(graph.source, digest, { signal }));
  if (manifest !== undefined) return manifest;
  throw new HoistError(
    'unreachable',
    'CHILD_MISSING',
    `${graph.source} names ${digest} in its index and does not have it`,
    { hint: 'Push the image again; a clean-up may have deleted untagged platforms.' },
  );
}

/**
 * An attestation is skipped where platforms are judged, so nothing may pass for one that a runtime would start: it has no
 * platform, in the index's own words, and holds statements only.
 */
function isAttestation({ annotations, platform }: Descriptor, manifest: ImageManifest): boolean {
  return (
    annotations?.['vnd.docker.reference.type'] === 'attestation-manifest' &&
    platform?.os === 'unknown' &&
    platform.architecture === 'unknown' &&
    manifest.layers.length > 0 &&
    manifest.layers.every(({ mediaType }) => mediaType.startsWith('application/vnd.in-toto'))
  );
}

function attestationOf({ annotations }: Descriptor, manifest: ImageManifest): AttestationPart {
  const reference = annotations?.['vnd.docker.reference.digest'];
  return { manifest, ...(reference !== undefined && isDigest(reference) && { reference }) };
}

/** What the index calls a platform is one; where it says nothing, what has the config of an image. */
function isPlatform({ platform }: Descriptor, { config }: ImageManifest): boolean {
  if (platform !== undefined) return platform.os !== 'unknown' && platform.architecture !== 'unknown';
  return config !== undefined && imageConfigs.has(config.mediaType);
}

function platformOf({ platform }: Descriptor, manifest: ImageManifest): PlatformPart {
  return { manifest, ...(platform && { stated: platform }) };
}

/** An index may name one manifest for several platforms, and name it twice for the same. */
function distinct(platforms: readonly PlatformPart[]): readonly PlatformPart[] {
  const seen = new Map(platforms.map((part) => [JSON.stringify([part.manifest.digest, part.stated]), part]));
  return [...seen.values()];
}

function tooDeep({ graph }: Source): HoistError {
  return new HoistError(
    'refused',
    'GRAPH_TOO_LARGE',
    `the image in ${graph.source} has indexes more than ${mostDepth} deep`,
    { hint: 'That is beyond what Hoist carries; look whether the image is what it should be.' },
  );
}
