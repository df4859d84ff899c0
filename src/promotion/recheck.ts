import { isWritten, type PlannedTag, type Problem } from '../domain/plan.ts';
import type { MoveDecision } from '../domain/tag-move.ts';
import type { Digest } from '../image/digest.ts';
import type { Tag } from '../image/reference.ts';
import type { ArrivedImage } from './arrive.ts';
import { needsWhole } from './carry-stage.ts';
import { moveProblem, type TargetWork } from './plan-target.ts';
import type { Trip } from './trip.ts';

export type Recheck =
  | { readonly state: 'true'; readonly works: readonly TargetWork[] }
  | { readonly state: 'superseded' | 'conflict'; readonly problem: Problem };

/**
 * Whether the plan is still true, asked when every target holds everything and no tag has moved yet: the source tags
 * of an automatic run and those that a `forward` tag follows (guarantee 5), and what the targets' tags name. Where a
 * single tag is to be written, that tag is not asked here: it is read right before it is written anyway, and nothing
 * else depends on it.
 */
export async function recheck(trip: Trip, works: readonly TargetWork[]): Promise<Recheck> {
  const asked = trip.follows ? works : works.filter(goesForward);
  const overtaken = await findOvertaken(trip, new Set(asked.map(({ image }) => image)));
  const newer = works.map(({ image }) => overtaken.get(image)).find((problem) => problem !== undefined);
  if (newer !== undefined && trip.follows) return { state: 'superseded', problem: newer };
  const judged = works.map((work) =>
    overtaken.has(work.image)
      ? { ...work, decide: (tag: Tag, now: Digest | null) => work.decideOvertaken(tag, now) }
      : work,
  );
  const tags = works.flatMap((work) => work.planned.tags);
  if (tags.length <= 1 && newer === undefined) return { state: 'true', works };
  const again = await Promise.all(judged.map((work) => readAgain(trip, work, overtaken.has(work.image))));
  const [problem] = again.flatMap((work) => work.problems);
  return problem === undefined ? { state: 'true', works: again } : { state: 'conflict', problem };
}

function goesForward({ planned }: TargetWork): boolean {
  return planned.tags.some(({ move, action }) => move === 'forward' && action !== 'kept');
}

/** A source tag that was deleted meanwhile was not pushed anew: it overtakes nobody (seeds.md §1.4). */
async function findOvertaken(
  { registry, world }: Trip,
  images: ReadonlySet<ArrivedImage>,
): Promise<ReadonlyMap<ArrivedImage, Problem>> {
  const overtaken = new Map<ArrivedImage, Problem>();
  await Promise.all(
    [...images].map(async (image) => {
      const { repository, tag, digest } = image;
      if (tag === undefined) return;
      const now = await registry.head(repository, tag, { signal: world.signal, expected: digest });
      if (now === undefined || now.digest === digest) return;
      overtaken.set(image, {
        code: 'OVERTAKEN',
        message: `${repository}:${tag} names ${now.digest} now; this run carried ${digest}`,
        hint: 'Nothing is to be done: the newer push has a run of its own.',
      });
    }),
  );
  return overtaken;
}

async function readAgain(trip: Trip, work: TargetWork, overtaken: boolean): Promise<TargetWork> {
  const { repository, digest } = work.planned;
  const problems: Problem[] = [];
  const tags = await Promise.all(
    work.planned.tags.map(async (planned): Promise<PlannedTag> => {
      if (planned.action === 'kept') return planned;
      const { signal } = trip.world;
      const head = await trip.registry.head(repository, planned.tag, { signal, expected: digest });
      const now = head?.digest ?? null;
      if (now === planned.now && !(overtaken && planned.move === 'forward')) return planned;
      if (now !== planned.now) await work.learn(planned.tag, now);
      const decision =
        planned.action === 'unchanged' ? leftAlone(work, planned.tag, now) : work.decide(planned.tag, now);
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

/** Where every tag named the image, nobody looked whether it is whole: no tag is brought back to it (guarantee 3). */
function leftAlone(work: TargetWork, tag: Tag, now: Digest | null): MoveDecision {
  const decision = work.decide(tag, now);
  if (!isWritten(decision) || needsWhole(work)) return decision;
  return {
    action: 'conflict',
    reason: 'it named the image when the plan was made, and so the parts of the image were not looked at',
    hint: 'Run again: then they are.',
  };
}
