import { describe, expect, it } from 'vitest';
import { needsNothing } from '../../src/domain/facts.ts';
import { defineCheck } from '../../src/policy/check.ts';
import { passes, stops, violation } from '../../src/policy/judgement.ts';
import { NumberCondition } from '../../src/policy/operator.ts';
import { strict } from '../../src/policy/written.ts';
import { factsOf, judge } from './facts.ts';
import { bindTo } from './request.ts';

const platformsCount = defineCheck({
  name: 'count',
  title: 'How many platforms.',
  schema: strict({ platforms: NumberCondition }),
  about: 'image',
  judge: ({ platforms }, facts) =>
    platforms.holds(facts.platforms.length) === true ? passes('enough') : stops([violation('too few')]),
});

describe('when a check is bound to options', () => {
  it('judges by what its schema made of them', () => {
    expect(judge(platformsCount, { platforms: '>= 2' }, factsOf())).toEqual({
      reasons: [],
      findings: [],
      evidence: [],
      ignored: [],
      note: 'enough',
    });
    expect(judge(platformsCount, { platforms: '>= 3' }, factsOf()).reasons).toEqual([
      { code: 'VIOLATION', message: 'too few' },
    ]);
  });

  it('when nothing more is said of it, it needs, names and depends on nothing', () => {
    expect(bindTo(platformsCount, { platforms: 2 })).toMatchObject({
      criterion: 'count',
      needs: needsNothing,
      signers: [],
      dependsOn: 'nothing',
      about: 'image',
    });
  });

  it('when needs, signers and dependence follow from options, they are asked with them', () => {
    const check = defineCheck({
      name: 'later',
      title: 'Later.',
      schema: strict({ platforms: NumberCondition }),
      about: 'world',
      dependsOn: ({ platforms }) => (platforms.text === '= 1' ? 'time' : 'stage'),
      needs: ({ platforms }) => ({ evidence: platforms.text === '= 1' }),
      signers: ({ platforms }) => [platforms.text],
      judge: () => passes(''),
    });
    expect(bindTo(check, { platforms: 1 })).toMatchObject({
      needs: { ...needsNothing, evidence: true },
      signers: ['= 1'],
      dependsOn: 'time',
    });
    expect(bindTo(check, { platforms: 2 })).toMatchObject({ needs: needsNothing, dependsOn: 'stage' });
  });
});
