import { describe, expect, it } from 'vitest';
import {
  judge,
  noBlobBytes,
  noMoreRequests,
  peakBelow,
  requestsAtMost,
  sourceOnce,
  wallAtMost,
  type Row,
  type Sample,
} from './goal.ts';

type Numbers = {
  readonly wall?: number;
  readonly peak?: number | undefined;
  readonly total?: number;
  readonly read?: number;
  readonly writes?: number;
};

function sample({ wall = 1, total = 1, read = 0, writes = 0, ...rest }: Numbers): Sample {
  const requests = {
    total,
    byMethod: {},
    blobReads: read > 0 ? 1 : 0,
    blobBytesRead: read,
    blobWrites: writes,
  };
  return { wall, cpu: 1, peak: 'peak' in rest ? rest.peak : 1, requests, wire: undefined };
}

function row(
  role: Row['role'],
  contender: string,
  samples: readonly Numbers[],
  over: Partial<Row> = {},
): Row {
  return {
    contender,
    role,
    isWhole: true,
    samples: samples.map(sample),
    counted: undefined,
    failure: undefined,
    ...over,
  };
}

describe('a goal', () => {
  it('when it is about time, it takes the medians and the fastest peer', () => {
    const rows = [
      row('hoist', 'Hoist', [{ wall: 1 }, { wall: 9 }, { wall: 2 }]),
      row('peer', 'slow', [{ wall: 30 }]),
      row('peer', 'fast', [{ wall: 10 }, { wall: 8 }, { wall: 1 }]),
    ];
    expect(judge(wallAtMost(0.25), rows, 0)).toEqual({
      goal: '≤ 0.25 × best peer',
      measured: '0.250 ×',
      bestPeer: 'fast 8.00 s',
      result: 'reached',
    });
    expect(judge(wallAtMost(0.2), rows, 0).result).toBe('missed');
  });

  it('when a peer did less, or runs for a note, it is not compared with', () => {
    const rows = [
      row('hoist', 'Hoist', [{ wall: 1 }]),
      row('peer', 'whole', [{ wall: 4 }]),
      row('peer', 'part', [{ wall: 0.1 }], { isWhole: false }),
      row('note', 'other', [{ wall: 0.1 }]),
    ];
    expect(judge(wallAtMost(0.25), rows, 0)).toMatchObject({ bestPeer: 'whole 4.00 s', result: 'reached' });
  });

  it('when there is no peer, it is not judged', () => {
    const rows = [row('hoist', 'Hoist', [{}])];
    expect(judge(wallAtMost(1), rows, 0).result).toBe('not judged');
    expect(judge(noMoreRequests, rows, 0).result).toBe('not judged');
  });

  it('when any round of any program failed, so has the row', () => {
    const rows = [row('hoist', 'Hoist', [{}]), row('peer', 'crane', [], { failure: 'ended with 1' })];
    expect(judge(requestsAtMost(1), rows, 0)).toMatchObject({ measured: 'crane failed', result: 'failed' });
  });

  it('when it is about requests, the worst round counts, that without timing included', () => {
    const rows = [
      row('hoist', 'Hoist', [{ total: 8 }, { total: 8 }], { counted: sample({ total: 9 }) }),
      row('peer', 'regctl', [{ total: 9 }]),
    ];
    expect(judge(requestsAtMost(8), rows, 0)).toMatchObject({ measured: '9 requests', result: 'missed' });
    expect(judge(noMoreRequests, rows, 0)).toMatchObject({ bestPeer: 'regctl 9', result: 'reached' });
  });

  it('when it is about memory, the highest peak counts, and none known is no success', () => {
    const rows = (peaks: readonly (number | undefined)[]): readonly Row[] => [
      row(
        'hoist',
        'Hoist',
        peaks.map((peak) => ({ peak })),
      ),
    ];
    expect(judge(peakBelow(120e6), rows([100e6, 119e6]), 0).result).toBe('reached');
    expect(judge(peakBelow(120e6), rows([100e6, 120e6]), 0).result).toBe('missed');
    expect(judge(peakBelow(120e6), rows([undefined]), 0).result).toBe('not judged');
  });

  it('when the source is to be read once, neither more nor less will do', () => {
    const read = (bytes: number): string =>
      judge(sourceOnce, [row('hoist', 'Hoist', [{ read: bytes }])], 1000).result;
    expect([read(1000), read(1001), read(2000), read(0)]).toEqual(['reached', 'missed', 'missed', 'missed']);
  });

  it('when no bytes of blobs are to move, a read misses it and so does a write', () => {
    const moved = (numbers: Numbers): string =>
      judge(noBlobBytes, [row('hoist', 'Hoist', [numbers])], 1000).result;
    expect([moved({}), moved({ read: 1 }), moved({ writes: 1 })]).toEqual(['reached', 'missed', 'missed']);
  });
});
