import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { PromotionRecord, RunResult } from '../../src/domain/record.ts';
import { Record, recordJsonSchema } from '../../src/evidence/formats/promotion-record.ts';
import { addSample } from '../fakes/registry/sample.ts';
import { startRegistry } from '../fakes/registry/server.ts';
import { outputsOf, startActionBed } from './action-bed.ts';
import { startBed, type Bed } from './bed.ts';

const published: object = JSON.parse(
  await readFile(join(import.meta.dirname, '../../record.schema.json'), 'utf8'),
);
const validate = new Ajv2020({ allErrors: true, strict: true }).compile(published);

/** What a reader that has nothing but the published file holds against a record. */
function faultsOf(record: unknown): readonly string[] {
  validate(record);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

let bed: Bed;
beforeEach(async () => {
  bed = await startBed();
});
afterEach(() => bed.close());

async function setUp(): Promise<void> {
  const { host } = bed.registry;
  const tag = ['%n', { name: 'live', move: 'any' }];
  await bed.config({
    version: 1,
    policies: {
      light: [{ size: { max: '1GB' } }, { platforms: { 'any-of': ['linux/amd64'] }, level: 'warn' }],
      heavy: [{ size: { max: '1KB' } }],
    },
    waivers: [
      {
        id: 'W-1',
        check: 'size',
        match: { rule: 'size', stage: 'waived' },
        reason: 'it shrinks',
        owner: '@acme/web',
        expires: new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10),
      },
    ],
    copy: { to: [`${host}/sandbox/*`] },
    pipelines: {
      web: {
        source: `${host}/dev/web`,
        stages: [
          { name: 'qa', to: `${host}/qa/web`, tag, policy: 'light' },
          { name: 'waived', to: `${host}/waived/web`, policy: 'heavy' },
          { name: 'strict', to: `${host}/strict/web`, policy: ['heavy'] },
        ],
      },
      set: {
        source: { repositories: [`${host}/dev/api`, `${host}/dev/ui`], tags: ['v*'] },
        stages: [{ name: 'qa', to: `${host}/set/{name}` }],
      },
    },
  });
}

/** Records by their outcome, or by their kind where that tells more. */
function named(records: readonly PromotionRecord[]): readonly string[] {
  return records.map(({ intent, result }) => `${intent.kind} ${intent.stage} ${result?.outcome}`);
}

describe('when a record is read with the published schema', () => {
  it('the file is what the sources generate', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(recordJsonSchema())));
  });

  it('every record of the command line is valid, whatever came of it', async () => {
    await setUp();
    const records: PromotionRecord[] = [];
    const keep = async (told: Promise<{ readonly document: RunResult }>): Promise<void> => {
      records.push(...(await told).document.records);
    };
    const { hoist } = bed;
    bed.push('one', ['1.0.0']);
    await keep(hoist.promote('1.0.0'));
    bed.push('two', ['2.0.0']);
    await keep(hoist.promote('2.0.0', '--stage', 'qa', '--comment', 'go | <b>'));
    bed.push('three', ['1.0.0']);
    await keep(hoist.promote('1.0.0', '--stage', 'qa'));
    for (const path of ['dev/api', 'dev/ui']) bed.push(path, ['v1'], path);
    await keep(hoist.promote('v1', '--pipeline', 'set'));
    await keep(hoist.copy(`${bed.registry.host}/dev/web:2.0.0`, `${bed.registry.host}/sandbox/web:2.0.0`));
    await bed.hoist.run('rollback', '--stage', 'qa', '--pipeline', 'web', '--comment', 'it leaks');
    const lines = await bed.hoist.journal();
    records.push(
      ...lines.filter(({ intent, result }) => intent?.kind === 'rollback' && result !== undefined),
    );

    expect(named(records)).toEqual([
      'auto qa promoted',
      'auto waived promoted',
      'auto strict refused',
      'manual qa promoted',
      'manual waived promoted',
      'manual strict refused',
      'manual qa conflict',
      'auto qa promoted',
      `copy ${bed.registry.host}/sandbox/web promoted`,
      'rollback qa promoted',
    ]);
    expect(records.flatMap(faultsOf)).toEqual([]);
    expect(records[1]?.intent.policy?.[0]?.waivers).toMatchObject([{ id: 'W-1' }]);
  });

  it('so is one of a promotion that failed, and its intent alone', async () => {
    const broken = await startRegistry({
      intercept: ({ method, path }) =>
        method === 'PUT' && path.endsWith('/manifests/1.0.0')
          ? { status: 403, headers: {}, body: Buffer.from('{"errors":[{"code":"DENIED","message":"no"}]}') }
          : undefined,
    });
    onTestFinished(() => broken.close());
    const { host } = bed.registry;
    await bed.withPipelines({
      web: {
        source: `${host}/dev/web`,
        stages: [{ name: 'qa', to: [`${host}/qa/web`, `${broken.host}/qa/web`] }],
      },
    });
    bed.push('one', ['1.0.0']);

    const { document } = await bed.hoist.promote('1.0.0');

    const [record] = document.records;
    expect(record?.result).toMatchObject({
      outcome: 'failed',
      split: true,
      error: { code: 'TAGS_NOT_WRITTEN' },
    });
    const [intent] = await bed.hoist.journal();
    expect([faultsOf(record), faultsOf({ ...intent, result: undefined })]).toEqual([[], []]);
  });

  it('so is one that somebody approved in GitHub', async () => {
    const action = await startActionBed();
    onTestFinished(() => action.close());
    const { repository } = action;
    action.config(`version: 1
record: { attest: off }
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: production, to: PROD/prod/web, environment: { name: production, approval: required } }
`);
    repository.environments.add({ name: 'production', reviewers: ['eve'] });
    addSample(action.dev.store, 'dev/web', { tags: ['1.0.0'] });
    const plan = await action.run({ inputs: { command: 'plan', image: '1.0.0', stage: 'production' } });
    repository.run({ id: 4242, event: 'push', branch: 'main', suite: 7, attempt: 1 });
    repository.environments.job({ checkRun: 901, suite: 7, environment: 'production' });
    repository.environments.approve(4242, {
      environments: ['production'],
      user: 'eve',
      state: 'approved',
      comment: 'go',
    });

    const run = await action.run({
      inputs: {
        image: '1.0.0',
        stage: 'production',
        'job-check-run-id': '901',
        'expected-plan': outputsOf(plan)['plan-hash'] ?? '',
      },
    });

    const { records } = JSON.parse(outputsOf(run)['result'] ?? '') as RunResult;
    expect(records.map(({ result }) => result?.approvals)).toMatchObject([
      { environment: 'production', given: [{ user: 'eve', state: 'approved', comment: 'go' }] },
    ]);
    expect(records.flatMap(faultsOf)).toEqual([]);
  });
});

describe('when a record is not as the schema says', () => {
  const record = {
    schema: 'hoist/promotion/v1',
    id: '01JTD3X0M8Q4W2V7K5R9B1N6ZC',
    intent: {
      pipeline: 'web',
      stage: 'qa',
      kind: 'auto',
      planned: '2026-05-04T10:11:12Z',
      actor: 'robin',
      initiator: 'robin',
      sources: [],
      targets: [],
      run: {},
    },
  };

  it('fields that a later version adds disturb no reader, and are kept', () => {
    const later = { ...record, more: 1, intent: { ...record.intent, run: { shard: 3 }, weather: ['rain'] } };
    expect(faultsOf(later)).toEqual([]);
    expect(Record.parse(later)).toEqual(later);
  });

  it.each([
    ['another schema', { ...record, schema: 'hoist/promotion/v2' }],
    ['no intent', { ...record, intent: undefined }],
    ['another kind', { ...record, intent: { ...record.intent, kind: 'magic' } }],
    [
      'a digest that is none',
      {
        ...record,
        intent: { ...record.intent, targets: [{ repository: 'a/b', digest: 'sha256:00', tags: [] }] },
      },
    ],
    ['a result without an end', { ...record, result: { outcome: 'promoted' } }],
  ])('%s is no record: for neither of the two', (_, wrong) => {
    expect(faultsOf(JSON.parse(JSON.stringify(wrong)))).not.toEqual([]);
    expect(Record.safeParse(wrong).success).toBe(false);
  });
});
