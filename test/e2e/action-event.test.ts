import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import type { ActionRun, ActionStep } from '../fakes/runner/runner.ts';
import { errorTitles, nothingHappened, outputsOf, startActionBed, type ActionBed } from './action-bed.ts';

let bed: ActionBed;
let image: Sample;
let helped: string;

const oneStage = `version: 1
pipelines:
  web: { source: DEV/dev/web, stages: [{ name: qa, to: PROD/qa/web }] }
`;

beforeEach(async () => {
  const auth = { scheme: 'basic', users: { ann: { password: 'from the helper' } } } as const;
  bed = await startActionBed({
    dev: { auth },
    prod: { auth },
    docker: ({ dev, prod }) => ({ credHelpers: { [dev]: 'mark', [prod]: 'mark' } }),
  });
  bed.config(oneStage);
  image = addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'] });
  helped = join(bed.docker, 'helped');
  await mkdir(helped);
  const helper = join(bed.docker, 'docker-credential-mark');
  await writeFile(
    helper,
    `#!/bin/sh\ntouch '${helped}'/$$\nprintf '{"Username":"ann","Secret":"from the helper"}'\n`,
  );
  await chmod(helper, 0o755);
});
afterEach(() => bed.close());

/** Runs a step whose credentials come from a helper that leaves a mark. */
function run(event: string, payload: unknown, step: Omit<ActionStep, 'event'> = {}): Promise<ActionRun> {
  const env = { PATH: `${bed.docker}:${process.env['PATH']}`, ...step.env };
  return bed.run({ ...step, env, event: { name: event, payload } });
}

async function wasHelped(): Promise<boolean> {
  return (await readdir(helped)).length > 0;
}

describe('when an event that people with write access cause starts the run', () => {
  const given = { inputs: { image: '1.0.0' } };

  it.each([
    ['push', { ref: 'refs/heads/main', head_commit: { message: '1.0.0' } }, given],
    ['schedule', { schedule: '0 5 * * *' }, given],
    ['release', { release: { tag_name: '9.9.9' } }, given],
    ['workflow_dispatch', { inputs: { image: '1.0.0' } }, {}],
    ['workflow_dispatch', { inputs: null }, given],
    ['repository_dispatch', { client_payload: { image: '1.0.0', pipeline: 'web' } }, {}],
    ['repository_dispatch', { client_payload: {} }, given],
    ['registry_package', { action: 'published', registry_package: { name: 'x' } }, given],
  ])('%s with %j, it promotes', async (event, payload, step) => {
    const ran = await run(event, payload, step);
    expect([ran.exitCode, outputsOf(ran)['outcome']]).toEqual([0, 'promoted']);
    expect(bed.prod.store.tagged('qa/web', '1.0.0')).toBe(image.root);
    expect(await wasHelped()).toBe(true);
  });

  it('only the named fields of the event are read', async () => {
    const payload = {
      inputs: { image: '1.0.0', config: 'evil.yml', stage: 'qa', 'expected-plan': 'v0' },
      image: 'other/image',
      client_payload: { image: '2.0.0' },
    };
    const ran = await run('workflow_dispatch', payload);
    expect([ran.exitCode, outputsOf(ran)['outcome']]).toEqual([0, 'promoted']);
    expect(JSON.parse(outputsOf(ran)['result'] ?? '')).toMatchObject({
      records: [{ intent: { kind: 'auto' } }],
    });
  });

  it('an input is over what the event asks for', async () => {
    addSample(bed.dev.store, 'dev/web', { tags: ['2.0.0'], seed: 'two' });
    await run('workflow_dispatch', { inputs: { image: '1.0.0' } }, { inputs: { image: '2.0.0' } });
    expect(bed.prod.store.tags('qa/web')).toEqual(['2.0.0']);
  });
});

describe('when another run triggered this one', () => {
  const event = { workflow_run: { id: 77, event: 'push', head_branch: 'main', conclusion: 'success' } };
  const given = { inputs: { image: '1.0.0' } };

  it('promotes if GitHub says that was a push to the default branch', async () => {
    bed.repository.run({ id: 77, event: 'push', branch: 'main' });
    const ran = await run('workflow_run', event, given);
    expect([ran.exitCode, outputsOf(ran)['outcome']]).toEqual([0, 'promoted']);
  });

  it.each([
    ['of a pull request', { event: 'pull_request', branch: 'main' }],
    ['of another branch', { event: 'push', branch: 'feature' }],
    ['of a fork whose branch is called the same', { event: 'push', branch: 'main', from: 'mallory/web' }],
  ])('does not promote if GitHub says that was a run %s, whatever the event says', async (_, truth) => {
    bed.repository.run({ id: 77, ...truth });
    const ran = await run('workflow_run', event, given);
    expect([ran.exitCode, errorTitles(ran)]).toEqual([2, ['EVENT_MAY_NOT_WRITE']]);
    expect([await wasHelped(), bed.dev.requests, bed.prod.requests]).toEqual([false, [], []]);
  });

  it('does not promote if GitHub knows no such run', async () => {
    const ran = await run('workflow_run', event, given);
    expect([ran.exitCode, errorTitles(ran)]).toEqual([2, ['GITHUB_NOT_FOUND']]);
    expect(await wasHelped()).toBe(false);
  });
});

describe('when strangers can cause the event', () => {
  const strange = [
    'pull_request',
    'pull_request_target',
    'pull_request_review',
    'pull_request_review_comment',
    'issue_comment',
    'issues',
    'discussion_comment',
    'fork',
    'merge_group',
    'an_event_of_next_year',
  ];
  const payload = {
    inputs: { image: '1.0.0' },
    client_payload: { image: '1.0.0' },
    comment: { body: '/promote 1.0.0' },
    pull_request: { number: 7, head: { ref: '1.0.0' } },
  };

  it.each(strange)('%s: nothing that writes runs, and no credential is read', async (event) => {
    const ran = await run(event, payload, { inputs: { image: '1.0.0' } });
    expect(ran.exitCode).toBe(2);
    expect(errorTitles(ran)).toEqual(['EVENT_MAY_NOT_WRITE']);
    expect(outputsOf(ran)).toEqual({ ...nothingHappened, outcome: 'failed' });
    expect([await wasHelped(), bed.dev.requests, bed.prod.requests, bed.github.requests]).toEqual([
      false,
      [],
      [],
      [],
    ]);
  });

  it('copy, and a dry run of promote, do not run either', async () => {
    const copy = {
      command: 'copy',
      image: bed.named('DEV/dev/web:1.0.0'),
      to: bed.named('PROD/x'),
    };
    for (const inputs of [copy, { image: '1.0.0', 'dry-run': 'true' }]) {
      const ran = await run('pull_request_target', payload, { inputs });
      expect([ran.exitCode, errorTitles(ran)]).toEqual([2, ['EVENT_MAY_NOT_WRITE']]);
    }
    expect(await wasHelped()).toBe(false);
  });

  it('plan works, and takes no image from the event', async () => {
    for (const event of ['pull_request', 'pull_request_target', 'issue_comment']) {
      const inputs = { command: 'plan', image: '1.0.0' };
      const ran = await run(event, payload, { inputs });
      expect([ran.exitCode, outputsOf(ran)['digest']]).toEqual([0, image.root]);
      const unnamed = await run(event, payload, { inputs: { command: 'plan' } });
      expect([unnamed.exitCode, errorTitles(unnamed)]).toEqual([2, ['IMAGE_MISSING']]);
    }
    expect([...bed.writes(bed.dev), ...bed.writes(bed.prod)]).toEqual([]);
  });
});

describe('when the event file is broken', () => {
  it('the run ends with 2 and does not show what is in it', async () => {
    const ran = await run('repository_dispatch', undefined, {
      env: { GITHUB_EVENT_PATH: join(bed.docker, 'event.json') },
    });
    expect([ran.exitCode, errorTitles(ran)]).toEqual([2, ['EVENT_INVALID']]);
  });
});
