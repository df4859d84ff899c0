import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryReport } from '../../src/domain/history.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { intended } from '../github/journal/records.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import type { ActionRun } from '../fakes/runner/runner.ts';
import { errorTitles, outputsOf, stagesOf, startActionBed, type ActionBed } from './action-bed.ts';

const config = `version: 1
copy: { to: ['PROD/sandbox/*'] }
record: { attest: off, deployments: DEPLOYMENTS }
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: DEV/qa/web, tag: ['%n', { name: live, move: any }] }
      - { name: staging, to: PROD/us/web }
`;

let bed: ActionBed;
let image: Sample;

beforeEach(async () => {
  bed = await startActionBed();
  bed.config(config.replace('DEPLOYMENTS', 'true'));
  image = addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'] });
});
afterEach(() => bed.close());

const promote = (inputs: Readonly<Record<string, string>> = {}): Promise<ActionRun> =>
  bed.run({ inputs: { image: '1.0.0', ...inputs } });

/** Two promotions to every stage, and a rollback of the first stage. */
async function rolledBack(): Promise<void> {
  await promote();
  addSample(bed.dev.store, 'dev/web', { tags: ['1.1.0'], layerBytes: 1234 });
  await promote({ image: '1.1.0' });
  const back = await bed.run({ inputs: { command: 'rollback', stage: 'qa', comment: 'it leaks' } });
  expect(stagesOf(back)).toEqual({ 'web/qa': 'promoted' });
}

const noReading = new Set(['metadata', 'contents'] as const);
const asked = (what: string): readonly string[] =>
  bed.github.requests.filter((request) => request.includes(what));

describe('when a job may read deployments and not write them', () => {
  beforeEach(() => {
    bed.repository.readOnly = new Set(['deployments']);
  });

  it('says so once, promotes, and keeps the records in the run', async () => {
    const run = await promote();
    expect([run.exitCode, stagesOf(run)]).toEqual([0, { 'web/qa': 'promoted', 'web/staging': 'promoted' }]);
    const told = run.annotations.filter(({ message }) => message.includes('"deployments: write"'));
    expect(told.map(({ level }) => level)).toEqual(['notice']);
    expect(run.left.get('hoist/journal.jsonl')).toContain('"outcome":"promoted"');
    expect(bed.repository.deployments.all).toEqual([]);
  });

  it('a hold that another job left is seen', async () => {
    bed.repository.readOnly = new Set();
    await rolledBack();
    bed.repository.readOnly = new Set(['deployments']);
    addSample(bed.dev.store, 'dev/web', { tags: ['1.2.0'], layerBytes: 777 });
    const run = await promote({ image: '1.2.0' });
    expect([run.exitCode, stagesOf(run)]).toEqual([0, { 'web/qa': 'waiting' }]);
    expect(run.shown).toContain('it leaks');
  });

  it('a rollback moves nothing: it would not hold the stage', async () => {
    addSample(bed.dev.store, 'dev/web', { tags: ['1.1.0'], layerBytes: 1234 });
    bed.repository.readOnly = new Set();
    for (const image of ['1.0.0', '1.1.0']) await promote({ image });
    const before = bed.dev.store.tagged('qa/web', 'live');
    bed.repository.readOnly = new Set(['deployments']);
    const back = await bed.run({ inputs: { command: 'rollback', stage: 'qa', comment: 'it leaks' } });
    expect([back.exitCode, stagesOf(back)]).toEqual([5, { 'web/qa': 'failed' }]);
    expect(back.shown).toContain('would not hold the stage');
    expect(back.shown).toContain('"deployments: write"');
    expect(bed.dev.store.tagged('qa/web', 'live')).toBe(before);
  });
});

describe('when a job may not read deployments', () => {
  beforeEach(() => {
    bed.repository.permissions = noReading;
    addSample(bed.dev.store, 'dev/web', { tags: ['1.2.0'], layerBytes: 777 });
  });

  it.each([
    ['an automatic promotion', { image: '1.2.0' }],
    ['a promotion by name', { image: '1.2.0', stage: 'qa' }],
    ['a rollback', { command: 'rollback', stage: 'qa', comment: 'again', image: '' }],
    [
      'the plan of a rollback',
      { command: 'rollback', stage: 'qa', comment: 'again', image: '', 'dry-run': 'true' },
    ],
    // With `attest: off` only records show what the stage before promoted.
    ['a plan that starts behind a stage', { command: 'plan', image: '1.2.0', stage: 'staging' }],
    ['a copy', { command: 'copy', image: 'DEV/dev/web:1.2.0', to: 'PROD/sandbox/web' }],
    ['the history', { command: 'history', image: '' }],
    ['the board', { command: 'status', image: '' }],
    ['the candidates', { command: 'candidates', stage: 'staging', image: '' }],
  ])('%s ends, names the permission and the other way, and has written nothing', async (_, given) => {
    const before = bed.writes(bed.dev).length;
    const inputs = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, bed.named(text)]));
    const run = await promote(inputs);
    expect([run.exitCode, errorTitles(run)]).toEqual([2, ['JOURNAL_FORBIDDEN']]);
    expect(run.shown).toContain('"deployments: read"');
    expect(run.shown).toContain('record: { deployments: false }');
    expect([
      bed.writes(bed.dev).length,
      bed.writes(bed.prod).filter((one) => one.includes('sandbox')),
    ]).toEqual([before, []]);
    expect(bed.dev.store.tagged('qa/web', '1.2.0')).toBeUndefined();
  });

  it.each([
    ['a plan', { command: 'plan' }],
    ['a promotion that is only shown', { 'dry-run': 'true' }],
  ])('%s is made, and says that holds are not known', async (_, inputs) => {
    const run = await promote({ image: '1.2.0', ...inputs });
    expect(run.exitCode).toBe(0);
    const { notices, stages } = JSON.parse(outputsOf(run)['result'] ?? '') as Plan;
    expect(stages.map(({ state }) => state)).toEqual(['ready', 'ready']);
    expect(notices.filter((notice) => notice.includes('holds are not known'))).toHaveLength(1);
    expect(run.summary).toContain('holds are not known');
    expect(run.summary).toContain('deployments: read');
  });

  it('and the config wants no deployments, GitHub is not asked for any', async () => {
    bed.config(config.replace('DEPLOYMENTS', 'false'));
    const before = asked('/deployments').length;
    expect(stagesOf(await promote({ image: '1.2.0' }))).toMatchObject({ 'web/qa': 'promoted' });
    expect(asked('/deployments')).toHaveLength(before);
  });
});

describe('when thousands of other deployments are in the repository', () => {
  it('a run asks for its own only, and a few times', async () => {
    for (let at = 0; at < 20_000; at += 1) bed.repository.deployments.add({ environment: `pr-${at % 50}` });
    const run = await promote();
    expect(stagesOf(run)).toEqual({ 'web/qa': 'promoted', 'web/staging': 'promoted' });
    // Once for the plan, and once before the first tag of each stage: a rollback may have come meanwhile.
    expect(asked('GET /repos/acme/web/deployments?task=promote&per_page=100')).toHaveLength(3);
    expect(asked('POST /graphql')).toHaveLength(0);
    const again = await promote();
    expect(stagesOf(again)).toEqual({ 'web/qa': 'unchanged', 'web/staging': 'unchanged' });
    expect(asked('GET /repos/acme/web/deployments?task=promote&per_page=100')).toHaveLength(4);
    // What became of the promotions to each stage.
    expect(asked('POST /graphql')).toHaveLength(2);
  });

  it('thousands of promotions are answered from with a request of GraphQL for each hundred that is meant', async () => {
    const { all } = bed.repository.deployments;
    for (let at = 0; at < 1200; at += 1)
      bed.repository.deployments.add({
        task: 'promote',
        environment: 'web/qa',
        payload: intended(`01${at}`, { stage: at % 2 === 0 ? 'qa' : 'staging' }),
        statuses: [{ state: 'success', description: 'promoted 1/1 0123456789ab' }],
      });
    const ask = async (where: string): Promise<HistoryReport & { readonly asked: number[] }> => {
      const before = bed.github.requests.length;
      const run = await bed.run({ inputs: { command: 'history', where } });
      const kinds = bed.github.requests.slice(before);
      const count = (text: string): number => kinds.filter((one) => one.includes(text)).length;
      const report = JSON.parse(outputsOf(run)['result'] ?? '') as HistoryReport;
      return { ...report, asked: [count('task=promote'), count('/graphql')] };
    };
    expect(await ask('limit=50')).toMatchObject({ limited: true, asked: [1, 1] });
    const stage = await ask('stage=qa,limit=120');
    expect(stage).toMatchObject({ limited: true, environments: ['web/qa'] });
    expect([stage.entries.length, stage.asked]).toEqual([120, [4, 3]]);
    const whole = await ask('order=oldest,limit=20');
    expect([whole.entries.length, whole.gap, whole.asked]).toEqual([20, undefined, [13, 12]]);
    expect(all).toHaveLength(1200);
  });

  it('a hold under a name that the environment had before is seen', async () => {
    await rolledBack();
    bed.config(
      config
        .replace('DEPLOYMENTS', 'true')
        .replace('qa, to', 'qa, environment: { name: test, approval: none }, to'),
    );
    for (let at = 0; at < 3000; at += 1) bed.repository.deployments.add({ environment: 'test' });
    addSample(bed.dev.store, 'dev/web', { tags: ['1.2.0'], layerBytes: 777 });
    const run = await promote({ image: '1.2.0' });
    expect([run.exitCode, stagesOf(run)]).toEqual([0, { 'web/qa': 'waiting' }]);
    const history = await bed.run({ inputs: { command: 'history', where: 'stage=qa' } });
    const report = JSON.parse(outputsOf(history)['result'] ?? '') as HistoryReport;
    expect(report.entries.map(({ kind, environment }) => [kind, environment])).toEqual([
      ['rollback', undefined],
      ['auto', undefined],
      ['auto', undefined],
    ]);
    expect(report.environments).toEqual(['test', 'web/qa']);
    expect(image.root).not.toBe(bed.dev.store.tagged('qa/web', '1.2.0'));
  });
});
