import { describe, expect, it } from 'vitest';
import { readArguments, type Arguments } from '../../src/cli/arguments.ts';
import type { Command } from '../../src/commands/command.ts';

const nothing = { kind: 'files', document: { written: [] }, exitCode: 0, notices: [] } as const;

const copy: Command = {
  name: 'copy',
  summary: 'Copies one image.',
  writes: true,
  options: [
    { name: 'image', kind: 'text', placeholder: 'IMAGE', positional: true, description: 'The image.' },
    { name: 'to', kind: 'text', placeholder: 'TARGET', positional: true, description: 'The target.' },
    { name: 'config', kind: 'text', default: '.github/hoist.yml', description: 'The config.' },
    { name: 'dry-run', kind: 'flag', default: 'false', description: 'Write nothing.' },
    { name: 'follow', kind: 'flag', default: 'true', description: 'Go on.' },
    { name: 'where', kind: 'text', repeatable: true, description: 'What to look for.' },
    { name: 'fail-on', kind: 'choice', choices: ['drift', 'refused'], description: 'What fails.' },
    { name: 'pr-comment', kind: 'text', surfaces: ['action'], description: 'Only in Actions.' },
  ],
  run: () => Promise.resolve(nothing),
};

function read(...words: readonly string[]): Arguments {
  return readArguments(words, { commands: [copy], version: '1.2.3' });
}

describe('when the command line is read', () => {
  it('gives the command and its values, with defaults', () => {
    expect(read('copy')).toEqual({
      kind: 'command',
      command: copy,
      values: {
        image: undefined,
        to: undefined,
        config: '.github/hoist.yml',
        'dry-run': false,
        follow: true,
        where: undefined,
        'fail-on': undefined,
      },
      json: false,
      debug: false,
    });
  });

  it.each([
    [['web:1', 'oci:./out']],
    [['--image', 'web:1', '--to', 'oci:./out']],
    [['--image=web:1', '--to=oci:./out']],
  ])('takes what may be given by place as a flag as well: %j', (words) => {
    expect(read('copy', ...words)).toMatchObject({ values: { image: 'web:1', to: 'oci:./out' } });
  });

  it('takes what may be given several times as lines of one text', () => {
    expect(read('copy', '--where', 'a=1')).toMatchObject({ values: { where: 'a=1' } });
    const twice = read('copy', '--where', 'a=1', '--where', 'b=2,c=3');
    expect(twice).toMatchObject({ values: { where: 'a=1\nb=2,c=3' } });
  });

  it('takes a flag that is said twice: it says the same', () => {
    expect(read('copy', '--dry-run', '--dry-run')).toMatchObject({ values: { 'dry-run': true } });
  });

  it('takes flags both ways, choices, and its own switches', () => {
    const words = ['--dry-run', '--no-follow', '--fail-on', 'drift', '--json', '--debug'];
    expect(read('copy', ...words)).toMatchObject({
      values: { 'dry-run': true, follow: false, 'fail-on': 'drift' },
      json: true,
      debug: true,
    });
  });

  it.each([
    [['push'], /unknown command 'push'/],
    [['copi'], /unknown command 'copi' \(Did you mean copy\?\)/],
    [['copy', '--imag', 'x'], /unknown option '--imag' \(Did you mean --image\?\)/],
    [['copy', '--pr-comment', 'x'], /unknown option '--pr-comment'/],
    [['copy', '--image'], /argument missing/],
    [['copy', '--fail-on', 'all'], /Allowed choices are drift, refused/],
    [['copy', 'a', 'b', 'c'], /too many arguments/],
    [['copy', 'a', '--image', 'b'], /image is given twice: "a" and --image/],
    [['copy', '--image', 'a', '--image', 'b'], /image is given twice: --image "a" and --image "b"/],
    [['copy', '--fail-on=drift', '--fail-on', 'refused'], /fail-on is given twice: --fail-on "drift" and/],
    [['copy', '--image', ''], /image is given and empty/],
    [['copy', ''], /image is given and empty/],
  ])('refuses %j', (words, message) => {
    const reading = (): Arguments => read(...words);
    expect(reading).toThrow(message);
    expect(reading).toThrow(expect.objectContaining({ kind: 'config', code: 'ARGUMENTS_INVALID' }));
  });

  it('gives version and help as text', () => {
    expect(read('--version')).toEqual({ kind: 'text', text: '1.2.3\n' });
    const help = read('--help');
    expect(help).toEqual(read());
    expect(help).toMatchObject({
      kind: 'text',
      text: expect.stringContaining('copy [options] [IMAGE] [TARGET]'),
    });
    expect(help).toMatchObject({ text: expect.stringContaining('4  conflict') });
    const helpOfCopy = read('copy', '--help');
    expect(helpOfCopy).toMatchObject({ text: expect.stringContaining('--fail-on <FAIL-ON>') });
    expect(helpOfCopy).toMatchObject({ text: expect.stringContaining('--no-follow') });
    expect(helpOfCopy).toMatchObject({ text: expect.not.stringContaining('pr-comment') });
  });
});
