import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../ports/clock.ts';

/** The machine's own time. */
export function systemClock(): Clock {
  return {
    now: () => new Date(),
    ticks: () => performance.now(),
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      try {
        await setTimeout(milliseconds, undefined, { signal });
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    },
  };
}
