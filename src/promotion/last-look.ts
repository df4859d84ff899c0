import type { Problem, StagePlan } from '../domain/plan.ts';
import type { HoistError } from '../errors.ts';
import { rolledBackMeanwhile } from './hold.ts';
import type { TargetWork } from './plan-target.ts';
import type { Proven } from './prove-decision.ts';
import { recheck } from './recheck.ts';
import type { Trip } from './trip.ts';

/** The works as they are to be written, or why none of their tags is. */
export type LastLook = Proven | { readonly state: 'waiting' | 'conflict'; readonly problem: Problem };

type Looked = { readonly plan: StagePlan; readonly works: readonly TargetWork[] };

/** So old, in milliseconds, is a look that is none "right before the write" any more (guarantee 5). */
const stale = 5_000;

/** Whether the tags of a stage may be written now: the plan is still true, and no rollback came while the image travelled. */
export async function lastLook(trip: Trip, { plan, works }: Looked): Promise<LastLook> {
  const checked = await recheck(trip, works);
  if (checked.state !== 'true') return checked;
  return (await rolledBackMeanwhile(trip, plan)) ?? checked;
}

/**
 * The same where everything was kept and the first tag could be written. A journal that answers late, and readers that do
 * not show a root yet, take up to minutes: who looked before that looks again, as a newer push or a rollback may have
 * been through in between.
 *
 * @param looked ticks of the last look
 */
export async function lookWhenKept(
  trip: Trip,
  {
    looked,
    kept,
    ...last
  }: Looked & { readonly looked: number; readonly kept: Promise<HoistError | undefined> },
): Promise<LastLook> {
  const gone = await kept;
  if (gone !== undefined) return { state: 'lost', error: gone };
  const isFresh = trip.world.clock.ticks() - looked <= stale;
  return isFresh ? { state: 'true', works: last.works } : await lastLook(trip, last);
}
