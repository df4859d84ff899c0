import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StatusReport } from '../../src/domain/status.ts';
import { addSample } from '../fakes/registry/sample.ts';
import { startActionBed, threeStages, type ActionBed } from './action-bed.ts';

let bed: ActionBed;
beforeEach(async () => {
  bed = await startActionBed();
  bed.config(threeStages);
  addSample(bed.prod.store, 'prod/web', { seed: 'by hand', tags: ['stable'] });
});
afterEach(() => bed.close());

describe('when a step asks for the board', () => {
  it('shows what no record tells of, and fails on it where that is wanted', async () => {
    const seen = await bed.run({ inputs: { command: 'status', where: 'pipeline=web\nstage=production' } });
    expect([seen.exitCode, seen.outputs.get('outcome')]).toEqual([0, 'none']);
    const report = JSON.parse(seen.outputs.get('result') ?? '') as StatusReport;
    expect(report.stages.map(({ stage }) => stage)).toEqual(['production']);
    expect(report.stages[0]?.drift).toMatchObject([{ kind: 'never-promoted', tag: 'stable' }]);
    expect(seen.summary).toContain('```mermaid');
    expect(seen.annotations).toEqual([]);

    const failed = await bed.run({ inputs: { command: 'status', 'fail-on': 'drift' } });
    expect([failed.exitCode, failed.outputs.get('outcome')]).toEqual([1, 'refused']);
    expect(failed.annotations).toMatchObject([{ level: 'error' }]);
    expect(failed.shown).toContain('no record tells of it');
  });

  it('writes nothing', async () => {
    await bed.run({ inputs: { command: 'status' } });
    await bed.run({ inputs: { command: 'history' } });
    expect([...bed.writes(bed.dev), ...bed.writes(bed.prod)]).toEqual([]);
  });
});

describe('when a command has no use for an input that narrows', () => {
  it('says so, as silence would look like it were obeyed', async () => {
    addSample(bed.dev.store, 'dev/web', { seed: '1', tags: ['1.0.0'] });
    const run = await bed.run({ inputs: { command: 'plan', image: '1.0.0', where: 'stage=qa' } });
    expect(run.exitCode).toBe(0);
    expect(run.annotations.map(({ message }) => message)).toEqual([
      'the input where does nothing for the command plan',
    ]);
  });
});
