import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../src/domain/evidence.ts';
import type { Facts, PreviousImage } from '../../../src/domain/facts.ts';
import type { Tag } from '../../../src/image/reference.ts';
import { noDowngradeCheck } from '../../../src/policy/checks/no-downgrade.ts';
import {
  digestFor,
  evidenceOf,
  factsOf,
  hoursAgo,
  indexDigest,
  judge,
  mistakesOf,
  platformFacts,
  provenancePart,
  signedBy,
  unreachable,
  unsigned,
} from '../facts.ts';
import { bindTo, saying } from '../request.ts';

function previousOf(more: Partial<PreviousImage> = {}): Facts['previous'] {
  return {
    state: 'known',
    value: {
      digest: digestFor('previous'),
      tags: [],
      evidence: [],
      searches: [],
      platforms: [platformFacts('linux/amd64', { digest: digestFor('previous amd64') })],
      ...more,
    },
  };
}

const tagsOf = (...tags: readonly string[]) => previousOf({ tags: tags as readonly Tag[] });

describe('when versions are compared', () => {
  const judged = (tag: string, previous: Facts['previous']) =>
    judge(noDowngradeCheck, { by: 'semver' }, factsOf({ image: { tag: tag as Tag }, previous }));

  it.each([
    ['1.4.2', ['1.4.1'], 'pass'],
    ['v1.4.2', ['1.4.1', 'stable'], 'pass'],
    ['1.10.0', ['1.9.0'], 'pass'],
    ['1.4.2', ['1.4.2-rc.1'], 'pass'],
    ['1.4.1', ['1.4.2'], 'VIOLATION'],
    ['1.4.2', ['1.4.2'], 'VIOLATION'],
    ['1.4.2-rc.1', ['1.4.2'], 'VIOLATION'],
    ['1.4.2', ['1.4.1', '2.0.0'], 'VIOLATION'],
    ['latest', ['1.4.1'], 'INCOMPLETE'],
    ['1.4.2', ['stable', '1.4'], 'INCOMPLETE'],
    ['1.4.2', [], 'INCOMPLETE'],
  ])('%s over %j: %s', (tag, tags, expected) => {
    expect(saying(judged(tag, tagsOf(...tags)))).toBe(expected);
  });

  it('when it would go back, it tells from what', () => {
    expect(judged('1.4.0', tagsOf('1.4.1', '1.4.2')).reasons).toMatchObject([
      { message: '1.4.0 is not newer than 1.4.2, which is at the target', expected: '> 1.4.2' },
    ]);
  });

  it('when the image was given by digest alone, it is unknown', () => {
    const { tag: _, ...image } = factsOf().image;
    const facts = { ...factsOf({ previous: tagsOf('1.0.0') }), image };
    expect(saying(judge(noDowngradeCheck, { by: 'semver' }, facts))).toBe('INCOMPLETE');
  });

  it('when nothing is at the target, or this very image, there is nothing to go back from', () => {
    expect(saying(judged('0.1.0', { state: 'known', value: undefined }))).toBe('pass');
    expect(saying(judged('0.1.0', previousOf({ digest: indexDigest, tags: ['9.0.0' as Tag] })))).toBe('pass');
  });

  it('when the target could not be read, it is unknown (I4)', () => {
    const previous = { state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 503' } as const;
    expect(judged('1.4.2', previous).reasons).toEqual([{ code: 'UNREACHABLE', message: 'HTTP 503' }]);
  });
});

describe('when builds are compared', () => {
  const built = (hours: number | undefined, more: Partial<Evidence> = {}): Evidence =>
    evidenceOf(provenancePart(hours === undefined ? {} : { finished: hoursAgo(hours).toISOString() }), {
      trust: signedBy('ci', { at: hoursAgo(0) }),
      ...more,
    });
  const before = (hours: number | undefined, more: Partial<Evidence> = {}) =>
    built(hours, { subjects: [digestFor('previous')], ...more });
  const judged = (
    ours: readonly Evidence[],
    theirs: readonly Evidence[],
    more: Partial<PreviousImage> = {},
  ) =>
    saying(
      judge(
        noDowngradeCheck,
        { by: 'built-at' },
        factsOf({ evidence: ours, searches: [], previous: previousOf({ evidence: theirs, ...more }) }),
      ),
    );

  it.each([
    [1, 2, 'pass'],
    [2, 2, 'VIOLATION'],
    [3, 2, 'VIOLATION'],
  ])('built %d hours ago over %d: %s', (ours, theirs, expected) => {
    expect(judged([built(ours)], [before(theirs)])).toBe(expected);
  });

  it('when the target was built several times, the newest counts', () => {
    expect(judged([built(2)], [before(5), before(1)])).toBe('VIOLATION');
  });

  it('when ours has no proven build, it is unknown', () => {
    expect(judged([], [before(2)])).toBe('NO_EVIDENCE');
    expect(judged([built(1, { trust: unsigned })], [before(2)])).toBe('NO_EVIDENCE');
    expect(judged([built(undefined)], [before(2)])).toBe('INCOMPLETE');
  });

  it('when the target has no proven build, or a newer one may be out of sight, it is unknown', () => {
    expect(judged([built(1)], [])).toBe('NO_EVIDENCE linux/amd64');
    expect(judged([built(1)], [before(2), before(undefined)])).toBe('INCOMPLETE');
    const searches = [unreachable('referrers', digestFor('previous'))];
    expect(judged([built(1)], [before(2)], { searches })).toBe('UNREACHABLE linux/amd64');
  });
});

describe('when it is written', () => {
  it('asks for what it compares', () => {
    expect(bindTo(noDowngradeCheck, { by: 'semver' })).toMatchObject({
      about: 'world',
      needs: { previous: 'tags', evidence: false },
    });
    expect(bindTo(noDowngradeCheck, { by: 'built-at' }).needs).toMatchObject({
      previous: 'evidence',
      evidence: true,
    });
  });

  it.each([{}, { by: 'created' }, 'semver', true])('%j is refused', (written) => {
    expect(mistakesOf(noDowngradeCheck, written)).not.toEqual([]);
  });
});
