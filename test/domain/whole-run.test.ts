import { describe, expect, it } from 'vitest';
import type { Outcome, Plan, StagePlan } from '../../src/domain/plan.ts';
import type { RunResult } from '../../src/domain/record.ts';
import { wholeRun } from '../../src/domain/whole-run.ts';

function stage(name: string, more: Partial<StagePlan> = {}): StagePlan {
  return {
    pipeline: 'web',
    stage: name,
    kind: 'auto',
    state: 'ready',
    sources: [],
    targets: [],
    problems: [],
    hash: `v1.${name}`,
    ...more,
  };
}

function plan(...stages: readonly StagePlan[]): Plan {
  const head = { schema: 'hoist/plan/v1', instant: '2026-03-04T05:06:07Z', outcome: 'promoted' } as const;
  return { ...head, stages, notices: ['of the plan'] };
}

function ran(name: string, outcome: Outcome, more: Partial<StagePlan> = {}): RunResult {
  const stages = [{ pipeline: 'web', stage: name, outcome }];
  const followed = plan(stage(name, more));
  return { schema: 'hoist/result/v1', outcome, stages, records: [], plan: followed, notices: [name] };
}

describe('when the jobs of a run are put together', () => {
  const guard = { environment: { name: 'production', approval: 'required' } } as const;
  const whole = plan(
    stage('old', { state: 'unchanged' }),
    stage('qa'),
    stage('production', { ...guard, state: 'waiting', gate: { opens: 'environment', behind: 'ready' } }),
  );

  it('every stage of the plan has an outcome, in the plan’s order, and the run the loudest', () => {
    const run = wholeRun(whole, [ran('production', 'superseded', guard), ran('qa', 'promoted')]);
    expect(run.stages.map(({ stage: name, outcome }) => [name, outcome])).toEqual([
      ['old', 'unchanged'],
      ['qa', 'promoted'],
      ['production', 'superseded'],
    ]);
    expect(run.outcome).toBe('superseded');
    expect(run.notices).toEqual(['of the plan', 'production', 'qa']);
  });

  it('a job that left nothing waits before its environment, and without one has failed', () => {
    const run = wholeRun(whole, []);
    expect(run.stages.map(({ outcome }) => outcome)).toEqual(['unchanged', 'failed', 'waiting']);
  });

  it('a stage that no job came to has promoted nothing, and a label is no gate', () => {
    const label = { environment: { name: 'x', approval: 'none' } } as const;
    const person = { state: 'waiting', gate: { opens: 'person', behind: 'ready' } } as const;
    const run = wholeRun(
      plan(stage('qa', label), stage('asked', person), stage('behind', { after: ['asked'] })),
      [],
    );
    expect(run.stages.map(({ outcome }) => outcome)).not.toContain('promoted');
    expect(run.stages[0]?.outcome).toBe('failed');
  });

  it('what a later attempt says of a stage stands', () => {
    const run = wholeRun(whole, [ran('qa', 'failed'), ran('production', 'promoted'), ran('qa', 'promoted')]);
    expect(run.outcome).toBe('promoted');
  });

  it('a stage that a job went on to is told too', () => {
    const run = wholeRun(plan(stage('qa')), [ran('qa', 'promoted'), ran('mirror', 'promoted')]);
    expect(run.stages.map(({ stage: name }) => name)).toEqual(['qa', 'mirror']);
    expect(run.plan.stages.map(({ stage: name }) => name)).toEqual(['qa', 'mirror']);
  });
});
