/** What a copy has done so far. Bytes are distinct bytes of the source, each counted once however many targets take them. */
export type Tally = {
  readonly blobs: number;
  readonly blobsDone: number;
  readonly bytes: number;
  readonly bytesDone: number;
  /** Bytes really read; the rest of `bytesDone` was there already or mounted. */
  readonly bytesRead: number;
  /** Bytes a second over the last seconds; undefined while there is too little to tell. */
  readonly rate: number | undefined;
  /** Milliseconds to go at that rate. */
  readonly left: number | undefined;
  /** The blobs that are on their way, biggest first. */
  readonly running: readonly RunningBlob[];
};

export type RunningBlob = { readonly digest: string; readonly size: number; readonly read: number };

export interface TallyKeeper {
  begin(total: { readonly blobs: number; readonly bytes: number }): void;
  /** A read begins; a blob may be read again for a target that fell behind. Gives what to call with bytes, and when done. */
  blob(digest: string, size: number): { advance(bytes: number): void; done(): void };
  skip(digest: string, size: number): void;
  now(): Tally;
}

type Entry = { readonly size: number; read: number; readers: number; isDone: boolean };
type Sample = { readonly at: number; readonly read: number };

/** The rate is taken over this many milliseconds, from samples at least a quarter of a second apart. */
const windowLength = 5000;
const sampleDistance = 250;

/** Keeps count; `ticks` is a monotonic clock in milliseconds. */
export function tallyKeeper(ticks: () => number): TallyKeeper {
  let total = { blobs: 0, bytes: 0 };
  let entries = new Map<string, Entry>();
  let bytesRead = 0;
  let samples: Sample[] = [];

  function sample(): void {
    const at = ticks();
    const last = samples.at(-1);
    if (last !== undefined && at - last.at < sampleDistance) return;
    samples.push({ at, read: bytesRead });
    // One sample from before the window stays, as its left edge.
    while (samples.length > 2 && (samples[1]?.at ?? at) <= at - windowLength) samples.shift();
  }

  function rate(): number | undefined {
    const first = samples[0];
    const elapsed = first === undefined ? 0 : ticks() - first.at;
    return first === undefined || elapsed < 1000 ? undefined : ((bytesRead - first.read) / elapsed) * 1000;
  }

  return {
    begin(announced): void {
      total = { ...announced };
      entries = new Map();
      bytesRead = 0;
      samples = [{ at: ticks(), read: 0 }];
    },
    blob(digest, size) {
      const entry = entries.get(digest) ?? { size, read: 0, readers: 0, isDone: false };
      entries.set(digest, entry);
      entry.readers += 1;
      // A second read of the same blob counts only from where the first one stopped.
      let read = 0;
      let isOpen = true;
      return {
        advance(bytes): void {
          read += bytes;
          bytesRead += bytes;
          entry.read = Math.min(size, Math.max(entry.read, read));
          sample();
        },
        done(): void {
          if (!isOpen) return;
          isOpen = false;
          entry.readers -= 1;
          entry.isDone = true;
        },
      };
    },
    skip(digest, size): void {
      if (!entries.has(digest)) entries.set(digest, { size, read: 0, readers: 0, isDone: true });
    },
    now(): Tally {
      sample();
      const all = Array.from(entries.values());
      const bytesDone = all.reduce((sum, entry) => sum + (entry.isDone ? entry.size : entry.read), 0);
      // What was announced is an estimate: a blob that nobody announced still counts.
      const bytes = Math.max(
        total.bytes,
        all.reduce((sum, entry) => sum + entry.size, 0),
      );
      const speed = rate();
      return {
        blobs: Math.max(total.blobs, all.length),
        blobsDone: all.filter((entry) => entry.isDone).length,
        bytes,
        bytesDone,
        bytesRead,
        rate: speed,
        left: speed === undefined || speed <= 0 ? undefined : ((bytes - bytesDone) / speed) * 1000,
        running: Array.from(entries, ([digest, { size, read, readers }]) => ({ digest, size, read, readers }))
          .filter((blob) => blob.readers > 0)
          .sort((a, b) => b.size - a.size)
          .map(({ digest, size, read }) => ({ digest, size, read })),
      };
    },
  };
}
