import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inertLine, shortened, visibleLine, visibleLines } from '../../src/report/escape-text.ts';
import { visibleJson } from '../../src/report/visible-json.ts';
import { hostileText, isObeyed, unseen } from './hostile.ts';

describe('when text goes to a terminal or a log (A40, A44)', () => {
  it.each([
    ['\u001b[31mred', '\\x1b[31mred'],
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['safe\u202egpj.exe', 'safe\\u{202e}gpj.exe'],
    ['\u009b2J', '\\x9b2J'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['half \ud800', 'half \\u{d800}'],
    ['ünïcode 漢字 ✅', 'ünïcode 漢字 ✅'],
    ['heart ❤\ufe0f', 'heart ❤\ufe0f'],
    ['a\ufe0f', 'a\\u{fe0f}'],
  ])('shows %j as %j', (text, shown) => {
    expect(visibleLine(text)).toBe(shown);
  });

  it('splits at every line end that some reader knows', () => {
    expect(visibleLines('a\nb\r\nc\rd\u0085e\u2028f\u2029g\vh\fi')).toEqual('abcdefghi'.split(''));
  });

  it('drops empty lines at the end and keeps one of nothing', () => {
    expect(visibleLines('a\n\nb\n\n')).toEqual(['a', '', 'b']);
    expect(visibleLines('')).toEqual(['']);
  });

  it.each([
    ['::add-mask::a', '\\::add-mask::a'],
    ['  \u00a0::add-path::/x', '  \u00a0\\::add-path::/x'],
    ['see ##[add-mask]a', 'see ##\\[add-mask]a'],
    ['a::b', 'a::b'],
  ])('takes the runner’s command out of %j', (line, inert) => {
    expect(inertLine(line)).toBe(inert);
  });

  it('leaves nothing unseen and nothing to obey, of any text', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const line of visibleLines(text)) {
          expect(line).not.toMatch(unseen);
          expect(isObeyed(line)).toBe(false);
        }
      }),
    );
  });

  it('cuts long text at a character and says so', () => {
    expect(shortened('abcdef', 3)).toBe('abc… (3 more characters)');
    expect(shortened('ab😀cd', 3)).toBe('ab… (4 more characters)');
    expect(shortened('abc', 3)).toBe('abc');
  });
});

describe('when a document is printed as JSON', () => {
  it('hides nothing, gives nothing to obey, and parses to the same value', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom(0, 2), (text, indent) => {
        const value = { [text]: [text] };
        const json = visibleJson(value, indent);
        expect(JSON.parse(json)).toEqual(value);
        for (const line of json.split('\n')) {
          expect(line).not.toMatch(unseen);
          expect(isObeyed(line)).toBe(false);
        }
      }),
    );
  });
});
