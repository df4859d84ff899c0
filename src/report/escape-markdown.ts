// The one escaping of GitHub-flavoured Markdown (A42). Data is either inside a code span, where GitHub reads no HTML,
// link, mention, reference or emoji, or it is words of plain letters that mean nothing to Markdown.
import { shortened, visibleLine } from './escape-text.ts';
import { visibleJson } from './visible-json.ts';

/** A code span: its fence is longer than any run of backticks inside; safe in a table's cell too. */
export function code(text: string, max = 300): string {
  // A backslash before a pipe is read differently by different parsers, so there is no pipe.
  const inside = visibleLine(text, max).replaceAll('|', '¦');
  if (inside.trim() === '') return '–';
  const fence = '`'.repeat(longestRun(inside) + 1);
  const padded = /^[` ]|[` ]$/.test(inside) ? ` ${inside} ` : inside;
  return `${fence}${padded}${fence}`;
}

/**
 * A sentence from anywhere, on one line: harmless words stay words, all others go into code spans, as does what stands
 * between backticks. Never put it at the start of a block: "1." alone would begin a list there.
 */
export function prose(text: string, max = 1000): string {
  const line = visibleLine(shortened(text, max).replaceAll(/\s+/gu, ' ').trim(), max * 8);
  const parts: string[] = [];
  let at = 0;
  for (const quoted of line.matchAll(/(?<![^ ])`([^`]+)`([.,;:]?)(?![^ ])/gu)) {
    const [whole, inside = '', mark = ''] = quoted;
    parts.push(...wordsOf(line.slice(at, quoted.index), max), `${code(inside, max * 8)}${mark}`);
    at = quoted.index + whole.length;
  }
  return [...parts, ...wordsOf(line.slice(at), max)].join(' ');
}

function wordsOf(line: string, max: number): readonly string[] {
  const parts: string[] = [];
  let quoted: string[] = [];
  const flush = (): void => {
    if (quoted.length === 0) return;
    const text = quoted.join(' ');
    const [, inside = text, mark = ''] = /^(.*[^.,;:])([.,;:])$/u.exec(text) ?? [];
    parts.push(`${code(inside, max * 8)}${mark}`);
    quoted = [];
  };
  for (const [at, word] of line
    .split(' ')
    .filter((one) => one !== '')
    .entries()) {
    if (isHarmless(word) && !(at === 0 && word.startsWith('>'))) {
      flush();
      parts.push(word);
    } else quoted.push(word);
  }
  flush();
  return parts;
}

/** A link whose address is nothing but `https`, a host and a plain path; anything else is shown, not linked. */
export function link(text: string, address: string): string {
  return /^https:\/\/[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:\/[A-Za-z0-9._-]+)*\/?$/.test(address)
    ? `[${code(text)}](${address})`
    : code(text);
}

/** A table of cells that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A value as indented JSON that folds open; `title` is our own word. */
export function jsonDetails(title: string, value: unknown): string {
  const json = visibleJson(value, 2);
  const fence = '`'.repeat(Math.max(3, longestRun(json) + 1));
  return `<details>\n<summary>${title}</summary>\n\n${fence}json\n${json}\n${fence}\n\n</details>`;
}

/** The same as several tables, so that one that is long is cut between two of them. */
export function tables(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  most = 50,
): readonly string[] {
  return Array.from({ length: Math.ceil(rows.length / most) }, (_, at) =>
    table(head, rows.slice(at * most, (at + 1) * most)),
  );
}

/** Of backticks. One by one, as a report can have more of them than a call takes arguments. */
function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

/**
 * No character that Markdown or GitHub reads, and none of GitHub's own links: addresses, commits, `GH-1`, `:emoji:`. A
 * comparison that stands alone is no HTML, and a time no emoji.
 */
function isHarmless(word: string): boolean {
  if (/^(?:<=|>=|>|→|\d\d:\d\d:\d\d[,;]?)$/u.test(word)) return true;
  return (
    /^[\p{L}\p{M}\p{N}.,;:?()'"’“”–—…·/%+-]+$/u.test(word) &&
    !/:\/\/|www\.|:.*:|gh-\d|(?<![\p{L}\p{N}])[0-9a-f]{7,}|^[-+]+$|--/iu.test(word)
  );
}
