import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/domain/evidence.ts';
import { choose, inspect, type Want } from '../../src/policy/choose.ts';
import { ofKind } from '../../src/policy/evidence-kind.ts';
import {
  amd64,
  arm64,
  byStranger,
  digestFor,
  evidenceOf,
  factsOf,
  indexDigest,
  judgingOf,
  localFile,
  provenancePart,
  sbomPart,
  signedBy,
  unreachable,
  unsigned,
} from './facts.ts';

const by = (...groups: readonly (readonly string[])[]) => ({ names: [...new Set(groups.flat())], groups });

function chosen(
  evidence: readonly Evidence[],
  more: Partial<Want<unknown>> = {},
  facts: Parameters<typeof factsOf>[0] = {},
) {
  const want = { noun: 'provenance', ...ofKind('provenance'), covers: 'image', ...more } as Want<unknown>;
  return choose(inspect(factsOf({ evidence, ...facts })), want, judgingOf());
}

const codes = (...of: Parameters<typeof chosen>) =>
  chosen(...of).demands.map(({ gap, counted }) => gap?.code ?? counted.length);

const signed = (signers: string | readonly string[], more: Partial<Evidence> = {}) =>
  evidenceOf(provenancePart(), { trust: signedBy(signers), ...more });
const broken = (code: NonNullable<Evidence['problem']>['code'], more: Partial<Evidence> = {}) =>
  evidenceOf([], { title: 'it', subjects: [], problem: { code, message: 'no' }, ...more });

describe('when an image has no platforms', () => {
  it.each(['platform', 'image', 'digest'] as const)('there is still something to ask for: %s', (covers) => {
    const { demands } = chosen([], { covers }, { platforms: [] });
    expect(demands).toMatchObject([{ digest: indexDigest, counted: [], gap: { code: 'NO_EVIDENCE' } }]);
    expect(demands[0]).not.toHaveProperty('gap.platform');
  });

  it('a document of the index is none of a platform', () => {
    const platforms = { platforms: [] };
    expect(codes([signed('ci')], { covers: 'platform' }, platforms)).toEqual(['PARTIAL']);
    expect(codes([signed('ci')], { covers: 'image' }, platforms)).toEqual([1]);
  });
});

describe('when documents are chosen', () => {
  it('one for each platform, one of the index for all, or one of the digest itself', () => {
    const amd = signed('ci', { subjects: [amd64] });
    const arm = signed('ci', { subjects: [arm64] });
    expect(codes([amd, arm], { covers: 'platform' })).toEqual([1, 1]);
    expect(codes([signed('ci')], { covers: 'platform' })).toEqual(['PARTIAL', 'PARTIAL']);
    expect(codes([signed('ci'), amd], { covers: 'image' })).toEqual([2, 1]);
    expect(codes([amd, arm], { covers: 'digest' })).toEqual(['NO_EVIDENCE']);
    expect(codes([signed('ci')], { covers: 'digest' })).toEqual([1]);
  });

  it('one of its signers is enough, and each group wants its own', () => {
    const covers = 'digest';
    expect(codes([signed(['ci', 'x'])], { covers, by: by(['ci', 'qa']) })).toEqual([1]);
    expect(codes([signed(['ci', 'qa'])], { covers, by: by(['ci'], ['qa']) })).toEqual([1, 1]);
    expect(codes([signed('ci')], { covers, by: by(['ci'], ['qa']) })).toEqual([1, 'NO_EVIDENCE']);
    expect(codes([signed('x')], { covers, by: by(['ci', 'qa']) })).toEqual(['UNTRUSTED']);
  });

  it('documents of another kind are not spoken of, readable or not', () => {
    const sbom = evidenceOf(sbomPart([]));
    const unreadable = broken('UNPARSABLE', { predicateType: 'https://spdx.dev/Document' });
    expect(chosen([sbom, unreadable], { covers: 'digest' })).toMatchObject({
      ignored: [],
      demands: [{ gap: { code: 'NO_EVIDENCE' } }],
    });
  });

  it('says of all others why they do not count', () => {
    const others = [
      signed('ci', { subjects: [digestFor('other')] }),
      signed('x'),
      evidenceOf(provenancePart(), { trust: unsigned }),
      evidenceOf(provenancePart(), { trust: localFile }),
      broken('UNPARSABLE'),
    ];
    const { ignored } = chosen([...others, signed('ci')], { covers: 'digest', by: by(['ci']) });
    expect(ignored.map(({ why }) => why)).toEqual([
      'about another manifest',
      'signed by x, the policy wants ci',
      'unsigned',
      'a file of this job, and `by` does not name local',
      'UNPARSABLE: no',
    ]);
  });
});

describe('when nothing counts', () => {
  const why = (...of: Parameters<typeof chosen>) =>
    chosen(of[0], { covers: 'digest', ...of[1] }, of[2]).demands[0]?.gap;
  const wrong = broken('WRONG_SUBJECT');

  it('a place that could not be asked comes first, and only one that matters', () => {
    const searches = [unreachable('github')];
    expect(why([broken('UNPARSABLE')], {}, { searches })).toEqual({
      code: 'UNREACHABLE',
      message: "could not look for a provenance in GitHub's attestations",
      observed: 'HTTP 503',
    });
    expect(why([], {}, { searches: [unreachable('referrers', amd64)] })).toMatchObject({
      code: 'NO_EVIDENCE',
    });
    const { subject: _, ...everywhere } = unreachable('github');
    expect(why([], {}, { searches: [everywhere] })).toMatchObject({ code: 'UNREACHABLE' });
    expect(why([], {}, { searches: [unreachable('local')] })).toMatchObject({ code: 'NO_EVIDENCE' });
    expect(why([], { by: by(['ci', 'local']) }, { searches: [unreachable('local')] })).toMatchObject({
      code: 'UNREACHABLE',
    });
  });

  it('then what our own signers attached, of that what is about another image', () => {
    expect(why([broken('UNPARSABLE'), wrong])).toEqual({
      code: 'WRONG_SUBJECT',
      message: 'no provenance that counts; it: no',
    });
    expect(why([broken('UNPARSABLE'), broken('STALE')])).toMatchObject({ code: 'UNPARSABLE' });
  });

  it('what a stranger attached does not hide what is ours, nor does it speak for us (I2)', () => {
    const strange = broken('WRONG_SUBJECT', { trust: byStranger });
    expect(why([strange, broken('UNPARSABLE')])).toMatchObject({ code: 'UNPARSABLE' });
    expect(why([strange])).toMatchObject({ code: 'WRONG_SUBJECT' });
    for (const code of ['INCOMPLETE', 'CONTRADICTION'] as const)
      expect(why([broken(code, { trust: byStranger })])).toEqual({
        code: 'UNTRUSTED',
        message: 'no provenance that counts; it: no',
      });
  });

  it('one of the index by a stranger is not "of the index" where a platform is wanted', () => {
    const strange = evidenceOf(provenancePart(), { trust: byStranger });
    expect(why([strange], { covers: 'platform' })).not.toMatchObject({ code: 'PARTIAL' });
  });

  it('then what others signed about it, with how many and why', () => {
    const strange = evidenceOf(provenancePart(), { trust: byStranger });
    expect(why([strange], { by: by(['ci']) })).toEqual({
      code: 'UNTRUSTED',
      message: 'no provenance by ci; the one that is there is by others',
      observed: byStranger.level === 'untrusted' ? byStranger.why : '',
    });
    expect(why([strange, strange, { ...strange, subjects: [amd64] }])).toMatchObject({
      message: 'no provenance by a declared signer; 2 are there by others',
    });
  });

  it('an unreadable one by a stranger is not one that is there by others', () => {
    expect(why([broken('UNPARSABLE', { trust: byStranger, subjects: [indexDigest] })])).toMatchObject({
      code: 'UNPARSABLE',
    });
  });

  it('else that there is none, and by whom', () => {
    expect(why([])).toEqual({ code: 'NO_EVIDENCE', message: 'no provenance by a declared signer' });
    expect(why([], { by: by(['ci', 'qa']) })).toMatchObject({ message: 'no provenance by ci or qa' });
    expect(why([], { trust: 'unsigned' })).toMatchObject({ message: 'no provenance' });
    expect(why([], { trust: 'unsigned', by: by(['ci']) })).toMatchObject({ message: 'no provenance by ci' });
  });
});

describe('when every document is wanted', () => {
  const searches = [{ place: 'index', subject: indexDigest, found: 200, state: 'cut' } as const];

  it('one may be out of sight although another counts', () => {
    const gap = (wantsAll: boolean) =>
      chosen([signed('ci')], { covers: 'digest', wantsAll }, { searches }).demands[0]?.gap;
    expect(gap(true)).toEqual({
      code: 'PARTIAL',
      message:
        'more is in the attestations of the index than is read, and a provenance may be among the rest',
    });
    expect(gap(false)).toBeUndefined();
  });
});
