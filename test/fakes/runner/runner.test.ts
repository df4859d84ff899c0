import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@actions/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPairs } from './file-command.ts';
import { runAction } from './runner.ts';
import { readLog } from './workflow-commands.ts';

describe('the fake runner', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hoist-step-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function script(lines: string): Promise<string> {
    const path = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
    await writeFile(path, `import fs from 'node:fs';\n${lines}`);
    return path;
  }

  it('when a step writes its files, outputs, state, environment and summary are read as the runner reads them', async () => {
    const entry = await script(`
      const put = (name, text) => fs.appendFileSync(process.env[name], text);
      put('GITHUB_OUTPUT', 'outcome=promoted\\nresult<<EOF\\n{\\n}\\nEOF\\n');
      put('GITHUB_STATE', 'id=7\\n');
      put('GITHUB_ENV', 'A=b=c\\n');
      put('GITHUB_STEP_SUMMARY', '# done');
      fs.writeFileSync(process.env.RUNNER_TEMP + '/kept.txt', 'kept');
      process.exitCode = 4;
    `);
    const run = await runAction({ entry });
    expect(Object.fromEntries(run.outputs)).toEqual({ outcome: 'promoted', result: '{\n}' });
    expect(Object.fromEntries(run.state)).toEqual({ id: '7' });
    expect(Object.fromEntries(run.exported)).toEqual({ A: 'b=c' });
    expect(Object.fromEntries(run.left)).toEqual({ 'kept.txt': 'kept' });
    expect(run).toMatchObject({ summary: '# done', exitCode: 4 });
  });

  it('when a step starts, it sees inputs, the event, the workspace and state, and nothing of this process', async () => {
    const entry = await script(`
      const event = JSON.parse(fs.readFileSync(process.env.GITHUB_EVENT_PATH, 'utf8'));
      const file = fs.readFileSync('.github/hoist.yml', 'utf8');
      console.log(JSON.stringify([process.env['INPUT_DRY-RUN'], process.env.GITHUB_EVENT_NAME, event, file, process.env.STATE_id, process.env.VITEST, process.env.GITHUB_RUN_ID, process.env.EXTRA]));
    `);
    const run = await runAction({
      entry,
      inputs: { 'dry-run': 'true' },
      event: { name: 'workflow_dispatch', payload: { inputs: { image: 'web' } } },
      workspace: { '.github/hoist.yml': 'version: 1' },
      state: new Map([['id', '7']]),
      env: { GITHUB_RUN_ID: undefined, EXTRA: 'x' },
    });
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toEqual([
      'true',
      'workflow_dispatch',
      { inputs: { image: 'web' } },
      'version: 1',
      '7',
      null,
      null,
      'x',
    ]);
  });

  it('when an action file declares inputs, defaults are filled in and an unknown input is refused', async () => {
    const entry = await script(
      'console.log(process.env.INPUT_COMMAND, process.env["INPUT_GITHUB-TOKEN"], process.env.INPUT_ID === "")',
    );
    const actionFile = join(folder, 'action.yml');
    await writeFile(
      actionFile,
      'inputs:\n  command: { default: promote }\n  github-token: { default: "${{ github.token }}" }\n  id: { default: "${{ job.check_run_id }}" }\n',
    );
    expect((await runAction({ entry, actionFile, token: 't0' })).stdout.trim()).toBe('promote t0 true');
    expect((await runAction({ entry, actionFile, inputs: { command: 'plan' } })).stdout).toContain('plan');
    await expect(runAction({ entry, actionFile, inputs: { comand: 'plan' } })).rejects.toThrow('comand');
  });

  it('when a step is cancelled, it gets SIGINT and may end in its own way', async () => {
    const entry = await script(
      "process.once('SIGINT', () => process.exit(3)); setInterval(() => {}, 1000); console.log('ready');",
    );
    const controller = new AbortController();
    const run = await runAction({ entry, signal: controller.signal, onOutput: () => controller.abort() });
    expect(run.exitCode).toBe(3);
  });

  it('when a step never ends, it is killed and the run rejects', async () => {
    await expect(
      runAction({ entry: await script('setInterval(() => {}, 1000)'), timeout: 200 }),
    ).rejects.toThrow('in time');
  });
});

describe('what the runner reads in a log', () => {
  it('when the toolkit prints commands, they mean what was given to it', () => {
    const lines = captured(() => {
      core.error('line one\nline 100% two', {
        title: 'a: b, c',
        file: 'x.yml',
        startLine: 3,
        startColumn: 5,
      });
      core.startGroup('stage qa');
      core.info('text');
    });
    const log = readLog(lines);
    expect(log.annotations).toEqual([
      {
        level: 'error',
        message: 'line one\nline 100% two',
        title: 'a: b, c',
        file: 'x.yml',
        line: 3,
        column: 5,
      },
    ]);
    expect(log.groups).toEqual(['stage qa']);
    expect(log.commands).toEqual(['error', 'group']);
    expect(log.shown).toContain('text');
  });

  it('when a secret is masked, it is hidden from then on and not before', () => {
    const log = readLog('s3cret\n::add-mask::s3cret\na s3cret b\n::warning::s3cret');
    expect(log.shown.split('\n')).toEqual(['s3cret', 'a *** b', '***']);
    expect(log.annotations[0]?.message).toBe('***');
    expect(log.masks).toEqual(['s3cret']);
  });

  it('when commands are stopped, lines are text until the token resumes them', () => {
    const token = '0123456789abcdef-token';
    const log = readLog(`::stop-commands::${token}\n::error::no\n::${token}::\n::error::yes`);
    expect(log.annotations.map((one) => one.message)).toEqual(['yes']);
    expect(log.shown).toContain('::error::no');
  });

  it('when text sneaks in a command by any line end, or in the old form, it shows', () => {
    expect(readLog('label\r::add-mask::a').masks).toEqual(['a']);
    expect(readLog('  ##[error]old').annotations).toHaveLength(1);
    expect(readLog('text ::error::no').annotations).toEqual([]);
  });
});

describe('a file of pairs', () => {
  it('when it is not what the runner takes, it fails as the runner does', () => {
    expect(() => readPairs('no pair')).toThrow('Invalid format');
    expect(() => readPairs('a<<EOF\nvalue\n')).toThrow('delimiter not found');
  });

  it('when a value has an equals sign or a delimiter of its own, it is read whole', () => {
    expect(Object.fromEntries(readPairs('a=b<<c\nd<<E\nx=y\nE2\nE\nd2=\n'))).toEqual({
      a: 'b<<c',
      d: 'x=y\nE2',
      d2: '',
    });
  });
});

/** What a function prints to this process's standard output. */
function captured(run: () => void): string {
  const pieces: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (piece: string | Uint8Array): boolean => {
    pieces.push(piece.toString());
    return true;
  };
  try {
    run();
  } finally {
    process.stdout.write = write;
  }
  return pieces.join('');
}
