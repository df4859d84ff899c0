import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, jsonDetails, link, prose } from '../../src/report/escape-markdown.ts';
import { hostileText, unseen } from './hostile.ts';

/** Reads code spans as CommonMark does: a run of backticks up to the next run of the same length. Gives what is outside. */
function outsideCode(markdown: string): string {
  let rest = markdown;
  let outside = '';
  for (;;) {
    const open = /`+/.exec(rest);
    if (open === null) return outside + rest;
    const fence = open[0];
    const from = open.index + fence.length;
    const close = Array.from(rest.slice(from).matchAll(/`+/g)).find((run) => run[0].length === fence.length);
    if (close === undefined) throw new Error(`a code span that never ends: ${JSON.stringify(rest)}`);
    outside += rest.slice(0, open.index);
    rest = rest.slice(from + close.index + fence.length);
  }
}

describe('when data goes into Markdown (A42)', () => {
  it.each([
    ['1.4.2', '`1.4.2`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a``b', '```a``b```'],
    [' a ', '`  a  `'],
    ['a|b', '`a¦b`'],
    ['a\nb', '`a\\nb`'],
    ['<img src=x>', '`<img src=x>`'],
    ['', '–'],
  ])('writes %j as the code span %j', (text, span) => {
    expect(code(text)).toBe(span);
  });

  it('writes every text as exactly one code span on one line, without a pipe', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const span = code(text);
        expect(span).not.toMatch(unseen);
        expect(span).not.toContain('|');
        expect(outsideCode(`x ${span} y`)).toMatch(/^x –? ?y$|^x {2}y$/);
      }),
    );
  });

  it('keeps harmless words and puts all others into code spans', () => {
    expect(prose('The tag 1.4.2 names ab12cd34ef56, and @acme/ops may not move "stable".')).toBe(
      'The tag 1.4.2 names `ab12cd34ef56`, and `@acme/ops` may not move "stable".',
    );
    expect(prose('see https://example.com or www.example.com')).toBe(
      'see `https://example.com` or `www.example.com`',
    );
    expect(prose('write `sbom: true`, or `a`b` <= 3 > 2 at 10:11:12 or :11:')).toBe(
      'write `sbom: true`, or `` `a`b` `` <= 3 > 2 at 10:11:12 or `:11`:',
    );
    expect(prose('> 3')).toBe('`>` 3');
    expect(prose('closes GH-12 :tada: <b>')).toBe('closes `GH-12 :tada: <b>`');
  });

  it('leaves nothing outside code spans that Markdown or GitHub reads', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const outside = outsideCode(`x ${prose(text)}`).replaceAll(/(?<= )(?:<=|>=|>)(?= )/g, '');
        expect(outside).not.toMatch(unseen);
        expect(outside).not.toMatch(/[`@#<>&|\\[\]*_~!$={}^]|:\/\/|www\.|:\S*:|gh-\d/iu);
      }),
    );
  });

  it('caps what is long', () => {
    expect(code('x'.repeat(1000)).length).toBeLessThan(350);
    expect(prose('word '.repeat(1000), 100).length).toBeLessThan(200);
  });

  it('links only plain https addresses', () => {
    expect(link('123', 'https://github.com/acme/web/actions/runs/123')).toBe(
      '[`123`](https://github.com/acme/web/actions/runs/123)',
    );
    for (const address of [
      'http://github.com/acme',
      'https://github.com/a?b=c',
      'https://a@github.com/acme',
      'https://github.com/acme) ![x](https://example.com',
      'javascript:alert(1)',
      '/acme',
      'https://github.com/acme/../..//x',
    ]) {
      expect(link('123', address)).toBe('`123`');
    }
  });

  it('folds JSON into a fence that the JSON cannot end', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const value = { text, ticks: '`````' };
        const lines = jsonDetails('All', value).split('\n');
        const fence = '`'.repeat(
          Math.max(...Array.from(JSON.stringify(value).matchAll(/`+/g), (run) => run[0].length)) + 1,
        );
        expect(lines.filter((line) => line.startsWith(fence))).toEqual([`${fence}json`, fence]);
        expect(JSON.parse(lines.slice(4, -3).join('\n'))).toEqual(value);
      }),
    );
  });

  it('folds JSON with more backticks than a call takes arguments', () => {
    expect(jsonDetails('All', '` '.repeat(200_000))).toContain('\n```json\n"` `');
  });
});
