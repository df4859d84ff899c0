import type { HttpHeaders } from '../../http/http.ts';
import type { Host } from '../../image/reference.ts';

/**
 * How a blob's bytes go up (P20): `put` POST, then PUT with the body; `patch` POST, one PATCH, an empty PUT; `chunks` the
 * same with several PATCHes.
 */
export type UploadWay = 'put' | 'patch' | 'chunks';

/** What is different about talking to one registry. Every quirk that a client has to know has its place here. */
export type Dialect = {
  /** Of the vendor: `ghcr`; `unknown` for a host that nothing is known of. */
  readonly name: string;
  /** Rows of the registry reference that this one follows: `Q7`. */
  readonly quirks: readonly string[];
  /** Ways to upload, fewest requests first; each next one is tried after the one before failed (Q1). */
  readonly uploads: readonly UploadWay[];
  /** Bytes of one chunk, where chunks are needed (N32). */
  readonly chunkSize: number;
  /** Connections at once (transport.md §3.1). */
  readonly connections: number;
  readonly requestsPerSecond?: number;
  /** Two manifests pushed at once to one repository spoil each other (Q13). */
  readonly serialManifestPuts: boolean;
  /** A 202 to a mount from the repository itself means that the blob is absent (transport.md §4.1). */
  readonly selfMountTellsAbsence: boolean;
  /** Whether a mount can succeed at all; `detect`: sometimes. */
  readonly mountable: boolean | 'detect';
  /** `tag`: there is no referrers API, so it is not asked (P35). */
  readonly referrers: 'detect' | 'tag';
  /** `n` of a tag list (N35). */
  readonly tagPageSize: number;
  /** Pages of one list (N26, Q21). */
  readonly maxPages: number;
  /** `basic`: credentials are sent without being asked for, because a challenge would be Basic anyway (Q8). */
  readonly firstRequest: 'plain' | 'basic';
  /** False: after a PATCH that succeeded, `Range` may name less than was stored (Q8, F26). */
  readonly rangeIsTrue: boolean;
  /** HEAD of a manifest is not counted against the pull limit, GET is (Q5). */
  readonly headIsFree: boolean;
  /** What a blob's upload may take in all, in milliseconds (Q7). */
  readonly uploadLimit?: number;

  /** Whether a refused tag may be refused because it is immutable: then it is read again and compared (Q4, F45). */
  isImmutableRefusal(refusal: Refusal): boolean;
  /** Whether a refused manifest may be pushed once more, because another push ran beside it (Q13). */
  isCrossedPush(refusal: Refusal): boolean;
  /** What an error answer to a read says of the thing that was asked for; undefined: nothing (P43, Q22). */
  notFound(status: number, codes: readonly string[]): 'absent' | 'missing-or-denied' | undefined;
  /** How many pulls the registry says are left; undefined where it does not count them (Q5). */
  pullsLeft(headers: HttpHeaders): number | undefined;
  /** What the user can change, where this registry's answer has a known cause. */
  hint(status: number, codes: readonly string[]): string | undefined;
};

/** An error answer to a push. */
export type Refusal = {
  readonly status: number;
  readonly codes: readonly string[];
  /** Decides nothing by itself: what it suggests is checked against the registry afterwards (P42). */
  readonly message: string;
};

/** One row of the table: how a vendor is recognised, and how it talks. */
export type Vendor = {
  readonly dialect: Dialect;
  /** Its hosts, exactly: anchored, whole labels, default port (A11). */
  readonly hosts?: RegExp;
  /** Whether an answer shows that a host of unknown name runs it. Never decides where credentials go. */
  readonly answers?: (headers: HttpHeaders) => boolean;
};

export function isHostOf(vendor: Vendor, host: Host): boolean {
  return vendor.hosts?.test(host) === true;
}

const MiB = 1024 * 1024;

/** What the specification lets everybody expect; vendors say where they differ. */
export const standard: Dialect = {
  name: 'unknown',
  quirks: [],
  uploads: ['put', 'patch', 'chunks'],
  chunkSize: 8 * MiB,
  connections: 32,
  serialManifestPuts: false,
  selfMountTellsAbsence: false,
  mountable: 'detect',
  referrers: 'detect',
  tagPageSize: 1000,
  maxPages: 1000,
  firstRequest: 'plain',
  rangeIsTrue: true,
  headIsFree: false,
  isImmutableRefusal: ({ status, codes, message }) =>
    [400, 403, 409, 412].includes(status) &&
    (codes.includes('TAG_INVALID') || /immutab|already exist/i.test(message)),
  isCrossedPush: () => false,
  notFound(status) {
    if (status === 404) return 'absent';
    return status === 401 || status === 403 ? 'missing-or-denied' : undefined;
  },
  pullsLeft: () => undefined,
  hint(status) {
    if (status === 413)
      return 'A proxy in front of the registry limits the size of a body (nginx: client_max_body_size).';
    return undefined;
  },
};

/** The scheme and parameters of a challenge matter for recognising a registry: all of them, as one text in lower case. */
export function challengeText(headers: HttpHeaders): string {
  const value = headers['www-authenticate'];
  return (typeof value === 'string' ? value : (value ?? []).join(', ')).slice(0, 4096).toLowerCase();
}

/** The `Server` header in lower case. */
export function serverText(headers: HttpHeaders): string {
  const value = headers['server'];
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).toLowerCase();
}
