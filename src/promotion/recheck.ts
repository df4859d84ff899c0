import type { PlannedTag, Problem } from '../domain/plan.ts';
import type { ArrivedImage } from './arrive.ts';
import { moveProblem, type TargetWork } from './plan-target.ts';
import type { Trip } from './trip.ts';

export type Recheck =
  | { readonly state: 'true'; readonly works: readonly TargetWork[] }
  | { readonly state: 'superseded' | 'conflict'; readonly problem: Problem };

/**
 * Whether the plan is still true, asked when every target holds everything and no tag has moved yet: the source tags
 * of an automatic run (guarantee 5), and what the targets' tags name. Where a single tag is to be written, that tag is
 * not asked here: it is read right before it is written anyway, and nothing else depends on it.
 */
export async function recheck(
  trip: Trip,
  images: readonly ArrivedImage[],
  works: readonly TargetWork[],
): Promise<Recheck> {
  const overtaken = trip.follows ? await findOvertaken(trip, images) : undefined;
  if (overtaken !== undefined) return { state: 'superseded', problem: overtaken };
  const tags = works.flatMap((work) => work.planned.tags);
  if (tags.length <= 1) return { state: 'true', works };
  const again = await Promise.all(works.map((work) => readAgain(trip, work)));
  const [problem] = again.flatMap((work) => work.problems);
  return problem === undefined ? { state: 'true', works: again } : { state: 'conflict', problem };
}

/** A source tag that was deleted meanwhile was not pushed anew: it overtakes nobody (seeds.md §1.4). */
async function findOvertaken(
  { registry, world }: Trip,
  images: readonly ArrivedImage[],
): Promise<Problem | undefined> {
  const found = await Promise.all(
    images.map(async ({ repository, tag, digest }): Promise<Problem | undefined> => {
      if (tag === undefined) return undefined;
      const now = await registry.head(repository, tag, { signal: world.signal });
      if (now === undefined || now.digest === digest) return undefined;
      return {
        code: 'OVERTAKEN',
        message: `${repository}:${tag} names ${now.digest} now; this run carried ${digest}`,
        hint: 'Nothing is to be done: the newer push has a run of its own.',
      };
    }),
  );
  return found.find((problem) => problem !== undefined);
}

async function readAgain(trip: Trip, work: TargetWork): Promise<TargetWork> {
  const { repository } = work.planned;
  const problems: Problem[] = [];
  const tags = await Promise.all(
    work.planned.tags.map(async (planned): Promise<PlannedTag> => {
      if (planned.action === 'kept') return planned;
      const head = await trip.registry.head(repository, planned.tag, { signal: trip.world.signal });
      const now = head?.digest ?? null;
      if (now === planned.now) return planned;
      const decision = work.decide(planned.tag, now);
      if (decision.action === 'conflict')
        problems.push(moveProblem({ repository, tag: planned.tag, now }, decision));
      const { reason: _, ...rest } = planned;
      return {
        ...rest,
        now,
        action: decision.action,
        ...(decision.reason === undefined ? {} : { reason: decision.reason }),
      };
    }),
  );
  return { ...work, problems, planned: { ...work.planned, tags } };
}
