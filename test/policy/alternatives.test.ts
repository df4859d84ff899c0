import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/domain/decision.ts';
import type { BoundCheck } from '../../src/domain/policy.ts';
import { passes } from '../../src/policy/judgement.ts';
import { checkSaying, ruleOf } from './request.ts';
import { decide, failing, passing, unknown } from './rule-decision.ts';

describe('when one of several alternatives must pass', () => {
  const any = (...checks: readonly BoundCheck[]): Decision =>
    decide([ruleOf({ any: checks.map((check) => ruleOf(check)) })]);

  it('when one does, it passes and shows them all', () => {
    const { verdict, checks } = any(failing, passing, unknown('UNREACHABLE'));
    expect(verdict).toBe('pass');
    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({ criterion: 'any', verdict: 'pass', note: 'stub: fine' });
    expect(checks[0]?.any?.map((one) => one.verdict)).toEqual(['fail', 'pass', 'unknown']);
  });

  it('when the one that passes has nothing to say, its name is said', () => {
    const { note: _, ...silent } = passes('');
    expect(any(failing, checkSaying(silent)).checks[0]?.note).toBe('stub');
  });

  it('when all fail, it fails', () => {
    expect(any(failing, failing).checks[0]).toMatchObject({
      verdict: 'fail',
      reasons: [{ code: 'VIOLATION', message: 'none of stub, stub pass' }],
      help: 'Make one of the alternatives pass.',
    });
    expect(any(failing).checks[0]?.reasons[0]?.message).toBe('none of stub passes');
  });

  it('when one is unknown, it might have passed', () => {
    expect(any(failing, unknown('STALE')).checks[0]).toMatchObject({
      verdict: 'unknown',
      reasons: [{ code: 'STALE' }],
    });
    expect(any(failing, unknown('UNREACHABLE'), unknown('STALE')).verdict).toBe('unreachable');
  });

  it('when there are none, it refuses', () => {
    expect(any().verdict).toBe('refused');
    expect(any().checks[0]?.reasons).toEqual([{ code: 'VIOLATION', message: 'there are no alternatives' }]);
  });

  it('when one is pending in a plan, it is pending', () => {
    const rules = [ruleOf({ any: [ruleOf(failing), ruleOf({ ...failing, dependsOn: 'stage' })] })];
    expect(decide(rules, { mode: 'plan' }).verdict).toBe('pending');
    expect(decide(rules).verdict).toBe('refused');
  });

  it('when an alternative is not effective yet, it grants nothing', () => {
    const later = ruleOf(passing, { effectiveFrom: '2027-01-01' });
    expect(decide([ruleOf({ any: [later, ruleOf(failing)] })]).verdict).toBe('refused');
  });

  it('when alternatives have alternatives, it goes down', () => {
    const inner = ruleOf({ any: [ruleOf(failing), ruleOf(passing)] });
    expect(decide([ruleOf({ any: [ruleOf(failing), inner] })]).verdict).toBe('pass');
  });
});
