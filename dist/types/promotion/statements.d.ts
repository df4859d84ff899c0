import type { Identity, Trust } from '../domain/evidence.ts';
import type { PromotionRecord } from '../domain/record.ts';
import type { Summary } from '../domain/summary.ts';
import type { FoundDocument, OpenedDocument } from '../evidence/document.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageGraph } from '../image/graph.ts';
import type { Manifest } from '../image/manifest.ts';
import type { Repository } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
/** A statement of ours, or of somebody who writes like us, about an image. */
export type FoundStatement = {
    /** Of the bundle. */
    readonly digest: Digest;
    readonly trust: Trust;
} & ({
    readonly kind: 'decision';
    readonly summary: Summary;
} | {
    readonly kind: 'promotion';
    readonly record: PromotionRecord;
}
/** It cannot be read, or is about another image. */
 | {
    readonly kind: 'nothing';
    readonly why: string;
});
export type StatementPlace = {
    readonly registry: Registry;
    readonly repository: Repository;
    readonly root: Manifest;
    /** The walk of the image, where there is one: what it has listed is not asked again. */
    readonly graph?: ImageGraph;
    readonly signal: AbortSignal;
    readonly open: (found: FoundDocument) => Promise<OpenedDocument>;
};
/**
 * The decisions and promotions that are attached to an image, with who signed them. Those that say by their annotation
 * that they are one are read, and no other document.
 *
 * @throws HoistError `STATEMENTS_UNREACHABLE` (unreachable) where somewhere could not be looked: that is not "none" (I4)
 */
export declare function statementsAt(place: StatementPlace): Promise<readonly FoundStatement[]>;
/** Whose identity a signed statement shows; undefined where nobody whom we accept signed it. */
export declare function identityOf({ trust }: FoundStatement): Identity | undefined;
