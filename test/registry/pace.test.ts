import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';
import type { Piece } from '../../src/ports/registry.ts';
import { Pace } from '../../src/registry/pace.ts';
import { StallWatch } from '../../src/registry/stall.ts';
import { UploadBody } from '../../src/registry/upload-body.ts';
import { randomBlob } from '../fixtures/images.ts';
import { codeOf } from './bed.ts';
import { openerOf } from './port/ground.ts';
import { turns } from '../wait.ts';
import { quickClock } from './test-client.ts';

type HandClock = Clock & { pass(milliseconds: number): void };

function handClock(): HandClock {
  let now = 0;
  return { ...quickClock, ticks: () => now, pass: (milliseconds) => (now += milliseconds) };
}

/** Pieces of so many bytes, each after so many seconds. */
async function* trickle(
  clock: HandClock,
  pieces: readonly (readonly [bytes: number, seconds: number])[],
): AsyncGenerator<Piece> {
  for (const [size, seconds] of pieces) {
    clock.pass(seconds * 1_000);
    yield { bytes: new Uint8Array(size), release: () => {} };
  }
}

/** As a download reads it. */
async function* paced(clock: Clock, pieces: AsyncIterable<Piece>): AsyncGenerator<Piece> {
  const pace = new Pace(clock);
  for await (const piece of pieces) {
    const slow = pace.came(piece.bytes.length);
    if (slow !== undefined) throw slow;
    yield piece;
    pace.asked();
  }
}

async function drain(pieces: AsyncIterable<Piece>, each: () => void = () => {}): Promise<number> {
  let length = 0;
  for await (const piece of pieces) {
    length += piece.bytes.length;
    each();
    piece.release();
  }
  return length;
}

describe('when a body comes slowly', () => {
  it.each([
    ['a byte every 59 s', Array.from({ length: 5 }, () => [1, 59] as const), 'UND_ERR_BODY_TIMEOUT'],
    ['9 KiB a second', Array.from({ length: 200 }, () => [9 * 1024, 1] as const), 'UND_ERR_BODY_TIMEOUT'],
    [
      'fast, then a byte a second',
      [[5e6, 1] as const, ...Array.from({ length: 300 }, () => [1, 1] as const)],
      'UND_ERR_BODY_TIMEOUT',
    ],
  ])('by %s, it counts as broken off (N15, A18, F53)', async (_, pieces, code) => {
    const clock = handClock();
    expect(await codeOf(drain(paced(clock, trickle(clock, pieces))))).toBe(code);
  });

  it.each([
    ['11 KiB a second', Array.from({ length: 500 }, () => [11 * 1024, 1] as const)],
    ['one long silence before much', [[100, 1] as const, [5e6, 119] as const, [100, 1] as const]],
  ])('by %s, it is read to its end', async (_, pieces) => {
    const clock = handClock();
    const all = pieces.reduce((sum, [size]) => sum + size, 0);
    expect(await drain(paced(clock, trickle(clock, pieces)))).toBe(all);
  });

  it('only because its reader is slow, that is not its fault', async () => {
    const clock = handClock();
    const pieces = Array.from({ length: 20 }, () => [100, 0] as const);
    expect(await drain(paced(clock, trickle(clock, pieces)), () => clock.pass(600_000))).toBe(2_000);
  });
});

describe('when a receiver takes nothing', () => {
  it('for a minute, the request is ended; a slow source is not the receiver (N15, F36)', async () => {
    const clock = handClock();
    const watch = new StallWatch(clock, undefined);
    for (let piece = 0; piece < 2; piece += 1) {
      clock.pass(500_000);
      watch.offered(10);
      clock.pass(59_000);
      watch.taken();
    }
    watch.offered(10);
    await turns(10);
    expect(watch.signal.aborted).toBe(false);
    clock.pass(60_000);
    await new Promise((resolve) => watch.signal.addEventListener('abort', resolve));
    expect(watch.signal.reason).toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
    watch.end();
  });

  it('and the caller may end it too, it is ended all the same, and then nothing sleeps any more', async () => {
    const clock = handClock();
    let asleep = 0;
    const sleep: Clock['sleep'] = async (milliseconds, signal) => {
      asleep += 1;
      try {
        await clock.sleep(milliseconds, signal);
      } finally {
        asleep -= 1;
      }
    };
    const watch = new StallWatch({ ...clock, sleep }, new AbortController().signal);
    watch.offered(10);
    clock.pass(60_000);
    await new Promise((resolve) => watch.signal.addEventListener('abort', resolve));
    expect(watch.signal.reason).toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
    const other = new StallWatch({ ...clock, sleep }, undefined);
    expect(asleep).toBe(1);
    other.end();
    await turns(10);
    expect([asleep, other.signal.aborted]).toEqual([0, false]);
  });

  it('but is slow with a large piece, it has the time for 10 KiB a second', async () => {
    const clock = handClock();
    const watch = new StallWatch(clock, undefined);
    watch.offered(768 * 1024);
    clock.pass(76_000);
    await turns(10);
    expect(watch.signal.aborted).toBe(false);
    clock.pass(1_000);
    await new Promise((resolve) => watch.signal.addEventListener('abort', resolve));
    watch.end();
  });

  it('and the caller cancels, its reason is given', () => {
    const cancel = new AbortController();
    const watch = new StallWatch(handClock(), cancel.signal);
    cancel.abort(new Error('enough'));
    expect(watch.signal.reason).toEqual(new Error('enough'));
    watch.end();
  });
});

describe('when a blob is read for an upload', () => {
  const blob = randomBlob(100_000, 1);

  function bodyOf(parts: Partial<ConstructorParameters<typeof UploadBody>[0]> = {}): UploadBody {
    return new UploadBody({
      open: openerOf(blob.bytes, { pieceSize: 10_000 }),
      blob: blob.descriptor,
      clock: quickClock,
      ...parts,
    });
  }

  it('at every moment it is known what may have arrived', async () => {
    const body = bodyOf();
    const pieces = body.from(0);
    await pieces.next();
    expect([body.handed, body.complete]).toEqual([10_000, false]);
    for (let at = 1; at < 10; at += 1) await pieces.next();
    // The last piece is on its way, and nobody has asked for more yet.
    expect(body.complete).toBe(true);
  });

  it('from its middle, what came before counts as handed over', async () => {
    const body = bodyOf();
    expect(await drain(body.from(60_000))).toBe(40_000);
    expect([body.handed, body.complete, body.error]).toEqual([100_000, true, undefined]);
  });

  it.each([-1, 1])('and the source has %i bytes more, nothing is passed off as whole', async (more) => {
    const body = bodyOf({ open: openerOf(new Uint8Array(100_000 + more)) });
    expect(await codeOf(drain(body.from(0)))).toBe('BLOB_SIZE');
    expect(body.error).toMatchObject({ code: 'BLOB_SIZE' });
  });

  it('and the registry gives it less time than it takes, it is ended early and the message says so (Q7)', async () => {
    const clock = handClock();
    const body = bodyOf({ clock, limit: 600_000 });
    // 10,000 bytes each 70 s: 700 s in all.
    await expect(drain(body.from(0), () => clock.pass(70_000))).rejects.toThrow(
      /would take 12 minutes.*10 minutes/,
    );
    expect(body.handed).toBe(10_000);
  });

  it('and it is fast enough for that, it goes on', async () => {
    const clock = handClock();
    expect(await drain(bodyOf({ clock, limit: 600_000 }).from(0), () => clock.pass(50_000))).toBe(100_000);
  });
});
