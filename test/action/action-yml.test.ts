import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readmeTables } from '../../scripts/readme-tables.ts';
import { actionOptions } from '../../src/action/inputs.ts';
import { catalogue } from '../../src/commands/catalogue.ts';
import { nothingHappened } from '../../src/action/outputs.ts';

type Entry = { readonly description: string; readonly default?: string };
type ActionFile = {
  readonly inputs: Readonly<Record<string, Entry>>;
  readonly outputs: Readonly<Record<string, Entry>>;
  readonly runs: unknown;
};

const text = readFileSync(join(import.meta.dirname, '../../action.yml'), 'utf8');
const action = parse(text) as ActionFile;

/** The defaults that GitHub fills in. */
const expressions: Readonly<Record<string, string>> = {
  'github-token': '${{ github.token }}',
  'job-check-run-id': '${{ job.check_run_id }}',
};

describe('action.yml', () => {
  it('has the inputs and outputs of the contract, in its order, one that only GitHub fills, and one that only the reusable workflow does', () => {
    const inputs =
      'command image pipeline stage tag to targets comment config expected-plan dry-run where fail-on pr-comment summary github-token fixed job-check-run-id';
    expect(Object.keys(action.inputs)).toEqual(inputs.split(' '));
    expect(Object.keys(action.outputs)).toEqual(Object.keys(nothingHappened));
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/action.js' });
  });

  it('says of the Action’s own inputs what the code says', () => {
    for (const { name, description, default: value } of actionOptions) {
      const entry = action.inputs[name];
      expect(entry?.description).toBe(description);
      expect(entry?.default).toBe(expressions[name] ?? value);
    }
  });

  it('has an input with the same default for every option that commands take in Actions', () => {
    const options = catalogue.flatMap((command) => command.options);
    const taken = options.filter((option) => option.surfaces?.includes('action') ?? true);
    expect(taken.length).toBeGreaterThan(0);
    for (const { name, default: value } of taken) {
      expect([name, action.inputs[name]?.default]).toEqual([name, value]);
    }
  });

  it('has only text as defaults, as GitHub passes them', () => {
    for (const { default: value } of Object.values(action.inputs)) {
      expect(['string', 'undefined']).toContain(typeof value);
    }
  });
});

describe('when the README’s tables are rendered', () => {
  const readme =
    'before\n<!-- inputs -->\nold\n<!-- /inputs -->\nbetween\n<!-- outputs --><!-- /outputs -->\nafter\n';
  const small = `inputs:\n  a-b:\n    description: >-\n      One | two\n      three.\n    default: 'true'\n  c: { description: C. }\noutputs:\n  d: { description: D. }\n`;

  it('replaces what is between the markers and nothing else', () => {
    const rendered = readmeTables(readme, small);
    expect(rendered).toBe(`before
<!-- inputs -->

| Input | Default | What |
| --- | --- | --- |
| \`a-b\` | \`true\` | One \\| two three. |
| \`c\` |  | C. |

<!-- /inputs -->
between
<!-- outputs -->

| Output | What |
| --- | --- |
| \`d\` | D. |

<!-- /outputs -->
after
`);
    expect(readmeTables(rendered, small)).toBe(rendered);
  });

  it('has a row for everything in action.yml', () => {
    const rendered = readmeTables(readme, text);
    for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)]) {
      expect(rendered).toContain(`\n| \`${name}\` |`);
    }
  });

  it('refuses a README without the markers', () => {
    expect(() => readmeTables('no markers', small)).toThrow('<!-- inputs -->');
    expect(() => readmeTables(readme.replace('<!-- /outputs -->', ''), small)).toThrow('<!-- /outputs -->');
  });
});
