import { type Plan } from '../domain/plan.ts';
import type { RunResult } from '../domain/record.ts';
import { type Ground, type PromoteRequest } from './prepare.ts';
import type { StageRun } from './keep.ts';
/** What a run came to, with the exit code of the contract's §2. */
export type Ran = {
    readonly document: RunResult;
    readonly exitCode: number;
};
/**
 * Plans, then carries the image through every stage up to the next gate; with a `stage`, to that one by hand and on
 * through the automatic stages behind it. A stage that stops holds up only what is behind it.
 *
 * @throws HoistError where nothing could be begun: wrong arguments, a source that cannot be read
 */
export declare function promote(ground: Ground, request: PromoteRequest): Promise<Ran>;
/** What could not be told of stages, beside what the run tells itself. */
export declare function withNotices(ran: Ran, notices: readonly string[], { world }: Pick<Ground, 'world'>): Ran;
/** The document of a run: what became of its stages, the records that were kept, and the plan that it followed. */
export declare function ranOf(plan: Plan, runs: readonly StageRun[]): Ran;
