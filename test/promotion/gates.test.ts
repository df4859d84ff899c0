import { describe, expect, it } from 'vitest';
import type { EnvironmentRules, JobPlace, Review, Reviews } from '../../src/domain/environment.ts';
import type { JournalEntry, JournalQuery } from '../../src/domain/journal-entry.ts';
import type { Run } from '../../src/domain/run.ts';
import type { Gates } from '../../src/ports/gates.ts';
import { sampleImage } from '../fixtures/images.ts';
import { scene, type Scene, type SceneOptions } from './world.ts';

function guarded(environment: string, auto = true): string {
  return `version: 1
record: { attest: off }
pipelines:
  web:
    source: dev.example.com/web
    stages:
      - { name: qa, to: qa.example.com/web }
      - { name: production, auto: ${auto}, to: prod.example.com/web, environment: ${environment} }
`;
}

const protectedRules: EnvironmentRules = {
  name: 'production',
  reviewers: 1,
  preventsSelfReview: false,
  adminsBypass: true,
  waitTimer: 0,
  branches: 'all',
};

const run: Partial<Run> = {
  surface: 'action',
  actor: 'ada',
  initiator: 'ada',
  id: '7',
  repository: 'acme/web',
};
const eve: Review = { user: 'eve', state: 'approved', comment: 'ship it' };

type Guarding = {
  readonly rules?: EnvironmentRules | undefined;
  readonly place?: JobPlace | undefined;
  readonly reviews?: Reviews;
};

function gates({ rules, place, reviews = { given: [], attribution: 'run' } }: Guarding): Gates {
  return {
    environment: async (name) => (name === rules?.name ? rules : undefined),
    place: async () => place,
    reviews: async () => reviews,
  };
}

const inside: JobPlace = { environment: 'production', shownBy: 'check-run' };

async function open(environment: string, guarding: Guarding): Promise<Scene> {
  const one = await scene(guarded(environment), { run, gates: gates(guarding) });
  one.push('dev.example.com/web:1.0.0');
  return one;
}

describe('when a stage is guarded by an environment', () => {
  it.each<[string, JobPlace | undefined]>([
    ['in no environment', { shownBy: 'check-run' }],
    ['in another one', { environment: 'staging', shownBy: 'id-token' }],
    ['not shown to be anywhere', undefined],
  ])('and the job is %s, the run waits before it and keeps no record of it', async (_, place) => {
    const one = await open('production', { rules: protectedRules, place });
    const { document, exitCode } = await one.promote({ image: '1.0.0' });
    expect([document.outcome, exitCode]).toEqual(['waiting', 0]);
    expect(document.records.map(({ intent }) => intent.stage)).toEqual(['qa']);
    expect(one.tags('prod.example.com/web')).toEqual([]);
    const asked = await one.promote({ image: '1.0.0', stage: 'production' });
    expect([asked.document.outcome, asked.exitCode]).toEqual(['refused', 1]);
    expect(asked.document.records[0]?.result?.problems[0]?.code).toBe('GATE');
    expect(one.tags('prod.example.com/web')).toEqual([]);
  });

  it('a plan by name tells before the gate what no approval will mend', async () => {
    const one = await open('production', { rules: protectedRules, place: { shownBy: 'check-run' } });
    const { document } = await one.plan({ image: '1.0.0', stage: 'production' });
    expect(document.stages).toMatchObject([
      { state: 'refused', problems: [{ code: 'NOT_PROMOTED_BEFORE' }, { code: 'GATE' }] },
    ]);
  });

  it('and runs by name only, a plan by name waits for the environment and any other for a person', async () => {
    const one = await scene(guarded('production', false), {
      run,
      gates: gates({ rules: protectedRules, place: { shownBy: 'check-run' } }),
    });
    one.push('dev.example.com/web:1.0.0');
    await one.promote({ image: '1.0.0' });
    const opens = async (stage?: string): Promise<unknown> =>
      (await one.plan({ image: '1.0.0', stage })).document.stages.at(-1)?.gate;
    expect(await opens('production')).toEqual({ opens: 'environment', behind: 'ready' });
    expect(await opens()).toEqual({ opens: 'person', behind: 'ready' });
  });

  it.each([
    ['production', 'Production'],
    ['Production', 'production'],
  ])('and the job is inside, it is promoted to: %s, as GitHub says %s', async (name, environment) => {
    const one = await open(name, {
      rules: { ...protectedRules, name },
      place: { ...inside, environment },
    });
    const { document } = await one.promote({ image: '1.0.0' });
    expect(document.stages.map(({ outcome }) => outcome)).toEqual(['promoted', 'promoted']);
    expect(document.records[1]?.intent.environment).toBe(name);
    expect(one.tags('prod.example.com/web')).toEqual(['1.0.0']);
  });

  it.each(['plan', 'promote'] as const)(
    'that does not exist, %s ends before anything is written',
    async (what) => {
      const one = await open('production', { place: inside });
      await expect(one[what]({ image: '1.0.0' })).rejects.toMatchObject({
        kind: 'config',
        code: 'ENVIRONMENT_MISSING',
      });
      expect(one.tags('qa.example.com/web')).toEqual([]);
    },
  );

  it.each(['plan', 'promote'] as const)(
    'without reviewers, and one is wanted, %s ends likewise',
    async (what) => {
      const one = await open('{ name: production, approval: required }', {
        rules: { ...protectedRules, reviewers: 0 },
        place: inside,
      });
      const error = await one[what]({ image: '1.0.0' }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ kind: 'config', code: 'ENVIRONMENT_UNPROTECTED' });
      expect(String((error as { hint?: string }).hint)).toMatch(/Free, Pro and Team.*"review"/);
      expect(one.tags('qa.example.com/web')).toEqual([]);
    },
  );

  it.each(['plan', 'promote'] as const)(
    'and the stage runs only by name, %s asks GitHub of it only where it is named',
    async (what) => {
      const asked: string[] = [];
      const none = gates({ place: { shownBy: 'check-run' } });
      const one = await scene(guarded('production', false), {
        run,
        gates: {
          ...none,
          environment: async (name) => {
            asked.push(name);
            return await none.environment(name);
          },
        },
      });
      one.push('dev.example.com/web:1.0.0');
      const { document, exitCode } = await one[what]({ image: '1.0.0' });
      expect([exitCode, asked]).toEqual([0, []]);
      expect(document.outcome).toBe('waiting');
      const byName = one[what]({ image: '1.0.0', stage: 'production' });
      await expect(byName).rejects.toMatchObject({ code: 'ENVIRONMENT_MISSING', exitCode: 2 });
      expect(asked).toEqual(['production']);
    },
  );

  it('that is only a label, nothing is asked of it', async () => {
    const never = () => Promise.reject(new Error('GitHub was asked'));
    const one = await scene(guarded('{ name: nowhere, approval: none }'), {
      run,
      gates: { environment: never, place: never, reviews: never },
    });
    one.push('dev.example.com/web:1.0.0');
    const { document } = await one.promote({ image: '1.0.0' });
    expect(document.outcome).toBe('promoted');
    expect(document.records[1]?.intent.environment).toBe('nowhere');
  });

  it('with rules of its own and no reviewers, nobody is asked who approved', async () => {
    const one = await scene(guarded('production'), {
      run,
      gates: {
        ...gates({ rules: { ...protectedRules, reviewers: 0 }, place: inside }),
        reviews: () => Promise.reject(new Error('GitHub was asked')),
      },
    });
    one.push('dev.example.com/web:1.0.0');
    const { document } = await one.promote({ image: '1.0.0' });
    expect(document.stages.map(({ outcome }) => outcome)).toEqual(['promoted', 'promoted']);
  });

  it('outside Actions, nobody is ever inside', async () => {
    const one = await scene(guarded('production'));
    one.push('dev.example.com/web:1.0.0');
    const { document } = await one.promote({ image: '1.0.0' });
    expect(document.stages.map(({ outcome }) => outcome)).toEqual(['promoted', 'waiting']);
  });
});

describe('when a stage wants an approval', () => {
  const wants = '{ name: production, approval: required }';
  const ask = { image: '1.0.0', stage: 'production' };

  /** Promotes to qa, plans production, and goes on in the job that GitHub let into the environment. */
  async function approved(environment: string, reviews: Reviews) {
    const before = await open(environment, { rules: protectedRules, place: { shownBy: 'check-run' } });
    await before.promote({ image: '1.0.0' });
    const { document } = await before.plan(ask);
    const [planned] = document.stages;
    expect(planned).toMatchObject({ state: 'waiting', hash: expect.stringMatching(/^v1\./) });
    const job = await scene(guarded(environment), {
      run,
      registry: before.registry,
      journal: { list: (query) => listOf(before, query) },
      gates: gates({ rules: protectedRules, place: inside, reviews }),
    });
    return { job, hash: planned?.hash };
  }

  it('and it was given for the plan, it is promoted to and the record names who approved', async () => {
    const reviews: Reviews = { given: [eve], attribution: 'job' };
    const { job, hash } = await approved(wants, reviews);
    const { document } = await job.promote({ ...ask, expectedPlan: hash });
    expect(document.outcome).toBe('promoted');
    expect(document.records[0]?.result?.approvals).toEqual({
      ...reviews,
      environment: 'production',
      bypassed: false,
    });
  });

  it.each<[string, readonly Review[], string]>([
    ['only by the one who started the run', [{ ...eve, user: 'ada' }], 'SELF_REVIEW'],
    ['by nobody, and a bypass is refused', [], 'BYPASSED'],
  ])('and it was given %s, nothing is written and the refusal is recorded', async (_, given, code) => {
    const { job, hash } = await approved('{ name: production, approval: required, bypass: refuse }', {
      given,
      attribution: 'run',
    });
    const { document, exitCode } = await job.promote({ ...ask, expectedPlan: hash });
    expect([document.outcome, exitCode, job.tags('prod.example.com/web')]).toEqual(['refused', 1, []]);
    expect(document.records[0]?.result?.problems.map((problem) => problem.code)).toEqual([code]);
  });

  it('and GitHub lists none, the bypass is recorded and said', async () => {
    const { job, hash } = await approved(wants, { given: [], attribution: 'run' });
    const { document } = await job.promote({ ...ask, expectedPlan: hash });
    expect(document.outcome).toBe('promoted');
    expect(document.records[0]?.result?.approvals?.bypassed).toBe(true);
    expect(document.notices.join()).toMatch(/bypassed/);
  });

  it('and no plan is given, it is refused', async () => {
    const { job } = await approved(wants, { given: [eve], attribution: 'job' });
    const { document } = await job.promote(ask);
    expect(document.records[0]?.result?.problems[0]?.code).toBe('PLAN_REQUIRED');
    expect(job.tags('prod.example.com/web')).toEqual([]);
  });

  it('and the next stage wants one too, the plan of the first does not open it', async () => {
    const text = `${guarded(wants)}      - { name: spare, to: spare.example.com/web, environment: ${wants} }\n`;
    const at = (place: JobPlace): SceneOptions => ({
      run,
      gates: gates({ rules: protectedRules, place, reviews: { given: [eve], attribution: 'job' } }),
    });
    const before = await scene(text, at({ shownBy: 'check-run' }));
    before.push('dev.example.com/web:1.0.0');
    await before.promote({ image: '1.0.0' });
    const [planned] = (await before.plan(ask)).document.stages;
    const journal = { list: (query?: JournalQuery) => listOf(before, query) };
    const job = await scene(text, { ...at(inside), registry: before.registry, journal });
    const { document } = await job.promote({ ...ask, expectedPlan: planned?.hash });
    expect(document.stages.map(({ outcome }) => outcome)).toEqual(['promoted', 'waiting']);
    expect(document.plan.stages[1]?.problems).toMatchObject([{ code: 'PLAN_REQUIRED' }]);
    expect(job.tags('spare.example.com/web')).toEqual([]);
  });

  it('and a tag moved while it waited, the plan is not the one that was approved', async () => {
    const { job, hash } = await approved(wants, { given: [eve], attribution: 'job' });
    const other = job.push('prod.example.com/web:1.0.0', sampleImage({ seed: 9 }));
    const { document, exitCode } = await job.promote({ ...ask, expectedPlan: hash });
    expect([document.outcome, exitCode]).toEqual(['conflict', 4]);
    expect(job.named('prod.example.com/web:1.0.0')).toBe(other.root.digest);
  });
});

async function* listOf({ world }: Scene, query: JournalQuery = {}): AsyncGenerator<JournalEntry> {
  yield* (await world.journal({ deployments: true })).list(query);
}
