import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { ErrorPolicy } from '@actions/workflow-parser/model/convert';
import { isReusableWorkflowJob } from '@actions/workflow-parser/model/type-guards';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mostWaves } from '../../src/domain/waves.ts';
import { callers, reusableText } from './callers.ts';

const root = join(import.meta.dirname, '../..');

type Step = {
  readonly id?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
};
type Job = {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly environment?: { readonly name: string; readonly deployment: unknown };
  readonly concurrency?: Readonly<Record<string, unknown>>;
  readonly strategy?: { readonly matrix: unknown; readonly 'fail-fast': boolean };
  readonly steps?: readonly Step[];
};
type Workflow = {
  readonly permissions?: unknown;
  readonly on: {
    readonly workflow_call: {
      readonly inputs: Readonly<Record<string, { readonly type: string }>>;
      readonly secrets: Readonly<Record<string, unknown>>;
      readonly outputs: Readonly<Record<string, { readonly value: string }>>;
    };
  };
  readonly jobs: Readonly<Record<string, Job>>;
};
type ActionFile = {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
};

function actionAt(path: string): ActionFile {
  return parse(readFileSync(join(root, path), 'utf8')) as ActionFile;
}

const text = reusableText('promote.yml');
const pipelineText = reusableText('promote-pipeline.yml');
const workflow = parse(text) as Workflow;
const pipelineWorkflow = parse(pipelineText) as Workflow;
const { inputs, secrets, outputs } = workflow.on.workflow_call;
const action = actionAt('action.yml');
const collect = actionAt('.github/actions/collect/action.yml');
const waves = Array.from({ length: mostWaves }, (_, at) => `wave${at + 1}`);

function jobNamed(name: string): Job {
  const job = { ...workflow.jobs, ...pipelineWorkflow.jobs }[name];
  if (job === undefined) throw new Error(`no job ${name}`);
  return job;
}

/** The expressions of a text that begin with this: `job.` gives `workflow_sha`. */
function members(of: string, prefix: string): readonly string[] {
  return [...of.matchAll(new RegExp(`(?<![\\w.-])${prefix.replaceAll('.', '\\.')}([\\w-]+)`, 'g'))].map(
    ([, name = '']) => name,
  );
}

/** What GitHub's parser says of a workflow and of what it calls. */
async function callErrors(content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name: 'promote.yml', content }, new NoOperationTraceWriter());
  if (value === undefined) return ['it cannot be read'];
  const called = { name: 'promote-pipeline.yml', content: pipelineText };
  const provider = { getFileContent: () => Promise.resolve(called) };
  const template = await convertWorkflowTemplate(context, value, provider, {
    errorPolicy: ErrorPolicy.TryConversion,
    fetchReusableWorkflowDepth: 1,
  });
  expect(template.jobs.filter(isReusableWorkflowJob).map((job) => job.jobs?.length)).toEqual([mostWaves]);
  return context.errors.getErrors().map(({ message }) => message);
}

/** What a step's script says and sets, run as the runner runs it. */
async function runScript(
  script: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: unknown; readonly stdout: string; readonly output: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'hoist-step-'));
  const file = join(folder, 'output');
  try {
    const settings = { PATH: process.env['PATH'], GITHUB_OUTPUT: file, ...env };
    const ended = await promisify(execFile)('bash', ['-e', '-c', script], { env: settings }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code?: unknown; stdout?: string }) => ({ code: error.code, stdout: error.stdout ?? '' }),
    );
    return { ...ended, output: await readFile(file, 'utf8') };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const both = [
  ['promote.yml', text, workflow],
  ['promote-pipeline.yml', pipelineText, pipelineWorkflow],
] as const;

describe('the reusable workflow', () => {
  it('is called, and nothing else starts it', () => {
    for (const [, , one] of both) expect(Object.keys(one.on)).toEqual(['workflow_call']);
    expect(Object.keys(workflow.jobs)).toEqual(['plan', 'pipelines', 'report']);
    expect(Object.keys(pipelineWorkflow.jobs)).toEqual(waves);
  });

  it.each(both)('%s: the inputs that it reads are declared', (_, content, { on }) => {
    const declared = on.workflow_call.inputs;
    expect(members(content, 'inputs.').filter((name) => declared[name] === undefined)).toEqual([]);
    expect(Object.keys(declared).filter((name) => !members(content, 'inputs.').includes(name))).toEqual([]);
    const known = on.workflow_call.secrets;
    expect(members(content, 'secrets.').filter((name) => !(name in known))).toEqual([]);
    expect(Object.keys(known).filter((name) => !members(content, 'secrets.').includes(name))).toEqual([]);
  });

  it('what is given to an action exists there', () => {
    const jobs = [...Object.values(workflow.jobs), ...Object.values(pipelineWorkflow.jobs)];
    const steps = jobs.flatMap((job) => job.steps ?? []);
    const given = (uses: string): readonly string[] =>
      steps.filter((step) => step.uses === uses).flatMap((step) => Object.keys(step.with ?? {}));
    expect(given('./.hoist/action').length).toBeGreaterThan(20);
    expect(given('./.hoist/action').filter((name) => action.inputs[name] === undefined)).toEqual([]);
    const collected = given('./.hoist/action/.github/actions/collect');
    expect([...collected, 'github-token']).toEqual(Object.keys(collect.inputs));
    const own = given('./.hoist/caller/.github/actions/hoist-login');
    expect([...new Set(own)]).toEqual(['pipeline', 'stage', 'environment']);
  });

  it('each pipeline of the plan is called by itself, with all that its jobs read and every secret by name', async () => {
    const call = jobNamed('pipelines');
    expect(call).toMatchObject({
      needs: 'plan',
      strategy: { 'fail-fast': false, matrix: '${{ fromJSON(needs.plan.outputs.pipelines) }}' },
      uses: './.github/workflows/promote-pipeline.yml',
    });
    const { inputs: wanted, secrets: known } = pipelineWorkflow.on.workflow_call;
    expect(Object.keys(call.with ?? {}).sort()).toEqual(Object.keys(wanted).sort());
    expect(call.secrets).toEqual(
      Object.fromEntries(Object.keys(known).map((name) => [name, `\${{ secrets.${name} }}`])),
    );
    expect(Object.keys(known)).toEqual(Object.keys(secrets));
    expect(await callErrors(text)).toEqual([]);
    expect(
      await callErrors(text.replace('      deployment: ${{ inputs.deployment }}\n    sec', '    sec')),
    ).toEqual([expect.stringContaining('deployment')]);
  });

  it.each(both)(
    '%s: the outputs that are read are those that a job, the Action or the workflow has',
    (_, content) => {
      for (const [, step = '', name = ''] of content.matchAll(/steps\.(\w+)\.outputs\.([\w-]+)/g)) {
        const known = { hoist: action.outputs, collect: collect.outputs, call: { id: '', head: '' } }[step];
        expect(Object.keys(known ?? {}), `steps.${step}`).toContain(name);
      }
      for (const [, job = '', name = ''] of content.matchAll(/(?:needs|jobs)\.(\w+)\.outputs\.([\w-]+)/g))
        expect(Object.keys(jobNamed(job).outputs ?? {}), `outputs of ${job}`).toContain(name);
      expect(Object.keys(outputs).filter((name) => action.outputs[name] === undefined)).toEqual([]);
      expect(Object.keys(collect.outputs)).toEqual(Object.keys(action.outputs));
    },
  );

  it.each(both)(
    '%s: names only members of job that GitHub has, and does without those that others lack',
    (_, content) => {
      const expressions = [...content.matchAll(/\$\{\{(.*?)\}\}/g)].map(([, inside = '']) => inside);
      const used = expressions.filter((one) => members(one, 'job.').length > 0);
      expect([...new Set(used.map((one) => one.trim()))].sort()).toEqual([
        'job.workflow_repository || github.repository',
        'job.workflow_sha || github.sha',
      ]);
    },
  );

  it('only the report says what it may do; every other job gets what the caller grants', () => {
    // At the top of a called workflow they would take the place of the caller's, for every job without its own.
    for (const [, , { permissions }] of both) expect(permissions).toBeUndefined();
    expect(jobNamed('report').permissions).toEqual({ contents: 'read', actions: 'read' });
    for (const name of ['plan', ...waves, 'pipelines']) expect(jobNamed(name).permissions).toBeUndefined();
  });

  it.each(waves.map((name, at) => [name, at + 1] as const))(
    '%s is as the others: behind those before it, in the stage’s environment, in a queue of its own',
    (name, number) => {
      const job = jobNamed(name);
      expect(job.needs ?? []).toEqual(waves.slice(0, number - 1));
      expect(job.if).toBe(`\${{ !cancelled() && fromJSON(inputs.waves).count >= ${number} }}`);
      expect(job.strategy).toEqual({
        'fail-fast': false,
        matrix: `\${{ fromJSON(inputs.waves).w${number} }}`,
      });
      expect(job.environment).toEqual({
        name: '${{ matrix.environment }}',
        deployment: '${{ inputs.deployment }}',
      });
      expect(job.concurrency).toEqual({
        group: 'hoist-${{ matrix.pipeline }}-${{ matrix.stage }}-${{ inputs.command }}',
        'cancel-in-progress': false,
        queue: 'max',
      });
      expect(job.steps).toEqual(jobNamed('wave1').steps);
    },
  );

  it('a login is of the config’s commit, or of the default branch’s head: never of the run’s own ref', async () => {
    const logins = [text, pipelineText].flatMap((content) => [
      ...content.matchAll(/ref: \$\{\{ (.*) \}\}\n +path: \.hoist\/caller\n/g),
    ]);
    expect(logins.map(([, ref]) => ref)).toEqual(['steps.call.outputs.head', 'inputs.config-commit']);
    expect(jobNamed('plan').outputs?.['config-commit']).toBe(
      "${{ fromJSON(steps.hoist.outputs.result || '{}').config.commit || steps.call.outputs.head }}",
    );
    const { run: script = '', env = {} } = jobNamed('plan').steps?.find(({ id }) => id === 'call') ?? {};
    expect(Object.keys(env)).toEqual(['LOGIN', 'DEFAULT_BRANCH']);
    expect(await runScript(script, { LOGIN: 'true', DEFAULT_BRANCH: 'main' })).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^id=[0-9a-f]{16}\nhead=refs\/heads\/main\n$/),
    });
    expect(await runScript(script, { LOGIN: 'false', DEFAULT_BRANCH: '' })).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^id=[0-9a-f]{16}\n$/),
    });
    expect(await runScript(script, { LOGIN: 'true', DEFAULT_BRANCH: '' })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('::error title=DEFAULT_BRANCH_UNKNOWN::'),
    });
  });

  it('the report waits for all, whatever became of them', () => {
    expect(jobNamed('report')).toMatchObject({ needs: ['plan', 'pipelines'], if: 'always()' });
  });

  it('the action of the report is one that GitHub reads', () => {
    const content = readFileSync(join(root, '.github/actions/collect/action.yml'), 'utf8');
    const { context } = parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter());
    expect(context.errors.getErrors()).toEqual([]);
  });
});

describe('every documented caller', () => {
  const all = callers();

  it('there is one for each way that a promotion starts', () => {
    const events = all.flatMap((one) => Object.keys((parse(one.text) as { on: object }).on));
    expect([...new Set(events)].sort()).toEqual([
      'push',
      'registry_package',
      'repository_dispatch',
      'schedule',
      'workflow_dispatch',
    ]);
  });

  it.each(all.map(({ name, text: content }) => [name, content]))(
    '%s: GitHub reads it, and inputs, secrets and outputs exist',
    (name, content) => {
      const { context } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
      expect(context.errors.getErrors().map(({ message }) => message)).toEqual([]);
      const { jobs } = parse(content) as Workflow;
      const calls = Object.values(jobs).filter((job) => job.uses !== undefined);
      expect(calls.map((job) => job.uses)).toEqual(['OWNER/hoist/.github/workflows/promote.yml@v1']);
      for (const call of calls) {
        expect(Object.keys(call.with ?? {}).filter((input) => inputs[input] === undefined)).toEqual([]);
        expect(Object.keys(call.secrets ?? {}).filter((secret) => !(secret in secrets))).toEqual([]);
        // The least that the plan reads with, and what the report asks for: GitHub starts nothing of a workflow that asks for
        // more than its caller grants.
        for (const name of ['contents', 'actions', 'deployments'])
          expect(call.permissions?.[name]).toMatch(/^(?:read|write)$/);
      }
      for (const output of members(content, 'needs.promote.outputs.')) expect(outputs).toHaveProperty(output);
    },
  );

  it.each(all.map(({ name, text: content }) => [name, content]))(
    '%s: nothing is granted at the top, each permission has its reason, no secret is inherited',
    (_, content) => {
      expect(content).toMatch(/^permissions: \{\}$/m);
      for (const [line] of content.matchAll(/^ {6}[\w-]+: (?:read|write)\b.*$/gm))
        expect(line).toMatch(/ # \w+/);
      expect(content).not.toMatch(/secrets: *inherit|write-all/);
    },
  );

  it('the form for people on the page is the one that init writes', () => {
    expect(all.find(({ name }) => name === 'By hand')?.text).toBe(
      all.find(({ name }) => name === 'hoist init')?.text,
    );
  });
});
