/** The name by which the bench's own requests are told from those of the program that it measures. */
export const benchAgent = 'hoist-bench';

export type Requests = {
  readonly total: number;
  readonly byMethod: Readonly<Record<string, number>>;
  /** GET requests of blobs. */
  readonly blobReads: number;
  /** Bytes of their answers, headers not included. */
  readonly blobBytesRead: number;
  /** Requests that carried bytes of blobs, or ended an upload that did. */
  readonly blobWrites: number;
};

/** What the registry writes for every request, in Apache's combined format, between the lines of its other log. */
const line =
  /^\S+ \S+ \S+ \[[^\]]*\] "([A-Z]+) (\S+) HTTP\/[0-9.]+" ([0-9]{3}) ([0-9]+) "(?:[^"\\]|\\.)*" "((?:[^"\\]|\\.)*)"$/gm;

/** Counts the requests in a registry's log; the bench's own are left out. */
export function countRequests(log: string): Requests {
  const byMethod: Record<string, number> = {};
  let [total, blobReads, blobBytesRead, blobWrites] = [0, 0, 0, 0];
  for (const [, method = '', path = '', , bytes, agent] of log.matchAll(line)) {
    if (agent === benchAgent) continue;
    total += 1;
    byMethod[method] = (byMethod[method] ?? 0) + 1;
    if (method === 'GET' && /\/blobs\/[^/]+$/.test(path)) {
      blobReads += 1;
      blobBytesRead += Number(bytes);
    }
    if (carriesBlob(method, path)) blobWrites += 1;
  }
  return { total, byMethod, blobReads, blobBytesRead, blobWrites };
}

/** A POST opens an upload or mounts; with a digest and no mount it is the whole upload. */
function carriesBlob(method: string, path: string): boolean {
  const [before = '', query = ''] = path.split('?', 2);
  if (!before.includes('/blobs/uploads/')) return false;
  if (method === 'PUT' || method === 'PATCH') return true;
  const asked = new URLSearchParams(query);
  return method === 'POST' && asked.has('digest') && !asked.has('mount');
}

/** The requests to several registries together. */
export function sumRequests(counts: readonly Requests[]): Requests {
  const byMethod: Record<string, number> = {};
  for (const count of counts) {
    for (const [method, number] of Object.entries(count.byMethod))
      byMethod[method] = (byMethod[method] ?? 0) + number;
  }
  const sum = (of: (count: Requests) => number): number => counts.reduce((all, count) => all + of(count), 0);
  return {
    total: sum((count) => count.total),
    byMethod,
    blobReads: sum((count) => count.blobReads),
    blobBytesRead: sum((count) => count.blobBytesRead),
    blobWrites: sum((count) => count.blobWrites),
  };
}
