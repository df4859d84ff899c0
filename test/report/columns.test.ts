import { describe, expect, it } from 'vitest';
import { columns } from '../../src/report/columns.ts';
import { statusText } from '../../src/report/status.ts';
import { board } from './board-examples.ts';

const rows = [
  ['✓ us.example.com/prod/shop:1.4.0', 'ab12cd34ef56', 'as promoted', 'since 2026-05-04 10:11:12 UTC'],
  ['✓ us.example.com/prod/shop:stable', 'ab12cd34ef56', 'moved', ''],
];

describe('when rows of a table are shown', () => {
  it('each is a line, however long, where nobody says how much room there is', () => {
    expect(columns(rows)).toEqual([
      ['✓ us.example.com/prod/shop:1.4.0   ab12cd34ef56  as promoted  since 2026-05-04 10:11:12 UTC'],
      ['✓ us.example.com/prod/shop:stable  ab12cd34ef56  moved'],
    ]);
    expect(columns(rows, 92)).toEqual(columns(rows));
  });

  it('one that does not fit goes on below, at the same cell as the others, and the rest stay whole', () => {
    expect(columns(rows, 80)).toEqual([
      ['✓ us.example.com/prod/shop:1.4.0   ab12cd34ef56  as promoted', '    since 2026-05-04 10:11:12 UTC'],
      ['✓ us.example.com/prod/shop:stable  ab12cd34ef56  moved'],
    ]);
  });

  it('no line is wider than the room, unless a word is', () => {
    const long = [['name', 'w'.repeat(60), 'a sentence that is too long for the room it has', 'end']];
    for (const line of columns(long, 40).flat())
      expect(line.length <= 40 || line.trim() === 'w'.repeat(60)).toBe(true);
  });

  it('the board of a narrow terminal breaks no word', () => {
    const words = new Set(statusText(board).split(/\s+/));
    const text = statusText(board, { width: 60, columns: 60 });
    for (const word of text.split(/\s+/)) expect(words).toContain(word);
    const wide = text.split('\n').filter((line) => line.length > 60);
    for (const line of wide) expect(line.trim()).not.toContain('  ');
  });
});
