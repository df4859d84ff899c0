import { expect, it } from 'vitest';
import { tableText } from './table.ts';

it('when columns differ in width, numbers are aligned to the right and names to the left', () => {
  const text = tableText(
    ['', 'wall s', 'note'],
    [
      ['crane', '4.76', 'a'],
      ['×', '10.00', 'bc'],
    ],
    [2],
  );
  expect(text.split('\n')).toEqual([
    '       wall s  note',
    '─────  ──────  ────',
    'crane    4.76  a',
    '×       10.00  bc',
  ]);
});
