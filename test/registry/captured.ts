import { readFileSync } from 'node:fs';
import type { HttpHeaders } from '../../src/http/http.ts';
import { readErrors } from '../../src/registry/schema.ts';
import type { Refusal } from '../../src/registry/dialect.ts';

export type Captured = {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Uint8Array;
  /** What the client makes of the body before it asks the dialect. */
  readonly refusal: Refusal;
};

/** Reads `fixtures/registries/<name>.http`: lines with `#` say where it comes from, then the answer as it was on the wire. */
export function captured(name: string): Captured {
  const text = readFileSync(new URL(`../fixtures/registries/${name}.http`, import.meta.url), 'utf8');
  const answer = text.replace(/^(?:#.*\n)+/, '');
  const blank = answer.indexOf('\n\n');
  const [statusLine = '', ...lines] = answer.slice(0, blank).split('\n');
  const headers: Record<string, string | string[]> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    const key = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers[key];
    headers[key] = before === undefined ? value : [before, value].flat();
  }
  const body = Buffer.from(answer.slice(blank + 2));
  const status = Number(statusLine.split(' ')[1]);
  const errors = readErrors(body);
  const refusal = {
    status,
    codes: errors.map((error) => error.code),
    message: errors.map((error) => error.message).join('\n'),
  };
  return { status, headers, body, refusal };
}
