import type { Descriptor } from '../../src/image/descriptor.ts';
import { digestOf } from '../../src/image/digest.ts';
import { parseManifest, type Manifest } from '../../src/image/manifest.ts';
import { mediaTypes } from '../../src/image/media-type.ts';
import {
  blob,
  imageConfig,
  imageManifest,
  type ImageParts,
  type TestBlob,
  type TestImage,
} from '../fixtures/images.ts';

/** A small image of its own for every name. */
export function imageOf(name: string, parts: ImageParts = {}): TestImage {
  const platform = { os: 'linux', architecture: 'amd64' };
  const config = imageConfig(platform, { labels: { 'com.acme.name': name } });
  return imageManifest({ config, layers: [blob(`layer of ${name}`)], ...parts });
}

/** The same in Docker's schema 2. */
export function dockerImageOf(name: string): TestImage {
  return imageOf(name, {
    mediaType: mediaTypes.dockerManifest,
    config: blob(`{"author":"${name}"}`, mediaTypes.dockerConfig),
    layers: [blob(`layer of ${name}`, mediaTypes.dockerLayer)],
  });
}

/** An artifact manifest of OCI's release candidates, which ORAS wrote for a while, and its one blob. */
export function artifactOf(subject: Descriptor): { readonly manifest: Manifest; readonly content: TestBlob } {
  const content = blob('a note', 'text/plain');
  const document = {
    mediaType: mediaTypes.ociArtifact,
    artifactType: 'application/vnd.acme.note',
    blobs: [content.descriptor],
    subject,
  };
  return { manifest: parseManifest(new TextEncoder().encode(JSON.stringify(document))), content };
}

/** The same bytes under their sha512 digest. */
export function blobInSha512({ bytes, descriptor }: TestBlob): TestBlob {
  return { bytes, descriptor: { ...descriptor, digest: digestOf(bytes, 'sha512') } };
}

/** The same document under its sha512 digest. */
export function manifestInSha512({ bytes, mediaType }: Manifest): Manifest {
  return parseManifest(bytes, { contentType: mediaType, expected: digestOf(bytes, 'sha512') });
}
