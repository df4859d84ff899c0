/** Time in milliseconds, as the delay line needs it: tests bring their own. */
export interface DelayClock {
  now(): number;
  after(milliseconds: number, run: () => void): void;
}

/** Timers count whole milliseconds: what is due in less than half of one counts as due. */
const tolerance = 0.5;

/**
 * Hands on every item `delay()` milliseconds after it came in, in the order in which they came in, also where the delay
 * grows shorter in between. Nothing limits how much is under way.
 */
export function delayLine<T>(
  delay: () => number,
  deliver: (item: T) => void,
  clock: DelayClock,
): (item: T) => void {
  const waiting: { readonly item: T; readonly due: number }[] = [];
  let armed = false;

  function deliverDue(): void {
    armed = false;
    const now = clock.now();
    let count = 0;
    for (const { due, item } of waiting) {
      if (due - now >= tolerance) break;
      count += 1;
      deliver(item);
    }
    waiting.splice(0, count);
    arm();
  }

  function arm(): void {
    const [first] = waiting;
    if (first === undefined || armed) return;
    armed = true;
    clock.after(Math.max(0, first.due - clock.now()), deliverDue);
  }

  return (item) => {
    const wait = delay();
    if (wait === 0 && waiting.length === 0) {
      deliver(item);
      return;
    }
    waiting.push({ item, due: Math.max(clock.now() + wait, waiting.at(-1)?.due ?? 0) });
    arm();
  };
}
