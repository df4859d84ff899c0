import { describe, expect, it } from 'vitest';
import type { Tag } from '../../../src/image/reference.ts';
import { tagCheck } from '../../../src/policy/checks/tag.ts';
import { factsOf, judge } from '../facts.ts';

const tagged = (tag: string) => factsOf({ image: { tag: tag as Tag } });

describe('when the tag at the source is judged', () => {
  it('when the condition holds, it passes and names the tag', () => {
    expect(judge(tagCheck, { semver: '>= 1' }, tagged('1.4.2'))).toMatchObject({
      reasons: [],
      note: '1.4.2',
    });
  });

  it('when it does not hold, it fails and tells both', () => {
    const { reasons, help } = judge(tagCheck, { matches: 'v\\d+' }, tagged('1.4.2'));
    expect(reasons).toEqual([
      {
        code: 'VIOLATION',
        message: 'the tag 1.4.2 is not allowed',
        observed: '1.4.2',
        expected: 'matches v\\d+',
      },
    ]);
    expect(help).toBeDefined();
  });

  it('when a version is wanted and the tag is none, it is unknown', () => {
    expect(judge(tagCheck, { semver: '>= 1' }, tagged('latest')).reasons).toMatchObject([
      { code: 'INCOMPLETE', message: 'the tag latest is no version' },
    ]);
  });

  it('when the image was given by digest alone, it is unknown whatever the condition', () => {
    const { tag: _, ...image } = factsOf().image;
    const facts = { ...factsOf(), image };
    for (const condition of ['1.4.2', { 'not-equals': 'latest' }, { semver: '*' }]) {
      expect(judge(tagCheck, condition, facts).reasons).toMatchObject([{ code: 'INCOMPLETE' }]);
    }
  });
});
