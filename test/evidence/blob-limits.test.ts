import { describe, expect, it } from 'vitest';
import { readBlob } from '../../src/evidence/blob.ts';
import { digestOf } from '../../src/image/digest.ts';
import { parseRepository } from '../../src/image/reference.ts';
import type { Registry } from '../../src/ports/registry.ts';

const repository = parseRepository('ghcr.io/acme/web');

/** Reads a blob that is stated to have these bytes from a registry that sends those. */
async function reading(
  stated: { readonly text: string; readonly size?: number },
  sent: readonly string[],
  maxBytes = 100,
) {
  const bytes = Buffer.from(stated.text);
  let released = 0;
  const asked: (AbortSignal | undefined)[] = [];
  const registry: Partial<Registry> = {
    async *openBlob(_repository, _blob, _from, call) {
      asked.push(call?.signal);
      for (const text of sent)
        yield {
          bytes: Buffer.from(text),
          release: () => {
            released += 1;
          },
        };
    },
  };
  const { signal } = new AbortController();
  const blob = { mediaType: 'x', digest: digestOf(bytes), size: stated.size ?? bytes.length };
  const read = readBlob({ registry: registry as Registry, repository }, blob, { maxBytes, signal });
  const result = await read.then(
    (got) => Buffer.from(got).toString(),
    (error: unknown) => error,
  );
  return { result, released, asked, signal };
}

describe('when a blob is read', () => {
  it('comes whole, in pieces that are given back', async () => {
    const { result, released, asked, signal } = await reading({ text: 'abcdef' }, ['ab', '', 'cdef']);
    expect(result).toBe('abcdef');
    expect(released).toBe(3);
    expect(asked).toEqual([signal]);
    expect((await reading({ text: '' }, [])).result).toBe('');
  });

  it('one that is longer than may be read is not asked for, and one that is as long is', async () => {
    const long = await reading({ text: 'abcdef' }, ['abcdef'], 5);
    expect(long.result).toMatchObject({
      kind: 'refused',
      code: 'BLOB_TOO_LARGE',
      hint: 'So much is not read to judge an image.',
    });
    expect(long.asked).toEqual([]);
    expect((await reading({ text: 'abcdef' }, ['abcdef'], 6)).result).toBe('abcdef');
  });

  it('no more is taken than was stated, whatever is sent (A16)', async () => {
    const { result, released } = await reading({ text: 'abcdef', size: 3 }, ['ab', 'cd', 'ef']);
    expect(result).toMatchObject({ kind: 'refused', code: 'BLOB_TOO_LARGE' });
    expect(released).toBe(2);
  });

  it.each([[['abcde']], [['abcdeg']], [[]]])('other bytes are none: %j', async (sent) => {
    expect((await reading({ text: 'abcdef' }, sent)).result).toMatchObject({
      kind: 'unreachable',
      code: 'DIGEST_MISMATCH',
    });
  });
});
