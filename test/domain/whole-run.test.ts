import { describe, expect, it } from 'vitest';
import type { Outcome, Plan, StagePlan } from '../../src/domain/plan.ts';
import type { Intent, PromotionRecord, RunResult } from '../../src/domain/record.ts';
import type { RunFacts } from '../../src/domain/run-facts.ts';
import { lacksResults, wholeRun, type JobResult } from '../../src/domain/whole-run.ts';

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

function ran(name: string, outcome: Outcome, more: Partial<StagePlan> = {}, attempt = 1): JobResult {
  const stages = [{ pipeline: 'web', stage: name, outcome }];
  const followed = plan(stage(name, more));
  const records = outcome === 'waiting' ? [] : [record(name, attempt)];
  const head = { schema: 'hoist/result/v1', outcome } as const;
  return { attempt, result: { ...head, stages, records, plan: followed, notices: [name] } };
}

function record(name: string, attempt: number): PromotionRecord {
  const intent: Intent = {
    pipeline: 'web',
    stage: name,
    kind: 'auto',
    planned: '2026-03-04T05:06:07Z',
    actor: 'ann',
    initiator: 'ann',
    sources: [],
    targets: [],
    run: { attempt },
  };
  return { schema: 'hoist/promotion/v1', id: `${name} ${attempt}`, intent };
}

function outcomesOf(run: RunResult): readonly string[] {
  return run.stages.map(({ stage: name, outcome }) => `${name} ${outcome}`);
}

describe('when the jobs of a run are put together', () => {
  const guard = { environment: { name: 'production', approval: 'required' } } as const;
  const whole = plan(
    stage('old', { state: 'unchanged' }),
    stage('qa'),
    stage('production', { ...guard, state: 'waiting', gate: { opens: 'environment', behind: 'ready' } }),
  );

  it('every stage of the plan has an outcome, in the plan’s order, and the run the loudest', () => {
    const { document: run } = wholeRun(whole, [
      ran('production', 'superseded', guard),
      ran('qa', 'promoted'),
    ]);
    expect(run.stages.map(({ stage: name, outcome }) => [name, outcome])).toEqual([
      ['old', 'unchanged'],
      ['qa', 'promoted'],
      ['production', 'superseded'],
    ]);
    expect(run.outcome).toBe('superseded');
    expect(run.notices).toEqual(['of the plan', 'production', 'qa']);
  });

  it('a job that left nothing waits before its environment, and without one has failed', () => {
    const { document: run } = wholeRun(whole, []);
    expect(run.stages.map(({ outcome }) => outcome)).toEqual(['unchanged', 'failed', 'waiting']);
  });

  it('a guarded stage with something to keep, whose job left nothing, waits before its environment', () => {
    const gate = { opens: 'environment', behind: 'unchanged' } as const;
    const problems = [{ code: 'GATE', message: 'not in it', hint: 'be there' }];
    const there = stage('there', { ...guard, state: 'waiting', gate, problems, toKeep: true });
    const kept = wholeRun(plan(there), []).document;
    expect(outcomesOf(kept)).toEqual(['there waiting']);
    expect(kept.plan.stages).toMatchObject([{ state: 'waiting', problems }]);
  });

  it('a stage that no job came to has promoted nothing, and a label is no gate', () => {
    const label = { environment: { name: 'x', approval: 'none' } } as const;
    const person = { state: 'waiting', gate: { opens: 'person', behind: 'ready' } } as const;
    const { document: run } = wholeRun(
      plan(stage('qa', label), stage('asked', person), stage('behind', { after: ['asked'] })),
      [],
    );
    expect(outcomesOf(run)).toEqual(['qa failed', 'asked waiting', expect.not.stringContaining('promoted')]);
    expect(run.plan.stages.map(({ state }) => state)).toEqual(['ready', 'waiting', 'ready']);
  });

  it('what a later attempt says of a stage stands', () => {
    const { document: run } = wholeRun(whole, [
      ran('qa', 'failed'),
      ran('production', 'promoted'),
      ran('qa', 'promoted', {}, 2),
    ]);
    expect(run.outcome).toBe('promoted');
    expect(run.records.map(({ id }) => id)).toEqual(['qa 2', 'production 1']);
  });

  it('a stage that a job went on to is told too', () => {
    const { document: run } = wholeRun(plan(stage('qa')), [ran('qa', 'promoted'), ran('mirror', 'promoted')]);
    expect(run.stages.map(({ stage: name }) => name)).toEqual(['qa', 'mirror']);
    expect(run.plan.stages.map(({ stage: name }) => name)).toEqual(['qa', 'mirror']);
  });

  describe('and GitHub tells of jobs that left nothing', () => {
    const title = 'production · web';
    const said = (state: string, user = 'eve', comment = '') => [
      { environments: ['Production'], user, state, comment },
    ];
    const job = (
      conclusion: string | undefined,
      more: Partial<NonNullable<RunFacts['jobs']>[number]> = {},
    ) => [
      {
        name: `promote / ${title}`,
        begun: false,
        ...(conclusion === undefined ? {} : { conclusion }),
        ...more,
      },
    ];
    const told = (facts: Partial<RunFacts>, jobs: readonly JobResult[] = [ran('qa', 'promoted')]) => {
      const { document, stops } = wholeRun(whole, jobs, { attempt: 1, ...facts });
      const [problem] = document.plan.stages.find(({ stage: name }) => name === 'production')?.problems ?? [];
      return { outcomes: outcomesOf(document), problem, stops, document };
    };

    it.each<[string, Partial<RunFacts>, string, string | undefined, string]>([
      [
        'one that was rejected',
        { jobs: job('failure'), reviews: said('rejected') },
        'refused',
        'REJECTED',
        'by eve',
      ],
      [
        'why somebody rejected it',
        { jobs: job('failure'), reviews: said('rejected', 'eve', ' not today ') },
        'refused',
        'REJECTED',
        'eve, who says: not today',
      ],
      [
        'a rejection by nobody any more',
        { jobs: job('failure'), reviews: said('rejected', '') },
        'refused',
        'REJECTED',
        'an account that is gone',
      ],
      [
        'a rejection for several environments',
        {
          jobs: job('failure'),
          reviews: said('rejected').map((one) => ({ ...one, environments: ['x', 'PRODUCTION'] })),
        },
        'refused',
        'REJECTED',
        'by eve',
      ],
      ['a rejection, and not of which job', { reviews: said('rejected') }, 'refused', 'REJECTED', 'by eve'],
      [
        'a rejection of which another job is',
        { reviews: [...said('rejected'), ...said('approved')] },
        'waiting',
        undefined,
        '',
      ],
      [
        'one that a rule kept out',
        { jobs: job('failure'), reviews: [] },
        'refused',
        'NOT_LET_IN',
        '"production"',
      ],
      [
        'an approved one that a rule kept out',
        { jobs: job('failure'), reviews: said('approved') },
        'refused',
        'NOT_LET_IN',
        '"production"',
      ],
      [
        'an approved one that failed before Hoist',
        { jobs: job('failure', { begun: true, failedStep: 'Log in' }), reviews: said('rejected') },
        'failed',
        'JOB_FAILED',
        'in its step "Log in"',
      ],
      [
        'one that ran out of time',
        { jobs: job('timed_out', { begun: true }) },
        'failed',
        'JOB_FAILED',
        'ran out of time',
      ],
      [
        'one that was cancelled while it waited',
        { jobs: job('cancelled') },
        'failed',
        'JOB_CANCELLED',
        'before it began',
      ],
      [
        'one that was cancelled on its way',
        { jobs: job('cancelled', { begun: true }) },
        'failed',
        'JOB_CANCELLED',
        'left no result',
      ],
      [
        'one that ended well',
        { jobs: job('success', { begun: true }) },
        'failed',
        'RESULT_MISSING',
        'artifacts',
      ],
      ['one that still waits', { jobs: job(undefined), reviews: said('rejected') }, 'waiting', undefined, ''],
      ['two of one name', { jobs: [...job('failure'), ...job('success')] }, 'waiting', undefined, ''],
      ['nothing', {}, 'waiting', undefined, ''],
    ])('of %s, it says so', (_, facts, outcome, code, text) => {
      const { outcomes, problem, stops } = told(facts);
      expect(outcomes).toEqual(['old unchanged', 'qa promoted', `production ${outcome}`]);
      expect([problem?.code, problem?.message ?? '']).toEqual([code, expect.stringContaining(text)]);
      expect(stops.map((stop) => stop.problem)).toEqual(problem === undefined ? [] : [problem]);
    });

    it.each<[string, Partial<RunFacts>, boolean, RegExp]>([
      ['rejected', { jobs: job('failure'), reviews: said('rejected') }, true, /rejected by eve$/],
      ['rejected, and a blank said', { reviews: said('rejected', 'eve', ' ') }, true, /rejected by eve$/],
      ['kept out', { jobs: job('failure'), reviews: [] }, true, /nobody who rejected it$/],
      ['cancelled before', { jobs: job('cancelled') }, true, /cancelled before it began$/],
      ['cancelled', { jobs: job('cancelled', { begun: true }) }, false, /cancelled and left no result$/],
      ['failed', { jobs: job('failure', { begun: true }) }, false, /production failed, and left no result$/],
      ['lost', { jobs: job('success', { begun: true }) }, false, /artifacts of the run$/],
    ])('of one that was %s, whether it never began', (_, facts, isBefore, message) => {
      const { stops } = told(facts);
      expect(stops).toMatchObject([{ isBefore }]);
      expect(stops[0]?.problem.message).toMatch(message);
    });

    it('a job without an environment that never began has failed', () => {
      const { document } = wholeRun(whole, [], {
        attempt: 1,
        jobs: [{ name: 'qa · web', begun: false, conclusion: 'failure' }],
      });
      expect(document.stages[1]?.outcome).toBe('failed');
      expect(document.plan.stages[1]?.problems[0]?.message).toContain('before it began');
    });

    it('a job that left a result is told by that, whatever else is said', () => {
      const { outcomes, stops } = told({ jobs: job('failure'), reviews: said('rejected') }, [
        ran('qa', 'promoted'),
        ran('production', 'refused'),
      ]);
      expect([outcomes[2], stops]).toEqual(['production refused', []]);
    });

    it('a later attempt that was rejected stands, and one that fell over tells less than the result before', () => {
      const before = [ran('qa', 'promoted'), ran('production', 'failed')];
      const rejected = told({ attempt: 2, jobs: job('failure'), reviews: said('rejected') }, before);
      expect([rejected.outcomes[2], rejected.problem?.code]).toEqual(['production refused', 'REJECTED']);
      expect(rejected.document.records.map(({ id }) => id)).toEqual(['qa 1']);
      const fell = told({ attempt: 2, jobs: job('failure', { begun: true }) }, before);
      expect([fell.outcomes[2], fell.stops]).toEqual(['production failed', []]);
    });

    it('GitHub is asked only where a job left nothing in this attempt', () => {
      const both = [ran('qa', 'promoted'), ran('production', 'promoted')];
      expect([lacksResults(whole, both, 1), lacksResults(whole, both.slice(1), 1)]).toEqual([false, true]);
      expect(lacksResults(whole, both, 2)).toBe(true);
    });
  });
});
