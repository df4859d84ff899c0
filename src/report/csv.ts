import { visibleLine } from './escape-text.ts';

/**
 * The one escaping of CSV (RFC 4180): every cell that is not plain stands in quotes. What a spreadsheet would take for a
 * formula begins with an apostrophe; line ends and what cannot be seen are written out.
 */
export function csvText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

export function csvCell(text: string): string {
  // Tab and line ends are looked for before they are written out; the wide signs are formulas in East Asian locales.
  const formula = /^\s*[=+\-@＝＋－＠\t\r\n]/u.test(text);
  const cell = `${formula ? "'" : ''}${visibleLine(text, 32_000)}`;
  return /^[A-Za-z0-9_.:/@ -]*$/.test(cell) ? cell : `"${cell.replaceAll('"', '""')}"`;
}
