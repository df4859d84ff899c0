import { describe, expect, it } from 'vitest';
import type { PlatformFacts } from '../../../src/domain/facts.ts';
import { platformsCheck } from '../../../src/policy/checks/platforms.ts';
import { digestFor, factsOf, judge, mistakesOf, platformFacts } from '../facts.ts';
import { bindTo, saying } from '../request.ts';

const judged = (written: unknown, ...names: readonly string[]) =>
  saying(judge(platformsCheck, written, factsOf({ platforms: names.map((name) => platformFacts(name)) })));

describe('when platforms are judged', () => {
  it.each([
    [{ exactly: ['linux/amd64', 'linux/arm64'] }, ['linux/arm64', 'linux/amd64'], true],
    [{ exactly: ['linux/amd64', 'linux/arm64'] }, ['linux/amd64'], false],
    [{ exactly: ['linux/amd64'] }, ['linux/amd64', 'linux/arm64'], false],
    [{ exactly: ['linux/amd64'] }, ['linux/amd64', 'linux/amd64'], true],
    [{ 'all-of': ['linux/amd64'] }, ['linux/amd64', 'linux/s390x'], true],
    [{ 'all-of': ['linux/amd64', 'linux/arm64'] }, ['linux/amd64'], false],
    [{ 'any-of': ['linux/amd64', 'linux/arm64'] }, ['linux/arm64'], true],
    [{ 'any-of': ['linux/amd64', 'linux/arm64'] }, ['linux/386'], false],
    [{ 'none-of': ['windows/amd64'] }, ['linux/amd64'], true],
    [{ 'none-of': ['windows/amd64'] }, ['linux/amd64', 'windows/amd64'], false],
    [{ 'none-of': ['linux/*'] }, ['linux/arm/v6'], false],
    [{ 'none-of': ['linux/arm'] }, ['linux/arm/v6'], false],
    [{ 'all-of': ['linux/amd64'], 'none-of': ['linux/386'] }, ['linux/amd64', 'linux/386'], false],
    // One platform in two spellings.
    [{ exactly: ['linux/arm64'] }, ['linux/arm64/v8'], true],
    [{ exactly: ['linux/arm64/v8'] }, ['linux/arm64'], true],
    [{ exactly: ['linux/amd64'] }, ['linux/amd64/v2'], false],
    [{ exactly: ['linux/arm/v7'] }, ['linux/arm'], true],
    [{ exactly: ['linux/arm'] }, ['linux/arm/v6'], false],
    [{ exactly: ['Linux/x86_64', 'linux/aarch64'] }, ['linux/amd64', 'linux/arm64'], true],
  ])('%j of %j: %s', (written, names, expected) => {
    expect(judged(written, ...names)).toBe(expected ? 'pass' : 'VIOLATION');
  });

  it('when they are not as wanted, it tells which', () => {
    const facts = factsOf({ platforms: [platformFacts('linux/amd64'), platformFacts('linux/386')] });
    expect(judge(platformsCheck, { exactly: ['linux/amd64', 'linux/arm64'] }, facts).reasons).toEqual([
      {
        code: 'VIOLATION',
        message: 'the platforms lack linux/arm64',
        observed: 'linux/amd64, linux/386',
        expected: 'linux/amd64, linux/arm64',
      },
      {
        code: 'VIOLATION',
        message: 'the platforms have linux/386 besides',
        observed: 'linux/amd64, linux/386',
        expected: 'exactly linux/amd64, linux/arm64',
      },
    ]);
  });

  it('when neither index nor config names one, it is unknown whatever else is there', () => {
    const { platform: _, ...nameless } = platformFacts('linux/arm64');
    for (const written of [{ 'none-of': ['windows/*'] }, { 'all-of': ['linux/amd64'] }]) {
      const judgement = judge(
        platformsCheck,
        written,
        factsOf({ platforms: [platformFacts('linux/amd64'), nameless] }),
      );
      expect(saying(judgement)).toBe(`INCOMPLETE ${digestFor('linux/arm64').slice(7, 19)}`);
    }
  });

  it('when the config that would name it could not be read, that is why (I4)', () => {
    const { platform: _, ...rest } = platformFacts('linux/arm64');
    const nameless: PlatformFacts = {
      ...rest,
      config: { state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 503' },
    };
    const judgement = judge(platformsCheck, { 'none-of': ['windows/*'] }, factsOf({ platforms: [nameless] }));
    expect(judgement.reasons).toMatchObject([{ code: 'UNREACHABLE', message: 'HTTP 503' }]);
  });

  it('when index and config disagree, neither is believed', () => {
    const platforms = [platformFacts('linux/amd64', { contradicts: 'windows/amd64' })];
    expect(saying(judge(platformsCheck, { exactly: ['linux/amd64'] }, factsOf({ platforms })))).toBe(
      'CONTRADICTION linux/amd64',
    );
  });

  it('when there is none, nothing could pass', () => {
    expect(judged({ 'none-of': ['windows/*'] })).toBe('INCOMPLETE');
    expect(judged({ exactly: [] })).toBe('INCOMPLETE');
  });

  it('needs the configs, and an operator', () => {
    expect(bindTo(platformsCheck, { exactly: ['linux/amd64'] }).needs.configs).toBe(true);
    expect(mistakesOf(platformsCheck, {})).toEqual([expect.stringContaining('is empty')]);
    expect(mistakesOf(platformsCheck, { 'all-of': [] })).not.toEqual([]);
    expect(mistakesOf(platformsCheck, { 'none-of': ['linux/[a'] })).not.toEqual([]);
    expect(mistakesOf(platformsCheck, ['linux/amd64'])).not.toEqual([]);
  });
});
