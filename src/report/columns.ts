import { visibleLine } from './escape-text.ts';
import { indented, wrapped } from './wrap.ts';

/** What a row goes on with where it has to be folded. */
const indent = 4;

/**
 * Rows of data as lines whose cells stand below each other; the last cell is not filled up. A row that does not fit into
 * `room` goes on in further lines, which begin with the same cell in all rows; without it, a row is one line, as who reads
 * through `grep` wants it.
 */
export function columns(
  rows: readonly (readonly string[])[],
  room = Infinity,
): readonly (readonly string[])[] {
  const visible = rows.map((row) => row.map((cell) => visibleLine(cell, 300)));
  const widths: number[] = [];
  for (const row of visible) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  const starts = startsOf(widths, room);
  return visible.map((row) => {
    const filled = row.map((cell, at) => cell.padEnd(widths[at] ?? 0));
    const whole = filled.join('  ').trimEnd();
    if (whole.length <= room) return [whole];
    const [first = '', ...more] = starts
      .map((start, at) =>
        filled
          .slice(start, starts[at + 1])
          .join('  ')
          .trimEnd(),
      )
      .filter((part) => part !== '');
    return [
      ...wrapped(first, room, indent + 2),
      ...more.flatMap((part) => indented(wrapped(part, room - indent, 2), indent)),
    ];
  });
}

/** The cells that begin a line of a folded row. */
function startsOf(widths: readonly number[], room: number): readonly number[] {
  const starts = [0];
  let used = -2;
  for (const [at, width] of widths.entries()) {
    if (at > 0 && used + 2 + width > room) {
      starts.push(at);
      used = indent - 2;
    }
    used += 2 + width;
  }
  return starts;
}
