import type { Plan } from '../domain/plan.ts';
import { type Ground, type PromoteRequest } from './prepare.ts';
/** A plan, with the exit code of the contract's §2. */
export type Planned = {
    readonly document: Plan;
    readonly exitCode: number;
};
/**
 * The same as a promotion without writing: every target, what each tag names and would name, what the copy would cost,
 * and a hash a stage.
 *
 * @throws HoistError where nothing could be planned: wrong arguments, a source that cannot be read
 */
export declare function plan(ground: Ground, request: PromoteRequest): Promise<Planned>;
export declare function plannedOf(document: Plan): Planned;
