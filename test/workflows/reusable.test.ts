import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { mostWaves } from '../../src/domain/waves.ts';
import { callers, reusableText } from './callers.ts';

const root = join(import.meta.dirname, '../..');

type Step = {
  readonly id?: string;
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

const text = reusableText();
const workflow = parse(text) as Workflow;
const { inputs, secrets, outputs } = workflow.on.workflow_call;
const action = actionAt('action.yml');
const collect = actionAt('.github/actions/collect/action.yml');
const waves = Array.from({ length: mostWaves }, (_, at) => `wave${at + 1}`);

function jobNamed(name: string): Job {
  const job = workflow.jobs[name];
  if (job === undefined) throw new Error(`no job ${name}`);
  return job;
}

/** The expressions of a text that begin with this: `job.` gives `workflow_sha`. */
function members(of: string, prefix: string): readonly string[] {
  return [...of.matchAll(new RegExp(`(?<![\\w.-])${prefix.replaceAll('.', '\\.')}([\\w-]+)`, 'g'))].map(
    ([, name = '']) => name,
  );
}

describe('the reusable workflow', () => {
  it('is called, and nothing else starts it', () => {
    expect(Object.keys(workflow.on)).toEqual(['workflow_call']);
    expect(Object.keys(workflow.jobs)).toEqual(['plan', ...waves, 'report']);
  });

  it('the inputs that it reads are declared, and those that it gives to an action exist there', () => {
    expect(members(text, 'inputs.').filter((name) => inputs[name] === undefined)).toEqual([]);
    expect(Object.keys(inputs).filter((name) => !members(text, 'inputs.').includes(name))).toEqual([]);
    const steps = Object.values(workflow.jobs).flatMap((job) => job.steps ?? []);
    const given = (uses: string): readonly string[] =>
      steps.filter((step) => step.uses === uses).flatMap((step) => Object.keys(step.with ?? {}));
    expect(given('./.hoist/action').length).toBeGreaterThan(20);
    expect(given('./.hoist/action').filter((name) => action.inputs[name] === undefined)).toEqual([]);
    const collected = given('./.hoist/action/.github/actions/collect');
    expect([...collected, 'github-token']).toEqual(Object.keys(collect.inputs));
    const own = given('./.hoist/caller/.github/actions/hoist-login');
    expect([...new Set(own)]).toEqual(['pipeline', 'stage', 'environment']);
  });

  it('the outputs that are read are those that a job, the Action or the workflow has', () => {
    for (const [, step = '', name = ''] of text.matchAll(/steps\.(\w+)\.outputs\.([\w-]+)/g)) {
      const known = { hoist: action.outputs, collect: collect.outputs, call: { id: '' } }[step];
      expect(Object.keys(known ?? {}), `steps.${step}`).toContain(name);
    }
    for (const [, job = '', name = ''] of text.matchAll(/(?:needs|jobs)\.(\w+)\.outputs\.([\w-]+)/g))
      expect(Object.keys(jobNamed(job).outputs ?? {}), `outputs of ${job}`).toContain(name);
    expect(Object.keys(outputs).filter((name) => action.outputs[name] === undefined)).toEqual([]);
    expect(Object.keys(collect.outputs)).toEqual(Object.keys(action.outputs));
  });

  it('names only members of job that GitHub has, and does without those that others lack', () => {
    const expressions = [...text.matchAll(/\$\{\{(.*?)\}\}/g)].map(([, inside = '']) => inside);
    const used = expressions.filter((one) => members(one, 'job.').length > 0);
    expect([...new Set(used.map((one) => one.trim()))].sort()).toEqual([
      'job.workflow_repository || github.repository',
      'job.workflow_sha || github.sha',
    ]);
  });

  it('only the plan says what it may do; every other job gets what the caller grants', () => {
    expect(jobNamed('plan').permissions).toEqual({ contents: 'read', actions: 'read' });
    for (const name of [...waves, 'report']) expect(jobNamed(name).permissions).toBeUndefined();
  });

  it.each(waves.map((name, at) => [name, at + 1] as const))(
    '%s is as the others: behind those before it, in the stage’s environment, in a queue of its own',
    (name, number) => {
      const job = jobNamed(name);
      expect(job.needs).toEqual(['plan', ...waves.slice(0, number - 1)]);
      expect(job.if).toBe(`\${{ !cancelled() && needs.plan.outputs.count >= ${number} }}`);
      expect(job.strategy).toEqual({
        'fail-fast': false,
        matrix: `\${{ fromJSON(needs.plan.outputs.waves).w${number} }}`,
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

  it('the report waits for all, whatever became of them', () => {
    expect(jobNamed('report')).toMatchObject({ needs: ['plan', ...waves], if: 'always()' });
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
        expect(call.permissions).toMatchObject({ contents: 'read', actions: 'read' });
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
