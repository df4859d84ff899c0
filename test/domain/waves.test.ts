import { describe, expect, it } from 'vitest';
import type { Plan, StagePlan } from '../../src/domain/plan.ts';
import { wavesOf, type Waves } from '../../src/domain/waves.ts';
import type { HoistError } from '../../src/errors.ts';
import { parseDigest } from '../../src/image/digest.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';

const digest = parseDigest(`sha256:ab12cd34ef56${'0'.repeat(52)}`);
const repository = parseRepository('registry.example.com/dev/web');
const source = { repository, tag: parseTag('1.4.2'), digest, from: repository };

function stage(name: string, more: Partial<StagePlan> = {}): StagePlan {
  return {
    pipeline: 'web',
    stage: name,
    kind: 'auto',
    state: 'ready',
    sources: [source],
    targets: [],
    problems: [],
    hash: `v1.${name}`,
    ...more,
  };
}

function guarded(name: string, more: Partial<StagePlan> = {}): StagePlan {
  return stage(name, {
    state: 'waiting',
    environment: { name, approval: 'required' },
    gate: { opens: 'environment', behind: 'ready' },
    ...more,
  });
}

function plan(...stages: readonly StagePlan[]): Plan {
  return {
    schema: 'hoist/plan/v1',
    instant: '2026-03-04T05:06:07Z',
    outcome: 'promoted',
    stages,
    notices: [],
  };
}

/** `[['web/qa'], ['web/production']]`. */
function names(waves: Pick<Waves, 'count' | `w${number}`>): readonly (readonly string[])[] {
  return Array.from({ length: waves.count }, (_, at) =>
    (waves[`w${at + 1}`]?.include ?? []).map((job) => `${job.pipeline}/${job.stage}`),
  );
}

function codeOf(make: () => unknown): string | undefined {
  try {
    make();
  } catch (thrown) {
    return `${(thrown as HoistError).code} ${(thrown as HoistError).exitCode}`;
  }
  return undefined;
}

describe('when a plan becomes waves', () => {
  it('an entry has names and hashes, and no host', () => {
    const waves = wavesOf(plan(guarded('production')));
    const w1 = {
      include: [
        {
          pipeline: 'web',
          stage: 'production',
          environment: 'production',
          image: `:1.4.2@${digest}`,
          plan: 'v1.production',
          title: 'production · web · 1.4.2 · ab12cd34ef56',
        },
      ],
    };
    expect(waves).toEqual({
      count: 1,
      w1,
      pipelines: { include: [{ pipeline: 'web', waves: { count: 1, w1 } }] },
    });
    expect(JSON.stringify(waves)).not.toContain('example.com');
  });

  it('stages that wait for each other are in waves one behind the other, those side by side in one', () => {
    const waves = wavesOf(
      plan(
        stage('qa'),
        guarded('eu', { after: ['qa'] }),
        guarded('us', { after: ['qa'] }),
        stage('all', { after: ['eu', 'us'] }),
      ),
    );
    expect(names(waves)).toEqual([['web/qa'], ['web/eu', 'web/us'], ['web/all']]);
  });

  it('what is there already takes no wave, and holds nothing up', () => {
    const waves = wavesOf(
      plan(
        stage('qa', { state: 'unchanged' }),
        guarded('staging', { after: ['qa'], gate: { opens: 'environment', behind: 'unchanged' } }),
        guarded('production', { after: ['staging'] }),
      ),
    );
    expect(names(waves)).toEqual([['web/production']]);
  });

  it('what is there and has still something to keep takes a wave, behind its environment too', () => {
    const waves = wavesOf(
      plan(
        stage('qa', { state: 'unchanged', toKeep: true }),
        guarded('staging', {
          after: ['qa'],
          gate: { opens: 'environment', behind: 'unchanged' },
          toKeep: true,
        }),
        guarded('production', { after: ['staging'] }),
      ),
    );
    expect(names(waves)).toEqual([['web/qa'], ['web/staging'], ['web/production']]);
  });

  it('pending is carried out; a person’s stage, a refusal, a conflict and a stage without a plan and a copy are not', () => {
    const waves = wavesOf(
      plan(
        stage('qa', { state: 'pending' }),
        stage('person', { state: 'waiting', kind: 'manual', gate: { opens: 'person', behind: 'ready' } }),
        guarded('refused', { gate: { opens: 'environment', behind: 'refused' } }),
        stage('conflict', { state: 'conflict' }),
        stage('copy', { kind: 'copy' }),
        stage('far', { state: 'waiting' }),
      ),
    );
    expect(names(waves)).toEqual([['web/qa']]);
    expect(wavesOf(plan())).toEqual({ count: 0 });
  });

  it('pipelines go their own ways: the first stage of each is in the first wave', () => {
    const waves = wavesOf(
      plan(
        guarded('qa'),
        guarded('production', { after: ['qa'] }),
        stage('mirror', { pipeline: 'other' }),
        guarded('more', { pipeline: 'other', after: ['mirror'] }),
      ),
    );
    expect(names(waves)).toEqual([
      ['web/qa', 'other/mirror'],
      ['web/production', 'other/more'],
    ]);
  });

  it('each pipeline has its waves by themselves as well, none of them empty: no gate of one holds another', () => {
    const { pipelines } = wavesOf(
      plan(
        stage('qa', { state: 'unchanged' }),
        guarded('production', { after: ['qa'] }),
        stage('first', { pipeline: 'other' }),
        stage('second', { pipeline: 'other', after: ['first'] }),
        stage('there', { pipeline: 'third', state: 'unchanged' }),
      ),
    );
    expect(pipelines?.include.map((one) => [one.pipeline, one.waves.count, names(one.waves)])).toEqual([
      ['web', 1, [['web/production']]],
      ['other', 2, [['other/first'], ['other/second']]],
    ]);
  });

  it('behind a stage that was asked for by name, only those with an environment have jobs of their own', () => {
    const manual = { kind: 'manual' } as const;
    const waves = wavesOf(
      plan(
        stage('production', manual),
        stage('mirror', { ...manual, after: ['production'] }),
        stage('label', { ...manual, after: ['mirror'], environment: { name: 'l', approval: 'none' } }),
        guarded('airgap', { ...manual, after: ['label'] }),
      ),
    );
    expect(names(waves)).toEqual([['web/production'], ['web/airgap']]);
  });

  it('behind a stage that was asked for by name and is there already, the next has a job: none would go on to it', () => {
    const manual = { kind: 'manual' } as const;
    const waves = wavesOf(
      plan(
        stage('production', { ...manual, state: 'unchanged' }),
        stage('mirror', { ...manual, after: ['production'] }),
        stage('label', { ...manual, after: ['mirror'] }),
      ),
    );
    expect(names(waves)).toEqual([['web/mirror']]);
  });

  it('a set is named by its tag, a digest by itself, and of a pattern nothing but the repository would tell', () => {
    const { tag: _, ...untagged } = source;
    const imageOf = (more: Partial<StagePlan>): unknown =>
      wavesOf(plan(stage('qa', more))).w1?.include[0]?.image;
    expect(
      imageOf({ sources: [source, { ...source, repository: parseRepository('x.example.com/api') }] }),
    ).toBe(':1.4.2');
    expect(imageOf({ sources: [untagged] })).toBe(`@${digest}`);
    expect(imageOf({ isPattern: true })).toBe('');
  });

  it('more than six waves, and more than 256 jobs, are too many: the hint says what to split', () => {
    const chain = Array.from({ length: 7 }, (__, at) =>
      stage(`s${at}`, at === 0 ? {} : { after: [`s${at - 1}`] }),
    );
    expect(wavesOf(plan(...chain.slice(0, 6))).count).toBe(6);
    expect(codeOf(() => wavesOf(plan(...chain)))).toBe('TOO_MANY_WAVES 2');
    const wide = Array.from({ length: 257 }, (__, at) => stage('qa', { pipeline: `p${at}` }));
    expect(wavesOf(plan(...wide.slice(1))).w1?.include).toHaveLength(256);
    expect(codeOf(() => wavesOf(plan(...wide)))).toBe('TOO_MANY_JOBS 2');
  });
});
