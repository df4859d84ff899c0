import type { Config } from '../domain/config.ts';
import type { Registry } from '../ports/registry.ts';
import type { World } from '../ports/world.ts';
import { type Planned } from './plan.ts';
import { type Ran } from './promote.ts';
export type CopyRequest = {
    /** `ghcr.io/acme/web:1.4.2`, with a digest where that is to be pinned; or `oci:FOLDER:TAG`. */
    readonly image: string;
    /** A repository with or without tag; without, the source's tag stays. */
    readonly to: string;
    readonly comment?: string | undefined;
};
/** Where a copy takes place. Without any config, only the command line and the library get here (contract §5). */
export type CopyGround = {
    readonly world: World;
    readonly config: Config | undefined;
    readonly registry: Registry;
};
/**
 * Copies one image from one reference to another, with everything attached to it, outside any pipeline. A tag that is
 * there with another digest is a `conflict`: a copy never moves a tag.
 *
 * @throws HoistError `COPY_NOT_ALLOWED`, `REFERENCE_INVALID`, `IMAGE_NOT_FOUND` …
 */
export declare function copy(ground: CopyGround, request: CopyRequest): Promise<Ran>;
/** What a copy would do. Writes nothing. */
export declare function planCopy(ground: CopyGround, request: CopyRequest): Promise<Planned>;
