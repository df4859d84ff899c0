import { describe, expect, it } from 'vitest';
import {
  acceptManifests,
  bareMediaType,
  isForeignLayerType,
  isIndexType,
  isManifestType,
  isSchema1Type,
} from '../../src/image/media-type.ts';

describe('when a manifest is asked for', () => {
  it('names all seven types, indexes first and schema 1 last (P7, P8)', () => {
    expect(acceptManifests.split(', ')).toEqual([
      'application/vnd.oci.image.index.v1+json',
      'application/vnd.oci.image.manifest.v1+json',
      'application/vnd.docker.distribution.manifest.list.v2+json',
      'application/vnd.docker.distribution.manifest.v2+json',
      'application/vnd.oci.artifact.manifest.v1+json',
      'application/vnd.docker.distribution.manifest.v1+prettyjws',
      'application/vnd.docker.distribution.manifest.v1+json',
    ]);
  });

  it('knows for each whether it is an index, a manifest or schema 1', () => {
    const kinds = acceptManifests
      .split(', ')
      .map((type) => [isIndexType(type), isManifestType(type), isSchema1Type(type)].indexOf(true));
    expect(kinds).toEqual([0, 1, 0, 1, 1, 2, 2]);
    expect(isIndexType('application/json') || isManifestType('application/json')).toBe(false);
  });
});

describe('when a Content-Type came', () => {
  it.each([
    ['application/vnd.oci.image.index.v1+json', 'application/vnd.oci.image.index.v1+json'],
    ['Application/vnd.OCI.image.index.v1+json ; charset=utf-8', 'application/vnd.oci.image.index.v1+json'],
    ['text/plain;', 'text/plain'],
    [';x', ''],
    ['', ''],
    [undefined, ''],
  ])('reads %j as %j (P9)', (header, type) => {
    expect(bareMediaType(header)).toBe(type);
  });
});

describe('when a layer is looked at', () => {
  it.each([
    ['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', true],
    ['application/vnd.docker.image.rootfs.foreign.diff.tar', true],
    ['application/vnd.oci.image.layer.nondistributable.v1.tar', true],
    ['application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', true],
    ['application/vnd.oci.image.layer.nondistributable.v1.tar+zstd', true],
    ['application/vnd.docker.image.rootfs.diff.tar.gzip', false],
    ['application/vnd.oci.image.layer.v1.tar+zstd', false],
    ['application/wasm', false],
  ])('says whether %s may be foreign: %s (P17, P18)', (type, foreign) => {
    expect(isForeignLayerType(type)).toBe(foreign);
  });
});
