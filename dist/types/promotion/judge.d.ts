import type { Config } from '../domain/config.ts';
import type { Decision } from '../domain/decision.ts';
import type { StageId } from '../domain/pipeline.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageGraph } from '../image/graph.ts';
import type { CommitPlace } from '../ports/forge.ts';
import type { Registry } from '../ports/registry.ts';
import type { World } from '../ports/world.ts';
import { type Opener } from './accepted.ts';
import { type ArrivedImage } from './arrive.ts';
import { type CarryRules } from './carry-stage.ts';
import type { TargetWork } from './plan-target.ts';
/** What is asked of policy: the images of one stage, or the one of a copy. */
export type Case = {
    /** Absent for a copy. */
    readonly stage?: StageId;
    /** The names of the policies. */
    readonly policies: readonly string[];
    readonly rules: CarryRules;
    readonly approvalRequired: boolean;
    readonly works: readonly TargetWork[];
    /** `plan`: what an earlier stage or time may still change is pending. `rollback`: what the world changed is recorded only. */
    readonly mode: 'promote' | 'plan' | 'rollback';
    /** An earlier stage of this run brings the image to where this one reads: until then it is read at the pipeline's source. */
    readonly isOnItsWay: boolean;
};
export type Ruling = {
    /** One an image, in the order of the works. */
    readonly decisions: readonly Decision[];
    /** What was judged is what is copied: the walks that serve for both. */
    readonly graphs: ReadonlyMap<ArrivedImage, ImageGraph>;
};
/** Judges images by the policies of a config (guarantee 6). One for a run: roots are fetched and documents opened once. */
export type Judge = ((question: Case) => Promise<Ruling>) & {
    /** Opens documents by the config's signers. */
    readonly open: Opener;
    /** The commits that certificates prove of the images that were judged so far. */
    readonly proven: ReadonlyMap<Digest, CommitPlace>;
};
type Bench = {
    readonly world: World;
    readonly registry: Registry;
    readonly config: Config;
    readonly open: Opener;
    readonly proven: Map<Digest, CommitPlace>;
};
export declare function createJudge({ world, registry, config }: Omit<Bench, 'open' | 'proven'>): Judge;
export {};
