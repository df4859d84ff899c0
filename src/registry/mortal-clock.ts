import { setMaxListeners } from 'node:events';
import type { Clock } from '../ports/clock.ts';

/** A clock whose waits end, too, when `end` is aborted, whoever waits and with whatever signal: a wait holds the process. */
export function mortalClock(clock: Clock, end: AbortSignal): Clock {
  // Every body that is sent waits beside the others.
  setMaxListeners(0, end);
  return {
    now: () => clock.now(),
    ticks: () => clock.ticks(),
    sleep: (milliseconds, signal) =>
      clock.sleep(milliseconds, signal === undefined ? end : AbortSignal.any([signal, end])),
  };
}
