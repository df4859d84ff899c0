import { describe, expect, it } from 'vitest';
import { needsNothing, type Facts } from '../../src/domain/facts.ts';
import type { BoundCheck, PolicyRule } from '../../src/domain/policy.ts';
import { evaluate, type EvaluateRequest } from '../../src/policy/evaluate.ts';
import { passes, stops, violation } from '../../src/policy/judgement.ts';
import { digestFor, factsOf, platformFacts, unreachable } from './facts.ts';
import { checkSaying, policyOf, requestOf, ruleOf } from './request.ts';
import { decide, failing, passing, unknown } from './rule-decision.ts';

const verdictOf = (check: BoundCheck, rule: Partial<PolicyRule> = {}, more: Partial<EvaluateRequest> = {}) =>
  decide([ruleOf(passing), ruleOf(check, rule)], more).verdict;

describe('when the rules of a policy are judged', () => {
  it('when all pass, the decision says of what and by what', () => {
    const position = { file: 'hoist.yml', line: 7, column: 5 };
    expect(decide([ruleOf(passing, { why: 'agreed', position })])).toEqual({
      schema: 'hoist/decision/v1',
      image: {
        repository: 'ghcr.io/acme/dev/web',
        tag: '1.4.2',
        digest: digestFor('index'),
        platforms: ['linux/amd64', 'linux/arm64'],
      },
      stage: { pipeline: 'web', stage: 'production' },
      policies: ['baseline'],
      evaluatedAt: '2026-11-20T12:00:00.000Z',
      verdict: 'pass',
      checks: [
        {
          id: 'stub',
          criterion: 'stub',
          policy: 'baseline',
          verdict: 'pass',
          level: 'enforce',
          why: 'agreed',
          position,
          note: 'fine',
          reasons: [],
          findings: [],
          evidence: [],
          ignored: [],
        },
      ],
      waivers: { used: [], idle: [] },
    });
  });

  it('when one refuses, the others are judged all the same', () => {
    const decision = decide([ruleOf(failing), ruleOf(passing), ruleOf(unknown('STALE'))]);
    expect(decision.verdict).toBe('refused');
    expect(decision.checks.map(({ verdict }) => verdict)).toEqual(['fail', 'pass', 'unknown']);
    expect(decision.checks[0]).toMatchObject({ help: 'make it good' });
  });

  it.each([
    'NO_EVIDENCE',
    'UNTRUSTED',
    'WRONG_SUBJECT',
    'STALE',
    'PARTIAL',
    'INCOMPLETE',
    'UNPARSABLE',
    'UNSUPPORTED',
    'CONTRADICTION',
  ] as const)('when one is unknown for %s, it refuses', (code) => {
    expect(verdictOf(unknown(code))).toBe('refused');
  });

  it('when nothing failed and all that is unknown could not be reached, it says so', () => {
    expect(verdictOf(unknown('UNREACHABLE'))).toBe('unreachable');
    expect(decide([ruleOf(unknown('UNREACHABLE')), ruleOf(failing)]).verdict).toBe('refused');
    expect(decide([ruleOf(unknown('UNREACHABLE')), ruleOf(unknown('STALE'))]).verdict).toBe('refused');
    const both = stops([
      { code: 'UNREACHABLE', message: 'a' },
      { code: 'STALE', message: 'b' },
    ]);
    expect(verdictOf(checkSaying(both))).toBe('refused');
  });

  it('when a reason is a violation, the check fails whatever else is unknown', () => {
    const both = stops([{ code: 'UNREACHABLE', message: 'a' }, violation('b')]);
    expect(decide([ruleOf(checkSaying(both))]).checks[0]?.verdict).toBe('fail');
  });

  it('when a check throws, it is unknown and the others are judged', () => {
    const broken = checkSaying(() => {
      throw new TypeError('x is undefined');
    });
    const decision = decide([ruleOf(broken), ruleOf(passing)]);
    expect(decision.verdict).toBe('refused');
    expect(decision.checks[0]).toMatchObject({
      verdict: 'unknown',
      reasons: [{ code: 'UNPARSABLE', message: 'the check stub could not be judged: x is undefined' }],
    });
    expect(decision.checks[1]?.verdict).toBe('pass');
  });

  it('when a check that depends on time throws, a plan does not take that for pending', () => {
    const broken = checkSaying(
      () => {
        throw new RangeError('deep');
      },
      { dependsOn: 'time' },
    );
    expect(verdictOf(broken, {}, { mode: 'plan' })).toBe('refused');
  });

  it('is told the time and whether local files count', () => {
    const seen: boolean[] = [];
    const spy = checkSaying((_, { localCounts, now }) => {
      seen.push(localCounts);
      return passes(now.toISOString());
    });
    const allowed = { ...requestOf().limits, localWithApproval: true };
    decide([ruleOf(spy)]);
    decide([ruleOf(spy)], { approvalRequired: true });
    decide([ruleOf(spy)], { approvalRequired: true, limits: allowed });
    expect(seen).toEqual([true, false, true]);
  });

  it('when it is written as JSON, nothing is lost', () => {
    const position = { file: 'hoist.yml', line: 3, column: 5 };
    const decision = decide([
      ruleOf(failing, { position, why: 'because', effectiveFrom: '2026-01-01' }),
      ruleOf({ any: [ruleOf(failing), ruleOf(passing)] }),
    ]);
    expect(JSON.parse(JSON.stringify(decision))).toStrictEqual(decision);
  });
});

describe('when a stage has several policies, or none', () => {
  it('when one of them refuses, the decision does', () => {
    const policies = [policyOf([ruleOf(passing)], 'a'), policyOf([ruleOf(failing)], 'b')];
    const { verdict, checks } = evaluate(requestOf({ policies }));
    expect(verdict).toBe('refused');
    expect(checks.map(({ policy }) => policy)).toEqual(['a', 'b']);
  });

  it('when they share a rule, it is judged once, under the first', () => {
    const shared = ruleOf(passing);
    const policies = [policyOf([shared], 'a'), policyOf([shared, ruleOf(passing)], 'b')];
    expect(evaluate(requestOf({ policies })).checks.map(({ policy }) => policy)).toEqual(['a', 'b']);
  });

  it('when there is none, nothing is demanded', () => {
    expect(evaluate(requestOf())).toMatchObject({ verdict: 'pass', policies: [], checks: [] });
  });

  it('when one is empty, it refuses (I1)', () => {
    const policies = [policyOf([ruleOf(passing)], 'a'), policyOf([], 'b')];
    const { verdict, checks } = evaluate(requestOf({ policies }));
    expect(verdict).toBe('refused');
    expect(checks[0]).toMatchObject({ policy: 'b', reasons: [{ message: 'the policy b has no checks' }] });
  });
});

describe('when the index has children that nobody knows (I6)', () => {
  const facts = factsOf({ image: { strangeChildren: [digestFor('strange')] } });

  it('when there is any policy, it refuses first of all, in a rollback too', () => {
    for (const mode of ['promote', 'plan', 'rollback'] as const) {
      const { verdict, checks } = decide([ruleOf(passing)], { facts, mode });
      expect(verdict).toBe('refused');
      expect(checks[0]).toMatchObject({
        id: 'image',
        verdict: 'fail',
        reasons: [{ code: 'VIOLATION', observed: digestFor('strange') }],
      });
    }
  });

  it('when it refuses, it says what they are and what helps', () => {
    const facts = factsOf({ image: { strangeChildren: [digestFor('a'), digestFor('b')] } });
    expect(decide([ruleOf(passing)], { facts }).checks[0]).toMatchObject({
      id: 'image',
      reasons: [{ code: 'VIOLATION', observed: `${digestFor('a')}, ${digestFor('b')}` }],
      help: 'Build the index without them: nothing could judge what they hold.',
    });
  });

  it('when the stage has no policy, it is not looked at', () => {
    expect(evaluate(requestOf({ facts })).verdict).toBe('pass');
  });
});

describe('when a rule is softer than others', () => {
  it('when its level is warn, it is shown and refuses nothing', () => {
    const { verdict, checks } = decide([ruleOf(failing, { level: 'warn' })]);
    expect(verdict).toBe('pass');
    expect(checks[0]).toMatchObject({ verdict: 'fail', level: 'warn' });
    expect(verdictOf(unknown('UNREACHABLE'), { level: 'warn' })).toBe('pass');
  });

  it.each([
    ['2026-11-21', 'later', 'pass'],
    ['2026-11-20', 'enforce', 'refused'],
    ['2025-01-01', 'enforce', 'refused'],
    // What is no date must not put a rule off for ever.
    ['someday', 'enforce', 'refused'],
  ] as const)('when it is effective from %s, its level is %s', (effectiveFrom, level, verdict) => {
    const decision = decide([ruleOf(failing, { effectiveFrom })]);
    expect(decision.verdict).toBe(verdict);
    expect(decision.checks[0]).toMatchObject({ level, effectiveFrom, verdict: 'fail' });
  });
});

it('when a rule is effective from a day, it is from its first moment, in UTC', () => {
  const levelAt = (time: string) =>
    decide([ruleOf(failing, { effectiveFrom: '2026-11-20' })], { now: new Date(time) }).checks[0]?.level;
  expect(levelAt('2026-11-19T23:59:59.999Z')).toBe('later');
  expect(levelAt('2026-11-20T00:00:00.000Z')).toBe('enforce');
});

describe('when it is a plan', () => {
  const plan = { mode: 'plan' } as const;

  it.each(['time', 'stage'] as const)(
    'when a rule depends on %s and does not pass, it is pending',
    (dependsOn) => {
      expect(verdictOf({ ...failing, dependsOn }, {}, plan)).toBe('pending');
      expect(verdictOf(unknown('NO_EVIDENCE', { dependsOn }), {}, plan)).toBe('pending');
      expect(verdictOf({ ...passing, dependsOn }, {}, plan)).toBe('pass');
      expect(verdictOf({ ...failing, dependsOn })).toBe('refused');
    },
  );

  it('when something else is worse, the decision is that', () => {
    const waiting = ruleOf({ ...failing, dependsOn: 'time' });
    expect(decide([waiting, ruleOf(failing)], plan).verdict).toBe('refused');
    expect(decide([waiting, ruleOf(unknown('UNREACHABLE'))], plan).verdict).toBe('unreachable');
    expect(decide([{ ...waiting, level: 'warn' }], plan).verdict).toBe('pass');
  });

  it('when what it depends on cannot be reached yet, it is pending all the same', () => {
    expect(verdictOf(unknown('UNREACHABLE', { dependsOn: 'stage' }), {}, plan)).toBe('pending');
  });

  it('when it is pending, the reasons are there', () => {
    const { checks } = decide([ruleOf({ ...failing, dependsOn: 'time' })], plan);
    expect(checks[0]).toMatchObject({ verdict: 'pending', reasons: [{ message: 'too bad' }] });
  });
});

describe('when it is a rollback', () => {
  const rollback = { mode: 'rollback' } as const;

  it('when time or the world changed, it is recorded and refuses nothing', () => {
    const { verdict, checks } = decide([ruleOf({ ...failing, about: 'world' })], rollback);
    expect(verdict).toBe('pass');
    expect(checks[0]).toMatchObject({ verdict: 'fail', level: 'warn' });
    expect(verdictOf(unknown('UNREACHABLE', { about: 'world' }), {}, rollback)).toBe('pass');
  });

  it('when the rule says so, it refuses a rollback too', () => {
    expect(verdictOf({ ...failing, about: 'world' }, { onRollback: 'enforce' }, rollback)).toBe('refused');
  });

  it('when it is about what the image is, it refuses', () => {
    expect(verdictOf(failing, {}, rollback)).toBe('refused');
    expect(verdictOf({ ...failing, about: 'world' })).toBe('refused');
  });

  it('when one alternative is about the world, time may have turned the choice', () => {
    const world = ruleOf({ ...failing, about: 'world' });
    expect(decide([ruleOf({ any: [ruleOf(failing), world] })], rollback).verdict).toBe('pass');
    expect(decide([ruleOf({ any: [ruleOf(failing)] })], rollback).verdict).toBe('refused');
  });
});

describe('when a rule is for some platforms only', () => {
  const names = checkSaying(({ platforms }) => passes(platforms.map(({ digest }) => digest).join()));
  const notes = (onPlatforms: readonly string[], facts: Facts = factsOf()) =>
    decide([ruleOf(names, { onPlatforms })], { facts }).checks[0];

  it('sees those alone', () => {
    expect(notes(['linux/arm64'])).toMatchObject({ note: digestFor('linux/arm64') });
  });

  it('when the image has no such platform, it is unknown: nothing was judged', () => {
    expect(notes(['linux/s390x', 'linux/amd64'])).toMatchObject({
      verdict: 'unknown',
      reasons: [{ code: 'INCOMPLETE', platform: 'linux/s390x' }],
    });
  });

  it('when alternatives are for one platform, it is that one that they see', () => {
    const rule = ruleOf({ any: [ruleOf(failing), ruleOf(names)] }, { onPlatforms: ['linux/amd64'] });
    expect(decide([rule]).checks[0]?.any?.[1]).toMatchObject({ note: digestFor('linux/amd64') });
    const lacking = ruleOf({ any: [ruleOf(passing)] }, { onPlatforms: ['linux/s390x'] });
    expect(decide([lacking]).verdict).toBe('refused');
  });

  it('when the names are no globs, it is unknown and no crash', () => {
    const facts = factsOf({ platforms: [platformFacts('linux/amd64')] });
    expect(notes(['linux/[a'], facts)).toMatchObject({ reasons: [{ code: 'UNPARSABLE' }] });
    const any = ruleOf({ any: [ruleOf(passing)] }, { onPlatforms: ['linux/[a'] });
    expect(decide([any], { facts }).checks[0]).toMatchObject({ reasons: [{ code: 'UNPARSABLE' }] });
  });
});

describe('when a check looked at evidence', () => {
  const needs = { ...needsNothing, evidence: true };
  const facts = factsOf({ searches: [unreachable('github')] });

  it('when it does not pass, it says where one looked', () => {
    expect(decide([ruleOf(unknown('UNREACHABLE', { needs }))], { facts }).checks[0]).toMatchObject({
      lookedAt: 'GitHub unreachable (HTTP 503)',
    });
  });

  it('when it passes, or looked at none, it does not', () => {
    expect(decide([ruleOf({ ...passing, needs })], { facts }).checks[0]).not.toHaveProperty('lookedAt');
    expect(decide([ruleOf(failing)], { facts }).checks[0]).not.toHaveProperty('lookedAt');
  });
});
