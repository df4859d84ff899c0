import { afterEach, describe, expect, it } from 'vitest';
import { problem, withHeaders } from '../fakes/registry/answer.ts';
import type { Intercept } from '../fakes/registry/fault.ts';
import { addSample } from '../fakes/registry/sample.ts';
import type { ActionRun } from '../fakes/runner/runner.ts';
import { errorTitles, outputsOf, startActionBed, type ActionBed } from './action-bed.ts';

let bed: ActionBed;
afterEach(() => bed.close());

/** What strangers write to make a log, an output, a summary or a terminal say something else. */
const hostile = [
  'ok\n::error title=FORGED::forged',
  '\r::add-mask::forged',
  '\u2028::stop-commands::0123456789abcdef',
  '\n  ::set-output name=outcome::promoted',
  '\n##[error]forged',
  ' ##[add-mask]forged',
  '\nGHADELIMITER\noutcome=promoted',
  '\n| `web/production` | ✅ promoted |',
  '\n## ✅ Promoted by @acme/security, closes #1 and GH-2',
  '\n<img src=https://evil.example/x><!-- </details></summary> ```',
  '\n`` ` [approved](https://evil.example) https://evil.example www.evil.example',
  '\u001b[2J\u001b]8;;https://evil.example\u0007\u0008\u009b31m\u202eevil',
].join('');

/** What holds for every run, whatever it was fed with. */
function expectUnforged(run: ActionRun): void {
  const own = ['add-mask', 'group', 'endgroup', 'notice', 'warning', 'error', 'debug'];
  expect(run.commands.filter((name) => !own.includes(name))).toEqual([]);
  expect(run.masks.filter((mask) => mask !== bed.github.token)).toEqual([]);
  const forged = run.annotations.filter(
    ({ title = '', message, file = '' }) => title.includes('FORGED') || message === 'forged' || file !== '',
  );
  expect(forged).toEqual([]);
  const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
  for (const text of [run.stdout, run.stderr, run.summary, ...run.outputs.values()])
    expect(unseen.exec(text)).toBeNull();
  expect(outputsOf(run)['outcome']).not.toBe('promoted');
  expectInert(run.summary);
}

/** Outside code, the Markdown is what Hoist writes: its own tags, links and rows, and no mention of anybody. */
function expectInert(markdown: string): void {
  const outside = markdown
    .replaceAll(/^(`{3,})[a-z]*\n[\s\S]*?\n\1$/gm, '')
    .replaceAll(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/g, 'CODE');
  expect(outside.replaceAll(/<\/?(?:details|summary)>|<br>/g, '')).not.toMatch(/[<>](?! Note)/);
  expect(outside.match(/\]\((?!https:\/\/github\.com\/acme\/web\/)/g)).toBeNull();
  expect(outside.replaceAll(/\]\(https:\/\/github\.com\/acme\/web\/[^)]*\)/g, '')).not.toMatch(
    /@|#\d|GH-\d|https?:|www\.|evil|✅ Promoted by/,
  );
  const rows = outside.split('\n').filter((line) => line.startsWith('|'));
  expect(rows.filter((row) => row.includes('promoted |'))).toEqual([]);
}

const oneStage = `version: 1
pipelines:
  web: { source: DEV/dev/web, stages: [{ name: qa, to: PROD/qa/web }] }
`;

async function start(prod: Intercept = () => undefined): Promise<void> {
  bed = await startActionBed({ prod: { intercept: prod } });
  bed.config(oneStage);
  addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'], referrers: 1 });
}

describe('when a registry answers with hostile text', () => {
  it.each<[string, Intercept]>([
    ['in a denial', () => problem(403, 'DENIED', hostile)],
    ['in a code', () => problem(403, hostile, 'x')],
    ['in a detail', () => problem(403, 'DENIED', 'x', { why: hostile })],
    ['in a body that is no JSON', () => ({ status: 403, body: hostile })],
    [
      'when a tag is written',
      ({ method, path }) =>
        method === 'PUT' && path.endsWith('1.0.0') ? problem(400, 'TAG_INVALID', hostile) : undefined,
    ],
    [
      'as a digest',
      ({ path }) =>
        path.includes('/manifests/1.0.0')
          ? { status: 200, headers: { 'docker-content-digest': 'sha256:::error::forged' }, body: hostile }
          : undefined,
    ],
    [
      'as a challenge',
      () => ({
        status: 401,
        headers: { 'www-authenticate': 'Bearer realm="::error::forged##[error]x",service="@acme <img>"' },
      }),
    ],
    [
      'as an upload’s place',
      ({ method }) =>
        method === 'POST'
          ? { status: 202, headers: { location: 'https://other.example/::error::x?##[error]' } }
          : undefined,
    ],
  ])('%s, it stays text', async (_, intercept) => {
    await start(intercept);
    const run = await bed.run({ inputs: { image: '1.0.0' }, env: { RUNNER_DEBUG: '1' } });
    expect(run.exitCode).toBeGreaterThan(2);
    expectUnforged(run);
  });

  it('in Warning headers, they are warnings of ours', async () => {
    const warning = '299 - "::error title=FORGED::forged ##[error]forged @acme/security <img>"';
    await start(
      () => (answer) =>
        withHeaders({ ...answer, status: answer.status === 404 ? 403 : answer.status }, { warning }),
    );
    const run = await bed.run({ inputs: { image: '1.0.0' } });
    expectUnforged(run);
    expect(run.annotations.filter(({ level }) => level === 'warning')).toHaveLength(1);
  });

  it('in its list of tags, none of them is used or obeyed', async () => {
    await start();
    bed.dev.store.tag('dev/web', hostile, addSample(bed.dev.store, 'dev/web', { seed: 'b' }).root);
    const digest = bed.dev.store.tagged('dev/web', '1.0.0') ?? '';
    bed.dev.store.tag('dev/web', '1.0.1', bed.dev.store.tagged('dev/web', '1.0.0') ?? ('sha256:0' as never));
    const run = await bed.run({ inputs: { image: bed.named(`DEV/dev/web@${digest}`) } });
    expect(run.exitCode).toBe(2);
    expectUnforged(run);
  });
});

describe('when what the run is asked for is hostile', () => {
  it.each([
    ['image', { image: hostile }],
    ['pipeline', { image: '1.0.0', pipeline: hostile }],
    ['stage', { image: '1.0.0', stage: hostile }],
    ['tag', { image: '1.0.0', stage: 'qa', tag: hostile }],
    ['targets', { image: '1.0.0', targets: hostile }],
    ['expected-plan', { image: '1.0.0', 'expected-plan': hostile }],
    ['config', { image: '1.0.0', config: hostile }],
    ['command', { command: hostile }],
    ['dry-run', { image: '1.0.0', 'dry-run': hostile }],
  ])('in the input %s, it stays text', async (_, inputs) => {
    await start();
    const run = await bed.run({ inputs });
    expect(run.exitCode).toBe(2);
    expect(errorTitles(run)).toHaveLength(1);
    expectUnforged(run);
  });

  it.each([
    ['repository_dispatch', { client_payload: { image: hostile, pipeline: hostile } }],
    ['repository_dispatch', { client_payload: { image: '1.0.0', pipeline: hostile } }],
    ['workflow_dispatch', { inputs: { image: hostile } }],
    [
      'registry_package',
      {
        registry_package: {
          name: hostile,
          namespace: hostile,
          package_version: { container_metadata: { tag: { name: '1', digest: hostile } } },
        },
      },
    ],
  ])('by the event %s, it stays text', async (name, payload) => {
    await start();
    const run = await bed.run({ event: { name, payload } });
    expect(run.exitCode).toBe(2);
    expectUnforged(run);
  });

  it('by the names of people, branches and runs and by a comment, the record keeps them as text', async () => {
    await start(({ method }) => (method === 'PUT' ? problem(403, 'DENIED', 'x') : undefined));
    const run = await bed.run({
      inputs: { image: '1.0.0', comment: hostile },
      env: {
        GITHUB_ACTOR: hostile.replaceAll('\0', ''),
        GITHUB_TRIGGERING_ACTOR: hostile,
        GITHUB_REF: `refs/heads/${hostile}`,
        GITHUB_RUN_ID: hostile,
        GITHUB_SHA: hostile,
        GITHUB_WORKFLOW: hostile,
      },
    });
    expect(run.exitCode).toBe(5);
    expectUnforged(run);
    const { records } = JSON.parse(outputsOf(run)['result'] ?? '') as { records: { intent: object }[] };
    expect(records[0]?.intent).toMatchObject({ actor: hostile, initiator: hostile, comment: hostile });
  });
});

describe('when GitHub’s answers are hostile', () => {
  it('they stay text', async () => {
    await start();
    bed.github.fault({
      path: '/repos/acme/web',
      status: 403,
      headers: { 'x-accepted-github-permissions': '::error::forged ##[error]x' },
      body: { message: hostile },
    });
    const run = await bed.run({ inputs: { image: '1.0.0' } });
    expect(run.exitCode).toBe(2);
    expectUnforged(run);
  });

  it('and the config that it gives is, its mistakes are shown as text at its place', async () => {
    await start();
    bed.config(`version: 1\npipelines:\n  ${JSON.stringify(hostile)}: { source: x }\n`);
    const run = await bed.run({ inputs: { image: '1.0.0' } });
    expect(run.exitCode).toBe(2);
    expect(run.annotations.filter(({ file }) => file !== '.github/hoist.yml')).toEqual([]);
    expectUnforged({ ...run, annotations: [] });
  });
});
