import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlabPool } from '../../src/http/slab.ts';

describe('when buffers are used again', () => {
  it('a slab that anybody holds is never given out', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('take', 'hold', 'release'), fc.nat(5)), { maxLength: 200 }),
        (steps) => {
          const pool = new SlabPool();
          const held: Buffer[] = [];
          let twice = false;
          for (const [step, at] of steps) {
            const one = held[at % Math.max(1, held.length)];
            if (step === 'take') {
              const fresh = pool.take(1_000);
              twice ||= held.some((other) => other.buffer === fresh.buffer);
              held.push(fresh);
            } else if (one !== undefined && step === 'hold') {
              const view = one.subarray(10, 20);
              pool.hold(view);
              held.push(view);
            } else if (one !== undefined) {
              held.splice(held.indexOf(one), 1);
              pool.release(one);
            }
          }
          expect(twice).toBe(false);
        },
      ),
    );
  });

  it('a slab that nobody holds is given out again', () => {
    const pool = new SlabPool();
    const first = pool.take(1_000);
    pool.release(first);
    expect(pool.take(1_000).buffer).toBe(first.buffer);
  });

  it('a slab is given out again however often it was used before, and held in several places', () => {
    const pool = new SlabPool();
    const size = 1024 * 1024;
    const { buffer } = pool.take(size);
    pool.release(new Uint8Array(buffer));
    for (let round = 0; round < 40; round += 1) {
      const again = pool.take(size);
      expect(again.buffer).toBe(buffer);
      const view = again.subarray(10, 20);
      pool.hold(view);
      pool.release(again);
      pool.release(view);
    }
  });

  it('released more often than held, it is given out once all the same', () => {
    const pool = new SlabPool();
    const slab = pool.take(1_000);
    pool.release(slab);
    pool.release(slab);
    pool.release(slab);
    const [one, two] = [pool.take(1_000), pool.take(1_000)];
    expect(one.buffer).not.toBe(two.buffer);
  });

  it('no more than 16 MiB lie idle', () => {
    const pool = new SlabPool();
    const size = 1024 * 1024;
    const first = Array.from({ length: 20 }, () => pool.take(size));
    for (const slab of first) pool.release(slab);
    const known = new Set(first.map((slab) => slab.buffer));
    const again = Array.from({ length: 20 }, () => pool.take(size));
    expect(again.filter((slab) => known.has(slab.buffer))).toHaveLength(16);
  });

  it('what is not from the pool is left alone', () => {
    const pool = new SlabPool();
    const stranger = Buffer.allocUnsafeSlow(1_000);
    pool.hold(stranger);
    pool.release(stranger);
    expect(pool.take(1_000).buffer).not.toBe(stranger.buffer);
  });
});
