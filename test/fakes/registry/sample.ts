import { createCipheriv, createHash } from 'node:crypto';
import type { Descriptor } from '../../../src/image/descriptor.ts';
import { digestOf, hexOf, type Digest, type DigestAlgorithm } from '../../../src/image/digest.ts';
import type { Manifest } from '../../../src/image/manifest.ts';
import { fallbackTag, indexBytes, indexType, manifestType } from './document.ts';
import { referrerDescriptor, type Store, type StoredManifest } from './store.ts';

export type SampleOptions = {
  readonly tags?: readonly string[];
  /** `linux/amd64`; with none the image is one manifest, else an index. */
  readonly platforms?: readonly string[];
  /** Of each platform; default 2. */
  readonly layers?: number;
  /** Of each layer; default 1 KiB, at least 3. */
  readonly layerBytes?: number;
  /** Other content for another seed; default the path. */
  readonly seed?: string;
  /** SBOMs and the like that refer to the root; default none. */
  readonly referrers?: number;
  /** The same on every child. */
  readonly childReferrers?: number;
  /** Also writes the fallback tag, as clients do for a registry without the referrers API. */
  readonly fallbackTags?: boolean;
  /** Adds cosign's `.sig` tag to the root. */
  readonly cosign?: boolean;
  readonly algorithm?: DigestAlgorithm;
};

export type Sample = {
  readonly root: Digest;
  /** The root alone for an image without platforms. */
  readonly images: readonly Digest[];
  readonly referrers: readonly Digest[];
  /** Of images and referrers, each once. */
  readonly blobs: readonly Digest[];
};

/** Puts an image into a repository. The same options give the same bytes. */
export function addSample(store: Store, path: string, options: SampleOptions = {}): Sample {
  const { layers = 2, layerBytes = 1024, seed = path, algorithm = 'sha256' } = options;
  const blobs = new Set<Digest>();
  const referrers: Digest[] = [];

  function putBlob(bytes: Uint8Array, mediaType: string): Descriptor {
    const digest = digestOf(bytes, algorithm);
    blobs.add(digest);
    store.putBlob(path, bytes, digest);
    return { mediaType, digest, size: bytes.length };
  }

  function putManifest(content: object, tags: readonly string[] = []): StoredManifest {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, ...content }));
    return store.putManifest(path, bytes, { digest: digestOf(bytes, algorithm), tags });
  }

  function image(platform: string, tags: readonly string[]): StoredManifest {
    const [os, architecture, variant] = platform.split('/');
    const listed = Array.from({ length: layers }, (_, index) =>
      putBlob(
        layerOf(`${seed} ${platform} ${index}`, layerBytes),
        'application/vnd.oci.image.layer.v1.tar+gzip',
      ),
    );
    const diffIds = listed.map((layer) => layer.digest);
    const config = { os, architecture, variant, config: {}, rootfs: { type: 'layers', diff_ids: diffIds } };
    const configType = 'application/vnd.oci.image.config.v1+json';
    return putManifest(
      {
        mediaType: manifestType,
        config: putBlob(Buffer.from(JSON.stringify(config)), configType),
        layers: listed,
      },
      tags,
    );
  }

  function attach(subject: StoredManifest, count: number): void {
    const artifactType = 'application/spdx+json';
    const attached = Array.from({ length: count }, (_, index) =>
      putManifest({
        mediaType: manifestType,
        artifactType,
        config: putBlob(Buffer.from('{}'), 'application/vnd.oci.empty.v1+json'),
        layers: [putBlob(Buffer.from(`{"of":"${subject.digest}","n":${index}}`), artifactType)],
        subject: descriptor(subject),
        annotations: { 'org.opencontainers.image.title': `sbom-${index}.spdx.json` },
      }),
    );
    referrers.push(...attached.map((one) => one.digest));
    if (attached.length === 0 || options.fallbackTags !== true) return;
    store.putManifest(path, indexBytes(attached.map(referrerDescriptor)), {
      tags: [fallbackTag(subject.digest)],
    });
  }

  function signWithCosign(subject: StoredManifest): void {
    const payload = Buffer.from(`{"critical":{"image":{"docker-manifest-digest":"${subject.digest}"}}}`);
    const config = putBlob(
      Buffer.from(`{"signs":"${subject.digest}"}`),
      'application/vnd.oci.image.config.v1+json',
    );
    const layer = putBlob(payload, 'application/vnd.dev.cosign.simplesigning.v1+json');
    putManifest({ mediaType: manifestType, config, layers: [layer] }, [
      `sha256-${hexOf(subject.digest)}.sig`,
    ]);
  }

  const { platforms = [], tags = [] } = options;
  const children = platforms.map((platform) => image(platform, []));
  const listed = children.map((child, index) => ({
    ...descriptor(child),
    platform: platformOf(platforms[index]),
  }));
  const root =
    platforms.length === 0
      ? image('linux/amd64', tags)
      : putManifest({ mediaType: indexType, manifests: listed }, tags);
  attach(root, options.referrers ?? 0);
  for (const child of children) attach(child, options.childReferrers ?? 0);
  if (options.cosign === true) signWithCosign(root);
  const images = children.length === 0 ? [root.digest] : children.map((child) => child.digest);
  return { root: root.digest, images, referrers, blobs: [...blobs] };
}

/** Puts an image that is there already as documents and bytes into a repository. */
export function addImage(
  store: Store,
  path: string,
  image: {
    readonly root: Manifest;
    readonly manifests: ReadonlyMap<Digest, Manifest>;
    readonly blobs: ReadonlyMap<Digest, Uint8Array>;
  },
  tags: readonly string[] = [],
): void {
  for (const [digest, bytes] of image.blobs) store.putBlob(path, bytes, digest);
  for (const { bytes, digest, mediaType } of image.manifests.values())
    store.putManifest(path, bytes, { digest, mediaType });
  for (const tag of tags) store.tag(path, tag, image.root.digest);
}

/** Bytes that no compressor makes smaller, the same for the same seed; begun as gzip begins, which is what skopeo looks at. */
export function layerOf(seed: string, size: number): Buffer {
  const key = createHash('sha256').update(seed).digest().subarray(0, 16);
  const bytes = createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(size));
  bytes.set([0x1f, 0x8b, 0x08]);
  return bytes;
}

function descriptor({ mediaType, digest, bytes }: StoredManifest): Descriptor {
  return { mediaType, digest, size: bytes.length };
}

function platformOf(text = ''): object {
  const [os, architecture, variant] = text.split('/');
  return variant === undefined ? { os, architecture } : { os, architecture, variant };
}
