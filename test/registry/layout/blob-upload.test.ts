import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobBytes, BlobUpload } from '../../../src/ports/registry.ts';
import { randomBlob } from '../../fixtures/images.ts';
import { codeOf } from '../bed.ts';
import { beginUpload, ledger, openerOf, type Ledger } from '../port/ground.ts';
import { makeBed, type Bed } from './bed.ts';

const blob = randomBlob(1_000_000, 1);
const pieceSize = 10_000;

let bed: Bed;
let upload: BlobUpload;
let book: Ledger;

beforeEach(async () => {
  bed = await makeBed();
  upload = await beginUpload(bed.registry, bed.repository, blob.descriptor);
  book = ledger();
});
afterEach(() => bed.close());

/** The blob, with something that happens when so many pieces were given. */
function interrupted(after: number, happens: () => void): (from: number) => BlobBytes {
  const whole = openerOf(blob.bytes, { pieceSize, ledger: book });
  return async function* (from) {
    for await (const piece of whole(from)) {
      yield piece;
      if (book.given === after) happens();
    }
  };
}

async function written(): Promise<readonly string[]> {
  return (await bed.files()).filter((file) => file.startsWith('blobs/'));
}

describe('when an upload to a folder is ended in the middle', () => {
  it.each([false, true])(
    'by its abort, it stops and nothing of it stays; with a signal: %s',
    async (signalled) => {
      const call = signalled ? { signal: new AbortController().signal } : {};
      const sending = upload.send(
        interrupted(3, () => void upload.abort()),
        call,
      );
      expect(await codeOf(sending)).toBe('UPLOAD_ABORTED');
      expect([book.given, book.released, book.twice]).toEqual([4, 4, 0]);
      expect(await written()).toEqual([]);
    },
  );

  it('by the signal, it stops with the reason and nothing of it stays', async () => {
    const cancel = new AbortController();
    const enough = new Error('enough');
    const sending = upload.send(
      interrupted(3, () => cancel.abort(enough)),
      { signal: cancel.signal },
    );
    await expect(sending).rejects.toBe(enough);
    expect([book.given, book.released, book.twice]).toEqual([4, 4, 0]);
    expect(await written()).toEqual([]);
  });

  it('by either after its last piece, it gets no name', async () => {
    const cancel = new AbortController();
    const last = blob.bytes.length / pieceSize;
    const sending = upload.send(
      interrupted(last, () => cancel.abort(new Error('enough'))),
      { signal: cancel.signal },
    );
    await expect(sending).rejects.toThrow('enough');
    await upload.abort();
    expect(await codeOf(upload.send(openerOf(blob.bytes)))).toBe('UPLOAD_ABORTED');
    expect(await written()).toEqual([]);
  });
});

describe('when a source gives more than was announced', () => {
  it('no more than that is written, however much would come', async () => {
    const more = Buffer.concat([blob.bytes, blob.bytes, blob.bytes]);
    const sending = upload.send(openerOf(more, { pieceSize, ledger: book }));
    await expect(sending).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      message: expect.stringContaining('more bytes came'),
    });
    expect(book.given).toBe(blob.bytes.length / pieceSize + 1);
    expect(book.released).toBe(book.given);
    expect(await written()).toEqual([]);
  });
});
