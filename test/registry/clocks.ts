import type { Clock } from '../../src/ports/clock.ts';

/** A clock that never waits and remembers what it was asked to. */
export function countingClock(): Clock & { readonly waits: number[]; pass(milliseconds: number): void } {
  const waits: number[] = [];
  let now = 1_000_000;
  return {
    waits,
    pass: (milliseconds) => (now += milliseconds),
    now: () => new Date(Date.UTC(2026, 0, 1) + now),
    ticks: () => now,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
}

/** A clock that stands still until the test lets time pass. */
export function standingClock(): Clock & { readonly waits: number[]; pass(milliseconds: number): void } {
  const waits: number[] = [];
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  let now = 1_000_000;
  return {
    waits,
    pass(milliseconds) {
      now += milliseconds;
      for (const { until, wake } of sleepers) if (until <= now) wake();
    },
    now: () => new Date(Date.UTC(2026, 0, 1) + now),
    ticks: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((wake, reject) => {
        waits.push(milliseconds);
        sleepers.push({ until: now + milliseconds, wake });
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      }),
  };
}
