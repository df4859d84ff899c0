import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/disk/clock.ts';

describe('the clock of the machine', () => {
  it('when asked to sleep, it takes at least about that long by its own ticks', async () => {
    const clock = systemClock();
    const before = clock.ticks();
    await clock.sleep(20);
    expect(clock.ticks() - before).toBeGreaterThanOrEqual(18);
  });

  it('when the signal is aborted before or during a sleep, it ends at once with the reason', async () => {
    const clock = systemClock();
    const controller = new AbortController();
    const sleeping = clock.sleep(600_000, controller.signal);
    controller.abort(new Error('stopped'));
    await expect(sleeping).rejects.toThrow('stopped');
    await expect(clock.sleep(600_000, controller.signal)).rejects.toThrow('stopped');
  });

  it('when asked for the time, it is the time of the machine', () => {
    expect(Math.abs(systemClock().now().getTime() - Date.now())).toBeLessThan(1000);
  });
});
