import { median } from './median.ts';
import type { Requests } from './access-log.ts';
import type { Cost } from './measured-command.ts';
import { megabytesText, ratioText } from './number-text.ts';

/** What was seen of one run. */
export type Sample = Cost & {
  readonly requests: Requests;
  /** Bytes from the source and to the targets, headers and TLS included; undefined where no proxy was in the way. */
  readonly wire: { readonly pulled: number; readonly pushed: number } | undefined;
};

/** What one program did in a scenario. */
export type Row = {
  readonly contender: string;
  /** `note` runs once; `floor` is no program that anybody uses. Neither is compared with. */
  readonly role: 'hoist' | 'peer' | 'note' | 'floor';
  /** Whether it did all of the work: a peer that leaves the referrers behind is shown, and not compared with. */
  readonly isWhole: boolean;
  /** What was timed. */
  readonly samples: readonly Sample[];
  /** Once through the proxy, where what was timed did not go through it. */
  readonly counted: Sample | undefined;
  /** Why a round of it failed. */
  readonly failure: string | undefined;
};

/** What is to be reached in a scenario. */
export type Goal = {
  readonly text: string;
  readonly weigh: (seen: Seen) => Weighed;
};

export type Seen = {
  readonly hoist: Row;
  readonly peers: readonly Row[];
  /** Of the blobs of the image, each once. */
  readonly blobBytes: number;
};

export type Weighed = {
  readonly measured: string;
  /** The peer that was best at it, and how it did. */
  readonly bestPeer?: string | undefined;
  /** Undefined where it cannot be told. */
  readonly reached: boolean | undefined;
};

export type Verdict = {
  readonly goal: string;
  readonly measured: string;
  readonly bestPeer: string;
  readonly result: 'reached' | 'missed' | 'failed' | 'not judged';
};

/** A round that failed, of whatever program, fails the row. */
export function judge({ text, weigh }: Goal, rows: readonly Row[], blobBytes: number): Verdict {
  const failed = rows.filter(({ failure }) => failure !== undefined).map(({ contender }) => contender);
  if (failed.length > 0)
    return { goal: text, measured: `${failed.join(', ')} failed`, bestPeer: '-', result: 'failed' };
  const hoist = rows.find(({ role }) => role === 'hoist');
  if (hoist === undefined) return { goal: text, measured: '-', bestPeer: '-', result: 'not judged' };
  const peers = comparable(rows);
  const { measured, bestPeer = '-', reached } = weigh({ hoist, peers, blobBytes });
  const result = reached === undefined ? 'not judged' : reached ? 'reached' : 'missed';
  return { goal: text, measured, bestPeer, result };
}

/** The peers that did the same work. */
export function comparable(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ role, isWhole }) => role === 'peer' && isWhole);
}

/** Median wall time over that of the fastest peer. */
export function wallAtMost(most: number): Goal {
  return {
    text: `≤ ${ratioText(most)} × best peer`,
    weigh({ hoist, peers }) {
      const best = bestOf(peers, ({ wall }) => wall);
      const own = medianOf(hoist, ({ wall }) => wall);
      if (best === undefined || own === undefined) return { measured: 'no peer', reached: undefined };
      const ratio = own / best.value;
      return {
        // One place more than the goal, so that what just misses it does not look as if it had not.
        measured: `${ratio.toFixed(3)} ×`,
        bestPeer: `${best.name} ${best.value.toFixed(2)} s`,
        reached: ratio <= most,
      };
    },
  };
}

export function requestsAtMost(most: number): Goal {
  return {
    text: `≤ ${most} requests`,
    weigh({ hoist, peers }) {
      const best = bestOf(peers, ({ requests }) => requests.total);
      const own = highestOf(hoist, ({ requests }) => requests.total) ?? Number.NaN;
      return {
        measured: `${own} requests`,
        bestPeer: best && `${best.name} ${best.value}`,
        reached: own <= most,
      };
    },
  };
}

export const noMoreRequests: Goal = {
  text: 'no more requests than the best peer',
  weigh(seen) {
    const best = bestOf(seen.peers, ({ requests }) => requests.total);
    const weighed = requestsAtMost(best?.value ?? 0).weigh(seen);
    return best === undefined ? { ...weighed, reached: undefined } : weighed;
  },
};

/** Bytes of resident memory. */
export function peakBelow(bytes: number): Goal {
  return {
    text: `< ${megabytesText(bytes)} MB of memory`,
    weigh({ hoist, peers }) {
      const best = bestOf(peers, ({ peak }) => peak);
      const own = highestOf(hoist, ({ peak }) => peak);
      return {
        measured: `${megabytesText(own)} MB`,
        bestPeer: best && `${best.name} ${megabytesText(best.value)} MB`,
        reached: own === undefined ? undefined : own < bytes,
      };
    },
  };
}

/** Every blob is read at the source exactly once. */
export const sourceOnce: Goal = {
  text: 'source bytes read once',
  weigh({ hoist, peers, blobBytes }) {
    const times = ({ requests }: Sample): number => requests.blobBytesRead / blobBytes;
    const best = bestOf(peers, times);
    const own = highestOf(hoist, times) ?? Number.NaN;
    return {
      measured: `${ratioText(own)} × the image`,
      bestPeer: best && `${best.name} ${ratioText(best.value)} ×`,
      reached: own === 1,
    };
  },
};

/** Not one byte of a blob is read or written. */
export const noBlobBytes: Goal = {
  text: 'no blob bytes',
  weigh({ hoist, peers }) {
    const moved = ({ requests }: Sample): number => requests.blobReads + requests.blobWrites;
    const best = bestOf(peers, moved);
    const own = highestOf(hoist, moved) ?? Number.NaN;
    return {
      measured: `${own} blobs read or written`,
      bestPeer: best && `${best.name} ${best.value}`,
      reached: own === 0,
    };
  },
};

/** The median over what was timed. */
export function medianOf(row: Row, of: (sample: Sample) => number | undefined): number | undefined {
  return median(row.samples.flatMap((sample) => of(sample) ?? []));
}

/** For what is not a matter of luck: the most in any run. */
function highestOf(
  { samples, counted }: Row,
  of: (sample: Sample) => number | undefined,
): number | undefined {
  const all = [...samples, ...(counted === undefined ? [] : [counted])].flatMap((sample) => of(sample) ?? []);
  return all.length === 0 ? undefined : Math.max(...all);
}

function bestOf(
  peers: readonly Row[],
  of: (sample: Sample) => number | undefined,
): { readonly name: string; readonly value: number } | undefined {
  const all = peers.flatMap((peer) => {
    const value = medianOf(peer, of);
    return value === undefined ? [] : [{ name: peer.contender, value }];
  });
  return all.sort((a, b) => a.value - b.value)[0];
}
