import type { CandidatesReport } from '../domain/candidate.ts';
import type { CandidateQuery } from '../domain/candidate-query.ts';
import { type Ground } from './prepare.ts';
export type CandidatesRequest = {
    readonly pipeline?: string | undefined;
    readonly stage?: string | undefined;
    /** A repository at the source: needed for a pattern. */
    readonly image?: string | undefined;
};
/**
 * The images that could be promoted to a stage now: what the stage before it promoted recently, or the newest tags of the
 * source for a first stage, without those that are in the stage already; each with what a plan and the stage's policies say.
 *
 * @throws HoistError of kind `config` for wrong arguments, of other kinds for what could not be read
 */
export declare function candidates(ground: Ground, request: CandidatesRequest, query: CandidateQuery): Promise<CandidatesReport>;
