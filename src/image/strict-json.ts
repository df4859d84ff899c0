import { HoistError } from '../errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

const maxDepth = 64;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

const hintOfServers = 'Look at what the server sends; a proxy or a login page may stand before it.';

/**
 * Reads JSON that has one meaning for every parser (I-JSON, RFC 7493; P13, A3): UTF-8 without BOM, one document, no
 * member name twice in one object, at most 64 levels deep. Time is linear in the length. A member named `__proto__` is
 * an own property like any other. Numbers are JavaScript's: `1e400` is Infinity, so check what you use.
 *
 * `JSON.parse` keeps the last of two equal names and says nothing, which is why the text is looked at a second time: it
 * has as many names as the value has members, or one of them is there twice.
 *
 * @param what names the document in errors: `the manifest of ghcr.io/acme/web:1.4.2`
 * @param hint what helps where it is no JSON; default: what helps with a server's answer
 * @throws HoistError `JSON_INVALID` (unreachable: it is no JSON, or cut), `JSON_AMBIGUOUS` (refused: duplicate names,
 * nested too deeply)
 */
export function parseStrictJson(bytes: Uint8Array, what: string, hint = hintOfServers): unknown {
  const text = decode(bytes, what, hint);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the document, which may hold anything (A45).
    const why = text.trimStart().startsWith('<') ? 'it looks like a web page' : 'it is not one JSON document';
    throw invalid(what, why, hint);
  }
  if (countNames(text, what) !== countMembers(value) || mayHaveSurrogates(text)) refuseNames(text, what);
  return value;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Go matches member names without regard to case and JavaScript does not, so `Layers` means two things (A3). Refuses
 * every name of `object` that differs from one of `names` by case only. Not for maps with free keys.
 *
 * @throws HoistError `JSON_AMBIGUOUS`
 */
export function refuseCaseVariants(
  object: JsonObject,
  names: ReadonlyMap<string, string>,
  what: string,
): void {
  for (const name of Object.keys(object)) {
    const known = names.get(foldCase(name));
    if (known === undefined || known === name) continue;
    throw ambiguous(what, `${JSON.stringify(name)} can be read as ${JSON.stringify(known)}`);
  }
}

/** The names for {@link refuseCaseVariants}, by their folded form. */
export function namesByCase(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [foldCase(name), name]));
}

/** A name without its case, as Go sees it. Upper case first: it alone brings U+017F (long s) to `s`, as Go's folding does. */
export function foldCase(name: string): string {
  return name.toUpperCase().toLowerCase();
}

function decode(bytes: Uint8Array, what: string, hint: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.startsWith('\uFEFF')) return text;
  } catch {
    throw invalid(what, 'it is not UTF-8', hint);
  }
  throw invalid(what, 'it begins with a byte order mark', hint);
}

/** Of text that `JSON.parse` has accepted: so every colon that is not in a string follows a name. */
function countNames(text: string, what: string): number {
  let names = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at);
        break;
      case colon:
        names += 1;
        break;
      case openBrace:
      case openBracket:
        depth += 1;
        if (depth > maxDepth) throw ambiguous(what, `it is nested more than ${maxDepth} levels deep`);
        break;
      case closeBrace:
      case closeBracket:
        depth -= 1;
        break;
      default:
    }
  }
  return names;
}

/** Of a value that is known not to be deep. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const isList = Array.isArray(value);
  const items: readonly unknown[] = isList ? value : Object.values(value);
  let members = isList ? 0 : items.length;
  for (const item of items) members += countMembers(item);
  return members;
}

/** Half of a surrogate pair gets through the decoder only as an escape; most texts have none of any kind. */
function mayHaveSurrogates(text: string): boolean {
  return text.includes('\\u') && /\\u[Dd][89A-Fa-f]/.test(text);
}

/** Looks at each name by itself. Where `JSON.parse` agreed, a string that follows `{` or `,` in an object is one. */
function refuseNames(text: string, what: string): void {
  const open: (Set<string> | undefined)[] = [];
  let names: Set<string> | undefined;
  let nameFollows = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote: {
        const end = endOfString(text, at);
        if (nameFollows && names !== undefined) addName(names, text.slice(at, end + 1), what);
        nameFollows = false;
        at = end;
        break;
      }
      case openBrace:
      case openBracket:
        open.push(names);
        names = text.charCodeAt(at) === openBrace ? new Set() : undefined;
        nameFollows = names !== undefined;
        break;
      case closeBrace:
      case closeBracket:
        names = open.pop();
        nameFollows = false;
        break;
      case comma:
        nameFollows = names !== undefined;
        break;
      default:
    }
  }
}

/** Looks for quotes and from them back, as most of a document may be one long string: the payload of an envelope. */
function endOfString(text: string, start: number): number {
  let at = text.indexOf('"', start + 1);
  while (isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text.charCodeAt(first - 1) === backslash) first -= 1;
  return (at - first) % 2 === 1;
}

function addName(names: Set<string>, quoted: string, what: string): void {
  const name = quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
  // Parsers replace half of a surrogate pair by U+FFFD or keep it, so two such names may be one.
  if (/\p{Surrogate}/u.test(name)) throw ambiguous(what, 'a member name is not well-formed Unicode');
  if (names.has(name))
    throw ambiguous(what, `the member ${JSON.stringify(name.slice(0, 100))} is there twice`);
  names.add(name);
}

function invalid(what: string, why: string, hint: string): HoistError {
  return new HoistError('unreachable', 'JSON_INVALID', `${what} cannot be read: ${why}`, { hint });
}

function ambiguous(what: string, why: string): HoistError {
  return new HoistError('refused', 'JSON_AMBIGUOUS', `${what} has no single meaning: ${why}`, {
    hint: 'Build and push it again with a current tool; Hoist does not guess which meaning is right.',
  });
}
