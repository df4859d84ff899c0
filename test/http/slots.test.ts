import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots } from '../../src/http/slots.ts';
import { turns } from '../wait.ts';

const MiB = 1024 * 1024;
const hosts = ['a', 'b', 'c'];

const reservation = fc.record({
  // The first is the source; a host may be source and target, and two targets may be on one host.
  hosts: fc.array(fc.constantFrom(...hosts), { minLength: 1, maxLength: 4 }),
  bytes: fc.constantFrom(1_000, 64 * MiB),
  turns: fc.nat(3),
  cancelAfter: fc.option(fc.nat(3), { freq: 4 }),
});

describe('when transfers reserve slots', () => {
  it('in whatever order and over whatever hosts, each gets them in the end, and limits hold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(reservation, { minLength: 1, maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 32 }), { minLength: 3, maxLength: 3 }),
        async (jobs, limits) => {
          const slots = new Slots((host) => limits[hosts.indexOf(host)] ?? 1);
          const running = new Map<string, { bodies: number; jobs: number }>();
          const use = (names: readonly string[], by: 1 | -1): void => {
            for (const name of new Set(names)) {
              const now = running.get(name) ?? { bodies: 0, jobs: 0 };
              const own = names.filter((other) => other === name).length;
              running.set(name, { bodies: now.bodies + by * own, jobs: now.jobs + by });
            }
          };
          const within = (): boolean =>
            hosts.every((name, at) => {
              const { bodies, jobs: count } = running.get(name) ?? { bodies: 0, jobs: 0 };
              // One transfer always fits, however many slots of a host it takes.
              return bodies <= (limits[at] ?? 1) || count <= 1;
            });
          const outcomes = await Promise.all(
            jobs.map(async (job) => {
              const cancel = new AbortController();
              if (job.cancelAfter !== null) {
                void turns(job.cancelAfter).then(() => cancel.abort(new Error('enough')));
              }
              try {
                const free = await slots.reserve(job.hosts, job.bytes, cancel.signal);
                use(job.hosts, 1);
                const held = within();
                await turns(job.turns);
                use(job.hosts, -1);
                free();
                free();
                return held ? 'done' : 'too many';
              } catch {
                return 'cancelled';
              }
            }),
          );
          expect(outcomes).not.toContain('too many');
          // Nothing is left behind: a reservation of everything is granted at once.
          const free = await slots.reserve(hosts, 64 * MiB);
          free();
        },
      ),
      { numRuns: 60 },
    );
  }, 20_000);

  it('at most four big bodies move at once, and small ones beside them (transport.md §3.1)', async () => {
    const slots = new Slots(() => 32);
    let big = 0;
    for (let at = 0; at < 6; at += 1) void slots.reserve(['a'], 64 * MiB).then(() => (big += 1));
    let small = 0;
    for (let at = 0; at < 6; at += 1) void slots.reserve(['a'], 1_000).then(() => (small += 1));
    await turns(2);
    expect([big, small]).toEqual([4, 6]);
  });

  it('a host that is source and target takes both slots in one step (transport.md §4.4)', async () => {
    const slots = new Slots(() => 1);
    const free = await slots.reserve(['a', 'a'], 64 * MiB);
    let second = false;
    const waiting = slots.reserve(['a', 'a'], 64 * MiB).then((give) => {
      second = true;
      give();
    });
    await turns(2);
    expect(second).toBe(false);
    free();
    await waiting;
  });

  it('a signal that is aborted already is an error', async () => {
    const slots = new Slots(() => 1);
    await expect(slots.reserve(['a'], 1, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });

  it('a limit that was lowered meanwhile holds for what comes, and nobody is stuck', async () => {
    let limit = 8;
    const slots = new Slots(() => limit);
    const taken = await Promise.all([1, 2, 3, 4].map(() => slots.reserve(['a'], 1_000)));
    limit = 2;
    let granted = 0;
    for (let at = 0; at < 3; at += 1) {
      void slots.reserve(['a'], 1_000).then(async (free) => {
        granted += 1;
        await turns(1);
        free();
      });
    }
    await turns(2);
    expect(granted).toBe(0);
    for (const free of taken) free();
    await turns(20);
    expect(granted).toBe(3);
  });
});
