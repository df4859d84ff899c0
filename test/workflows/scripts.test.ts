import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { callers } from './callers.ts';

const root = join(import.meta.dirname, '../..');

type Step = Readonly<Record<string, unknown>> & {
  readonly run?: string;
  readonly env?: Readonly<Record<string, unknown>>;
};
type Runs = { readonly steps?: readonly Step[]; readonly env?: Readonly<Record<string, unknown>> };
type Document = {
  readonly env?: Readonly<Record<string, unknown>>;
  readonly jobs?: Readonly<Record<string, Runs>>;
  readonly runs?: Runs;
};

type Named = { readonly name: string; readonly text: string };

/** Workflows and actions of the project, and every caller that is shown. */
function all(): readonly Named[] {
  const actions = readdirSync(join(root, '.github/actions')).map(
    (name) => `.github/actions/${name}/action.yml`,
  );
  const workflows = readdirSync(join(root, '.github/workflows')).map((name) => `.github/workflows/${name}`);
  const own = ['action.yml', ...actions, ...workflows].map((name) => ({
    name,
    text: readFileSync(join(root, name), 'utf8'),
  }));
  return [...own, ...callers()];
}

/** What a shell, or what runs code that is given as an input, would read as its own. */
const scripts = ['run', 'shell', 'working-directory'];
const codeInputs = ['script', 'run', 'args', 'entrypoint'];

/**
 * Where the text of an expression gets into a script: pasted in by GitHub before a shell reads it, or by the shell from a
 * variable that is not in double quotes.
 */
function injections({ name, text }: Named): readonly string[] {
  const document = parse(text) as Document;
  const runs: readonly (readonly [string, Runs])[] = [
    ...Object.entries(document.jobs ?? {}),
    ...(document.runs === undefined ? [] : [['runs', document.runs] as const]),
  ];
  return runs.flatMap(([job, { steps = [], env: ofJob = {} }]) =>
    steps.flatMap((step, at) => {
      const place = `${name}: ${job}, step ${at + 1}`;
      const given = (step['with'] ?? {}) as Readonly<Record<string, unknown>>;
      const code = [...scripts.map((key) => step[key]), ...codeInputs.map((key) => given[key])];
      const pasted = code.filter((one) => typeof one === 'string' && one.includes('${{'));
      const env = { ...document.env, ...ofJob, ...step.env };
      const variables = Object.keys(env).filter((key) => String(env[key]).includes('${{'));
      // Nothing is split in an assignment.
      const script = (step.run ?? '')
        .replaceAll(/"(?:\\.|[^"\\])*"|'[^']*'/g, '""')
        .replaceAll(/^ *\w+=\$\{?\w+[^\s;&|]*$/gm, '');
      const bare = variables.filter((key) => new RegExp(`\\$(?:\\{${key}\\b|${key}\\b)`).test(script));
      return [
        ...pasted.map(() => `${place}: an expression is inside a script`),
        ...bare.map((key) => `${place}: $${key} is not quoted`),
      ];
    }),
  );
}

describe('when scripts of workflows are read', () => {
  it.each(all().map((one) => [one.name, one] as const))('%s: no expression gets into one', (_, one) => {
    expect(injections(one)).toEqual([]);
  });

  it('the eyes of this test see what is pasted, and what a shell would split', () => {
    const text = `on: push
jobs:
  a:
    runs-on: x
    env: { TITLE: '\${{ matrix.title }}' }
    steps:
      - run: echo \${{ inputs.image }}
      - run: echo $TITLE "$TITLE"
      - run: echo "$TITLE"
      - uses: actions/github-script@v9
        with: { script: 'core.info("\${{ inputs.comment }}")' }
      - uses: ./x
        with: { image: '\${{ inputs.image }}' }
`;
    expect(injections({ name: 'w', text })).toEqual([
      'w: a, step 1: an expression is inside a script',
      'w: a, step 2: $TITLE is not quoted',
      'w: a, step 4: an expression is inside a script',
    ]);
  });
});
