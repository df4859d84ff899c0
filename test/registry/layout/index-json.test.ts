import { array, assert, constantFrom, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fallbackTag } from '../../../src/image/attached-tag.ts';
import { descriptorOf, type Manifest } from '../../../src/image/manifest.ts';
import { parseTag } from '../../../src/image/reference.ts';
import {
  emptyIndex,
  findDigest,
  findTag,
  indexBytes,
  parseIndex,
  tagsOf,
  withManifest,
  withTag,
  type LayoutIndex,
} from '../../../src/registry/layout/index-json.ts';
import { imageIndex } from '../../fixtures/images.ts';
import { imageOf } from '../samples.ts';
import { refName } from './bed.ts';

const one = imageOf('one').manifest;
const two = imageOf('two').manifest;
const v1 = parseTag('v1');

function read(...manifests: readonly unknown[]): LayoutIndex {
  return parseIndex(new TextEncoder().encode(JSON.stringify({ schemaVersion: 2, manifests })), 'index.json');
}

function entry(manifest: Manifest, annotations: Readonly<Record<string, string>>): object {
  return { ...descriptorOf(manifest), annotations };
}

function written(index: LayoutIndex): readonly unknown[] {
  return index.entries.map((each) => each.written);
}

describe('the tag of an entry', () => {
  it.each([
    ['v1', 'v1'],
    ['docker.io/library/web:v1', 'v1'],
    ['localhost:5000/web:v1', 'v1'],
    ['localhost:5000/web', undefined],
    [`localhost/web:v1@sha256:${'0'.repeat(64)}`, undefined],
    ['not a tag', undefined],
    [':v1', undefined],
    ['', undefined],
  ])('when the name is %j it is %j', (name, tag) => {
    expect([...tagsOf(read(entry(one, { [refName]: name })))]).toEqual(tag === undefined ? [] : [tag]);
  });

  it('when the name is a whole reference and the tag moves, the whole name goes', () => {
    const index = read(
      entry(one, { [refName]: 'acme/web:v1', 'io.containerd.image.name': 'acme/web:v1', kept: 'yes' }),
    );
    const moved = withTag(index, two, v1);
    expect(written(moved)).toEqual([entry(one, { kept: 'yes' }), entry(two, { [refName]: 'v1' })]);
    expect(findTag(moved, v1, 'here')?.digest).toBe(two.digest);
  });

  it('when several entries give it to one digest it names that', () => {
    const index = read(entry(one, { [refName]: 'v1' }), entry(one, { [refName]: 'v1', platform: 'x' }));
    expect(findTag(index, v1, 'here')?.digest).toBe(one.digest);
  });
});

describe('parseIndex', () => {
  it('when Go wrote an empty list as null there are no entries', () => {
    expect(parseIndex(Buffer.from('{"schemaVersion":2,"manifests":null}'), 'index.json').entries).toEqual([]);
  });

  it.each([
    ['[]', 'LAYOUT_INVALID'],
    ['{"manifests":{}}', 'LAYOUT_INVALID'],
    ['{"manifests":[],"manifests":[]}', 'JSON_AMBIGUOUS'],
    ['{"manifests":[null]}', 'MANIFEST_INVALID'],
    ['{"manifests":', 'JSON_INVALID'],
  ])('when it is %s it is refused with %s', (text, code) => {
    expect(() => parseIndex(Buffer.from(text), 'index.json')).toThrow(
      expect.objectContaining({ code }) as Error,
    );
  });
});

describe('withManifest and withTag', () => {
  it('when nothing changes the same value comes back, so that nothing is written', () => {
    const index = withTag(withManifest(emptyIndex, one), one, v1);
    expect(withManifest(index, one)).toBe(index);
    expect(withTag(index, one, v1)).toBe(index);
  });

  it('when a manifest is known to be below an index it gets no entry', () => {
    expect(withManifest(emptyIndex, one, true)).toBe(emptyIndex);
  });

  it('when an index is put the entries without name of its children go, and other entries stay', () => {
    const index = read(descriptorOf(one), entry(two, { 'com.acme.note': 'mine' }));
    const both = imageIndex([one, two]);
    expect(written(withManifest(index, both))).toEqual([
      entry(two, { 'com.acme.note': 'mine' }),
      descriptorOf(both),
    ]);
  });

  it('when a list of referrers is replaced the one before gets no entry', () => {
    const tag = fallbackTag(one.digest);
    const before = withTag(emptyIndex, imageIndex([one]), tag);
    expect(withTag(before, imageIndex([one, two]), tag).entries).toHaveLength(1);
  });

  it('when tags move in any way each names what it was given last, and no manifest is lost', () => {
    const manifests = [one, two, imageOf('three').manifest, imageIndex([one, two])];
    const steps = array(
      record({ manifest: constantFrom(...manifests), tag: constantFrom(undefined, 'a', 'b', 'c') }),
    );
    assert(
      property(steps, (moves) => {
        let index = emptyIndex;
        const expected = new Map<string, string>();
        for (const { manifest, tag } of moves) {
          index = withManifest(index, manifest);
          if (tag === undefined) continue;
          index = withTag(index, manifest, parseTag(tag));
          expected.set(tag, manifest.digest);
        }
        index = parseIndex(indexBytes(index), 'index.json');
        expect([...tagsOf(index)].sort()).toEqual([...expected.keys()].sort());
        for (const [tag, digest] of expected)
          expect(findTag(index, parseTag(tag), 'here')?.digest).toBe(digest);
        const isBelow = ({ digest }: Manifest) =>
          moves.some(({ manifest }) => manifest.kind === 'index') && digest !== manifests[2]?.digest;
        for (const { manifest } of moves) {
          expect(findDigest(index, manifest.digest) !== undefined || isBelow(manifest)).toBe(true);
        }
        const bare = written(index).filter((each) => !Object.hasOwn(each as object, 'annotations'));
        expect(new Set(bare.map((each) => JSON.stringify(each))).size).toBe(bare.length);
      }),
    );
  });
});
