import { describe, expect, it } from 'vitest';
import { digestOf, parseDigest } from '../../src/image/digest.ts';
import {
  artifactTypeOf,
  blobsOf,
  childrenOf,
  descriptorOf,
  maxManifestBytes,
  parseManifest,
} from '../../src/image/manifest.ts';
import { mediaTypes } from '../../src/image/media-type.ts';
import { blob, imageManifest } from '../fixtures/images.ts';
import { artifact, child, config, encode, failing, image, index, layer, parse, plus } from './manifests.ts';

describe('when a manifest is read', () => {
  it('reads an OCI image', () => {
    const subject = { mediaType: mediaTypes.ociIndex, digest: digestOf(encode('x')), size: 1 };
    const text = JSON.stringify({
      ...image,
      artifactType: 'application/x',
      annotations: { a: 'b' },
      subject,
    });
    const manifest = parse(text);
    expect(manifest).toEqual({
      kind: 'manifest',
      bytes: encode(text),
      digest: digestOf(encode(text)),
      mediaType: mediaTypes.ociManifest,
      artifactType: 'application/x',
      annotations: { a: 'b' },
      subject,
      config,
      layers: [layer],
    });
    expect(blobsOf(manifest)).toEqual([config, layer]);
    expect(childrenOf(manifest)).toEqual([]);
  });

  it('reads an OCI index with everything that an entry may say', () => {
    const entry = {
      ...child,
      artifactType: 'application/x',
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
      urls: ['https://example.com/'],
      platform: { os: 'windows', architecture: 'amd64', 'os.version': '10.0.1', 'os.features': ['win32k'] },
    };
    const manifest = parse({ ...index, manifests: [entry] });
    const platform = { os: 'windows', architecture: 'amd64', osVersion: '10.0.1' };
    expect(manifest).toMatchObject({ kind: 'index', manifests: [{ ...entry, platform }] });
    expect(childrenOf(manifest)).toHaveLength(1);
    expect(blobsOf(manifest)).toEqual([]);
  });

  it.each([
    ['Docker schema 2', { ...image, mediaType: mediaTypes.dockerManifest }, 'manifest'],
    ['a Docker list', { ...index, mediaType: mediaTypes.dockerList }, 'index'],
  ])('reads %s', (_, document, kind) => {
    expect(parse(document)).toMatchObject({ kind, mediaType: document.mediaType });
  });

  it('reads an OCI artifact manifest: its blobs are the layers, and it has no config', () => {
    const manifest = parse(artifact);
    expect(manifest).toMatchObject({ kind: 'manifest', layers: [layer] });
    expect(blobsOf(manifest)).toEqual([layer]);
    expect(parse({ mediaType: mediaTypes.ociArtifact, artifactType: 'application/x' })).toMatchObject({
      layers: [],
    });
  });

  it('keeps the order, a child that is there twice, attestations and nested indexes (F61)', () => {
    const attestation = { ...child, platform: { os: 'unknown', architecture: 'unknown' } };
    const nested = { ...child, mediaType: mediaTypes.ociIndex };
    const manifests = [child, attestation, nested, child];
    expect(parse({ ...index, manifests })).toMatchObject({ manifests });
  });

  it('reads an empty index, an image without layers and blobs of 0 and 1 byte (F62)', () => {
    expect(parse({ ...index, manifests: [] })).toMatchObject({ manifests: [] });
    expect(parse({ ...index, manifests: null })).toMatchObject({ manifests: [] });
    expect(parse({ ...image, layers: null })).toMatchObject({ layers: [] });
    const layers = [blob('').descriptor, blob('x').descriptor];
    expect(parse({ ...image, layers })).toMatchObject({ layers });
  });

  it.each([
    'application/vnd.oci.image.layer.v1.tar+zstd',
    'application/vnd.oci.image.layer.v1.tar+gzip+encrypted',
    'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
    'application/wasm',
    'application/vnd.dev.sigstore.bundle+json;version=0.3',
  ])('takes layers and configs of type %s as they are (P12, P18)', (mediaType) => {
    const own = { ...layer, mediaType };
    expect(parse({ ...image, config: own, layers: [own] })).toMatchObject({ config: own, layers: [own] });
  });

  it('reads a manifest of an unknown type by its structure (P12)', () => {
    const mediaType = 'application/vnd.acme.thing.v1+json';
    expect(parse({ mediaType, layers: [layer] })).toMatchObject({
      kind: 'manifest',
      mediaType,
      layers: [layer],
    });
    expect(parse({ mediaType, manifests: [child] })).toMatchObject({ kind: 'index', mediaType });
    expect(() => parse({ mediaType, things: [layer] })).toThrow(failing('MANIFEST_INVALID'));
    expect(() => parse({ mediaType, layers: [layer], manifests: [child] })).toThrow(
      failing('MANIFEST_AMBIGUOUS'),
    );
  });

  it('keeps members that nobody knows, in the bytes (P12)', () => {
    const text = plus(image, ' "x.acme" : [ {"Layers": 1, "layers": 2} ] ');
    expect(new TextDecoder().decode(parse(text).bytes)).toBe(text);
  });

  it('owns its bytes: a pooled buffer that is used again does not change them', () => {
    const pooled = Buffer.from(`xx${JSON.stringify(image)}xx`).subarray(2, -2);
    const manifest = parseManifest(pooled);
    pooled.fill(0);
    expect(digestOf(manifest.bytes)).toBe(manifest.digest);
    expect(manifest.bytes.buffer.byteLength).toBe(manifest.bytes.length);
  });
});

describe('when the digest is known', () => {
  const bytes = encode(JSON.stringify(image));

  it.each(['sha256', 'sha512'] as const)('accepts the bytes under their %s digest (P3, P10)', (algorithm) => {
    const expected = digestOf(bytes, algorithm);
    expect(parseManifest(bytes, { expected }).digest).toBe(expected);
  });

  it.each([
    ['one byte changed', JSON.stringify(image).replace('2', '3')],
    ['a cut end', JSON.stringify(image).slice(0, -1)],
    ['white space added', `${JSON.stringify(image)}\n`],
    ['no JSON at all', 'not found'],
    ['nothing', ''],
  ])('refuses %s and names both digests (P10)', (_, text) => {
    const expected = digestOf(bytes);
    const read = () => parse(text, { expected, where: 'ghcr.io/acme/web' });
    expect(read).toThrow(failing('DIGEST_MISMATCH', 'unreachable'));
    expect(read).toThrow(
      `ghcr.io/acme/web: the bytes are ${digestOf(encode(text))}, ${expected} was asked for`,
    );
  });
});

describe('when a Content-Type came with it', () => {
  const untyped = { schemaVersion: 2, config, layers: [layer] };

  it.each([
    [image, `${mediaTypes.ociManifest}; charset=utf-8`, mediaTypes.ociManifest],
    [image, 'Application/VND.oci.image.manifest.v1+json', mediaTypes.ociManifest],
    [image, undefined, mediaTypes.ociManifest],
    [image, 'text/plain; charset=utf-8', mediaTypes.ociManifest],
    [image, 'application/octet-stream', mediaTypes.ociManifest],
    [image, 'application/json', mediaTypes.ociManifest],
    [untyped, mediaTypes.ociManifest, mediaTypes.ociManifest],
    [untyped, mediaTypes.dockerManifest, mediaTypes.dockerManifest],
    [untyped, undefined, mediaTypes.ociManifest],
    [untyped, 'text/plain', mediaTypes.ociManifest],
    [{ schemaVersion: 2, manifests: [] }, 'text/plain', mediaTypes.ociIndex],
  ])('reads %j sent as %s as %s (P9)', (document, contentType, mediaType) => {
    expect(parse(document, { contentType }).mediaType).toBe(mediaType);
  });

  it.each([
    ['another type than the body says', image, mediaTypes.dockerManifest],
    ['an index as an image', index, mediaTypes.ociManifest],
    ['an index without type as an image', { schemaVersion: 2, manifests: [] }, mediaTypes.ociManifest],
    ['an image without type as an index', untyped, mediaTypes.ociIndex],
  ])('refuses %s (P9, A3)', (_, document, contentType) => {
    expect(() => parse(document, { contentType })).toThrow(failing('MANIFEST_AMBIGUOUS'));
  });

  it('says that a web page came where one came (Q23)', () => {
    const options = { contentType: 'text/html; charset=utf-8', expected: digestOf(encode('x')) };
    expect(() => parse('<html>', options)).toThrow(failing('MANIFEST_NOT_SENT', 'unreachable'));
    expect(() => parse('<html>')).toThrow(failing('JSON_INVALID', 'unreachable'));
  });

  it.each([
    ['by its Content-Type', '{}', mediaTypes.dockerSigned1],
    ['by its Content-Type, unsigned', '{}', mediaTypes.dockerUnsigned1],
    ['by its mediaType', JSON.stringify({ mediaType: mediaTypes.dockerSigned1 }), 'text/plain'],
    ['by its version', JSON.stringify({ schemaVersion: 1, fsLayers: [], history: [] }), 'application/json'],
  ])('refuses schema 1 clearly, known %s and whatever its digest (P8)', (_, text, contentType) => {
    const expected = contentType === mediaTypes.dockerSigned1 ? digestOf(encode('payload')) : undefined;
    expect(() => parse(text, { contentType, expected })).toThrow(failing('SCHEMA1'));
    expect(() => parse(text, { contentType, expected })).toThrow(/Docker schema 1/);
  });
});

describe('when a descriptor is read', () => {
  const withLayer = (members: object) => ({ ...image, layers: [{ ...layer, ...members }] });
  const withText = (size: string) => JSON.stringify(image).replace(/"size":5/, `"size":${size}`);

  it.each([
    '9007199254740993',
    '9007199254740992',
    '4611686018427387904',
    '-1',
    '1.5',
    '"5"',
    '1e400',
    'null',
    '[5]',
  ])('refuses the size %s (A47, A16)', (size) => {
    expect(() => parse(withText(size))).toThrow(failing('MANIFEST_INVALID'));
    expect(() => parse(withText(size))).toThrow(/layers\[0\]: size/);
  });

  it('refuses a missing size (A47)', () => {
    expect(() => parse(withLayer({ size: undefined }))).toThrow(/size that is missing/);
  });

  it.each([
    ['0', 0],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['1e3', 1000],
  ])('accepts the size %s, a safe integer however it is written (A47)', (size, value) => {
    expect(parse(withText(size))).toMatchObject({ layers: [{ size: value }] });
  });

  it.each([
    'sha256:../../x',
    `sha256:${'A'.repeat(64)}`,
    `sha256:${'a'.repeat(63)}`,
    `sha256:${'a'.repeat(61)}%2f`,
    `sha256:${'a'.repeat(63)}\0`,
    `sha256:${'a'.repeat(64)} `,
    `sha256:${'a'.repeat(64)}?x`,
    `sha384:${'a'.repeat(96)}`,
    `md5:${'a'.repeat(32)}`,
    '',
    7,
    null,
    undefined,
  ])('refuses the digest %j (A13, P2, P3)', (digest) => {
    expect(() => parse(withLayer({ digest }))).toThrow(failing('MANIFEST_INVALID'));
  });

  it('refuses what is no text, list or object where the standard has one', () => {
    const wrong = [
      { mediaType: undefined },
      { mediaType: '' },
      { mediaType: 7 },
      { mediaType: 'a/b\nc' },
      { artifactType: [] },
      { urls: 'https://example.com' },
      { urls: [1] },
      { platform: 'linux/amd64' },
      { annotations: { a: null } },
    ];
    for (const members of wrong) expect(() => parse(withLayer(members))).toThrow(failing('MANIFEST_INVALID'));
  });

  it('treats null as absence, as Go writes it', () => {
    const nothing = { urls: null, platform: null, annotations: null, artifactType: '', data: null };
    expect(parse(withLayer(nothing))).toMatchObject({ layers: [layer] });
    expect(parse({ ...image, subject: null, annotations: null, artifactType: '' })).not.toHaveProperty(
      'subject',
    );
  });

  it('has a platform only where system and architecture are stated', () => {
    const manifest = parse({ ...index, manifests: [{ ...child, platform: { os: 'linux' } }] });
    expect(childrenOf(manifest)[0]).toEqual(child);
  });

  it('takes embedded data only if it is the content, and keeps it in the bytes alone (P16)', () => {
    const data = Buffer.from('layer').toString('base64');
    expect(parse(withLayer({ data }))).toMatchObject({ layers: [layer] });
    const long = blob('layer').bytes;
    const sha512 = { digest: digestOf(long, 'sha512'), size: 5, data };
    expect(parse(withLayer(sha512))).toMatchObject({ layers: [{ digest: sha512.digest }] });
    for (const wrong of [
      'bGF5ZXI',
      'bGF5ZXI*',
      `${data}\n`,
      '',
      Buffer.from('LAYER').toString('base64'),
      5,
    ]) {
      expect(() => parse(withLayer({ data: wrong }))).toThrow(failing('MANIFEST_INVALID'));
    }
    expect(() => parse(withLayer({ data, size: 6 }))).toThrow(/embedded data/);
  });
});

describe('when a manifest is very large (A14)', () => {
  const times = (count: number, entry: object) => Array.from({ length: count }, () => entry);
  const padded = (size: number) => {
    const text = JSON.stringify(image);
    return encode(text + ' '.repeat(size - text.length));
  };

  it('reads 4 MiB and not a byte more (N20, F62)', () => {
    expect(parseManifest(padded(maxManifestBytes)).bytes).toHaveLength(4 * 1024 * 1024);
    expect(() => parseManifest(padded(maxManifestBytes + 1))).toThrow(failing('MANIFEST_TOO_LARGE'));
  });

  it('reads 1,000 descriptors of an index and not one more (N23)', () => {
    expect(parse({ ...index, manifests: times(1000, child) })).toMatchObject({ kind: 'index' });
    for (const count of [1001, 10_000]) {
      expect(() => parse({ ...index, manifests: times(count, child) })).toThrow(
        failing('MANIFEST_TOO_LARGE'),
      );
    }
  });

  it('reads 500 layers of a manifest and not one more (N23)', () => {
    expect(parse({ ...image, layers: times(500, layer) })).toMatchObject({ kind: 'manifest' });
    expect(() => parse({ ...image, layers: times(501, layer) })).toThrow(failing('MANIFEST_TOO_LARGE'));
    expect(() => parse({ ...artifact, blobs: times(501, layer) })).toThrow(failing('MANIFEST_TOO_LARGE'));
  });
});

describe('when a manifest is listed as a referrer', () => {
  it('has the type that it states, or that of its config; an index has only its own (P33)', () => {
    const typed = imageManifest({ artifactType: 'application/spdx+json' }).manifest;
    expect(artifactTypeOf(typed)).toBe('application/spdx+json');
    expect(artifactTypeOf(parse(image))).toBe(mediaTypes.ociEmpty);
    expect(artifactTypeOf(parse(artifact))).toBe('application/x');
    expect(artifactTypeOf(parse(index))).toBeUndefined();
    expect(artifactTypeOf(parse({ ...index, artifactType: 'application/x' }))).toBe('application/x');
  });

  it('is pointed at by its own type, digest and length', () => {
    const manifest = parse(index);
    expect(descriptorOf(manifest)).toEqual({
      mediaType: mediaTypes.ociIndex,
      digest: parseDigest(manifest.digest),
      size: JSON.stringify(index).length,
    });
  });
});
