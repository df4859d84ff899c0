import { describe, expect, it } from 'vitest';
import { mediaTypes } from '../../src/image/media-type.ts';
import { artifact, child, config, failing, image, index, layer, parse, plus } from './manifests.ts';

describe('when a manifest could be read in two ways (A3, CVE-2021-41190, P13)', () => {
  const twice = (name: string) => plus(image, `${JSON.stringify(name)}:${JSON.stringify(config)}`);

  it.each([
    // fields of the other kind
    ['an empty manifests before layers', { manifests: [], ...image }, 'MANIFEST_AMBIGUOUS'],
    ['only both lists', { manifests: [], layers: [layer] }, 'MANIFEST_AMBIGUOUS'],
    ['an image with manifests', { ...image, manifests: [child] }, 'MANIFEST_AMBIGUOUS'],
    ['an image with manifests: null', { ...image, manifests: null }, 'MANIFEST_AMBIGUOUS'],
    ['an image with blobs', { ...image, blobs: [layer] }, 'MANIFEST_AMBIGUOUS'],
    ['an image with fsLayers', { ...image, fsLayers: [] }, 'MANIFEST_AMBIGUOUS'],
    ['an image with history', { ...image, history: [] }, 'MANIFEST_AMBIGUOUS'],
    ['an index with layers', { ...index, layers: [] }, 'MANIFEST_AMBIGUOUS'],
    ['an index with config', { ...index, config }, 'MANIFEST_AMBIGUOUS'],
    [
      'a Docker list with layers',
      { ...index, mediaType: mediaTypes.dockerList, layers: [] },
      'MANIFEST_AMBIGUOUS',
    ],
    ['an artifact with layers', { ...artifact, layers: [layer] }, 'MANIFEST_AMBIGUOUS'],
    ['an artifact with config', { ...artifact, config }, 'MANIFEST_AMBIGUOUS'],
    [
      'an index that says it is an image',
      { ...index, mediaType: mediaTypes.ociManifest },
      'MANIFEST_AMBIGUOUS',
    ],
    ['an image that says it is an index', { ...image, mediaType: mediaTypes.ociIndex }, 'MANIFEST_AMBIGUOUS'],
    // names that Go reads as another name
    ['Manifests in an image', { ...image, Manifests: [child] }, 'JSON_AMBIGUOUS'],
    ['LAYERS in an index', { ...index, LAYERS: [layer] }, 'JSON_AMBIGUOUS'],
    ['Layers beside layers', { ...image, Layers: [] }, 'JSON_AMBIGUOUS'],
    ['Layers alone', { ...image, layers: undefined, Layers: [layer] }, 'JSON_AMBIGUOUS'],
    ['MediaType beside mediaType', { ...image, MediaType: mediaTypes.ociIndex }, 'JSON_AMBIGUOUS'],
    ['a long s in manifeſts', { ...image, ['manife\u017Fts']: [child] }, 'JSON_AMBIGUOUS'],
    ['Subject', { ...image, Subject: child }, 'JSON_AMBIGUOUS'],
    ['fslayers', { ...image, fslayers: [] }, 'JSON_AMBIGUOUS'],
    ['Digest in a descriptor', { ...image, layers: [{ ...layer, Digest: config.digest }] }, 'JSON_AMBIGUOUS'],
    ['SIZE in the config', { ...image, config: { ...config, SIZE: 1 } }, 'JSON_AMBIGUOUS'],
    [
      'OS in a platform',
      { ...index, manifests: [{ ...child, platform: { OS: 'linux' } }] },
      'JSON_AMBIGUOUS',
    ],
    // names that are there twice
    ['config twice', twice('config'), 'JSON_AMBIGUOUS'],
    [
      'an escaped mediaType',
      plus(image, String.raw`"\u006dediaType":"${mediaTypes.ociIndex}"`),
      'JSON_AMBIGUOUS',
    ],
    [
      'digest twice in a layer',
      JSON.stringify(image).replace('"size"', '"digest":"","size"'),
      'JSON_AMBIGUOUS',
    ],
    ['one annotation twice', plus(image, '"annotations":{"a":"1","a":"2"}'), 'JSON_AMBIGUOUS'],
    ['__proto__ twice', plus(image, '"__proto__":{},"__proto__":{}'), 'JSON_AMBIGUOUS'],
    ['levels without end', plus(image, `"x":${'['.repeat(99)}${']'.repeat(99)}`), 'JSON_AMBIGUOUS'],
    // versions
    ['schemaVersion 1 in an OCI image', { ...image, schemaVersion: 1 }, 'MANIFEST_INVALID'],
    ['schemaVersion as text', { ...image, schemaVersion: '2' }, 'MANIFEST_INVALID'],
    ['schemaVersion 1e400', JSON.stringify(image).replace(':2', ':1e400'), 'MANIFEST_INVALID'],
    ['no schemaVersion', { ...image, schemaVersion: undefined }, 'MANIFEST_INVALID'],
    // what is no document of the standard
    ['a list', '[]', 'MANIFEST_INVALID'],
    ['null', 'null', 'MANIFEST_INVALID'],
    ['nothing in it', '{}', 'MANIFEST_INVALID'],
    ['a media type that is no text', { ...image, mediaType: 7 }, 'MANIFEST_INVALID'],
    ['a header in the media type', { ...image, mediaType: 'a/b\r\nX-Y: z' }, 'MANIFEST_INVALID'],
    [
      'parameters in the media type',
      { ...image, mediaType: `${mediaTypes.ociManifest};a=b` },
      'MANIFEST_INVALID',
    ],
    ['no config', { ...image, config: undefined }, 'MANIFEST_INVALID'],
    ['config: null', { ...image, config: null }, 'MANIFEST_INVALID'],
    ['no layers', { ...image, layers: undefined }, 'MANIFEST_INVALID'],
    ['layers that are an object', { ...image, layers: { 0: layer } }, 'MANIFEST_INVALID'],
    ['a layer that is null', { ...image, layers: [null] }, 'MANIFEST_INVALID'],
    ['__proto__ for layers', '{"schemaVersion":2,"__proto__":{"layers":[]},"config":{}}', 'MANIFEST_INVALID'],
    ['an annotation that is a number', { ...image, annotations: { a: 1 } }, 'MANIFEST_INVALID'],
    ['annotations that are a list', { ...image, annotations: [] }, 'MANIFEST_INVALID'],
    ['a subject that is text', { ...image, subject: layer.digest }, 'MANIFEST_INVALID'],
  ])('refuses %s', (_, document, code) => {
    expect(() => parse(document)).toThrow(failing(code));
  });

  it.each([
    ['a byte order mark', `\uFEFF${JSON.stringify(image)}`],
    ['a second document', `${JSON.stringify(image)}${JSON.stringify(index)}`],
  ])('refuses %s', (_, text) => {
    expect(() => parse(text)).toThrow(failing('JSON_INVALID', 'unreachable'));
  });

  it('leaves names alone where every name is free', () => {
    const annotations = { Size: '1', size: '2', Layers: '', layers: '', constructor: 'c' };
    expect(parse({ ...image, annotations }).annotations).toEqual(annotations);
  });

  it('gives annotations that hold nothing but what the document says', () => {
    const { annotations } = parse(plus(image, '"annotations":{"__proto__":"x"}'));
    expect(Object.entries(annotations)).toEqual([['__proto__', 'x']]);
    expect(annotations['constructor']).toBeUndefined();
  });
});
