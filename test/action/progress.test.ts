import { describe, expect, it } from 'vitest';
import { actionProgress } from '../../src/action/progress.ts';
import { web } from '../report/examples.ts';

const MiB = 2 ** 20;

/** Copies so many MiB at one MiB each step; gives the lines and when they were said. */
function copied({ size, step }: { readonly size: number; readonly step: number }): readonly string[] {
  let now = 0;
  const lines: string[] = [];
  const log = { info: (text: string) => void lines.push(`${Math.floor(now / 1000)}: ${text}`) };
  const progress = actionProgress(log, { ticks: () => now });
  progress.begin({ blobs: 2, bytes: (size + 10) * MiB });
  progress.skip({ digest: web, size: 10 * MiB, how: 'present' });
  const blob = progress.blob({ digest: web.replace('ab', 'cd') as typeof web, size: size * MiB, to: [] });
  for (let done = 0; done < size; done += 1) {
    now += step;
    blob.advance(MiB);
  }
  blob.done();
  progress.end();
  return lines;
}

describe('when the Action copies', () => {
  it('says one line at the end of what takes seconds', () => {
    expect(copied({ size: 90, step: 10 })).toEqual(['0: 90.0 MiB read in 0.9 s']);
  });

  it('says a line at most every ten seconds', () => {
    const lines = copied({ size: 90, step: 500 });
    const times = lines.map((line) => Number(line.slice(0, line.indexOf(':'))));
    expect(
      times.slice(0, -1).every((time, index) => index === 0 || time - (times[index - 1] ?? 0) >= 10),
    ).toBe(true);
    expect(lines[0]).toBe('10: 30 %: 30.0 MiB of 100.0 MiB, 1 of 2 blobs, 2.0 MiB/s, 35 s left');
    expect(lines).toHaveLength(5);
  });

  it('waits for a tenth more, but not longer than a minute', () => {
    const lines = copied({ size: 990, step: 1000 });
    expect(lines.slice(0, 2)).toEqual([
      expect.stringMatching(/^60: 7 %/),
      expect.stringMatching(/^120: 13 %/),
    ]);
    expect(lines.length).toBeLessThan(20);
  });

  it('says nothing when nothing had to be read', () => {
    const lines: string[] = [];
    const progress = actionProgress({ info: (text) => void lines.push(text) }, { ticks: () => 0 });
    progress.begin({ blobs: 0, bytes: 0 });
    progress.end();
    expect(lines).toEqual([]);
  });
});
