import type { HttpHeaders } from '../http/http.ts';
import { linesOf, readQuoted, skip } from './header-text.ts';

/** All `Warning` headers of an answer together (P44, N28). */
const longest = 4096;
const start = '299 - "';

/**
 * What a registry wants its users to know: the texts of `Warning: 299 - "…"`, each once. Anything of another form, with
 * control characters, or beyond 4096 characters in all is left out (F56). To be shown, never acted on.
 */
export function warningsOf(headers: HttpHeaders): readonly string[] {
  const texts = new Set<string>();
  let budget = longest;
  for (const one of linesOf(headers, 'warning')) {
    budget -= one.length;
    if (budget < 0) break;
    for (const text of quotedTexts(one)) texts.add(text);
  }
  return [...texts];
}

/** A proxy may have joined several with commas. */
function* quotedTexts(header: string): Generator<string> {
  let at = 0;
  while (header.startsWith(start, at)) {
    const [text, end] = readQuoted(header, at + start.length - 1);
    if (end > header.length) return;
    if (text !== '' && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) yield text;
    at = skip(header, end, ', ');
  }
}
