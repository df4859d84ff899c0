import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOutput } from '../../src/cli/output.ts';
import { KeptStream } from './stream.ts';

/** A stream that is written to by nobody, over something that is open. */
function over(fd: number, isTTY = false): KeptStream & { readonly fd: number } {
  return Object.assign(new KeptStream(isTTY), { fd });
}

describe('what is printed', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hoist-output-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('when it goes into a file, all of it is there at once, one part behind the other', () => {
    const fd = openSync(join(folder, 'out'), 'w');
    const stream = over(fd);
    const output = openOutput(stream);
    output.write('one ');
    output.write('größer '.repeat(100_000));
    output.write('two');
    closeSync(fd);
    expect(readFileSync(join(folder, 'out'), 'utf8')).toBe(`one ${'größer '.repeat(100_000)}two`);
    expect(stream.text).toBe('');
  });

  it('when the file takes no more, that is said', () => {
    const fd = openSync(join(folder, 'out'), 'w');
    closeSync(fd);
    const readOnly = openSync(join(folder, 'out'), 'r');
    const output = openOutput(over(readOnly));
    expect(() => output.write('text')).toThrow(
      expect.objectContaining({ kind: 'incomplete', code: 'OUTPUT_UNWRITABLE' }),
    );
    closeSync(readOnly);
  });

  it.each([
    ['a terminal', true, undefined],
    ['a pipe', false, undefined],
    ['nothing that is open', false, 987_654],
  ])('when it goes to %s, the stream is asked', (_, isTTY, fd) => {
    const stream = fd === undefined ? new KeptStream(isTTY) : over(fd);
    openOutput(stream).write('text');
    expect(stream.text).toBe('text');
  });
});
