import { describe, expect, it } from 'vitest';
import type { Facts, PlatformFacts } from '../../src/domain/facts.ts';
import { narrowTo } from '../../src/policy/platform-scope.ts';
import {
  amd64,
  arm64,
  digestFor,
  evidenceOf,
  factsOf,
  indexDigest,
  platformFacts,
  sbomPart,
  unreachable,
} from './facts.ts';
import { saying } from './request.ts';

/** The facts that are seen; fails where there is a judgement instead. */
function seen(onPlatforms: readonly string[], facts: Facts): Facts {
  const scope = narrowTo(onPlatforms, facts);
  if ('judgement' in scope) throw new Error(saying(scope.judgement));
  return scope.facts;
}

function judged(onPlatforms: readonly string[], facts: Facts): string {
  const scope = narrowTo(onPlatforms, facts);
  return 'judgement' in scope ? saying(scope.judgement) : scope.facts.platforms.length.toString();
}

const platformsOf = (...names: readonly string[]) =>
  factsOf({ platforms: names.map((name) => platformFacts(name)) });

describe('when a rule is for all platforms', () => {
  it('sees the facts as they are', () => {
    const facts = factsOf();
    expect(narrowTo(undefined, facts)).toEqual({ facts });
  });
});

describe('when a rule is for some platforms', () => {
  it('sees their evidence, the index’s, and none of the others', () => {
    const own = evidenceOf(sbomPart([]), { subjects: [arm64] });
    const other = evidenceOf(sbomPart([]), { subjects: [amd64] });
    const both = evidenceOf(sbomPart([]), { subjects: [amd64, arm64] });
    const index = evidenceOf(sbomPart([]), { subjects: [indexDigest] });
    const broken = evidenceOf([], { subjects: [], problem: { code: 'UNPARSABLE', message: 'no' } });
    const facts = factsOf({
      evidence: [own, other, both, index, broken],
      searches: [unreachable('index', amd64), unreachable('index', arm64), unreachable('referrers')],
    });
    const narrowed = seen(['linux/arm64'], facts);
    expect(narrowed.platforms.map(({ digest }) => digest)).toEqual([arm64]);
    expect(narrowed.evidence).toEqual([own, both, index, broken]);
    expect(narrowed.searches.map(({ subject }) => subject)).toEqual([arm64, indexDigest]);
  });

  it('when what runs now is compared, its other platforms excuse nothing', () => {
    const [ours, others] = [digestFor('previous arm64'), digestFor('previous amd64')];
    const evidence = [
      evidenceOf(sbomPart([]), { subjects: [ours] }),
      evidenceOf(sbomPart([]), { subjects: [others] }),
    ];
    const platforms = [
      platformFacts('linux/arm64', { digest: ours }),
      platformFacts('linux/amd64', { digest: others }),
    ];
    const value = { digest: digestFor('previous'), tags: [], evidence, searches: [], platforms };
    const { previous } = seen(['linux/arm64'], factsOf({ previous: { state: 'known', value } }));
    expect(previous).toMatchObject({
      value: { evidence: [{ subjects: [ours] }], platforms: [{ digest: ours }] },
    });
  });

  it.each([
    [['linux/arm64'], ['linux/amd64', 'linux/arm64/v8'], '1'],
    [['linux/arm64/v8'], ['linux/amd64', 'linux/arm64'], '1'],
    // Without a variant it is for every variant: none is left out.
    [['linux/arm'], ['linux/arm/v6', 'linux/arm/v7', 'linux/arm64'], '2'],
    [['linux/arm/v7'], ['linux/arm/v6', 'linux/arm'], '1'],
    [['linux/*'], ['linux/arm/v6', 'linux/amd64', 'windows/amd64'], '2'],
    [['windows/*', 'linux/amd64'], ['linux/amd64'], '1'],
    [['linux/amd64', 'linux/arm64'], ['linux/amd64'], 'INCOMPLETE linux/arm64'],
    [['linux/s390x'], ['linux/amd64'], 'INCOMPLETE linux/s390x'],
    [['linux/s390x'], [], 'INCOMPLETE linux/s390x'],
    // A glob says "where there is one".
    [['windows/*'], ['linux/amd64'], 'pass'],
  ])('%j of %j: %s', (onPlatforms, names, expected) => {
    expect(judged(onPlatforms, platformsOf(...names))).toBe(expected);
  });
});

describe('when it is not known what a platform is', () => {
  const { platform: _, ...rest } = platformFacts('linux/amd64');
  const withNameless = (more: Partial<PlatformFacts>) =>
    factsOf({ platforms: [platformFacts('linux/arm64'), { ...rest, ...more }] });
  const name = amd64.slice(7, 19);

  it('when nothing names it, the rule might be for it', () => {
    expect(judged(['linux/arm64'], withNameless({}))).toBe(`INCOMPLETE ${name}`);
    expect(judged(['windows/*'], withNameless({}))).toBe(`INCOMPLETE ${name}`);
  });

  it('when its config could not be read, that is why', () => {
    const config = { state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 503' } as const;
    expect(judged(['linux/arm64'], withNameless({ config }))).toBe(`UNREACHABLE ${name}`);
  });

  it('when index and config disagree, neither is believed', () => {
    const platforms = [platformFacts('windows/amd64', { contradicts: 'linux/amd64' })];
    expect(judged(['windows/amd64'], factsOf({ platforms }))).toBe('CONTRADICTION windows/amd64');
    expect(judged(['linux/*'], factsOf({ platforms }))).toBe('CONTRADICTION windows/amd64');
  });
});
