import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { delayLine } from './delay-line.ts';

/** Time that passes when it is told to; timers ring on the whole millisecond before, as Node's may. */
function fakeClock() {
  let now = 0;
  const timers: { readonly at: number; readonly run: () => void }[] = [];
  return {
    now: () => now,
    after: (milliseconds: number, run: () => void) =>
      void timers.push({ at: now + Math.trunc(milliseconds), run }),
    passTo(time: number) {
      for (;;) {
        const next = timers.toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > time) break;
        timers.splice(timers.indexOf(next), 1);
        // A timer that rings at once still takes time.
        now = Math.max(next.at, now + 0.01);
        next.run();
      }
      now = Math.max(now, time);
    },
  };
}

function fixture(delay: () => number) {
  const clock = fakeClock();
  const delivered: { readonly item: number; readonly at: number }[] = [];
  const send = delayLine<number>(delay, (item) => void delivered.push({ item, at: clock.now() }), clock);
  return { clock, delivered, send };
}

describe('the delay line', () => {
  it('when an item comes in, it is handed on after the delay and not before', () => {
    const { clock, delivered, send } = fixture(() => 25);
    send(1);
    clock.passTo(24);
    expect(delivered).toEqual([]);
    clock.passTo(25);
    expect(delivered).toEqual([{ item: 1, at: 25 }]);
  });

  it('when items follow each other, they are under way at the same time', () => {
    const { clock, delivered, send } = fixture(() => 25);
    send(1);
    clock.passTo(10);
    send(2);
    clock.passTo(40);
    expect(delivered).toEqual([
      { item: 1, at: 25 },
      { item: 2, at: 35 },
    ]);
  });

  it('when there is no delay, it hands on at once', () => {
    const { delivered, send } = fixture(() => 0);
    send(1);
    expect(delivered).toEqual([{ item: 1, at: 0 }]);
  });

  it('when the delay is taken away, what waits still goes first', () => {
    let delay = 25;
    const { clock, delivered, send } = fixture(() => delay);
    send(1);
    delay = 0;
    send(2);
    expect(delivered).toEqual([]);
    clock.passTo(30);
    expect(delivered.map(({ item }) => item)).toEqual([1, 2]);
  });

  it('whatever comes when, everything arrives in order, none too early and none more than 2 ms late', () => {
    const steps = fc.array(
      fc.record({
        pause: fc.double({ min: 0, max: 40, noNaN: true }),
        delay: fc.double({ min: 0, max: 60, noNaN: true }),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        let delay = 0;
        const { clock, delivered, send } = fixture(() => delay);
        const due: number[] = [];
        for (const [item, step] of all.entries()) {
          clock.passTo(clock.now() + step.pause);
          ({ delay } = step);
          due.push(Math.max(clock.now() + delay, due.at(-1) ?? 0));
          send(item);
        }
        clock.passTo(1e6);
        expect(delivered.map(({ item }) => item)).toEqual(all.map((_, item) => item));
        for (const [item, { at }] of delivered.entries()) {
          expect(at).toBeGreaterThan((due[item] ?? 0) - 0.5);
          expect(at).toBeLessThan((due[item] ?? 0) + 2);
        }
      }),
    );
  });
});
