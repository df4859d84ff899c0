import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckReport } from '../../src/domain/check.ts';
import type { RunResult } from '../../src/domain/record.ts';
import { problem } from '../fakes/registry/answer.ts';
import type { Intercept } from '../fakes/registry/fault.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import { errorTitles, nothingHappened, outputsOf, startActionBed, type ActionBed } from './action-bed.ts';

let bed: ActionBed;
let image: Sample;
/** What the registry of the targets does to a request. */
let hinder: Intercept | undefined;

beforeEach(async () => {
  hinder = undefined;
  bed = await startActionBed({ prod: { intercept: (request) => hinder?.(request) } });
  image = push('1.0.0');
});
afterEach(() => bed.close());

function push(tag: string, seed = tag): Sample {
  const platforms = ['linux/amd64', 'linux/arm64'];
  return addSample(bed.dev.store, 'dev/web', { seed, tags: [tag], platforms, referrers: 1 });
}

describe('how a step ends', () => {
  const oneStage =
    'version: 1\npipelines: { web: { source: { repository: DEV/dev/web, tags: ["1.*"] }, stages: [{ name: qa, to: PROD/qa/web }] } }\n';

  it('conflict: a tag that may not move fails the step with 4, before anything is written', async () => {
    bed.config(oneStage);
    const other = addSample(bed.prod.store, 'qa/web', { seed: 'other', tags: ['1.0.0'] });
    const run = await bed.run({ inputs: { image: '1.0.0' } });
    expect(run.exitCode).toBe(4);
    expect(outputsOf(run)).toMatchObject({
      outcome: 'conflict',
      stages: '{"web/qa":"conflict"}',
      targets: '',
    });
    expect(outputsOf(run)['record-id']).toMatch(/^01/);
    expect(errorTitles(run)).toEqual(['TAG_MAY_NOT_MOVE']);
    expect(run.annotations[0]?.message).toContain('web/qa: ');
    expect(bed.writes(bed.prod)).toEqual([]);
    expect(bed.prod.store.tagged('qa/web', '1.0.0')).toBe(other.root);
    expect(run.summary).toContain('TAG_MAY_NOT_MOVE');
  });

  it('refused: a gate that was asked for by name and is shut fails it with 1', async () => {
    bed.config(
      'version: 1\npipelines: { web: { source: DEV/dev/web, stages: [{ name: qa, to: PROD/qa/web, environment: qa }] } }\n',
    );
    bed.repository.environments.add({ name: 'qa' });
    const run = await bed.run({ inputs: { image: '1.0.0', stage: 'qa' } });
    expect(run.exitCode).toBe(1);
    expect(outputsOf(run)).toMatchObject({ outcome: 'refused' });
    expect(bed.writes(bed.prod)).toEqual([]);
  });

  it('failed before anything was sent: 3, and trying again may help', async () => {
    bed.config(oneStage);
    hinder = () => problem(403, 'DENIED', 'not today');
    const run = await bed.run({ inputs: { image: '1.0.0' } });
    expect(run.exitCode).toBe(3);
    expect(outputsOf(run)).toMatchObject({ outcome: 'failed', stages: '{"web/qa":"failed"}', targets: '' });
    expect(errorTitles(run)).toContain('DENIED');
    expect(bed.writes(bed.prod)).toEqual([]);
  });

  it('failed after something was sent: 5, and the record says how far it came', async () => {
    bed.config(oneStage);
    hinder = ({ method, path }) =>
      method === 'PUT' && path.endsWith('/1.0.0') ? problem(403, 'DENIED', 'no tags today') : undefined;
    const run = await bed.run({ inputs: { image: '1.0.0' } });
    expect(run.exitCode).toBe(5);
    expect(outputsOf(run)).toMatchObject({ outcome: 'failed', targets: '' });
    const { records } = JSON.parse(outputsOf(run)['result'] ?? '') as RunResult;
    expect(records[0]?.result?.targets[0]?.tags[0]).toMatchObject({
      tag: '1.0.0',
      action: 'failed',
      after: null,
    });
    expect(records[0]?.id).toBe(outputsOf(run)['record-id']);
    expect(bed.prod.store.tags('qa/web')).toEqual([]);
    expect(bed.prod.store.manifest('qa/web', image.root)).toBeDefined();
  });

  it('superseded: the tag names another digest by now, and nothing is done', async () => {
    bed.config(oneStage);
    push('1.0.0', 'newer');
    const run = await bed.run({
      event: {
        name: 'repository_dispatch',
        payload: {
          client_payload: { image: `DEV/dev/web:1.0.0@${image.root}`.replace('DEV', bed.dev.host) },
        },
      },
    });
    expect(run.exitCode).toBe(0);
    expect(outputsOf(run)).toMatchObject({ outcome: 'superseded' });
    expect(bed.writes(bed.prod)).toEqual([]);
  });

  it('none: no pipeline takes what an event brought', async () => {
    bed.config(oneStage);
    push('2.0.0');
    const run = await bed.run({
      event: { name: 'workflow_dispatch', payload: { inputs: { image: bed.named('DEV/dev/web:2.0.0') } } },
    });
    expect(run.exitCode).toBe(0);
    expect(outputsOf(run)).toMatchObject({ outcome: 'none', stages: '{}' });
  });

  it('wrong by hand: 2, an error beside the log, and all outputs', async () => {
    const run = await bed.run({
      inputs: { image: 'DEV/other/web:1'.replace('DEV', bed.dev.host), pipeline: 'web' },
    });
    expect(run.exitCode).toBe(2);
    expect(outputsOf(run)).toEqual({ ...nothingHappened, outcome: 'failed' });
    expect(errorTitles(run)).toHaveLength(1);
  });

  it.each([
    ['an unknown command', { command: 'deploy' }, 'COMMAND_UNKNOWN'],
    ['a command of a later version', { command: 'sync' }, 'COMMAND_UNSUPPORTED'],
    ['a rollback without a reason', { command: 'rollback', stage: 'production' }, 'COMMENT_MISSING'],
    ['a key that there is not', { command: 'history', where: 'who=ada' }, 'WHERE_INVALID'],
    ['a command of the command line', { command: 'init' }, 'INPUT_INVALID'],
    ['a flag that is none', { 'dry-run': 'yes' }, 'INPUT_INVALID'],
    ['an image that is none', { image: 'a b' }, 'REFERENCE_INVALID'],
    ['a tag without a stage', { image: '1.0.0', tag: 'x' }, 'TAG_WITHOUT_STAGE'],
    ['no image', { image: '' }, 'IMAGE_MISSING'],
  ])('%s: 2, and no registry is asked', async (_, inputs, code) => {
    const run = await bed.run({ inputs });
    expect(run.exitCode).toBe(2);
    expect(outputsOf(run)).toEqual({ ...nothingHappened, outcome: 'failed' });
    expect(errorTitles(run)).toEqual([code]);
    expect([...bed.dev.requests, ...bed.prod.requests]).toEqual([]);
  });
});

describe('when a step checks', () => {
  it('looks at every repository and writes nothing', async () => {
    const run = await bed.run({ inputs: { command: 'check' } });
    expect(run.exitCode).toBe(0);
    const report = JSON.parse(outputsOf(run)['result'] ?? '') as CheckReport;
    expect(report).toMatchObject({ schema: 'hoist/check/v1', ok: true });
    expect(report.access.map(({ repository, actions }) => `${actions} ${repository}`)).toEqual(
      [
        'pull DEV/dev/web',
        'push DEV/qa/web',
        'push PROD/us/web',
        'push PROD/eu/web',
        'push PROD/prod/web',
      ].map(bed.named),
    );
    expect(run.summary).toContain('The config is in order');
    expect([bed.dev.store.repository('qa/web'), bed.prod.store.repositories.size]).toEqual([undefined, 0]);
  });

  it('what is wrong fails the step', async () => {
    hinder = () => problem(403, 'DENIED', 'not for you');
    const run = await bed.run({ inputs: { command: 'check' } });
    expect(run.exitCode).toBe(3);
    expect(outputsOf(run)).toMatchObject({ outcome: 'failed' });
    expect(errorTitles(run)).toEqual(['DENIED', 'DENIED', 'DENIED']);
    expect(run.annotations[0]?.message).toContain(bed.named('PROD/us/web: '));
  });
});

describe('when the config is wrong', () => {
  it('each mistake is an error at its place, with a hint, and nothing is asked of a registry', async () => {
    bed.config(`version: 1
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - name: qa
        to: PROD/qa/web
        polcy: baseline
      - name: prod
        to: PROD/prod/web
        policy: strict
`);
    const run = await bed.run({ inputs: { image: '1.0.0' } });
    expect(run.exitCode).toBe(2);
    expect(outputsOf(run)).toEqual({ ...nothingHappened, outcome: 'failed' });
    expect(run.annotations).toEqual([
      {
        level: 'error',
        title: 'CONFIG_UNKNOWN_KEY',
        file: '.github/hoist.yml',
        line: 8,
        column: 9,
        message: expect.stringMatching(/polcy.*\n.*policy/s) as string,
      },
    ]);
    expect([...bed.dev.requests, ...bed.prod.requests]).toEqual([]);
  });
});
