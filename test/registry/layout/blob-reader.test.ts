import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Piece } from '../../../src/ports/registry.ts';
import { randomBlob } from '../../fixtures/images.ts';
import { putBlob } from '../port/ground.ts';
import { makeBed, type Bed } from './bed.ts';

const blob = randomBlob(1_500_000, 1);

let bed: Bed;
let begun: AsyncIterator<Piece>[] = [];
beforeEach(async () => {
  bed = await makeBed();
  await putBlob(bed.registry, bed.repository, blob);
});
afterEach(async () => {
  // Each has its file open until it is left.
  for (const pieces of begun) await pieces.return?.();
  begun = [];
  await bed.close();
});

function reader(): AsyncIterator<Piece> {
  const pieces = bed.registry.openBlob(bed.repository, blob.descriptor, 0)[Symbol.asyncIterator]();
  begun.push(pieces);
  return pieces;
}

async function firstOf(pieces: AsyncIterator<Piece>): Promise<Piece> {
  const { value } = (await pieces.next()) as { readonly value: Piece };
  return value;
}

describe('a piece of a file', () => {
  it('when it is released twice, its memory is not in two hands afterwards', async () => {
    const piece = await firstOf(reader());
    piece.release();
    piece.release();
    const [one, two] = [await firstOf(reader()), await firstOf(reader())];
    expect(one.bytes.buffer).not.toBe(two.bytes.buffer);
    const wanted = Buffer.from(blob.bytes.subarray(0, one.bytes.length));
    expect([wanted.equals(one.bytes), wanted.equals(two.bytes)]).toEqual([true, true]);
  });

  it('when it is released, its memory is used again, and not before', async () => {
    const pieces = reader();
    const one = await firstOf(pieces);
    const two = await firstOf(pieces);
    expect(two.bytes.buffer).not.toBe(one.bytes.buffer);
    one.release();
    expect((await firstOf(pieces)).bytes.buffer).toBe(one.bytes.buffer);
  });
});

describe.skipIf(process.platform !== 'linux')('a file that is read', () => {
  function open(): number {
    return readdirSync('/proc/self/fd').length;
  }

  it('when its reader leaves, early or at its end, is closed', async () => {
    const before = open();
    for (let round = 0; round < 20; round += 1) {
      for await (const piece of bed.registry.openBlob(bed.repository, blob.descriptor, 0)) {
        piece.release();
        if (round % 2 === 0) break;
      }
    }
    expect(open()).toBeLessThan(before + 10);
  });
});
