import type { Digest } from '../image/digest.ts';
import type { Repository } from '../image/reference.ts';
/** One blob on its way, to one or several targets. */
export interface BlobProgress {
    /** Bytes read from the source since the last call. */
    advance(bytes: number): void;
    done(): void;
}
/** Told by the transfer what it does; a terminal draws it, Actions prints a line now and then. */
export interface Progress {
    /** A copy begins: distinct bytes and blobs that it may have to read. */
    begin(total: {
        readonly blobs: number;
        readonly bytes: number;
    }): void;
    blob(blob: {
        readonly digest: Digest;
        readonly size: number;
        readonly to: readonly Repository[];
    }): BlobProgress;
    /** A blob that needs no bytes at a target. */
    skip(blob: {
        readonly digest: Digest;
        readonly size: number;
        readonly how: 'present' | 'mounted';
    }): void;
    end(): void;
}
