import { HoistError } from '../errors.ts';

/** N33. */
const maxLength = 256;

type Range = readonly [from: string, to: string];

type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly Range[] }
  | { readonly kind: 'star' }
  | { readonly kind: 'deep-star' };

/**
 * A pattern for names of tags and repositories. It is matched against the whole name, with case:
 *
 * - `*` any characters but `/`, also none; `**` any characters, `/` too
 * - `?` one character but `/`
 * - `[abc]`, `[a-z]` one of these; `[!abc]` or `[^abc]` one other, never `/`; a `]` in first place stands for itself
 * - `\` takes the special meaning from the next character
 */
export type Glob = {
  readonly text: string;
  matches(name: string): boolean;
  /** A name that the glob was meant for: each star stands for `filling`. Need not match when `filling` has a `/`. */
  sample(filling: string): string;
};

/** What may stand for itself in a pattern: the characters that names have, or any that can be printed. */
const names = /^[A-Za-z0-9._\-/:]$/;
const anyText = /^\P{Cc}$/u;

/** Matches one name and nothing else, whatever is in it. */
export function exactGlob(name: string): Glob {
  return { text: name, matches: (other) => other === name, sample: () => name };
}

/** Throws `GLOB_INVALID`, also for a pattern that no name can match. */
export function parseGlob(text: string): Glob {
  return compile(text, names);
}

/** The same over any text, of labels and purls say: `pkg:npm/%40acme/*`. Throws `GLOB_INVALID`. */
export function parseTextGlob(text: string): Glob {
  return compile(text, anyText);
}

function compile(text: string, alphabet: RegExp): Glob {
  if (text === '') throw invalid(text, 'is empty', 'Write at least one character; `*` is every name.');
  if (text.length > maxLength) {
    throw invalid(text, `is longer than ${maxLength} characters`, 'Write several shorter patterns.');
  }
  const tokens = tokenize(text, alphabet);
  return {
    text,
    matches: (name) => matchTokens(tokens, name),
    sample: (filling) => tokens.map((token) => sampleOf(token, filling)).join(''),
  };
}

function tokenize(text: string, alphabet: RegExp): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const char = text.charAt(at);
    if (char === '*') {
      const deep = text.charAt(at + 1) === '*';
      tokens.push({ kind: deep ? 'deep-star' : 'star' });
      at += deep ? 2 : 1;
    } else if (char === '?') {
      tokens.push({ kind: 'any' });
      at += 1;
    } else if (char === '[') {
      const set = readSet(text, at, alphabet);
      tokens.push(set.token);
      at = set.end;
    } else {
      const literal = readLiteral(text, at, alphabet);
      tokens.push({ kind: 'char', char: literal.char });
      at = literal.end;
    }
  }
  return tokens;
}

function readLiteral(
  text: string,
  at: number,
  alphabet: RegExp,
): { readonly char: string; readonly end: number } {
  const escaped = text.charAt(at) === '\\';
  if (escaped && at + 1 === text.length) {
    throw invalid(text, 'ends in a `\\` that escapes nothing', 'Remove the `\\`.');
  }
  const place = escaped ? at + 1 : at;
  const char = text.charAt(place);
  if (!alphabet.test(char)) {
    const whole = String.fromCodePoint(text.codePointAt(place) ?? 0);
    if (alphabet === anyText) throw invalid(text, `has the control character ${nameOf(whole)}`, 'Remove it.');
    throw invalid(text, `has ${nameOf(whole)}, which no tag or repository has`, hintFor(whole));
  }
  return { char, end: at + (escaped ? 2 : 1) };
}

function readSet(
  text: string,
  start: number,
  alphabet: RegExp,
): { readonly token: Token; readonly end: number } {
  const negated = text.charAt(start + 1) === '!' || text.charAt(start + 1) === '^';
  const first = start + (negated ? 2 : 1);
  const ranges: Range[] = [];
  let at = first;
  while (at < text.length) {
    if (text.charAt(at) === ']' && at > first)
      return { token: { kind: 'set', negated, ranges }, end: at + 1 };
    const from = readMember(text, at, alphabet);
    at = from.end;
    if (text.charAt(at) === '-' && at + 1 < text.length && text.charAt(at + 1) !== ']') {
      const to = readMember(text, at + 1, alphabet);
      if (to.char < from.char)
        throw invalid(
          text,
          `has the range ${from.char}-${to.char} the wrong way round`,
          `Write ${to.char}-${from.char}.`,
        );
      ranges.push([from.char, to.char]);
      at = to.end;
    } else {
      ranges.push([from.char, from.char]);
    }
  }
  throw invalid(text, 'has a `[` without its `]`', 'Close the set with `]`.');
}

function readMember(
  text: string,
  at: number,
  alphabet: RegExp,
): { readonly char: string; readonly end: number } {
  return text.charAt(at) === ']' ? { char: ']', end: at + 1 } : readLiteral(text, at, alphabet);
}

type Restart = { readonly token: number; at: number };

/**
 * Greedy with two places to start again from: the last `*`, which stops at a `/`, then the last `**`. An earlier star
 * never needs another try, so there is no backtracking to blow up (A22): at most tokens × name² steps, in practice one
 * pass.
 */
function matchTokens(tokens: readonly Token[], name: string): boolean {
  let token = 0;
  let at = 0;
  let star: Restart | undefined;
  let deep: Restart | undefined;
  for (;;) {
    const current = tokens[token];
    if (current?.kind === 'star') {
      token += 1;
      star = { token, at };
    } else if (current?.kind === 'deep-star') {
      token += 1;
      deep = { token, at };
      star = undefined;
    } else if (current === undefined && at === name.length) {
      return true;
    } else if (current !== undefined && at < name.length && accepts(current, name.charAt(at))) {
      token += 1;
      at += 1;
    } else if (star !== undefined && star.at < name.length && name.charAt(star.at) !== '/') {
      star.at += 1;
      ({ token, at } = star);
    } else if (deep !== undefined && deep.at < name.length) {
      deep.at += 1;
      star = undefined;
      ({ token, at } = deep);
    } else {
      return false;
    }
  }
}

function accepts(token: Token, char: string): boolean {
  switch (token.kind) {
    case 'char':
      return token.char === char;
    case 'any':
      return char !== '/';
    case 'set':
      return char !== '/' && token.ranges.some(([from, to]) => from <= char && char <= to) !== token.negated;
    default:
      return false;
  }
}

function sampleOf(token: Token, filling: string): string {
  switch (token.kind) {
    case 'char':
      return token.char;
    case 'star':
    case 'deep-star':
      return filling;
    default:
      return (
        ['1', 'a', ...(token.kind === 'set' ? token.ranges.map(([from]) => from) : []), '0', '_'].find(
          (char) => accepts(token, char),
        ) ?? '-'
      );
  }
}

function invalid(text: string, what: string, hint?: string): HoistError {
  const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
  return new HoistError('config', 'GLOB_INVALID', `the pattern ${shown} ${what}`, { hint });
}

function nameOf(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code > 0x20 && code < 0x7f) return `\`${char}\``;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function hintFor(char: string): string {
  if (char === '!') return '`!` excludes only as the first character of a pattern for tags of a source.';
  if ('{},'.includes(char)) return 'Alternatives are patterns of their own: write a list.';
  if ('^$()|+'.includes(char))
    return "That looks like a regular expression: for tags, write { matches: '…' }.";
  if (char === '%') return 'Keywords belong into `tag`, what a stage writes.';
  return 'Names have ASCII letters, digits, ".", "_", "-", "/" and ":".';
}
