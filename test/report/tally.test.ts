import { describe, expect, it } from 'vitest';
import { tallyKeeper } from '../../src/report/tally.ts';

function clocked(): {
  readonly keeper: ReturnType<typeof tallyKeeper>;
  readonly pass: (milliseconds: number) => void;
} {
  let now = 0;
  return { keeper: tallyKeeper(() => now), pass: (milliseconds) => void (now += milliseconds) };
}

describe('when a copy is counted', () => {
  it('adds what is read and what was there already', () => {
    const { keeper } = clocked();
    keeper.begin({ blobs: 3, bytes: 600 });
    keeper.skip('a', 100);
    const blob = keeper.blob('b', 200);
    blob.advance(50);
    expect(keeper.now()).toMatchObject({ blobs: 3, blobsDone: 1, bytes: 600, bytesDone: 150, bytesRead: 50 });
    expect(keeper.now().running).toEqual([{ digest: 'b', size: 200, read: 50 }]);
    blob.advance(150);
    blob.done();
    expect(keeper.now()).toMatchObject({ blobsDone: 2, bytesDone: 300, running: [] });
  });

  it('counts a blob once when it is read twice or skipped at another target', () => {
    const { keeper } = clocked();
    keeper.begin({ blobs: 1, bytes: 100 });
    const first = keeper.blob('a', 100);
    const second = keeper.blob('a', 100);
    keeper.skip('a', 100);
    first.advance(60);
    second.advance(40);
    expect(keeper.now().bytesDone).toBe(60);
    first.done();
    first.done();
    expect(keeper.now().running).toHaveLength(1);
    second.advance(60);
    second.done();
    expect(keeper.now()).toMatchObject({
      blobs: 1,
      blobsDone: 1,
      bytesDone: 100,
      bytesRead: 160,
      running: [],
    });
  });

  it('tells rate and time left once a second has passed, over the last seconds', () => {
    const { keeper, pass } = clocked();
    keeper.begin({ blobs: 1, bytes: 100_000 });
    const blob = keeper.blob('a', 100_000);
    pass(500);
    blob.advance(1000);
    expect(keeper.now()).toMatchObject({ rate: undefined, left: undefined });
    pass(500);
    blob.advance(1000);
    expect(keeper.now()).toMatchObject({ rate: 2000, left: 49_000 });
    for (let second = 0; second < 20; second += 1) {
      pass(1000);
      blob.advance(100);
    }
    expect(keeper.now().rate).toBeCloseTo(100, 5);
    pass(60_000);
    expect(keeper.now().rate).toBeLessThan(5);
  });

  it('lists the biggest of the running blobs first, and begins anew', () => {
    const { keeper } = clocked();
    keeper.begin({ blobs: 2, bytes: 30 });
    keeper.blob('small', 10);
    keeper.blob('big', 20);
    expect(keeper.now().running.map((blob) => blob.digest)).toEqual(['big', 'small']);
    keeper.begin({ blobs: 1, bytes: 5 });
    expect(keeper.now()).toMatchObject({ blobs: 1, bytes: 5, bytesDone: 0, running: [] });
  });

  it('shows more than was announced when there is more', () => {
    const { keeper } = clocked();
    keeper.begin({ blobs: 0, bytes: 0 });
    keeper.blob('a', 10);
    expect(keeper.now()).toMatchObject({ blobs: 1, bytes: 10 });
  });
});
