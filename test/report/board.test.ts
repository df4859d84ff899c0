import { describe, expect, it } from 'vitest';
import { candidatesMarkdown, candidatesText } from '../../src/report/candidates.ts';
import { statusMarkdown, statusText } from '../../src/report/status.ts';
import { verifyText } from '../../src/report/verify.ts';
import { board, found, verified } from './board-examples.ts';

describe('when the board is shown', () => {
  it('each stage has what was promoted last, its tags, and what is to be done', () => {
    const text = statusText(board);
    expect(text.split('\n')[0]).toBe('2 stages: 1 difference, 1 tag unknown, 1 held, 1 split, 1 unfinished');
    expect(text).toContain(
      'web/production · web:1.4.2 ab12cd34ef56, rolled back 2026-05-04 10:11:12 UTC by ada',
    );
    expect(text).toMatch(/✓ prod.example.com\/web:1.4.2 +ab12cd34ef56 +as promoted +since 2026-05-04/);
    expect(text).toMatch(/✗ prod.example.com\/web:stable +77f0e1d2c3b4 +moved +ab12cd34ef56 was promoted/);
    expect(text).toContain('held since ada rolled it back');
    expect(text).toContain('split: 1 of 2 tags moved');
    expect(text.replaceAll(/\s+/g, ' ')).toContain('began 2 h 5 min ago and has not ended');
    expect(text).toContain(
      'drift: prod.example.com/web:stable names 77f0e1d2c3b4, and ab12cd34ef56 was promoted',
    );
    expect(text).toContain('web/archive · nothing was promoted here yet');
  });

  it('as Markdown it has a picture and tables', () => {
    const markdown = statusMarkdown(board);
    expect(markdown).toContain('```mermaid');
    expect(markdown).toContain('| Tag | Names now |');
    expect(markdown).toContain('hoist/status/v1');
  });
});

describe('when candidates are shown', () => {
  it('each has a line, and what stands in its way', () => {
    const text = candidatesText(found);
    expect(text.split('\n')[0]).toBe('2 candidates of web/qa for web/production, 1 ready');
    expect(text).toContain('held since ada');
    expect(text).toMatch(
      /▶ ghcr.io\/acme\/dev\/web:1.4.2 ab12cd34ef56 +ready +no policy +2026-05-04 10:11:12 UTC by ada/,
    );
    expect(text).toContain('POLICY_REFUSED');
  });

  it('none is told of as well', () => {
    expect(candidatesText({ ...found, candidates: [] })).toContain('Nothing of web/qa is missing');
  });
});

describe('when people and registries say something hostile', () => {
  it.each([
    ['status', statusText(board)],
    ['candidates', candidatesText(found)],
  ])('the text of %s obeys none of it', (_, text) => {
    expect(text).not.toMatch(/^\s*::|##\[|\u202e/m);
  });

  it.each([
    ['status', statusMarkdown(board)],
    ['candidates', candidatesMarkdown(found)],
  ])('the Markdown of %s has it in code only', (_, markdown) => {
    const [visible = ''] = markdown.split('<details>');
    const bare = visible.replaceAll(/(`+)(?!`).*?[^`]\1(?!`)/g, '');
    expect(bare).not.toMatch(/@acme|<\/details>|javascript|##\[|\u202e/);
  });
});

describe('when it is shown whether an image was promoted', () => {
  it('a reference that is wider than the terminal stands beside its name', () => {
    const lines = verifyText(verified, { width: 60 }).split('\n');
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
    expect(lines.some((line) => /^ {2}sources {5}\S+@sha256:/.test(line))).toBe(true);
  });
});
