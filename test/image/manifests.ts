import { expect } from 'vitest';
import { parseManifest, type ParseManifestOptions } from '../../src/image/manifest.ts';
import { mediaTypes } from '../../src/image/media-type.ts';
import { blob } from '../fixtures/images.ts';

export const config = blob('{}', mediaTypes.ociEmpty).descriptor;
export const layer = blob('layer').descriptor;
export const child = { mediaType: mediaTypes.ociManifest, digest: layer.digest, size: 5 };
export const image = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [layer] };
export const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [child] };
export const artifact = { mediaType: mediaTypes.ociArtifact, artifactType: 'application/x', blobs: [layer] };

export const encode = (text: string) => new TextEncoder().encode(text);
export const parse = (document: unknown, options?: ParseManifestOptions) =>
  parseManifest(encode(typeof document === 'string' ? document : JSON.stringify(document)), options);
export const failing = (code: string, kind = 'refused') =>
  expect.objectContaining({ name: 'HoistError', code, kind });
/** A document's text with something put before its last brace. */
export const plus = (document: object, members: string) =>
  JSON.stringify(document).replace(/\}$/, `,${members}}`);
