import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lacking, requireTool } from '../tools.ts';
import { callers } from './callers.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** What actionlint 1.7.12 does not know yet: newer than it, and read by GitHub's own parser in these tests. */
const tooNew = [
  'property "workflow_(repository|sha)" is not defined in object type',
  'unexpected key "queue" for "concurrency" section',
];

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hoist-lint-'));
  await mkdir(join(folder, '.github/workflows'), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Writes the documented callers as workflows of a repository. Gives their paths. */
async function written(): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const [at, { text }] of callers().entries()) {
    const path = join(folder, '.github/workflows', `caller-${at + 1}.yml`);
    await writeFile(path, text);
    paths.push(path);
  }
  return paths;
}

async function lint(
  name: string,
  words: readonly string[],
): Promise<{ readonly code: unknown; readonly text: string }> {
  return await run(requireTool(name), words, { cwd: root }).then(
    ({ stdout }) => ({ code: 0, text: stdout }),
    (error: { code?: unknown; stdout?: string; stderr?: string }) => ({
      code: error.code,
      text: `${error.stdout}${error.stderr}`,
    }),
  );
}

describe.skipIf(lacking('actionlint'))('when actionlint reads', () => {
  const words = ['-no-color', '-shellcheck=', '-pyflakes=', ...tooNew.flatMap((text) => ['-ignore', text])];

  it('the project’s workflows, it finds nothing but what it does not know yet', async () => {
    expect(await lint('actionlint', words)).toEqual({ code: 0, text: '' });
  });

  it('the documented callers, it finds nothing', async () => {
    expect(await lint('actionlint', [...words, ...(await written())])).toEqual({ code: 0, text: '' });
  });

  it('a workflow with a mistake, it says so', async () => {
    const path = join(folder, '.github/workflows/wrong.yml');
    await writeFile(
      path,
      'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.nope }}\n',
    );
    expect((await lint('actionlint', [...words, path])).text).toContain('"nope"');
  });
});

describe.skipIf(lacking('zizmor'))('when zizmor reads', () => {
  const words = ['--offline', '--no-progress', '--color=never', '--config', join(root, '.github/zizmor.yml')];

  it('the project’s workflows and actions, it finds nothing', async () => {
    const { code, text } = await lint('zizmor', [...words, '.github', 'action.yml']);
    expect([code, text]).toEqual([0, expect.stringContaining('No findings to report')]);
  });

  it('the documented callers, it finds nothing but that OWNER/hoist is to be pinned', async () => {
    // On the page there is no commit to name: the README says how to pin one.
    const config = join(folder, 'zizmor.yml');
    await writeFile(
      config,
      'rules:\n  unpinned-uses:\n    config:\n      policies:\n        OWNER/*: ref-pin\n        "*": hash-pin\n',
    );
    await written();
    const { code, text } = await lint('zizmor', [
      '--offline',
      '--no-progress',
      '--color=never',
      '--config',
      config,
      folder,
    ]);
    expect([code, text]).toEqual([0, expect.stringContaining('No findings to report')]);
  });

  it('a workflow with an injection, it says so', async () => {
    const path = join(folder, '.github/workflows/wrong.yml');
    await writeFile(
      path,
      'on: issues\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.event.issue.title }}\n',
    );
    expect((await lint('zizmor', [...words, path])).text).toContain('template-injection');
  });
});
