import { totalExitCode } from '../domain/outcome.ts';
import type { Plan, StagePlan } from '../domain/plan.ts';
import { withChanges } from './changes.ts';
import { withCosts } from './cost.ts';
import { discuss } from './discuss.ts';
import { planOf, prepare, type Ground, type PromoteRequest } from './prepare.ts';
import { withWhatIsToKeep } from './to-keep.ts';

/** A plan, with the exit code of the contract's §2. */
export type Planned = { readonly document: Plan; readonly exitCode: number };

/**
 * The same as a promotion without writing: every target, what each tag names and would name, what the copy would cost,
 * and a hash a stage.
 *
 * @throws HoistError where nothing could be planned: wrong arguments, a source that cannot be read
 */
export async function plan(ground: Ground, request: PromoteRequest): Promise<Planned> {
  const prepared = await prepare(ground, request, true);
  const stages = [];
  for (const { trip, stages: planned } of prepared.routes)
    stages.push(...(await withWhatIsToKeep(trip, await withChanges(trip, await withCosts(trip, planned)))));
  const planned = plannedOf(planOf(prepared, stages));
  await discuss(prepared.trip, { kind: 'plan', document: planned.document }, request.prComment);
  return planned;
}

export function plannedOf(document: Plan): Planned {
  return { document, exitCode: totalExitCode(document.stages.map(exitCodeOf)) };
}

function exitCodeOf({ state }: StagePlan): number {
  switch (state) {
    case 'refused':
      return 1;
    case 'conflict':
      return 4;
    case 'failed':
      return 3;
    default:
      return 0;
  }
}
