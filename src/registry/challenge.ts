import type { HttpHeaders } from '../http/http.ts';
import { linesOf, readQuoted, skip, until } from './header-text.ts';

/** One way to authenticate that a server offers (RFC 9110 §11.6.1). */
export type Challenge = {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly params: ReadonlyMap<string, string>;
};

export type BearerChallenge = {
  /** What the server wrote; judged in realm.ts before it is asked (A6). */
  readonly realm: string;
  readonly service: string | undefined;
  readonly error: string | undefined;
};

const longest = 16 * 1024;

/**
 * All challenges of `WWW-Authenticate`, in order: several in one header or in several, any case, quoted or bare values,
 * commas inside quotes, commas forgotten (P47). One pass, never back (A22). What cannot be read is left out; it never throws.
 */
export function parseChallenges(headers: HttpHeaders): readonly Challenge[] {
  return linesOf(headers, 'www-authenticate').flatMap((text) => scan(text.slice(0, longest)));
}

/** The first Bearer challenge that names a realm. */
export function bearerOf(challenges: readonly Challenge[]): BearerChallenge | undefined {
  for (const { scheme, params } of challenges) {
    const realm = params.get('realm');
    if (scheme !== 'bearer' || realm === undefined) continue;
    return { realm, service: params.get('service'), error: params.get('error') };
  }
  return undefined;
}

/** The first Basic challenge. Its realm is a label, nothing more. */
export function basicOf(challenges: readonly Challenge[]): Challenge | undefined {
  return challenges.find((challenge) => challenge.scheme === 'basic');
}

function scan(text: string): readonly Challenge[] {
  const challenges: { scheme: string; params: Map<string, string> }[] = [];
  let at = 0;
  while (at < text.length) {
    at = skip(text, at, ' \t,');
    const name = text.slice(at, (at = until(text, at, ' \t,="'))).toLowerCase();
    const next = skip(text, at, ' \t');
    if (text[next] !== '=') {
      if (name === '') at = next + 1;
      else challenges.push({ scheme: name, params: new Map() });
      continue;
    }
    const [value, end] = readValue(text, skip(text, next + 1, ' \t'));
    const params = challenges.at(-1)?.params;
    if (name !== '' && params?.has(name) === false) params.set(name, value);
    at = end;
  }
  return challenges;
}

function readValue(text: string, start: number): readonly [value: string, end: number] {
  if (text[start] === '"') return readQuoted(text, start);
  const end = until(text, start, ' \t,');
  return [text.slice(start, end), end];
}
