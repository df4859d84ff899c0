import type { StagePlan } from '../domain/plan.ts';
import type { HoistError } from '../errors.ts';
import type { TargetWork } from './plan-target.ts';
import { recheck, type Recheck } from './recheck.ts';
import type { Trip } from './trip.ts';

export type Proven =
  | Recheck
  /** A target does not hold the decision, and must: no tag moves. */
  | { readonly state: 'lost'; readonly error: HoistError };

/**
 * Attaches the signed decision, when every target holds everything else and no tag has moved (contract §8). Whoever finds
 * a decision takes it that the image got there: what is known to end otherwise gets none. Signing takes its time, so the
 * plan is checked again behind it.
 */
export async function proveDecision(
  trip: Trip,
  { plan, works }: { readonly plan: StagePlan; readonly works: readonly TargetWork[] },
): Promise<Proven> {
  if (!(await trip.proof.isSigned())) return { state: 'true', works };
  const checked = await recheck(trip, works);
  if (checked.state !== 'true') return checked;
  const targets = checked.works.map((work) => work.planned);
  const error = await trip.proof.decide({ ...plan, targets });
  return error === undefined ? checked : { state: 'lost', error };
}
