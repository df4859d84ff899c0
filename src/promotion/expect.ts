import type { Problem } from '../domain/plan.ts';
import { explainDifference } from '../domain/plan-difference.ts';
import { holdsPlan, instantText, type PlanHash } from '../domain/plan-hash.ts';
import type { MoveDecision } from '../domain/tag-move.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { PlannedStage } from './plan-stage.ts';
import type { TargetWork } from './plan-target.ts';
import type { Trip } from './trip.ts';

/**
 * Holds a stage to the plan that was expected: the same stage comes back, or a `conflict` that prints the difference
 * (contract §6). One that is `unchanged` as well: what has arrived may be another image than the one that was approved.
 * It stays held while the image travels: a tag that somebody else writes meanwhile is a `conflict`, whatever its rule.
 */
export async function expectPlan(
  trip: Trip,
  expected: PlanHash,
  planned: PlannedStage,
): Promise<PlannedStage> {
  const { plan } = planned;
  if (expected.isExpired) return conflicting(planned, expired(expected));
  const before = await earlierNames(trip, planned, expected);
  if (holdsPlan(expected, plan, { config: trip.config?.origin, before })) {
    return { ...planned, plan: { ...plan, hash: expected.text }, works: planned.works.map(heldToPlan) };
  }
  return conflicting(planned, {
    code: 'PLAN_CHANGED',
    message: explainDifference(expected, plan, {
      config: trip.config?.origin,
      ...(await everKnown(trip, planned, before)),
      // A run of the default branch begins at its head, and that is where its plan was made.
      commits: trip.world.run.sha === undefined ? [] : [trip.world.run.sha],
    }),
    hint: 'Look at what changed, plan again, and promote what that plan says.',
  });
}

function conflicting(planned: PlannedStage, problem: Problem): PlannedStage {
  const { plan } = planned;
  return { ...planned, plan: { ...plan, state: 'conflict', problems: [...plan.problems, problem] } };
}

function expired({ instant }: PlanHash): Problem {
  return {
    code: 'PLAN_EXPIRED',
    message: `the plan of ${instantText(instant)} is older than 35 days`,
    hint: 'Plan again and promote what that plan says.',
  };
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

/** What the tags of the stage's targets named at some time, and which images came by, as far as the records tell. */
async function everKnown(
  trip: Trip,
  { plan: { pipeline, stage, targets, sources, after = [] } }: PlannedStage,
  before: Before,
): Promise<{ readonly before: Before; readonly images: readonly Digest[] }> {
  const named = new Map<string, Digest[]>();
  const images = new Set<Digest>();
  const learn = async (place: { readonly stage: string; readonly target: Repository }): Promise<void> => {
    for await (const { digest, tags } of trip.past.promotedTo({ pipeline, ...place })) {
      images.add(digest);
      for (const tag of tags) {
        const key = `${place.target}:${tag}`;
        named.set(key, [...(named.get(key) ?? []), digest]);
      }
    }
  };
  const places = [
    ...targets.map(({ repository }) => ({ stage, target: repository })),
    ...after.flatMap((earlier) => sources.map(({ from }) => ({ stage: earlier, target: from }))),
  ];
  // What the records do not tell cannot be shown; the plan is in conflict all the same.
  for (const place of places) await learn(place).catch(() => {});
  return {
    before: (repository, tag) => [...before(repository, tag), ...(named.get(`${repository}:${tag}`) ?? [])],
    images: [...images],
  };
}

const hint = 'Look at who wrote it, plan again, and promote what that plan says.';

/** What was approved moves the tags from what they named then: a rule is not asked about anything else. */
function heldToPlan(work: TargetWork): TargetWork {
  const names = new Map(work.planned.tags.map(({ tag, now }) => [tag, now]));
  const changed = (tag: Tag, now: Digest | null): MoveDecision | undefined => {
    const then = names.get(tag);
    // An earlier try of the same plan may have brought it where it goes. What could not be read has only its rule.
    if (then === undefined || now === then || now === work.planned.digest) return undefined;
    const reason = `it named ${then ?? 'nothing'} in the plan that is expected`;
    return { action: 'conflict', code: 'PLAN_CHANGED', reason, hint };
  };
  return {
    ...work,
    decide: (tag, now) => changed(tag, now) ?? work.decide(tag, now),
    decideOvertaken: (tag, now) => changed(tag, now) ?? work.decideOvertaken(tag, now),
  };
}
