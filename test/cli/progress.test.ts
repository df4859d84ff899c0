import { describe, expect, it } from 'vitest';
import { frameText } from '../../src/cli/progress.ts';
import { tallyKeeper } from '../../src/report/tally.ts';
import { digestLike } from '../report/examples.ts';

describe('when progress is drawn', () => {
  it('shows the biggest blobs, how many more, and the total, never wider than the terminal', () => {
    let now = 0;
    const keeper = tallyKeeper(() => now);
    keeper.begin({ blobs: 60, bytes: 3 * 2 ** 30 });
    for (let index = 1; index <= 9; index += 1) {
      keeper.blob(digestLike(`${index}0`), index * 2 ** 20).advance(2 ** 20);
    }
    now = 2000;
    const wide = frameText(keeper.now(), 120).split('\n');
    expect(wide).toEqual([
      '909090909090 ━━━───────────────────────────  11 % 1.0 MiB of 9.0 MiB',
      '808080808080 ━━━━──────────────────────────  12 % 1.0 MiB of 8.0 MiB',
      '707070707070 ━━━━──────────────────────────  14 % 1.0 MiB of 7.0 MiB',
      '606060606060 ━━━━━─────────────────────────  16 % 1.0 MiB of 6.0 MiB',
      '505050505050 ━━━━━━────────────────────────  20 % 1.0 MiB of 5.0 MiB',
      '4 more blobs',
      'total        ──────────────────────────────   0 % 9.0 MiB of 3.0 GiB, 11 min 21 s left, 0 of 60 blobs, 4.5 MiB/s',
    ]);
    for (const width of [10, 40, 80]) {
      for (const line of frameText(keeper.now(), width).split('\n')) expect(line.length).toBeLessThan(width);
    }
  });

  it('is full when there is nothing to do', () => {
    const keeper = tallyKeeper(() => 0);
    keeper.begin({ blobs: 0, bytes: 0 });
    expect(frameText(keeper.now(), 120)).toBe(
      `total        ${'━'.repeat(30)} 100 % 0 B of 0 B, 0 of 0 blobs`,
    );
  });
});
