import { type Glob } from './glob.ts';
/** Which candidates are looked for. */
export type CandidateQuery = {
    /** Of the source's tag. */
    readonly tag?: Glob;
    /** Nothing that the stage before promoted earlier: ISO 8601, UTC. */
    readonly since?: string;
    /** So many images are looked at. */
    readonly limit: number;
};
/** Reads what `where` says for `candidates`. Throws `WHERE_INVALID`, `GLOB_INVALID`. */
export declare function parseCandidateQuery(text: string | undefined, now: Date): CandidateQuery;
