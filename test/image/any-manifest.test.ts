import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childrenOf, descriptorOf, parseManifest } from '../../src/image/manifest.ts';
import { mediaTypes } from '../../src/image/media-type.ts';
import { imageIndex, imageManifest, randomBlob, sampleImage } from '../fixtures/images.ts';
import { unlessRefused } from './refusal.ts';
import { artifact, child, config, encode, image, index, layer } from './manifests.ts';

describe('when any bytes at all are read', () => {
  const whole = [...sampleImage({ platforms: 2, layers: 2 }).manifests.values()].map(
    (manifest) => manifest.bytes,
  );
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(config, layer, [layer], [child], 2, null, mediaTypes.ociIndex),
  );
  const names = [
    ...Object.keys({ ...image, ...index, ...artifact }),
    'subject',
    'annotations',
    'Layers',
    'x',
  ];

  it('throws nothing but HoistError, and what it accepts it gives back byte for byte', () => {
    const documents = fc
      .dictionary(fc.constantFrom(...names), value)
      .map((document) => encode(JSON.stringify(document)));
    const near = fc
      .tuple(fc.constantFrom(image, index, artifact), fc.constantFrom(...names), value)
      .map(([document, name, changed]) => encode(JSON.stringify({ ...document, [name]: changed })));
    const damaged = fc
      .tuple(fc.constantFrom(...whole), fc.nat(), fc.nat(255))
      .map(([bytes, at, byte]) => bytes.with(at % bytes.length, byte));
    const types = fc.option(fc.oneof(fc.constantFrom(...Object.values(mediaTypes)), fc.string()), {
      nil: undefined,
    });
    fc.assert(
      fc.property(fc.oneof(documents, near, damaged, fc.uint8Array()), types, (bytes, contentType) => {
        const manifest = unlessRefused(() => parseManifest(bytes, { contentType }));
        const { digest: expected, mediaType } = manifest ?? {};
        const again = manifest && parseManifest(bytes, { contentType: mediaType, expected });
        expect(again).toEqual(manifest);
        expect(again?.bytes ?? bytes).toEqual(bytes);
      }),
      { numRuns: 3000 },
    );
  });

  it('gives back the descriptors that were written', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2000), fc.nat())), (layers) => {
        const blobs = layers.map(([size, seed]) => randomBlob(size, seed));
        const { manifest } = imageManifest({ layers: blobs });
        expect(manifest.layers).toEqual(blobs.map(({ descriptor }) => descriptor));
        expect(childrenOf(imageIndex([manifest, manifest]))).toEqual([
          descriptorOf(manifest),
          descriptorOf(manifest),
        ]);
      }),
      { numRuns: 30 },
    );
  });
});
