import { visibleLine } from './escape-text.ts';

/** Rows of data as lines whose cells stand below each other; the last cell is not filled up. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const visible = rows.map((row) => row.map((cell) => visibleLine(cell, 300)));
  const widths: number[] = [];
  for (const row of visible) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return visible.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
