import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StatusReport } from '../../src/domain/status.ts';
import type { Waves } from '../../src/domain/waves.ts';
import type { Digest } from '../../src/image/digest.ts';
import { errorTitles, outputsOf, stagesOf } from './action-bed.ts';
import { gatedConfig, signedRecord, startGatedBed, type GatedBed } from './action-gate.ts';
import { attachedAt, endsAt, recordAt, recordsOf } from './action-record.ts';

let bed: GatedBed;
let [one, two, three]: readonly Digest[] = [];

beforeEach(async () => {
  bed = await startGatedBed(signedRecord);
  [one, two, three] = [bed.image.root, bed.push('1.1.0'), bed.push('1.2.0')];
});
afterEach(() => bed.close());

/** Production as `status` shows it. */
async function board() {
  const run = await bed.run({ inputs: { command: 'status', where: 'stage=production' } });
  const { stages } = JSON.parse(outputsOf(run)['result'] ?? '') as StatusReport;
  return stages[0];
}

describe('when a rollback comes through while a promotion waits for its approval', () => {
  it('that is recorded and holds the stage; the promotion, approved, is a conflict, recorded, and writes nothing', async () => {
    await bed.production('1.0.0');
    await bed.production('1.1.0');
    const waiting = await bed.planned('1.2.0');

    const back = await bed.rollback('checkout fails since 10:40', { run: 4300 });
    expect([back.exitCode, stagesOf(back)]).toEqual([0, { 'web/production': 'promoted' }]);
    const record = recordAt(bed, back, { stage: 'production', outcome: 'promoted', moved: '1/1' });
    expect(record).toMatchObject({
      intent: {
        kind: 'rollback',
        comment: 'checkout fails since 10:40',
        environment: 'production',
        targets: [{ digest: one, tags: [{ tag: 'stable', before: two, after: one }] }],
        run: { id: '4300' },
      },
      result: { approvals: { given: [{ user: 'eve' }], attribution: 'job' } },
    });
    expect(attachedAt(bed.prod.store, 'prod/web', bed.image.root).promotions.at(-1)).toEqual(record);
    expect([bed.tagAt('stable'), bed.tagAt('1.1.0')]).toEqual([one, two]);

    const before = [bed.writes(bed.prod), bed.writes(bed.dev)];
    bed.approve();
    const run = await bed.inside({ inputs: { image: '1.2.0', 'expected-plan': waiting } });
    expect([run.exitCode, stagesOf(run), errorTitles(run)]).toEqual([
      4,
      { 'web/production': 'conflict' },
      ['PLAN_CHANGED'],
    ]);
    const lost = recordAt(bed, run, {
      stage: 'production',
      outcome: 'conflict',
      moved: '0/2',
      codes: ['PLAN_CHANGED'],
    });
    expect(lost.result?.problems[0]?.message).toContain('stable');
    expect([bed.writes(bed.prod), bed.writes(bed.dev)]).toEqual(before);
    expect([bed.tagAt('stable'), bed.tagAt('1.2.0')]).toEqual([one, undefined]);
    expect(endsAt(bed, 'production')).toEqual([
      'promoted 2/2',
      'promoted 2/2',
      'promoted 1/1',
      'conflict 0/2',
    ]);
    // What was refused since does not lift the hold.
    expect((await board())?.hold).toMatchObject({ id: record.id, comment: 'checkout fails since 10:40' });
  });

  it('and a promotion that ran by itself waits for its turn, the same', async () => {
    await bed.production('1.0.0');
    await bed.production('1.1.0');
    await bed.promote('1.2.0');
    const plan = await bed.run({ inputs: { command: 'plan', image: '1.2.0' } });
    const waves = JSON.parse(outputsOf(plan)['waves'] ?? '') as Waves;
    const job = waves.w1?.include.find(({ stage }) => stage === 'production');
    await bed.rollback('as told', { run: 4300 });
    bed.approve();
    const run = await bed.inside({
      inputs: { image: job?.image ?? '', pipeline: 'web', 'expected-plan': job?.plan ?? '' },
    });
    expect([run.exitCode, errorTitles(run)]).toEqual([4, ['PLAN_CHANGED']]);
    recordAt(bed, run, { stage: 'production', outcome: 'conflict', moved: '0/2', codes: ['PLAN_CHANGED'] });
    expect([bed.tagAt('stable'), bed.tagAt('1.2.0')]).toEqual([one, undefined]);
  });
});

describe('when a stage was rolled back', () => {
  it('an automatic promotion waits, one by name lifts the hold, and the next automatic one goes through', async () => {
    bed.config(gatedConfig(signedRecord).replace(/ *environment: \{.*\n/, ''));
    for (const tag of ['1.0.0', '1.1.0'])
      expect(stagesOf(await bed.promote(tag))).toMatchObject({ 'web/production': 'promoted' });
    const back = await bed.run({
      inputs: { command: 'rollback', stage: 'production', comment: 'it is broken' },
    });
    const { id } = recordAt(bed, back, { stage: 'production', outcome: 'promoted', moved: '1/1' });

    const held = await bed.promote('1.2.0');
    expect([held.exitCode, stagesOf(held)]).toEqual([
      0,
      { 'web/qa': 'promoted', 'web/staging': 'promoted', 'web/production': 'waiting' },
    ]);
    expect(held.shown).toMatch(/HELD: web\/production is held since ann rolled it back/);
    expect(held.shown).toContain('it is broken');
    expect(recordsOf(held).map(({ intent }) => intent.stage)).toEqual(['qa', 'staging']);
    expect(bed.tagAt('stable')).toBe(one);
    expect((await board())?.hold?.id).toBe(id);

    const named = await bed.run({ inputs: { image: '1.2.0', stage: 'production' } });
    expect(stagesOf(named)).toEqual({ 'web/production': 'promoted' });
    const { intent } = recordAt(bed, named, { stage: 'production', outcome: 'promoted', moved: '2/2' });
    expect([intent.kind, bed.tagAt('stable')]).toEqual(['manual', three]);
    expect((await board())?.hold).toBeUndefined();

    const four = bed.push('1.3.0');
    const next = await bed.promote('1.3.0');
    const record = recordAt(bed, next, { stage: 'production', outcome: 'promoted', moved: '2/2' });
    expect([record.intent.kind, bed.tagAt('stable')]).toEqual(['auto', four]);
    expect(endsAt(bed, 'web/production')).toEqual([
      'promoted 2/2',
      'promoted 2/2',
      'promoted 1/1',
      'promoted 2/2',
      'promoted 2/2',
    ]);
  });

  it('a plan for all stages has no job for it, says who holds it, and shows what a promotion by name would do', async () => {
    await bed.production('1.0.0');
    await bed.production('1.1.0');
    await bed.rollback('as told', { run: 4300 });
    await bed.promote('1.2.0');
    const plan = await bed.run({ inputs: { command: 'plan', image: '1.2.0' } });
    expect([JSON.parse(outputsOf(plan)['waves'] ?? ''), stagesOf(plan)['web/production']]).toEqual([
      { count: 0 },
      'waiting',
    ]);
    expect(plan.summary).toContain('HELD');
    const named = await bed.production('1.2.0', { run: 4400 });
    const { intent } = recordAt(bed, named, { stage: 'production', outcome: 'promoted', moved: '2/2' });
    expect([intent.kind, bed.tagAt('stable')]).toEqual(['manual', three]);
    expect((await board())?.hold).toBeUndefined();
  });

  it('the image that was left can come back by name', async () => {
    await bed.production('1.0.0');
    await bed.production('1.1.0');
    await bed.rollback('as told', { run: 4300 });
    const again = await bed.production('1.1.0', { run: 4400 });
    const record = recordAt(bed, again, { stage: 'production', outcome: 'promoted', moved: '2/2' });
    expect(record.intent.targets[0]?.tags).toEqual([
      { tag: '1.1.0', before: two, after: two },
      { tag: 'stable', before: one, after: two },
    ]);
    expect((await board())?.hold).toBeUndefined();
  });
});
