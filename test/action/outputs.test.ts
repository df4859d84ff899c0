import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nothingHappened, outputsOf, writeOutputs, type Outputs } from '../../src/action/outputs.ts';
import type { Outcome } from '../../src/domain/plan.ts';
import type { VerifyReport } from '../../src/domain/verify-report.ts';
import { parseRepository } from '../../src/image/reference.ts';
import { older, plan, result, web } from '../report/examples.ts';

/** The run of the examples with other outcomes; `records` are those of its stages that left one. */
function told(outcomes: Readonly<Record<string, Outcome>>, records = result.records): Outputs {
  const stages = Object.entries(outcomes).map(([name, outcome]) => {
    const [pipeline = '', stage = ''] = name.split('/');
    return { pipeline, stage, outcome };
  });
  return outputsOf({ kind: 'run', document: { ...result, stages, records }, exitCode: 0, notices: [] });
}

describe('when a run is told', () => {
  it('a stage that left no record tells its targets where they hold the image, and only there', () => {
    const unchanged = told({ 'web/qa': 'unchanged', 'web/production': 'waiting' }, []);
    expect(unchanged).toMatchObject({ targets: `ghcr.io/acme/qa/web@${web}`, 'record-id': '', digest: web });
    for (const outcome of ['waiting', 'refused', 'conflict', 'superseded', 'failed'] as const) {
      expect(told({ 'web/qa': outcome, 'web/production': 'waiting' }, []).targets).toBe('');
    }
  });

  it('a stage that has a record tells the targets of that, each once', () => {
    const records = result.records.slice(0, 1);
    const twice = told({ 'web/qa': 'promoted', 'web/production': 'waiting' }, [...records, ...records]);
    expect(twice.targets).toBe(`ghcr.io/acme/qa/web@${web}`);
    expect(twice['record-id']).toBe(records[0]?.id);
    for (const outcome of ['refused', 'conflict', 'superseded', 'failed'] as const) {
      expect(told({ 'web/qa': outcome }, records).targets).toBe('');
    }
  });

  it('where every stage left a record, the digest is that of the records', () => {
    const records = result.records.slice(0, 1);
    const document = { ...result, records, plan: { ...plan, stages: result.plan.stages.slice(0, 1) } };
    const outputs = outputsOf({ kind: 'run', document, exitCode: 0, notices: [] });
    expect(outputs.digest).toBe(web);
    expect(JSON.parse(outputs.digests)).toEqual({ 'ghcr.io/acme/dev/web': web });
  });

  it('of several digests none is the digest, and each repository has its own', () => {
    const other = { repository: parseRepository('ghcr.io/acme/dev/other'), digest: older };
    const stages = result.plan.stages.map((stage, index) => ({
      ...stage,
      sources: stage.sources.map((source) => (index === 0 ? source : { ...source, ...other })),
    }));
    const document = { ...result, records: [], plan: { ...plan, stages } };
    const outputs = outputsOf({ kind: 'run', document, exitCode: 0, notices: [] });
    expect(outputs.digest).toBe('');
    expect(JSON.parse(outputs.digests)).toEqual({
      'ghcr.io/acme/dev/web': web,
      'ghcr.io/acme/dev/other': older,
    });
  });

  it('the hash is that of the first stage of the plan that has one', () => {
    const [qa] = result.plan.stages;
    const production = result.plan.stages.slice(1);
    const stages = [
      ...production.map((stage) => ({ ...stage, stage: 'first' })),
      ...result.plan.stages.slice(0, 1),
      ...production.map((stage) => ({ ...stage, hash: 'v1.other' })),
    ];
    for (const outputs of [
      outputsOf({
        kind: 'run',
        document: { ...result, plan: { ...plan, stages } },
        exitCode: 0,
        notices: [],
      }),
      outputsOf({ kind: 'plan', document: { ...plan, stages }, exitCode: 0, notices: [] }),
    ]) {
      expect(outputs['plan-hash']).toBe(qa?.hash);
      expect(outputs['plan-hash']).not.toBe('');
    }
  });
});

describe('when an image is verified that is not there', () => {
  it('there is no digest and no target, and the step is refused', () => {
    const repository = parseRepository('ghcr.io/acme/qa/web');
    const document: VerifyReport = {
      schema: 'hoist/verify/v1',
      ok: false,
      promoted: false,
      unaltered: false,
      repository,
      proven: [],
      problems: [],
    };
    expect(outputsOf({ kind: 'verify', document, exitCode: 1, notices: [] })).toEqual({
      ...nothingHappened,
      outcome: 'refused',
      result: JSON.stringify(document),
    });
  });
});

describe('when outputs are written', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hoist-outputs-'));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it('each is in the file of the step', () => {
    const file = join(folder, 'output');
    writeFileSync(file, '');
    vi.stubEnv('GITHUB_OUTPUT', file);
    writeOutputs({ ...nothingHappened, digest: web, stages: '{"a b/c": "promoted"}' });
    const text = readFileSync(file, 'utf8');
    for (const name of Object.keys(nothingHappened)) expect(text).toContain(`${name}<<ghadelimiter_`);
    expect(text).toContain(`\n${web}\n`);
    expect(text).toContain('\n{"a b/c": "promoted"}\n');
  });

  it('one that is not JSON has every character of the contract, and no other', () => {
    const written = (digest: string): boolean => {
      const file = join(folder, 'output');
      writeFileSync(file, '');
      vi.stubEnv('GITHUB_OUTPUT', file);
      writeOutputs({ ...nothingHappened, digest });
      return readFileSync(file, 'utf8').includes(`\n${digest}\n`);
    };
    expect(written('azAZ09_.:/@+-')).toBe(true);
    for (const other of '*,;=()$`\\"\'<>|&!?#%~^[]{} é')
      expect([other, written(`a${other}b`)]).toEqual([other, false]);
  });

  it('and cannot be, what happened is not told: incomplete, unless nothing had happened yet', () => {
    vi.stubEnv('GITHUB_OUTPUT', join(folder, 'none'));
    const refusal = { code: 'OUTPUTS_UNWRITABLE', hint: expect.stringContaining('GITHUB_OUTPUT') };
    expect(() => writeOutputs(nothingHappened)).toThrow(
      expect.objectContaining({ ...refusal, kind: 'incomplete' }),
    );
    expect(() => writeOutputs(nothingHappened, 'config')).toThrow(
      expect.objectContaining({ ...refusal, kind: 'config' }),
    );
  });
});
