import { createHash, randomFillSync } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Descriptor } from '../../src/image/descriptor.ts';
import { parseDigest } from '../../src/image/digest.ts';
import type { Manifest } from '../../src/image/manifest.ts';
import { mediaTypes } from '../../src/image/media-type.ts';
import type { Platform } from '../../src/image/platform.ts';
import { referrerDescriptor } from '../../src/image/referrers-index.ts';
import {
  blob,
  imageConfig,
  imageIndex,
  imageManifest,
  randomBlob,
  type TestBlob,
} from '../fixtures/images.ts';
import { ask } from './ask.ts';

export type ImageShape = {
  /** 0: a plain manifest for linux/amd64. */
  readonly platforms: number;
  /** Of each platform, all different. */
  readonly layers: number;
  readonly layerSize: number;
  /** On the root, found by the fallback tag, since distribution has no referrers API. */
  readonly referrers: number;
};

/** What lies in a registry, so that a copy can be compared with it. */
export type BenchImage = {
  readonly root: Manifest;
  /** Of the image itself: children first, the root last. */
  readonly manifests: readonly Manifest[];
  readonly blobs: readonly Descriptor[];
  readonly referrers: readonly Manifest[];
  readonly referrerBlobs: readonly Descriptor[];
};

const platforms: readonly Platform[] = ['amd64', 'arm64', 's390x', 'ppc64le'].map((architecture) => ({
  os: 'linux',
  architecture,
}));
const piece = 1024 * 1024;
const none = new Uint8Array();

/** Where an image is pushed to. */
export type Berth = {
  readonly url: string;
  readonly repository: string;
  readonly tag: string;
  /** Makes what is attached to the root, each a referrer of one layer; default: as many random bytes as the shape says. */
  readonly documents?: (root: Manifest) => Promise<readonly TestBlob[]>;
};

/** Makes an image and pushes it, layers as they are made. */
export async function pushBenchImage(shape: ImageShape, berth: Berth): Promise<BenchImage> {
  const { url, repository, tag, documents = () => randomDocuments(shape.referrers) } = berth;
  const base = new URL(`/v2/${repository}/`, url);
  const images: { readonly manifest: Manifest; readonly platform: Platform }[] = [];
  const blobs: Descriptor[] = [];
  for (const platform of platforms.slice(0, Math.max(1, shape.platforms))) {
    const config = imageConfig(platform);
    await pushBlob(base, config);
    const layers: Descriptor[] = [];
    for (let count = 0; count < shape.layers; count += 1) layers.push(await pushLayer(base, shape.layerSize));
    const { manifest } = imageManifest({ config, layers: layers.map(asTestBlob) });
    images.push({ manifest, platform });
    blobs.push(config.descriptor, ...layers);
  }
  const children = images.map(({ manifest }) => manifest);
  const manifests = shape.platforms === 0 ? children : [...children, imageIndex(images)];
  for (const manifest of manifests) await pushManifest(base, manifest.digest, manifest);
  const root = manifests.at(-1);
  if (root === undefined) throw new Error('an image has a platform');
  await pushManifest(base, tag, root);
  return { root, manifests, blobs, ...(await pushReferrers(base, root, await documents(root))) };
}

async function randomDocuments(count: number): Promise<readonly TestBlob[]> {
  const bundle = 'application/vnd.dev.sigstore.bundle.v0.3+json';
  return Array.from({ length: count }, (_, number) =>
    randomBlob(5000, number, number === 0 ? bundle : 'application/spdx+json'),
  );
}

async function pushReferrers(
  base: URL,
  subject: Manifest,
  documents: readonly TestBlob[],
): Promise<Pick<BenchImage, 'referrers' | 'referrerBlobs'>> {
  const referrers: Manifest[] = [];
  const referrerBlobs: Descriptor[] = [];
  for (const document of documents) {
    const artifactType = document.descriptor.mediaType;
    const config = blob('{}', mediaTypes.ociEmpty);
    for (const part of [config, document]) await pushBlob(base, part);
    const { manifest } = imageManifest({ artifactType, config, layers: [document], subject });
    await pushManifest(base, manifest.digest, manifest);
    referrers.push(manifest);
    referrerBlobs.push(config.descriptor, document.descriptor);
  }
  if (referrers.length > 0) {
    const list = imageIndex(referrers.map(referrerDescriptor));
    await pushManifest(base, subject.digest.replace(':', '-'), list);
  }
  return { referrers, referrerBlobs };
}

async function pushBlob(base: URL, { bytes, descriptor }: TestBlob): Promise<void> {
  const upload = await openUpload(base);
  upload.searchParams.set('digest', descriptor.digest);
  await ask(upload, { method: 'PUT', body: bytes, status: 201 });
}

/** Hashed on its way, so that 2 GiB need no memory. */
async function pushLayer(base: URL, size: number): Promise<Descriptor> {
  const hash = createHash('sha256');
  const opened = await openUpload(base);
  const sent = await ask(opened, {
    method: 'PATCH',
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(size) },
    body: Readable.from(layerPieces(size, (bytes) => hash.update(bytes))),
    status: 202,
  });
  const digest = parseDigest(`sha256:${hash.digest('hex')}`);
  const upload = new URL(sent.headers.location ?? '', base);
  upload.searchParams.set('digest', digest);
  await ask(upload, { method: 'PUT', body: none, status: 201 });
  return { mediaType: mediaTypes.ociLayer, digest, size };
}

/**
 * Bytes that do not compress. The first ones are gzip's: clients that look at them see a layer that is packed already,
 * and none of them packs it again.
 */
function* layerPieces(size: number, onPiece: (bytes: Uint8Array) => void): Generator<Uint8Array> {
  for (let at = 0; at < size; at += piece) {
    const bytes = randomFillSync(new Uint8Array(Math.min(piece, size - at)));
    if (at === 0) bytes.set([0x1f, 0x8b, 0x08, 0x00]);
    onPiece(bytes);
    yield bytes;
  }
}

async function openUpload(base: URL): Promise<URL> {
  const { headers } = await ask(new URL('blobs/uploads/', base), { method: 'POST', body: none, status: 202 });
  return new URL(headers.location ?? '', base);
}

async function pushManifest(base: URL, reference: string, { mediaType, bytes }: Manifest): Promise<void> {
  const url = new URL(`manifests/${reference}`, base);
  await ask(url, { method: 'PUT', headers: { 'content-type': mediaType }, body: bytes, status: 201 });
}

function asTestBlob(descriptor: Descriptor): TestBlob {
  return { bytes: none, descriptor };
}

/**
 * Rejects unless a repository holds all of an image under this tag, with its referrers where they were to travel, and a
 * fallback tag that names them.
 */
export async function checkArrival(
  image: BenchImage,
  target: {
    readonly url: string;
    readonly ca: string | undefined;
    readonly repository: string;
    readonly tag: string;
  },
  withReferrers: boolean,
): Promise<void> {
  const base = new URL(`/v2/${target.repository}/`, target.url);
  const { ca } = target;
  const head = async (path: string, accept = '*/*'): Promise<Readonly<Record<string, unknown>>> =>
    (await ask(new URL(path, base), { method: 'HEAD', headers: { accept }, ca, status: 200 })).headers;
  const { 'docker-content-digest': found } = await head(`manifests/${target.tag}`, image.root.mediaType);
  if (found !== image.root.digest)
    throw new Error(`${target.tag} names ${String(found)}, not ${image.root.digest}`);
  const manifests = [...image.manifests, ...(withReferrers ? image.referrers : [])];
  for (const { digest, mediaType } of manifests) await head(`manifests/${digest}`, mediaType);
  const blobs = [...image.blobs, ...(withReferrers ? image.referrerBlobs : [])];
  for (const { digest, size } of blobs) {
    const { 'content-length': length } = await head(`blobs/${digest}`);
    if (Number(length) !== size) throw new Error(`${digest} has ${String(length)} of ${size} bytes`);
  }
  if (!withReferrers || image.referrers.length === 0) return;
  const fallback = new URL(`manifests/${image.root.digest.replace(':', '-')}`, base);
  const { body } = await ask(fallback, { headers: { accept: mediaTypes.ociIndex }, ca, status: 200 });
  const lost = image.referrers.find(({ digest }) => !body.includes(digest));
  if (lost !== undefined) throw new Error(`the fallback tag does not name ${lost.digest}`);
}

/** Bytes of the blobs of the image and its referrers, each once. */
export function blobBytes({ blobs, referrerBlobs }: BenchImage): number {
  const sizes = new Map([...blobs, ...referrerBlobs].map(({ digest, size }) => [digest, size]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
