import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatheredBytes } from '../../src/image/gathered-bytes.ts';

describe('when bytes come in pieces', () => {
  it('of any size, they are put together as they came', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (pieces) => {
        const gathered = new GatheredBytes();
        for (const piece of pieces) gathered.add(piece);
        const whole = Buffer.concat(pieces);
        expect(gathered.length).toBe(whole.length);
        expect(whole.equals(gathered.whole())).toBe(true);
      }),
    );
  });

  it('whose memory is used again, they stay as they were', () => {
    const gathered = new GatheredBytes();
    const piece = Buffer.from('ab');
    gathered.add(piece);
    piece.fill('x');
    gathered.add(piece);
    expect(Buffer.from(gathered.whole()).toString()).toBe('abxx');
  });

  it('of one byte each, they take the room of their bytes and no object each', () => {
    const gathered = new GatheredBytes();
    const piece = Buffer.from('x');
    const before = process.memoryUsage();
    for (let at = 0; at < 4 * 1024 * 1024; at += 1) gathered.add(piece);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    expect(heapUsed - before.heapUsed + arrayBuffers - before.arrayBuffers).toBeLessThan(64 * 1024 * 1024);
    expect(gathered.whole()).toHaveLength(4 * 1024 * 1024);
  });
});
