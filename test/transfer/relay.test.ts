import { describe, expect, it } from 'vitest';
import { createRelay, type Relay } from '../../src/transfer/relay.ts';
import { parseRepository } from '../../src/image/reference.ts';
import { randomBlob } from '../fixtures/images.ts';
import { collect, ledger, openerOf, type Ledger } from '../registry/port/ground.ts';
import { standingClock } from '../registry/clocks.ts';
import { quickClock } from '../registry/test-client.ts';
import { turns } from '../wait.ts';

const blob = randomBlob(200_000, 1);

const source = parseRepository('ghcr.io/acme/dev/web');

function relayOf(count: number, book: Ledger = ledger()): Relay {
  return createRelay(count, {
    blob: blob.descriptor,
    source,
    open: openerOf(blob.bytes, { ledger: book }),
    read: () => {},
    clock: quickClock,
    stalled: () => {},
  });
}

describe('when a writer breaks off', { timeout: 10_000 }, () => {
  // 200,000 bytes are four pieces of at most 64 KiB.
  it.each([1, 2, 3, 4])(
    'with piece %i still on its way to a socket, the read ends and nobody waits for ever',
    async (pieces) => {
      const book = ledger();
      const relay = relayOf(1, book);
      const reading = relay.run();
      const taking = relay.writers[0]?.(0)[Symbol.asyncIterator]();
      for (let at = 1; at <= pieces; at += 1) {
        const taken = await taking?.next();
        // The last one taken is never given back: its connection broke.
        if (at < pieces && taken?.done === false) taken.value.release();
      }
      // The reader goes on until it waits for the writer.
      await turns(10);
      await taking?.return?.();
      relay.leave(0);
      await expect(reading).resolves.toBeUndefined();
      // Nothing stays lent but the piece on the broken connection.
      expect([book.given - book.released, book.twice]).toEqual([1, 0]);
    },
  );

  it.each([1, 2])('and begins again, of %i it alone reads once more', async (count) => {
    const book = ledger();
    const relay = relayOf(count, book);
    const reading = relay.run();
    const [one, ...others] = relay.writers;
    if (one === undefined) throw new Error('writers were asked for');
    const steady = others.map((other) => collect(other(0)));
    const breaking = one(0)[Symbol.asyncIterator]();
    const first = await breaking.next();
    first.value?.release();
    await breaking.return?.();
    for (const bytes of [await collect(one(0)), ...(await Promise.all(steady))])
      expect(Buffer.from(bytes).equals(blob.bytes)).toBe(true);
    await reading;
    expect(book.opened).toEqual([0, 0]);
    expect([book.given - book.released, book.twice]).toEqual([0, 0]);
  });

  it.each([
    [1, 'goes on', true],
    [1, 'begins', false],
    [2, 'goes on', true],
    [2, 'begins', false],
  ])('of %i and %s at an offset, it gets exactly the rest', async (count, _, again) => {
    const relay = relayOf(count);
    const reading = relay.run();
    const [one] = relay.writers;
    const begun = again ? one?.(0)[Symbol.asyncIterator]() : undefined;
    (await begun?.next())?.value?.release();
    await begun?.return?.();
    const rest = one?.(123_456);
    if (rest === undefined) throw new Error('a writer was asked for');
    expect(Buffer.from(await collect(rest)).equals(blob.bytes.subarray(123_456))).toBe(true);
    relay.leave(1);
    await reading;
  });
});

describe('when one writer is slower than another', { timeout: 10_000 }, () => {
  it('the source is read no further than the slow one takes', async () => {
    const book = ledger();
    const relay = relayOf(2, book);
    const reading = relay.run();
    const [fast, slow] = relay.writers;
    if (fast === undefined || slow === undefined) throw new Error('two writers were asked for');
    const taken = collect(fast(0));
    await turns(50);
    expect(book.given).toBeLessThanOrEqual(2);
    expect(Buffer.from(await collect(slow(0))).equals(blob.bytes)).toBe(true);
    expect(Buffer.from(await taken).equals(blob.bytes)).toBe(true);
    await reading;
  });
});

describe('when pieces are large and the writers many', { timeout: 10_000 }, () => {
  const large = randomBlob(2_000_000, 3);
  const relayOfLarge = (book: Ledger, pieceSize: number): Relay =>
    createRelay(2, {
      blob: large.descriptor,
      source,
      open: openerOf(large.bytes, { ledger: book, pieceSize }),
      read: () => {},
      clock: quickClock,
      stalled: () => {},
    });

  it('each takes them in parts, so that a slow line does not look like one that is stuck', async () => {
    const book = ledger();
    const relay = relayOfLarge(book, 700_000);
    const reading = relay.run();
    const largest = [0, 0];
    const gathered = await Promise.all(
      relay.writers.map(async (writer, at) => {
        const parts: Buffer[] = [];
        for await (const piece of writer(0)) {
          largest[at] = Math.max(largest[at] ?? 0, piece.bytes.length);
          parts.push(Buffer.from(piece.bytes));
          piece.release();
        }
        return Buffer.concat(parts);
      }),
    );
    await reading;
    expect(gathered.map((bytes) => bytes.equals(large.bytes))).toEqual([true, true]);
    expect(largest).toEqual([256 * 1024, 256 * 1024]);
    expect([book.given - book.released, book.twice]).toEqual([0, 0]);
  });

  it('and all leave in the middle of one, all of it is given back', async () => {
    const book = ledger();
    const relay = relayOfLarge(book, 2_000_000);
    const reading = relay.run();
    const taking = relay.writers.map((writer) => writer(0)[Symbol.asyncIterator]());
    for (const pieces of taking) (await pieces.next()).value?.release();
    for (const pieces of taking) await pieces.return?.();
    await reading;
    expect([book.given, book.released, book.twice]).toEqual([1, 1, 0]);
  });
});

describe('when there is one writer', { timeout: 10_000 }, () => {
  it('the source is asked at once, and read no further than the writer takes', async () => {
    const book = ledger();
    const relay = relayOf(1, book);
    const reading = relay.run();
    await turns(10);
    expect([book.opened, book.given]).toEqual([[0], 1]);
    const [one] = relay.writers;
    if (one === undefined) throw new Error('a writer was asked for');
    expect(Buffer.from(await collect(one(0))).equals(blob.bytes)).toBe(true);
    await reading;
    expect([book.opened, book.given - book.released, book.twice]).toEqual([[0], 0, 0]);
  });

  it('which wants nothing, because the blob is there, what was read is given back', async () => {
    const book = ledger();
    const relay = relayOf(1, book);
    const reading = relay.run();
    await turns(10);
    relay.leave(0);
    await reading;
    expect([book.given, book.released]).toEqual([1, 1]);
  });

  it('and the source cannot be read, the writer is told, and nobody else', async () => {
    const relay = createRelay(1, {
      blob: blob.descriptor,
      source,
      open: () => ({
        [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('the source is gone')) }),
      }),
      read: () => {},
      clock: quickClock,
      stalled: () => {},
    });
    const reading = relay.run();
    await turns(10);
    const taking = relay.writers[0]?.(0)[Symbol.asyncIterator]();
    await expect(taking?.next()).rejects.toThrow('the source is gone');
    relay.leave(0);
    await expect(reading).resolves.toBeUndefined();
  });

  it('and the bytes are others than the digest says, the last of them never come', async () => {
    const book = ledger();
    const other = randomBlob(200_000, 2);
    const relay = createRelay(1, {
      blob: blob.descriptor,
      source,
      open: openerOf(other.bytes, { ledger: book }),
      read: () => {},
      clock: quickClock,
      stalled: () => {},
    });
    const reading = relay.run();
    const taken: number[] = [];
    const taking = async (): Promise<void> => {
      for await (const piece of relay.writers[0]?.(0) ?? []) {
        taken.push(piece.bytes.length);
        piece.release();
      }
    };
    await expect(taking()).rejects.toMatchObject({
      code: 'BLOB_DIGEST',
      message: expect.stringContaining(`${source} gave other bytes than ${blob.descriptor.digest}`),
    });
    expect(taken.reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000);
    await reading;
    expect([book.given - book.released, book.twice]).toEqual([0, 0]);
  });
});

describe('when the source gives no byte at all', { timeout: 10_000 }, () => {
  it.each([1, 2])('none of %i writers takes that for the blob', async (count) => {
    const relay = createRelay(count, {
      blob: blob.descriptor,
      source,
      open: openerOf(new Uint8Array(0)),
      read: () => {},
      clock: quickClock,
      stalled: () => {},
    });
    const reading = relay.run();
    for (const writer of relay.writers)
      await expect(collect(writer(0))).rejects.toMatchObject({ code: 'BLOB_DIGEST' });
    await reading;
  });
});

describe('when one of two writers is stuck', () => {
  /** A read for two, one of which takes everything; which ones were told to end, and the time. */
  function stuck() {
    const clock = standingClock();
    const ended: number[] = [];
    const book = ledger();
    const relay = createRelay(2, {
      blob: blob.descriptor,
      source,
      open: openerOf(blob.bytes, { ledger: book }),
      read: () => {},
      clock,
      stalled: (writer) => ended.push(writer),
    });
    const [one, other] = relay.writers;
    if (one === undefined || other === undefined) throw new Error('two writers were asked for');
    const reading = relay.run();
    return { clock, ended, reading, steady: collect(one(0)), stuck: other(0)[Symbol.asyncIterator]() };
  }

  it('and takes no piece for 20 s, it is let go, and the other has it all', async () => {
    const { clock, ended, reading, steady } = stuck();
    await turns(10);
    clock.pass(19_999);
    await turns(10);
    expect(ended).toEqual([]);
    clock.pass(1);
    expect(Buffer.from(await steady).equals(blob.bytes)).toBe(true);
    await reading;
    expect(ended).toEqual([1]);
  });

  it('over its last piece, it is let go as well: the source is not held for it', async () => {
    const { clock, ended, reading, steady, stuck: taking } = stuck();
    // The first pieces go well, each after a wait; the last one stays on its way.
    for (let at = 1; at <= 4; at += 1) {
      await turns(10);
      const taken = await taking.next();
      if (at < 4 && taken.done === false) taken.value.release();
    }
    expect(Buffer.from(await steady).equals(blob.bytes)).toBe(true);
    await turns(10);
    clock.pass(20_000);
    await turns(10);
    expect(ended).toEqual([1]);
    await reading;
  });
});
