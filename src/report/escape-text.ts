// The one escaping of terminals and logs (A40, A44): what cannot be seen is written out, so that a line looks like what it is.

/** Line ends of every reader downstream: the runner's, a terminal's, an editor's. CR LF is one. */
const lineEnd = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u;

/**
 * Control characters, format characters (bidi among them), lone surrogates, private use, and what Unicode says may be
 * drawn as nothing: .NET's string search, which the runner uses, skips those too.
 */
const unseen =
  /(?<!\p{Extended_Pictographic})\ufe0f|(?!\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * One line, whatever was given: line ends and everything else that is not seen become `\n`, `\x1b`, `\u{202e}`. It also
 * holds no `##[`, with which a command may begin anywhere in a line of GitHub's runner (A40).
 */
export function visibleLine(text: string, max = 4096): string {
  return shortened(text, max).replace(unseen, written).replaceAll('##[', '##\\[');
}

/** The lines of a text, each visible and inert; empty lines at the end are left out, an empty text is one empty line. */
export function visibleLines(text: string, max = 4096): readonly [string, ...string[]] {
  const lines = text.split(lineEnd).map((line) => inertLine(visibleLine(line.replaceAll('\t', '  '), max)));
  const [first = '', ...more] = lines.slice(0, lines.findLastIndex((line) => line !== '') + 1);
  return [first, ...more];
}

/**
 * A line that GitHub's runner prints and never obeys (A40). It takes a line for a command that begins with `::` after
 * any white space, or that holds `##[` anywhere; so does a log of ours on a laptop, which may be a runner's.
 */
export function inertLine(line: string): string {
  return line.replace(/^(\s*)::/u, '$1\\::').replaceAll('##[', '##\\[');
}

/** A report's lines as one text. A sentence that was broken into lines may begin one with what a runner obeys. */
export function inertText(lines: readonly string[]): string {
  return lines.map(inertLine).join('\n');
}

/** Cuts at a character, and says how much is gone. */
export function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max).replace(/[\ud800-\udbff]$/u, '');
  return `${cut}… (${text.length - cut.length} more characters)`;
}

function written(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return short[character] ?? (code <= 0xff ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`);
}
