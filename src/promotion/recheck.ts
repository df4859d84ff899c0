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
async function findOvertaken(trip: Trip, images: readonly ArrivedImage[]): Promise<Problem | undefined> {
  const { registry, world } = trip;
  const heads = await Promise.all(
    images.map(({ repository, tag }) => tag && registry.head(repository, tag, { signal: world.signal })),
  );
  for (const [at, image] of images.entries()) {
    const now = heads[at]?.digest;
    if (now === undefined || now === image.digest) continue;
    return {
      code: 'OVERTAKEN',
      message: `${image.repository}:${image.tag} names ${now} now; this run carried ${image.digest}`,
      hint: 'Nothing is to be done: the newer push has a run of its own.',
    };
  }
  return undefined;
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
      if (decision.action === 'conflict') problems.push(moveProblem({ repository, tag: planned.tag, now }, decision));
      const { reason: _, ...rest } = planned;
      return { ...rest, now, action: decision.action, ...(decision.reason === undefined ? {} : { reason: decision.reason }) };
    }),
  );
  return { ...work, problems, planned: { ...work.planned, tags } };
}
