import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
/** An image that a target holds now. */
export type StoredImage = {
    readonly repository: Repository;
    readonly digest: Digest;
    /** The first tag that names it there. */
    readonly tag?: Tag;
};
/** Why something cannot be done, and what would change that. */
export type Obstacle = {
    readonly why: string;
    readonly hint: string;
};
/** The ledger in which an organisation keeps where its artifacts are. */
export interface Ledger {
    /**
     * What keeps this run from telling the ledger of an image, as far as that can be known without writing; undefined:
     * nothing that is known. Never throws what GitHub answers.
     */
    obstacle(digest: Digest): Promise<Obstacle | undefined>;
    /** Says that a target holds an image. Undefined: it is kept, or the owner has no ledger; else why not, for people. Never throws what GitHub answers. */
    store(image: StoredImage): Promise<string | undefined>;
}
