import { describe, expect, it } from 'vitest';
import { HoistError, HoistErrors } from '../../src/errors.ts';
import { codeFrame, errorText } from '../../src/report/code-frame.ts';

const position = { file: '.github/hoist.yml', line: 3, column: 9 };
const source = 'stages:\r\n      - name: qa\r\n        polcy: baseline\r\n';
const hint = 'Did you mean "policy"?';

describe('when an error points into a file', () => {
  it('shows the line, a caret and the hint', () => {
    const frame = codeFrame(source, position, {
      message: 'there is no key "polcy"',
      code: 'UNKNOWN_KEY',
      hint,
    });
    expect(frame.split('\n')).toEqual([
      '.github/hoist.yml:3:9: UNKNOWN_KEY: there is no key "polcy"',
      '  2 |       - name: qa',
      '  3 |         polcy: baseline',
      '    |         ^',
      '  hint: Did you mean "policy"?',
      '',
    ]);
  });

  it.each([
    ['a\tb: \u202ex', 9],
    [`${'long '.repeat(100)}HERE${' tail'.repeat(100)}`, 501],
    ['\tHERE', 2],
  ])('puts the caret under the column, whatever stands before', (line, column) => {
    const frame = codeFrame(line, { file: 'f', line: 1, column }, { message: 'm' });
    const [, text = '', caret = ''] = frame.split('\n');
    const at = caret.indexOf('^');
    expect(text.length).toBeLessThan(120);
    expect(text.slice(at)).toMatch(line.includes('HERE') ? /^HERE/ : /^$/);
  });

  it('shows hidden characters of the file', () => {
    const frame = codeFrame(
      'key: \u001b[31m\u202evalue',
      { file: 'f', line: 1, column: 1 },
      { message: 'm' },
    );
    expect(frame).toContain('key: \\x1b[31m\\u{202e}value');
  });

  it('stays in the file when the position does not', () => {
    const frame = codeFrame('only', { file: 'f', line: 99, column: 1 }, { message: 'm' });
    expect(frame).toContain('  1 | only');
  });
});

describe('when a file has very many mistakes', () => {
  it('reads it once, shows the first fifty, and says how many more there are', () => {
    const [first, ...others] = Array.from(
      { length: 30_000 },
      (_, at) =>
        new HoistError('config', 'UNKNOWN_KEY', `mistake ${at}`, {
          position: { file: 'f', line: at + 1, column: 1 },
        }),
    );
    if (first === undefined) throw new Error('there is none');
    let read = 0;
    const text = errorText(new HoistErrors([first, ...others]), {
      source: () => {
        read += 1;
        return 'key: 1\n'.repeat(30_000);
      },
    });
    expect(read).toBe(1);
    expect(text.match(/UNKNOWN_KEY: mistake \d+/g)).toHaveLength(50);
    expect(text).toContain('\n… and 29950 more like these\n');
  });
});

describe('when errors are told in a terminal', () => {
  const first = new HoistError('config', 'UNKNOWN_KEY', 'there is no key "polcy"', { hint, position });
  const second = new HoistError('config', 'STAGE_UNKNOWN', 'there is no stage "qa2"');

  it('frames those whose file is at hand and names the place of the others', () => {
    const text = errorText(new HoistErrors([first, second]), {
      source: (file) => (file === position.file ? source : undefined),
    });
    expect(text).toContain('  3 |         polcy: baseline');
    expect(text).toContain('\n\nSTAGE_UNKNOWN: there is no stage "qa2"\n');
    expect(errorText(first)).toBe(
      '.github/hoist.yml:3:9: UNKNOWN_KEY: there is no key "polcy"\n  hint: Did you mean "policy"?\n',
    );
  });
});
