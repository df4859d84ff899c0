// Header fields are read one character after the other, never back: no expression whose time a server could stretch (A22).
import type { HttpHeaders } from '../http/http.ts';

/** Each line of a header by itself. */
export function linesOf(headers: HttpHeaders, name: string): readonly string[] {
  const value = headers[name];
  return typeof value === 'string' ? [value] : (value ?? []);
}

/** The first place from `from` on where none of `characters` is, or the end. */
export function skip(text: string, from: number, characters: string): number {
  let at = from;
  while (at < text.length && characters.includes(text.charAt(at))) at += 1;
  return at;
}

/** The first place from `from` on where one of `characters` is, or the end. */
export function until(text: string, from: number, characters: string): number {
  let at = from;
  while (at < text.length && !characters.includes(text.charAt(at))) at += 1;
  return at;
}

/**
 * What stands in quotes (RFC 9110 §5.6.4), and where the text goes on behind them: beyond its end where nothing closes
 * them.
 *
 * @param open where the first quote is
 */
export function readQuoted(text: string, open: number): readonly [value: string, end: number] {
  let value = '';
  let at = open + 1;
  for (; at < text.length && text[at] !== '"'; at += 1) {
    if (text[at] === '\\') at += 1;
    value += text[at] ?? '';
  }
  return [value, at + 1];
}
