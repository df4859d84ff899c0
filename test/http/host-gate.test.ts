import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { HostGate } from '../../src/http/host-gate.ts';
import type { Clock } from '../../src/ports/clock.ts';

type TestClock = Clock & { pass(milliseconds: number): Promise<void> };

/** Time stands still until a test lets it pass. */
function stillClock(): TestClock {
  let now = 0;
  const sleepers: { readonly until: number; readonly wake: () => void }[] = [];
  return {
    now: () => new Date(now),
    ticks: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        sleepers.push({ until: now + milliseconds, wake: resolve });
      }),
    async pass(milliseconds) {
      now += milliseconds;
      for (const sleeper of sleepers) if (sleeper.until <= now) sleeper.wake();
      await settled();
    },
  };
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Requests that end when the test says so. */
function requests(gate: HostGate): {
  start(kind?: 'document' | 'body', signal?: AbortSignal): Promise<void>;
  end(count?: number): Promise<void>;
  readonly running: number;
} {
  const running: (() => void)[] = [];
  return {
    start: (kind = 'document', signal) =>
      gate.run(kind, signal, () => new Promise<void>((resolve) => running.push(resolve))),
    async end(count = 1) {
      for (const finish of running.splice(0, count)) finish();
      await settled();
    },
    get running() {
      return running.length;
    },
  };
}

describe('when many requests go to one host', () => {
  it('so many run as it may have, the others one after the other', async () => {
    const jobs = requests(new HostGate({ clock: stillClock(), connections: 3 }));
    for (let at = 0; at < 10; at += 1) void jobs.start();
    await settled();
    expect(jobs.running).toBe(3);
    await jobs.end(2);
    expect(jobs.running).toBe(3);
  });

  it('who is cancelled while waiting is told at once and takes no place', async () => {
    const jobs = requests(new HostGate({ clock: stillClock(), connections: 1 }));
    void jobs.start();
    const cancel = new AbortController();
    const waiting = jobs.start('document', cancel.signal);
    const behind = jobs.start();
    cancel.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await jobs.end();
    expect(jobs.running).toBe(1);
    await jobs.end();
    await behind;
  });

  it('a body does not wait for a place: it has its slot', async () => {
    const jobs = requests(new HostGate({ clock: stillClock(), connections: 1 }));
    void jobs.start();
    void jobs.start('body');
    await settled();
    expect(jobs.running).toBe(2);
  });

  it('a place is free again after an error', async () => {
    const gate = new HostGate({ clock: stillClock(), connections: 1 });
    const fail = (): Promise<never> => Promise.reject(new Error('no'));
    for (let at = 0; at < 3; at += 1)
      await expect(gate.run('document', undefined, fail)).rejects.toThrow('no');
  });

  it('they are spread over a second where a rate is known (N31)', async () => {
    const clock = stillClock();
    const jobs = requests(new HostGate({ clock, connections: 32, requestsPerSecond: 4 }));
    for (let at = 0; at < 8; at += 1) void jobs.start();
    await settled();
    expect(jobs.running).toBe(1);
    await clock.pass(250);
    expect(jobs.running).toBe(2);
    await clock.pass(1_500);
    expect(jobs.running).toBe(8);
  });

  it('nothing was asked for a while, so that a rate is left over, it is not made up for (N31)', async () => {
    const clock = stillClock();
    const jobs = requests(new HostGate({ clock, connections: 32, requestsPerSecond: 4 }));
    void jobs.start();
    await settled();
    await clock.pass(60_000);
    for (let at = 0; at < 8; at += 1) void jobs.start();
    await settled();
    expect(jobs.running).toBe(2);
    await clock.pass(249);
    expect(jobs.running).toBe(2);
    await clock.pass(1);
    expect(jobs.running).toBe(3);
  });

  it('who came first is first', async () => {
    const gate = new HostGate({ clock: stillClock(), connections: 1 });
    const begun: number[] = [];
    const jobs = [1, 2, 3, 4].map((number) =>
      gate.run('document', undefined, async () => begun.push(number)),
    );
    await Promise.all(jobs);
    expect(begun).toEqual([1, 2, 3, 4]);
  });

  it('who is cancelled after it was let in takes nobody’s turn, and nothing listens to its signal', async () => {
    const jobs = requests(new HostGate({ clock: stillClock(), connections: 1 }));
    const cancel = new AbortController();
    void jobs.start();
    const second = jobs.start('document', cancel.signal);
    const third = jobs.start();
    await settled();
    await jobs.end();
    expect(jobs.running).toBe(1);
    expect(getEventListeners(cancel.signal, 'abort')).toEqual([]);
    cancel.abort(new Error('enough'));
    await jobs.end();
    await second;
    await jobs.end();
    await third;
  });
});

describe('when a host says that it is too much', () => {
  it('the limit is halved, but once a second however many say so, and never below one (transport.md §3.1)', () => {
    const clock = stillClock();
    const gate = new HostGate({ clock, connections: 32 });
    for (let at = 0; at < 30; at += 1) gate.slowDown(undefined);
    expect(gate.limit).toBe(16);
    for (const wanted of [8, 4, 2, 1, 1]) {
      void clock.pass(1_000);
      gate.slowDown(undefined);
      expect(gate.limit).toBe(wanted);
    }
  });

  it('the limit grows by one after twenty successes, up to where it was', () => {
    const clock = stillClock();
    const gate = new HostGate({ clock, connections: 8 });
    gate.slowDown(undefined);
    for (let at = 0; at < 19; at += 1) gate.succeeded();
    expect(gate.limit).toBe(4);
    gate.succeeded();
    expect(gate.limit).toBe(5);
    for (let at = 0; at < 19; at += 1) gate.succeeded();
    expect(gate.limit).toBe(5);
    void clock.pass(1_000);
    gate.slowDown(undefined);
    gate.succeeded();
    expect(gate.limit).toBe(2);
    for (let at = 0; at < 1_000; at += 1) gate.succeeded();
    expect(gate.limit).toBe(8);
  });

  it('who waits is let in when it grows', async () => {
    const gate = new HostGate({ clock: stillClock(), connections: 2 });
    const jobs = requests(gate);
    gate.slowDown(undefined);
    void jobs.start();
    void jobs.start();
    await settled();
    expect(jobs.running).toBe(1);
    for (let at = 0; at < 20; at += 1) gate.succeeded();
    await settled();
    expect(jobs.running).toBe(2);
  });

  it('for a time, documents and bodies alike wait; a longer wait that is asked for meanwhile counts (N6, N12)', async () => {
    const clock = stillClock();
    const gate = new HostGate({ clock, connections: 8 });
    const jobs = requests(gate);
    gate.slowDown(5_000);
    void jobs.start();
    void jobs.start('body');
    await clock.pass(4_000);
    gate.slowDown(5_000);
    await clock.pass(1_000);
    expect(jobs.running).toBe(0);
    // A shorter one takes nothing away from it.
    gate.slowDown(1_000);
    gate.slowDown(undefined);
    void jobs.start('body');
    await clock.pass(3_999);
    expect(jobs.running).toBe(0);
    await clock.pass(1);
    expect(jobs.running).toBe(3);
  });

  it('who is cancelled during the wait is told at once, and its place is free', async () => {
    const clock = stillClock();
    const gate = new HostGate({ clock, connections: 1 });
    const jobs = requests(gate);
    gate.slowDown(300_000);
    const cancel = new AbortController();
    const waiting = jobs.start('document', cancel.signal);
    await settled();
    cancel.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    void jobs.start();
    await clock.pass(300_000);
    expect(jobs.running).toBe(1);
  });
});

describe('when a host wants to be left alone for longer than anybody waits', () => {
  const reason = (): Error => new Error('come back later');

  it('whoever waits or comes is told so at once, and after that time it is asked again (N6, N12)', async () => {
    const clock = stillClock();
    const gate = new HostGate({ clock, connections: 2, requestsPerSecond: 0.01 });
    const jobs = requests(gate);
    void jobs.start();
    await settled();
    const turns = [jobs.start('body'), jobs.start()];
    const places = [jobs.start(), jobs.start()];
    await settled();
    expect(jobs.running).toBe(1);

    gate.closeFor(3_600_000, reason);
    const told = await Promise.allSettled([...turns, ...places, jobs.start(), jobs.start('body')]);
    expect(told).toEqual(Array.from({ length: 6 }, () => ({ status: 'rejected', reason: reason() })));
    await jobs.end();

    await clock.pass(3_600_000);
    void jobs.start();
    await settled();
    expect(jobs.running).toBe(1);
  });

  it('the latest time that it gave counts', async () => {
    const clock = stillClock();
    const gate = new HostGate({ clock, connections: 2 });
    gate.closeFor(3_600_000, reason);
    gate.closeFor(400_000, reason);
    await clock.pass(3_599_999);
    await expect(requests(gate).start()).rejects.toThrow('come back later');
  });

  it('and later for longer still, that counts', async () => {
    const clock = stillClock();
    const gate = new HostGate({ clock, connections: 2 });
    gate.closeFor(400_000, reason);
    gate.closeFor(3_600_000, reason);
    await clock.pass(3_599_999);
    await expect(requests(gate).start()).rejects.toThrow('come back later');
  });
});
