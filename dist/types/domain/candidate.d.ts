import type { ConfigOrigin } from './config.ts';
import type { Hold } from './hold.ts';
import type { StagePlan } from './plan.ts';
/** An image that could be promoted to a stage, and what a plan says of that. */
export type Candidate = Pick<StagePlan, 'sources' | 'state' | 'problems' | 'decisions' | 'targets'> & {
    /** When the stage before promoted it, by which record; absent where it is the source's. */
    readonly promoted?: {
        readonly at: string;
        readonly record: string;
        readonly actor: string;
    };
};
export type CandidatesReport = {
    readonly schema: 'hoist/candidates/v1';
    readonly pipeline: string;
    readonly stage: string;
    /** Where they come from: a stage, or the pipeline's source. */
    readonly from: string;
    /** Newest first. */
    readonly candidates: readonly Candidate[];
    /** Why nothing goes there by itself. */
    readonly hold?: Hold;
    readonly environment?: string;
    readonly config: ConfigOrigin;
    readonly notices: readonly string[];
};
