import type { Config } from '../domain/config.ts';
import type { Stage } from '../domain/pipeline.ts';
import type { PromotionRecord } from '../domain/record.ts';
import type { Registry } from '../ports/registry.ts';
import type { World } from '../ports/world.ts';
import type { PastPromotion, PastQuery } from './past.ts';
import { type FoundStatement } from './statements.ts';
type Bench = {
    readonly world: World;
    readonly config: Config;
    readonly registry: Registry;
};
/** By which statements a stage promoted an image to a target; undefined: nothing shows it. */
export type Showing = (stage: Stage, query: PastQuery) => Promise<PastPromotion | undefined>;
/**
 * Whether statements have to show what an earlier stage promoted (contract §6): in Actions unless `attest` is off, and
 * wherever the config says that promotions are signed. Elsewhere, a machine without a key, the journal shows it.
 */
export declare function wantsStatements({ world, config }: Omit<Bench, 'registry'>): boolean;
/**
 * The statements of a stage at its target: a decision that let the image pass, and the record of its promotion, both by
 * accepted signers in the stage's environment. Where the config on the disk decides this very run, it may have decided the
 * earlier one as well; in Actions it never may.
 */
export declare function showing(bench: Bench): Showing;
/** What somebody signed who counts, with who that was. */
export declare function signedOf(found: readonly FoundStatement[]): ({
    digest: import("../index.ts").Digest;
    trust: import("../domain/evidence.ts").Trust;
    kind: 'decision';
    summary: import("../domain/summary.ts").Summary;
    identity: import("../domain/evidence.ts").Identity;
} | {
    digest: import("../index.ts").Digest;
    trust: import("../domain/evidence.ts").Trust;
    kind: 'promotion';
    record: PromotionRecord;
    identity: import("../domain/evidence.ts").Identity;
} | {
    digest: import("../index.ts").Digest;
    trust: import("../domain/evidence.ts").Trust;
    kind: 'nothing';
    why: string;
    identity: import("../domain/evidence.ts").Identity;
})[];
export {};
