import { explainDifference, holdsPlan, type PlanHash } from '../domain/plan-hash.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { PlannedStage } from './plan-stage.ts';
import type { Trip } from './trip.ts';

/**
 * Holds a stage to the plan that was expected: the same stage comes back, or a `conflict` that prints the difference
 * (contract §6). One that is `unchanged` as well: what has arrived may be another image than the one that was approved.
 */
export async function expectPlan(
  trip: Trip,
  expected: PlanHash,
  planned: PlannedStage,
): Promise<PlannedStage> {
  const { plan } = planned;
  const before = await earlierNames(trip, planned, expected);
  if (holdsPlan(expected, plan, { config: trip.config?.origin, before })) {
    return { ...planned, plan: { ...plan, hash: expected.text } };
  }
  const problem = {
    code: 'PLAN_CHANGED',
    message: explainDifference(expected, plan, trip.config?.origin),
    hint: 'Look at what changed, plan again, and promote what that plan says.',
  };
  return { ...planned, plan: { ...plan, state: 'conflict', problems: [...plan.problems, problem] } };
}

type Before = (repository: Repository, tag: Tag) => readonly (Digest | null)[];

async function earlierNames(
  trip: Trip,
  { plan: { pipeline, stage, targets } }: PlannedStage,
  { instant: since }: PlanHash,
): Promise<Before> {
  const known = new Map(
    await Promise.all(
      targets.map(
        async ({ repository: target }) =>
          [target, await trip.past.named({ pipeline, stage, target, since })] as const,
      ),
    ),
  );
  return (repository, tag) => known.get(repository)?.get(tag) ?? [];
}
