import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { starterFiles } from '../../src/config/starter.ts';
import { configOf } from './written.ts';

describe('when init writes its files', () => {
  const [config, workflow] = starterFiles({ owner: 'Acme', name: 'shop' });

  it('the config is one that Hoist accepts, with a stage that runs by itself and one that does not', async () => {
    const { pipelines } = await configOf(config?.text ?? '');
    expect(config?.path).toBe('.github/hoist.yml');
    expect(pipelines.map(({ name, source }) => [name, source.kind])).toEqual([['shop', 'repository']]);
    expect(pipelines[0]?.stages.map(({ name, auto }) => [name, auto])).toEqual([
      ['qa', true],
      ['production', false],
    ]);
    expect(pipelines[0]?.stages[1]?.to[0]?.text).toBe('ghcr.io/acme/prod/shop');
  });

  it('the workflow is one that GitHub accepts', async () => {
    const file = { name: workflow?.path ?? '', content: workflow?.text ?? '' };
    const { context, value } = parseWorkflow(file, new NoOperationTraceWriter());
    expect(context.errors.getErrors()).toEqual([]);
    if (value === undefined) throw new Error('the workflow is empty');
    const template = await convertWorkflowTemplate(context, value);
    expect(template.errors ?? []).toEqual([]);
    expect(template.jobs).toHaveLength(1);
    expect(template.events).toMatchObject({ workflow_dispatch: { inputs: {} } });
  });

  it('the form for people has what the contract lists, and each of it reaches the reusable workflow', () => {
    const text = workflow?.text ?? '';
    const parsed = parse(text) as {
      on: { workflow_dispatch: { inputs: Record<string, { description: string }> } };
      permissions: Record<string, string>;
      jobs: { promote: { permissions: Record<string, string>; uses: string; with: Record<string, string> } };
    };
    const fields = ['command', 'image', 'pipeline', 'stage', 'tag', 'targets', 'comment', 'dry-run'];
    const { inputs } = parsed.on.workflow_dispatch;
    expect(Object.keys(inputs)).toEqual(fields);
    const { promote } = parsed.jobs;
    expect(promote.uses).toBe('OWNER/hoist/.github/workflows/promote.yml@v1');
    expect(Object.keys(promote.with)).toEqual(fields);
    for (const field of fields) expect(promote.with[field]).toContain(`inputs.${field}`);
    expect(parsed.permissions).toEqual({});
    for (const permission of Object.keys(promote.permissions)) {
      expect(text).toMatch(new RegExp(`${permission}: \\w+ # \\w+`));
    }
  });

  it.each([
    { owner: 'acme', name: 'my shop' },
    { owner: 'acme: {', name: 'shop' },
    { owner: 'acme', name: 'a/b:v1' },
  ])('%o make no repository, and nothing is written', (options) => {
    expect(() => starterFiles(options)).toThrow(/repository|reference|tag/);
  });

  it('there is no script that an input could get into', () => {
    expect(workflow?.text).not.toMatch(/^\s*(?:- )?run:/m);
  });
});
