import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Descriptor } from '../../src/image/descriptor.ts';
import { digestOf } from '../../src/image/digest.ts';
import { childrenOf, parseManifest, type Manifest } from '../../src/image/manifest.ts';
import { mediaTypes } from '../../src/image/media-type.ts';
import { mergeReferrers, referrerDescriptor } from '../../src/image/referrers-index.ts';
import { blob, imageIndex, imageManifest, sampleImage, withReferrers } from '../fixtures/images.ts';

const subject = imageManifest({ layers: [blob('subject')] }).manifest;
const referrer = (name: string) =>
  referrerDescriptor(
    imageManifest({ layers: [blob(name)], subject, artifactType: `application/${name}` }).manifest,
  );
const [first, second, third] = [referrer('a'), referrer('b'), referrer('c')];

const textOf = (manifest: Manifest) => new TextDecoder().decode(manifest.bytes);
const read = (text: string) => parseManifest(new TextEncoder().encode(text));

describe('when a referrer is described', () => {
  it('has its artifact type and its annotations (P33)', () => {
    const { referrers } = withReferrers(sampleImage());
    expect(referrers[0]?.manifest.subject).toBeDefined();
    expect(referrers.map(({ manifest }) => referrerDescriptor(manifest))).toEqual([
      expect.objectContaining({
        artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
        annotations: { 'dev.sigstore.bundle.content': 'dsse-envelope' },
      }),
      expect.objectContaining({ artifactType: 'application/spdx+json' }),
      expect.objectContaining({
        mediaType: mediaTypes.ociManifest,
        size: referrers[2]?.manifest.bytes.length,
      }),
    ]);
  });

  it("has its config's type where it states none, and no empty members", () => {
    const config = blob('{}', 'application/vnd.cncf.notary.signature');
    const { manifest } = imageManifest({ config, subject });
    expect(Object.keys(referrerDescriptor(manifest))).toEqual([
      'mediaType',
      'digest',
      'size',
      'artifactType',
    ]);
    expect(referrerDescriptor(manifest).artifactType).toBe('application/vnd.cncf.notary.signature');
  });
});

describe('when referrers are added to the fallback tag', () => {
  it('begins with an empty OCI index (P33)', () => {
    expect(JSON.parse(textOf(mergeReferrers(undefined, [first, second], subject.digest)))).toEqual({
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: [first, second],
    });
  });

  it('keeps what is there and its order, and adds each digest once', () => {
    const before = mergeReferrers(undefined, [second], subject.digest);
    const after = mergeReferrers(before, [first, second, first, third], subject.digest);
    expect(childrenOf(after)).toEqual([second, first, third]);
  });

  it('gives back the very document where nothing is new, so that nothing has to be pushed', () => {
    const before = read(`${textOf(mergeReferrers(undefined, [first, second], subject.digest))}\n`);
    expect(mergeReferrers(before, [second, first], subject.digest)).toBe(before);
    expect(mergeReferrers(before, [], subject.digest)).toBe(before);
  });

  it('drops nothing that others wrote and we do not read', () => {
    const entry = {
      ...first,
      'x.acme': { deep: [1] },
      platform: { os: 'linux', architecture: 'arm', features: ['f'] },
    };
    const others = {
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: [entry],
      annotations: { a: 'b' },
      x: 1,
    };
    const after = mergeReferrers(read(JSON.stringify(others)), [second], subject.digest);
    expect(JSON.parse(textOf(after))).toEqual({ ...others, manifests: [entry, second] });
  });

  it('writes all that a list said of a referrer', () => {
    const listed: Descriptor = {
      ...first,
      platform: { os: 'windows', architecture: 'amd64', osVersion: '10.0.1' },
      urls: ['https://example.com/'],
    };
    expect(childrenOf(mergeReferrers(undefined, [listed], subject.digest))).toEqual([listed]);
  });

  it('never lists the subject as its own referrer', () => {
    const self = referrerDescriptor(subject);
    const before = imageIndex([self, first]);
    expect(childrenOf(mergeReferrers(before, [self, second], subject.digest))).toEqual([first, second]);
    expect(childrenOf(mergeReferrers(undefined, [self], subject.digest))).toEqual([]);
  });

  it('takes an answer that is the subject itself for none (transport.md §4.5)', () => {
    const image = sampleImage().root;
    expect(childrenOf(mergeReferrers(image, [first], image.digest))).toEqual([first]);
    expect(childrenOf(mergeReferrers(subject, [first], subject.digest))).toEqual([first]);
  });

  it('mends an index that lists one twice', () => {
    expect(childrenOf(mergeReferrers(imageIndex([first, first, second]), [], subject.digest))).toEqual([
      first,
      second,
    ]);
  });

  it.each([
    ['an image', imageManifest({ layers: [blob('other')] }).manifest],
    ['a Docker list', imageIndex([first], { mediaType: mediaTypes.dockerList })],
  ])('leaves the tag alone where it names %s (P33)', (_, taken) => {
    expect(() => mergeReferrers(taken, [first], subject.digest)).toThrow(
      expect.objectContaining({ code: 'FALLBACK_TAG_TAKEN', kind: 'incomplete' }),
    );
  });

  it('gives equal bytes for equal arguments, and one result however the additions are split', () => {
    const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'));
    fc.assert(
      fc.property(names, names, (some, more) => {
        const [one, two] = [some.map(referrer), more.map(referrer)];
        const whole = mergeReferrers(undefined, [...one, ...two], subject.digest);
        const steps = mergeReferrers(mergeReferrers(undefined, one, subject.digest), two, subject.digest);
        expect(textOf(steps)).toBe(textOf(whole));
        expect(whole.digest).toBe(digestOf(whole.bytes));
        expect(new Set(childrenOf(whole).map(({ digest }) => digest)).size).toBe(
          new Set([...some, ...more]).size,
        );
      }),
    );
  });
});
