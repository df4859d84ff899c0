import { type Digest } from '../image/digest.ts';
import { type Repository, type Tag } from '../image/reference.ts';
import type { Call, Registry } from '../ports/registry.ts';
/** What the tags of one target name, each asked once while a plan is made. */
export type TargetTags = {
    readonly repository: Repository;
    /** Throws where a folder is no place for an image. A registry shows by what it answers what may be done there. */
    usable(): Promise<void>;
    /** Null: there is no such tag. What is the expected manifest by another algorithm's digest is called as expected (P3). */
    names(tag: Tag, expected?: Digest): Promise<Digest | null>;
    /** The tags among those that pass which name the digest: costs a list, and a HEAD for each that passes. */
    naming(digest: Digest, passes: (tag: Tag) => boolean): Promise<readonly Tag[]>;
    /** The same as it is by now, whatever was answered before: for a tag that was written since. */
    namingNow(digest: Digest, passes: (tag: Tag) => boolean): Promise<void>;
    /** The tags that were found to name the digest so far. */
    seen(digest: Digest): readonly Tag[];
};
export declare function createTargetTags(registry: Registry, repository: Repository, call: Call): TargetTags;
