import { type Planned } from './plan.ts';
import { type Ground } from './prepare.ts';
import { type Ran } from './promote.ts';
/** What a rollback is asked for; every field as the user wrote it. */
export type RollbackRequest = {
    readonly stage?: string | undefined;
    readonly pipeline?: string | undefined;
    /** A tag or a digest of what was promoted to the stage before; default: the previous one. */
    readonly image?: string | undefined;
    /** Why: required. */
    readonly comment?: string | undefined;
    readonly expectedPlan?: string | undefined;
};
/**
 * Brings the previous, or a named earlier, image of a stage back: moves its moving tags, after policy was asked what the image
 * is. The stage is held afterwards. What became of it is in the result, not thrown.
 *
 * @throws HoistError of kind `config` for wrong arguments
 */
export declare function rollback(ground: Ground, request: RollbackRequest): Promise<Ran>;
/** What a rollback would do. Writes nothing. */
export declare function dryRollback(ground: Ground, request: RollbackRequest): Promise<Planned>;
