import { afterEach, describe, expect, it, vi } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { readCheckRunId, readCollectInputs, readInputs, readToken } from '../../src/action/inputs.ts';
import type { Command } from '../../src/commands/command.ts';

const nothing = { kind: 'files', document: { written: [] }, exitCode: 0, notices: [] } as const;

function command(name: string, options: Command['options']): Command {
  return { name, summary: '', writes: false, options, run: () => Promise.resolve(nothing) };
}

const commands: readonly Command[] = [
  command('promote', [
    { name: 'image', kind: 'text', description: '' },
    { name: 'config', kind: 'text', description: '', default: '.github/hoist.yml' },
    { name: 'dry-run', kind: 'flag', description: '', default: 'false' },
    { name: 'fail-on', kind: 'choice', choices: ['drift', 'refused'], description: '' },
    { name: 'journal', kind: 'text', description: '', surfaces: ['cli'] },
  ]),
  command('check', []),
  { ...command('init', []), surfaces: ['cli'] },
];

function commandNamed(name: string): Command {
  const found = commands.find((one) => one.name === name);
  if (found === undefined) throw new HoistError('config', 'COMMAND_UNKNOWN', `there is no command ${name}`);
  return found;
}

/** The runner gives inputs as environment variables, in upper case with hyphens kept. */
function given(inputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(inputs)) vi.stubEnv(`INPUT_${name.toUpperCase()}`, value);
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('when the Action reads its inputs', () => {
  it('gives the options of the command, with defaults, and nothing for what is empty', () => {
    given({
      image: ' ghcr.io/acme/web:1 ',
      'dry-run': 'true',
      'fail-on': '',
      journal: 'x',
      'github-token': 't',
    });
    const inputs = readInputs(commandNamed);
    expect(inputs.command.name).toBe('promote');
    expect(inputs.values).toEqual({
      image: 'ghcr.io/acme/web:1',
      config: '.github/hoist.yml',
      'dry-run': true,
      'fail-on': undefined,
    });
    expect(inputs.summary).toBe(true);
    expect(readToken()).toBe('t');
  });

  it('takes another command and no summary when told so', () => {
    given({ command: 'check', summary: 'False' });
    expect(readInputs(commandNamed)).toMatchObject({
      command: { name: 'check' },
      values: {},
      summary: false,
    });
    expect(readToken()).toBeUndefined();
  });

  it('tells which inputs narrow other commands and not this one', () => {
    given({
      command: 'check',
      targets: '*.example.com/**',
      'expected-plan': 'ab12',
      image: '1.0.0',
      stage: '',
    });
    expect(readInputs(commandNamed).unused).toEqual(['targets', 'expected-plan']);
  });

  it('tells each input that narrows, alone and together, and none that the command takes', () => {
    const narrow = ['pipeline', 'stage', 'tag', 'targets', 'to', 'expected-plan', 'where', 'fail-on'];
    given({ command: 'check', ...Object.fromEntries(narrow.map((name) => [name, 'drift'])) });
    expect(readInputs(commandNamed).unused).toEqual(narrow);
    given({ command: 'promote' });
    expect(readInputs(commandNamed).unused).toEqual(narrow.filter((name) => name !== 'fail-on'));
  });

  it('has booleans as YAML writes them, and a flag that is off where nothing is said', () => {
    for (const text of ['true', 'True', 'TRUE']) {
      given({ 'dry-run': text });
      expect(readInputs(commandNamed).values['dry-run']).toBe(true);
    }
    for (const text of ['false', 'False', 'FALSE', '']) {
      given({ 'dry-run': text });
      expect(readInputs(commandNamed).values['dry-run']).toBe(false);
    }
    for (const text of ['tRUE', 'true x', 'untrue', 'falsehood', 'nonfalse']) {
      given({ 'dry-run': text });
      expect(caught(() => readInputs(commandNamed)).code).toBe('INPUT_INVALID');
    }
  });

  it('has the check run of the job, where it is given', () => {
    expect(readCheckRunId()).toBeUndefined();
    given({ 'job-check-run-id': '' });
    expect(readCheckRunId()).toBeUndefined();
    given({ 'job-check-run-id': '17' });
    expect(readCheckRunId()).toBe('17');
  });

  it('leaves a command that there is not to whoever knows the commands', () => {
    given({ command: 'push' });
    expect(() => readInputs(commandNamed)).toThrow('there is no command push');
  });

  it.each([
    [{ command: 'init' }, 'command', 'This command is for the command line only.'],
    [{ 'dry-run': 'yes' }, 'dry-run', 'Write true or false.'],
    [{ 'fail-on': 'all' }, 'fail-on', 'Write drift or refused.'],
    [{ 'fail-on': 'drif' }, 'fail-on', 'Write drift or refused.'],
    [{ summary: '1' }, 'summary', 'Write true or false.'],
  ])('refuses %j', (inputs, name, hint) => {
    given(inputs);
    const problem = caught(() => readInputs(commandNamed));
    expect(problem).toMatchObject({ kind: 'config', code: 'INPUT_INVALID', hint });
    expect(problem.message).toContain(`the input ${name} `);
  });
});

describe('when the report of a run reads its inputs', () => {
  it('has a folder, and a summary unless it is told not to', () => {
    expect(() => readCollectInputs()).toThrow('folder');
    given({ folder: 'results' });
    expect(readCollectInputs()).toEqual({ folder: 'results', summary: true });
    given({ summary: 'false' });
    expect(readCollectInputs()).toEqual({ folder: 'results', summary: false });
    given({ summary: 'no' });
    expect(caught(() => readCollectInputs())).toMatchObject({ code: 'INPUT_INVALID' });
  });
});

function caught(run: () => unknown): HoistError {
  try {
    run();
  } catch (error) {
    if (error instanceof HoistError) return error;
  }
  throw new Error('nothing was thrown');
}
