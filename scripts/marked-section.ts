/**
 * The page with what is between `<!-- NAME -->` and `<!-- /NAME -->` written anew. Throws where the pair is not there
 * exactly once.
 */
export function withSection(page: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const parts = page.split(open);
  const [before, after] = parts;
  const end = after?.indexOf(close) ?? -1;
  if (parts.length !== 2 || before === undefined || after === undefined || end < 0) {
    throw new Error(`the page needs ${open} and ${close} exactly once, in this order`);
  }
  return `${before}${open}\n\n${content}\n\n${after.slice(end)}`;
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text for a cell of a table: one line, and no end of the cell in it. */
export function cellText(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}
