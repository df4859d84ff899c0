import type { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageGraph } from '../image/graph.ts';
import type { Manifest } from '../image/manifest.ts';
import { type Repository } from '../image/reference.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Progress } from '../ports/progress.ts';
import type { Registry } from '../ports/registry.ts';
export type TransferWorld = {
    readonly registry: Registry;
    readonly progress: Progress;
    readonly clock: Clock;
    readonly log: Log;
    readonly signal: AbortSignal;
};
/** One image and where it goes. */
export type CarryJob = {
    readonly graph: ImageGraph;
    readonly targets: readonly CarryTarget[];
};
export type CarryTarget = {
    readonly repository: Repository;
    /** The images that the target's tags name now: what they list is there, and is not asked for. */
    readonly currentRoots: readonly Manifest[];
    /** Repositories of the same registry that may have the blobs, besides the source. */
    readonly mountFrom: readonly Repository[];
    readonly referrers: 'all' | 'best-effort' | 'none';
    readonly foreignLayers: 'fail' | 'allow';
    /** {@link isFresh}, where that was found out already. */
    readonly fresh?: boolean;
    /** Tags will be written here and elsewhere: that all of it may be written has to be known before the first. */
    readonly provesRights?: boolean;
};
export type Count = {
    readonly blobs: number;
    readonly bytes: number;
};
export type CarryOutcome = {
    readonly repository: Repository;
    readonly digest: Digest;
    readonly pushed: Count;
    readonly mounted: Count;
    readonly skipped: Count;
    /** Attachments that are at the target now. */
    readonly referrers: number;
    /** What could not travel, under `referrers: best-effort`, and cosign tags that the target's own kept out. */
    readonly left: readonly string[];
    /** The target does not hold everything; the others may. */
    readonly error?: HoistError;
};
export type CarryResult = {
    /** Bytes read from sources, those that had to be read again included. */
    readonly pulled: number;
    readonly targets: readonly CarryOutcome[];
    /**
     * Whether the roots that were pushed are there, still being looked at beside whatever the caller asks next: no tag may be
     * written before it says so. What one lacks, or undefined.
     */
    readonly kept: Promise<HoistError | undefined>;
};
/**
 * Brings every image to its targets: blobs, then children, then roots by digest, then what is attached (guarantee 3).
 * No tag of an image is touched. A target that fails does not stop the others; its outcome has the error.
 */
export declare function carry(world: TransferWorld, jobs: readonly CarryJob[]): Promise<CarryResult>;
