import type { Clock } from '../../src/ports/clock.ts';

/** A clock that stands still until somebody sleeps; it remembers how long each asked for. */
export function fixedClock(start = '2026-01-02T03:04:05Z'): Clock & { readonly slept: readonly number[] } {
  let now = Date.parse(start);
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(now),
    ticks: () => now,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      slept.push(milliseconds);
      now += milliseconds;
    },
  };
}
