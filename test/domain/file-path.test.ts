import { posix } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFilePath } from '../../src/domain/file-path.ts';
import { HoistError } from '../../src/errors.ts';

describe('a path inside the repository', () => {
  it('when it is legal, it has one spelling', () => {
    expect(parseFilePath('./a//b/./c')).toBe('a/b/c');
    expect(parseFilePath('.github/hoist.yml')).toBe('.github/hoist.yml');
  });

  it('when it is anything, it is refused or stays below the folder it is joined to', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '', 'a', '...', '~', 'C:'), fc.string({ maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const text = parts.join('/');
        const path = legal(text);
        fc.pre(path !== undefined);
        expect(posix.join('/root', path)).toBe(`/root/${path}`);
        expect(parseFilePath(path)).toBe(path);
      }),
    );
  });
});

/** Undefined for a path that is refused; any other error is a defect. */
function legal(text: string): string | undefined {
  try {
    return parseFilePath(text);
  } catch (error) {
    if (error instanceof HoistError && error.code === 'FILE_PATH_INVALID') return undefined;
    throw error;
  }
}
