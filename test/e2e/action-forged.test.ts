import { afterEach, describe, expect, it } from 'vitest';
import type { HistoryReport } from '../../src/domain/history.ts';
import type { Digest } from '../../src/image/digest.ts';
import { actionsBot } from '../fakes/github/wire.ts';
import { addSample } from '../fakes/registry/sample.ts';
import { errorTitles, outputsOf, stagesOf } from './action-bed.ts';
import { gatedConfig, signedRecord, startGatedBed, type GatedBed } from './action-gate.ts';
import { endsAt, recordAt } from './action-record.ts';

let bed: GatedBed;
afterEach(() => bed.close());

type Forgery = { readonly creator: string; readonly kind?: string; readonly status?: string };

/**
 * 6.6.6 is at the source, and by hand where staging writes; 1.0.0 went there by promotion. Somebody makes a deployment
 * of 6.6.6 of what ours say of 1.0.0. Gives its digest.
 */
async function forge(environment: string, { creator, kind = 'auto', status }: Forgery): Promise<Digest> {
  await bed.promote();
  const { root } = addSample(bed.dev.store, 'dev/web', { seed: 'evil', tags: ['6.6.6'] });
  for (const path of ['staging/web', 'prod/web'])
    addSample(bed.prod.store, path, { seed: 'evil', tags: ['6.6.6'] });
  const staging = bed.repository.deployments.all.find((one) => one.environment === 'web/staging');
  const text = JSON.stringify(staging?.payload)
    .replaceAll(bed.image.root, root)
    .replaceAll('"1.0.0"', '"6.6.6"')
    .replace('"kind":"auto"', `"kind":"${kind}"`);
  bed.repository.deployments.add({
    task: 'promote',
    environment,
    payload: JSON.parse(text) as object,
    creator,
    ...(status === undefined ? {} : { statuses: [{ state: 'success', description: status, creator }] }),
  });
  return root;
}

const promoted = 'promoted 1/1 0123456789ab';

describe.each([
  ['a person', 'record: { attest: off }', 'mallory'],
  ['a person', signedRecord, 'mallory'],
  ['another workflow', signedRecord, actionsBot],
])('when %s forged a deployment with our payload, with %s', (_, record, creator) => {
  it('that is no help to the image: production is refused by name, and that is recorded', async () => {
    bed = await startGatedBed(record);
    bed.config(gatedConfig(record).replace('- name: production', '- auto: false\n        name: production'));
    await forge('web/staging', { creator, status: promoted });
    const plan = await bed.run({ inputs: { command: 'plan', image: '6.6.6', stage: 'production' } });
    expect([outputsOf(plan)['outcome'], errorTitles(plan)]).toEqual([
      'refused',
      ['NOT_PROMOTED_BEFORE', 'GATE'],
    ]);
    bed.approve();
    const run = await bed.inside({
      inputs: {
        image: '6.6.6',
        stage: 'production',
        'expected-plan': outputsOf(plan)['plan-hash'] || forgedHash(),
      },
    });
    expect([run.exitCode, errorTitles(run)]).toEqual([1, ['NOT_PROMOTED_BEFORE']]);
    recordAt(bed, run, {
      stage: 'production',
      outcome: 'refused',
      moved: '0/0',
      codes: ['NOT_PROMOTED_BEFORE'],
    });
    expect(bed.tagAt('stable')).toBeUndefined();
  });
});

/** A hash of a plan that nobody made. */
function forgedHash(): string {
  return `v1.${new Date().toISOString().slice(0, 19)}Z.${'0'.repeat(64)}`;
}

describe('when a forged deployment tells a story', () => {
  it('history shows who made it', async () => {
    bed = await startGatedBed();
    const evil = await forge('web/staging', { creator: 'mallory', status: promoted });
    const run = await bed.run({ inputs: { command: 'history', where: `digest=${evil}` } });
    const { entries, path } = JSON.parse(outputsOf(run)['result'] ?? '') as HistoryReport;
    expect([entries.map(({ madeBy }) => madeBy), path]).toEqual([['mallory'], []]);
    expect(run.summary).toContain('`ann, says mallory: no run made this entry`');
    const real = await bed.run({ inputs: { command: 'history', where: `digest=${bed.image.root}` } });
    expect(outputsOf(real)['result']).not.toContain('madeBy');
  });

  it('of a promotion that died, nobody closes it and nobody minds it', async () => {
    bed = await startGatedBed();
    await forge('web/staging', { creator: 'mallory' });
    bed.push('1.1.0');
    const run = await bed.promote('1.1.0');
    expect(stagesOf(run)).toMatchObject({ 'web/qa': 'promoted', 'web/staging': 'promoted' });
    expect(endsAt(bed, 'web/staging')).toEqual(['promoted 1/1', '', 'promoted 1/1']);
  });

  it('of an earlier image of production, no rollback goes there', async () => {
    bed = await startGatedBed(signedRecord);
    await bed.production();
    bed.push('1.1.0');
    await bed.production('1.1.0');
    const evil = await forge('production', { creator: actionsBot, status: promoted });
    const [last] = bed.repository.deployments.all.slice(-1);
    const text = JSON.stringify(last?.payload)
      .replaceAll('staging', 'production')
      .replaceAll('/production/web', '/prod/web');
    bed.repository.deployments.add({
      task: 'promote',
      environment: 'production',
      payload: JSON.parse(text) as object,
      creator: actionsBot,
      statuses: [{ state: 'success', description: promoted }],
    });
    bed.approve();
    const run = await bed.inside({
      inputs: {
        command: 'rollback',
        stage: 'production',
        image: evil,
        comment: 'as mallory wants',
        'expected-plan': forgedHash(),
      },
    });
    expect([run.exitCode, errorTitles(run)]).toEqual([1, ['NOT_SHOWN']]);
    recordAt(bed, run, { stage: 'production', outcome: 'refused', moved: '0/0', codes: ['NOT_SHOWN'] });
    expect(bed.tagAt('stable')).toBe(bed.prod.store.tagged('prod/web', '1.1.0'));
  });
});
