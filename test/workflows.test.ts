import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NoOperationTraceWriter, parseWorkflow, type TemplateParseResult } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');

/** Errors of GitHub's own parser, as it words them. */
function errorsOf(result: TemplateParseResult): string[] {
  return result.context.errors.getErrors().map((error) => error.message);
}

function workflowErrors(name: string, content: string): string[] {
  return errorsOf(parseWorkflow({ name, content }, new NoOperationTraceWriter()));
}

type Document = { readonly name: string; readonly content: string };

async function documents(folder: string, ending: string): Promise<Document[]> {
  const names = await readdir(join(root, folder)).catch(() => []);
  const paths = names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
  return Promise.all(
    paths.map(async (name) => ({ name, content: await readFile(join(root, name), 'utf8') })),
  );
}

/** The YAML blocks of Markdown that are workflows, or lists of steps, which are given the rest of a workflow. */
function workflowExamples({ name, content }: Document): Document[] {
  const blocks = [...content.matchAll(/^```ya?ml[^\n]*\n(.*?)^```/gms)].map((match) => match[1] ?? '');
  return blocks.flatMap((block, index) => {
    const example = `${name}, block ${index + 1}`;
    if (/^jobs:/m.test(block)) return [{ name: example, content: block }];
    if (!/^ *- (?:uses|name|run|id):/m.test(block) || /^\S+:/m.test(block)) return [];
    // A list of policy cases: no step expects anything.
    if (/^ *expect:/m.test(block)) return [];
    const steps = block.replaceAll(/^(?=.)/gm, '      ');
    return [
      {
        name: example,
        content: `on: push\njobs:\n  example:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`,
      },
    ];
  });
}

/** What is said of each document, with its name in front. */
function about(all: readonly Document[], said: (document: Document) => readonly string[]): string[] {
  return all.flatMap((document) => said(document).map((text) => `${document.name}: ${text}`));
}

type Step = { readonly uses?: string; readonly with?: Readonly<Record<string, unknown>> };
type Job = {
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly 'timeout-minutes'?: unknown;
  readonly permissions?: unknown;
};
type Workflow = {
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly on?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
};

function jobsOf({ content }: Document): readonly (readonly [string, Job])[] {
  return Object.entries((parse(content) as Workflow).jobs);
}

function stepsOf(document: Document): readonly Step[] {
  return jobsOf(document).flatMap(([, job]) => job.steps ?? []);
}

function isOnlyCalled({ on }: Workflow): boolean {
  return typeof on === 'object' && on !== null && Object.keys(on).join(' ') === 'workflow_call';
}

/** What a careful reader would object to in the project's own workflows. */
function objections(document: Document): string[] {
  const { content } = document;
  const workflow = parse(content) as Workflow;
  const found: string[] = [];
  // What a called workflow says at its top takes the place of what its caller grants: nothing could be granted then.
  if (isOnlyCalled(workflow)) {
    if (workflow.permissions !== undefined) found.push('permissions are at the top of a called workflow');
  } else if (JSON.stringify(workflow.permissions) !== '{}') found.push('permissions: {} is not at the top');
  if (/secrets: *inherit/.test(content)) found.push('secrets are inherited');
  for (const [name, job] of jobsOf(document)) {
    if (job.steps !== undefined && job['timeout-minutes'] === undefined)
      found.push(`job ${name} has no timeout`);
  }
  for (const line of content.matchAll(/uses: *(\S+)(.*)/g)) {
    const [, action = '', comment = ''] = line;
    const own = action.startsWith('./') || action.startsWith('$/');
    if (!own && !(/@[0-9a-f]{40}$/.test(action) && /^ # v\d+\.\d+\.\d+$/.test(comment)))
      found.push(`${action} is not pinned`);
  }
  for (const step of stepsOf(document)) {
    const keeps =
      step.uses?.startsWith('actions/checkout@') === true && step.with?.['persist-credentials'] !== false;
    if (keeps) found.push('a checkout keeps its credentials');
  }
  for (const script of content.matchAll(/^( *)(?:- )?run:(.*(?:\n\1 +.*)*)/gm)) {
    if (script[2]?.includes('${{') === true) found.push('an expression is inside a script');
  }
  return found;
}

async function declaredInputs(): Promise<ReadonlySet<string>> {
  const action = parse(await readFile(join(root, 'action.yml'), 'utf8')) as {
    inputs: Record<string, unknown>;
  };
  return new Set(Object.keys(action.inputs));
}

describe('the project’s own workflows', async () => {
  const workflows = await documents('.github/workflows', '.yml');

  it('when GitHub reads them, it finds no errors', () => {
    expect(workflows.map((one) => one.name)).toContain(join('.github/workflows', 'ci.yml'));
    expect(about(workflows, ({ name, content }) => workflowErrors(name, content))).toEqual([]);
  });

  it('when they are read with care, nothing is too permissive, unpinned or endless', () => {
    expect(about(workflows, objections)).toEqual([]);
  });

  it('when they run on pushes or pull requests, a newer run does not pile up behind an older', () => {
    const unbounded = workflows.filter(({ content }) => {
      const { on, concurrency } = parse(content) as Workflow;
      return concurrency === undefined && !JSON.stringify(on).includes('workflow_call');
    });
    expect(unbounded.map((one) => one.name)).toEqual([]);
  });
});

describe('the action and the examples', async () => {
  const pages = [...(await documents('.', '.md')), ...(await documents('docs', '.md'))];
  const examples = pages.flatMap(workflowExamples);

  it('when GitHub reads action.yml, it finds no errors', async () => {
    const content = await readFile(join(root, 'action.yml'), 'utf8');
    expect(errorsOf(parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter()))).toEqual([]);
  });

  it('when GitHub reads an example of the README or the docs, it finds no errors', () => {
    expect(examples.map((one) => one.name)).toContainEqual(expect.stringContaining('README.md'));
    expect(about(examples, ({ name, content }) => workflowErrors(name, content))).toEqual([]);
  });

  it('when an example uses the Action, it gives only inputs that the Action has', async () => {
    const declared = await declaredInputs();
    const unknown = about(examples, (example) =>
      stepsOf(example)
        .filter((step) => /^(?:OWNER\/hoist@|\.\/$)/.test(step.uses ?? ''))
        .flatMap((step) => Object.keys(step.with ?? {}))
        .filter((input) => !declared.has(input)),
    );
    expect(unknown).toEqual([]);
  });

  it('when an example is shown, no secret is inherited and no job may do more than it says', () => {
    const careless = /secrets: *inherit|permissions: *write-all/;
    expect(examples.filter(({ content }) => careless.test(content)).map((one) => one.name)).toEqual([]);
  });
});

describe('the eyes of these tests', () => {
  it('when a workflow has a typing error, GitHub’s parser says so', () => {
    expect(workflowErrors('w.yml', 'on: push\njobs:\n  a:\n    runs-on: x\n    stepz: []\n')).not.toEqual([]);
    expect(workflowErrors('w.yml', 'on: pushed\njobs:\n  a:\n    runs-on: x\n    steps: []\n')).not.toEqual(
      [],
    );
  });

  it('when a workflow is careless, each fault is named', () => {
    const content = [
      'on: push',
      'permissions: write-all',
      'jobs:',
      '  a:',
      '    runs-on: x',
      '    steps:',
      '      - uses: actions/checkout@v7',
      '      - run: |',
      '          echo ${{ github.head_ref }}',
      '  b:',
      '    uses: ./.github/workflows/x.yml',
      '    secrets: inherit',
    ].join('\n');
    expect(objections({ name: 'w.yml', content })).toEqual([
      'permissions: {} is not at the top',
      'secrets are inherited',
      'job a has no timeout',
      'actions/checkout@v7 is not pinned',
      'a checkout keeps its credentials',
      'an expression is inside a script',
    ]);
  });

  it('when a called workflow takes away what its caller grants, it is named', () => {
    const content = 'on:\n  workflow_call:\npermissions: {}\njobs: {}\n';
    expect(objections({ name: 'w.yml', content })).toEqual([
      'permissions are at the top of a called workflow',
    ]);
  });

  it('when a page has examples, workflows and steps are taken out and configs are not', () => {
    const page =
      '```yaml\nversion: 1\npipelines: {}\n```\n```yml\n- uses: a/b@v1\n```\n```yaml\non: push\njobs: {}\n```\n';
    const found = workflowExamples({ name: 'p.md', content: page });
    expect(found.map((one) => one.name)).toEqual(['p.md, block 2', 'p.md, block 3']);
    expect(found[0]?.content).toContain('      - uses: a/b@v1');
  });
});
