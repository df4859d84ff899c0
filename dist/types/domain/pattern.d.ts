import { type Repository } from '../image/reference.ts';
import type { Pipeline, RepositoryPattern } from './pipeline.ts';
/** What a pattern's `{x}` stand for in one repository's name; `name` is the last component where there is no pattern. */
export type Captures = ReadonlyMap<string, string>;
/**
 * A target as written: a repository, parts of whose path may be captures of the source (`ghcr.io/acme/qa/{name}`,
 * `…/app-{name}`). Its text is canonical.
 *
 * @throws HoistError `PATTERN_INVALID` and what {@link parseRepository} throws
 */
export declare function parseRepositoryPattern(text: string): RepositoryPattern;
/** Whether a name has what is special in a glob; the brackets of an IPv6 address are its host's. */
export declare function hasWildcard(text: string): boolean;
/**
 * A source with captures, each of which is one whole component of the path.
 *
 * @throws HoistError as {@link parseRepositoryPattern}
 */
export declare function parseSourcePattern(text: string): RepositoryPattern;
/** What the captures of a pattern are for a repository; undefined if it does not match. */
export declare function matchPattern(pattern: RepositoryPattern, repository: Repository): Captures | undefined;
/**
 * The captures with which a pipeline takes a repository; undefined if it does not take it. A pattern never takes one
 * that another pipeline names.
 */
export declare function matchSource({ source }: Pipeline, repository: Repository): Captures | undefined;
/** The repository that a target is for one source. Throws `PATTERN_INVALID` for a capture without a value. */
export declare function expandTarget(target: RepositoryPattern, captures: Captures): Repository;
/** Whether some repository is in both: exact for whole components, and never false where there is one. */
export declare function patternsOverlap(a: RepositoryPattern, b: RepositoryPattern): boolean;
