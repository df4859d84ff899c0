import type { Clock } from '../ports/clock.ts';

/** The machine's own time. */
export function systemClock(): Clock {
  return { now: () => new Date(), ticks: () => performance.now(), sleep };
}

/** By hand: for each wait that is ended early, Node's own would make an error with a stack, and most waits are (every body is watched by one). */
function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const ended = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', ended);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', ended, { once: true });
  });
}
