import { describe, expect, it } from 'vitest';
import { commandNamed } from '../../src/commands/catalogue.ts';
import { problemsOf } from '../../src/commands/problems.ts';
import { textOf } from '../../src/commands/text.ts';
import type { Run } from '../../src/domain/run.ts';
import type { World } from '../../src/ports/world.ts';
import { testWorld } from '../promotion/world.ts';

const config = `
version: 1
policies:
  baseline: [{ tag: { semver: '>= 1.0.0' } }]
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages: [{ name: qa, to: qa.example.com/web, policy: baseline }]
`;
const good = '{ name: a release is promoted, stage: web/qa, image: { tag: 1.0.0 }, expect: pass }';
const bad = '{ name: so is a beta, stage: web/qa, image: { tag: 0.9.0 }, expect: pass }';

function worldOf(cases: string | undefined, run: Partial<Run> = {}, folder = '.github/hoist-tests'): World {
  const path = `${folder}/a.yml`;
  return {
    ...testWorld({ files: { '.github/hoist.yml': config }, run }),
    workspace: async () => ({
      find: async (pattern) =>
        cases !== undefined && pattern === `${folder}/**` ? [path, `${folder}/a.json`] : [],
      read: async (asked) => (asked === path ? new TextEncoder().encode(cases) : undefined),
    }),
  };
}

describe('test', () => {
  it('ends with 0 when every case is as expected, and opens no registry', async () => {
    const world = worldOf(good);
    const closed = { ...world, registry: () => Promise.reject(new Error('a registry was opened')) };
    const result = await commandNamed('test').run(closed, {});
    expect(result).toMatchObject({
      kind: 'test',
      exitCode: 0,
      document: { schema: 'hoist/test/v1', ok: true, folder: '.github/hoist-tests', cases: [{ ok: true }] },
    });
    expect(problemsOf(result)).toEqual([]);
    expect(textOf(result)).toContain('✓ a release is promoted');
  });

  it('ends with 1 when one is not, and says which and why', async () => {
    const result = await commandNamed('test').run(worldOf(`[${good}, ${bad}]`), {});
    expect(result).toMatchObject({
      exitCode: 1,
      document: { ok: false, cases: [{ ok: true }, { ok: false }] },
    });
    expect(problemsOf(result)).toMatchObject([
      {
        code: 'CASE_MISMATCH',
        message: expect.stringMatching(/a\.yml:1: so is a beta: expected the verdict pass/),
      },
    ]);
  });

  it('runs another folder when it is given', async () => {
    const world = worldOf(good, {}, 'policies/cases');
    const result = await commandNamed('test').run(world, { folder: 'policies/cases' });
    expect(result).toMatchObject({ document: { folder: 'policies/cases', cases: [{ ok: true }] } });
  });

  it.each([
    [undefined, 'CASES_MISSING'],
    ['{ name: x }', 'CONFIG_MISSING'],
    ['- [', 'YAML_SYNTAX'],
  ])('is wrong about %j', async (cases, code) => {
    await expect(commandNamed('test').run(worldOf(cases), {})).rejects.toMatchObject({
      kind: 'config',
      code,
    });
  });
});

describe('check', () => {
  it('runs the cases where there are any', async () => {
    const result = await commandNamed('check').run(worldOf(`[${good}, ${bad}]`), {});
    expect(result).toMatchObject({
      exitCode: 1,
      document: { ok: false, access: [{ ok: true }, { ok: true }], cases: [{ ok: true }, { ok: false }] },
    });
    expect(problemsOf(result)).toMatchObject([{ code: 'CASE_MISMATCH' }]);
  });

  it('says nothing of cases where there are none', async () => {
    const result = await commandNamed('check').run(worldOf(undefined), {});
    expect(result).toMatchObject({ exitCode: 0, document: { ok: true } });
    expect(result.document).not.toHaveProperty('cases');
  });

  it('runs none as an Action', async () => {
    const result = await commandNamed('check').run(worldOf(bad, { surface: 'action' }), {});
    expect(result).toMatchObject({ exitCode: 0, document: { ok: true } });
  });
});
