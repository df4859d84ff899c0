import { describe, expect, it } from 'vitest';
import { needsNothing } from '../../src/domain/facts.ts';
import type { BoundCheck } from '../../src/domain/policy.ts';
import { needsOf } from '../../src/policy/evaluate.ts';
import { passes } from '../../src/policy/judgement.ts';
import { checkSaying, policyOf, ruleOf } from './request.ts';
import { failing, passing } from './rule-decision.ts';

describe('when it is asked what has to be found out', () => {
  const needing = (needs: Partial<BoundCheck['needs']>) =>
    ruleOf(checkSaying(passes(''), { needs: { ...needsNothing, ...needs } }));

  it('when no policy needs anything, nothing', () => {
    expect(needsOf([policyOf([ruleOf(passing)])])).toEqual(needsNothing);
    expect(needsOf([])).toEqual(needsNothing);
  });

  it('gives the union over policies and alternatives', () => {
    const commit = { ...needsNothing.commit, checks: true, branches: ['main'] };
    const policies = [
      policyOf([
        needing({ evidence: true, feeds: ['kev'], stages: ['qa'] }),
        needing({ previous: 'tags', commit }),
      ]),
      policyOf([
        ruleOf({
          any: [
            needing({ previous: 'evidence', feeds: ['epss', 'kev'], stages: ['staging', 'qa'] }),
            needing({
              baseImages: true,
              commit: { ...commit, checks: false, branches: ['main', 'rc'], pull: true },
            }),
          ],
        }),
      ]),
    ];
    expect(needsOf(policies)).toEqual({
      evidence: true,
      configs: false,
      commit: { checks: true, statuses: false, branches: ['main', 'rc'], tags: false, pull: true },
      previous: 'evidence',
      feeds: ['kev', 'epss'],
      baseImages: true,
      stages: ['qa', 'staging'],
    });
    expect(needsOf([policyOf([needing({ previous: 'tags' }), ruleOf(passing)])]).previous).toBe('tags');
  });

  it.each([
    { evidence: true },
    { configs: true },
    { baseImages: true },
    { commit: { ...needsNothing.commit, checks: true } },
    { commit: { ...needsNothing.commit, statuses: true } },
    { commit: { ...needsNothing.commit, tags: true } },
    { commit: { ...needsNothing.commit, pull: true } },
    { commit: { ...needsNothing.commit, branches: ['main'] } },
    { previous: 'tags' },
    { previous: 'evidence' },
    { feeds: ['kev'] },
    { stages: ['qa'] },
  ] as const)('when one rule of several needs %j, that is needed', (needs) => {
    const rules = [ruleOf(passing), needing(needs), ruleOf(failing)];
    expect(needsOf([policyOf(rules)])).toEqual({ ...needsNothing, ...needs });
  });

  it('when a rule is for some platforms, their names may be in the configs', () => {
    expect(needsOf([policyOf([ruleOf(passing, { onPlatforms: ['linux/amd64'] })])]).configs).toBe(true);
  });
});
