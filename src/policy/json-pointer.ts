import { HoistError } from '../errors.ts';

/**
 * A JSON pointer (RFC 6901) as a way into a document: `/metadata/results/0/name`.
 *
 * @throws HoistError `POINTER_INVALID`
 */
export function parsePointer(text: string): readonly string[] {
  if (text === '') return [];
  if (!text.startsWith('/') || /~(?![01])/.test(text)) {
    throw new HoistError('config', 'POINTER_INVALID', 'is not a JSON pointer', {
      hint: 'Write /key/key/0; a "/" inside a key is ~1, a "~" is ~0.',
    });
  }
  return text
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What is at the end of the way; undefined: nothing. Only what the document itself has, nothing that every object has. */
export function follow(pointer: readonly string[], document: unknown): unknown {
  let at = document;
  for (const key of pointer) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    if (Array.isArray(at) && !/^(?:0|[1-9]\d*)$/.test(key)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[key];
  }
  return at;
}
