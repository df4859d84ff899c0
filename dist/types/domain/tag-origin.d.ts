import { type Tag } from '../image/reference.ts';
import type { Pipeline, Stage } from './pipeline.ts';
/** Which source tags a tag at a target may have been made of; itself, where no template of its stage made it. */
export type OriginsOf = (tag: Tag) => readonly Tag[];
type Captures = ReadonlyMap<string, string>;
/**
 * `1.3.0-20261129` at a target is the version `1.3.0` where a template adds the date; to semver it would be a pre-release
 * of that, which any release candidate follows. Read back through the stage's templates, and through those of the stages
 * that the image came by: `%n` is the name that it had there. A tag that several templates explain has several origins.
 */
export declare function originsBy(pipeline: Pick<Pipeline, 'stages'>, stage: Pick<Stage, 'tags' | 'after'>, captures: Captures): OriginsOf;
export {};
