import { isWritten, type PlannedTarget, type StagePlan, type Transfer } from '../domain/plan.ts';
import { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageGraph } from '../image/graph.ts';
import { estimate } from '../transfer/estimate.ts';
import { carryTarget, getsImage, walkImage } from './carry-stage.ts';
import type { ArrivedImage } from './arrive.ts';
import type { PlannedStage } from './plan-stage.ts';
import { problemOf } from './record.ts';
import type { StageJob } from './run-stage.ts';
import type { Trip } from './trip.ts';

/** Adds to planned stages what their copies would cost. */
export async function withCosts(
  trip: Trip,
  stages: readonly PlannedStage[],
): Promise<readonly PlannedStage[]> {
  const walked: Walked = new Map();
  const costed: PlannedStage[] = [];
  for (const { plan, works, stage, graphs, ...rest } of stages) {
    for (const [image, graph] of graphs) walked.set(image.digest, Promise.resolve(graph));
    const costs = await costOf(trip, { plan, works, rules: stage }, walked);
    costed.push({ ...rest, stage, works, graphs, plan: costs });
  }
  return costed;
}

/** An image that an earlier stage of the plan would bring is not where a later one reads yet: walked where it was found first. */
type Walked = Map<Digest, Promise<ImageGraph>>;

/** Looked at right before it is written, written, and read back. */
const perTag = 3;

/** A stage's plan with what every target would have to be sent; `failed` or `refused` where the image cannot be walked. */
export async function costOf(
  trip: Trip,
  { plan, works, rules }: StageJob,
  walked: Walked = new Map(),
): Promise<StagePlan> {
  if (plan.state === 'unchanged' || works.length === 0) return plan;
  const graphOf = async (image: ArrivedImage): Promise<ImageGraph> => {
    const known = walked.get(image.digest) ?? walkImage(trip, rules, { image, depth: 'whole' });
    walked.set(image.digest, known);
    return { ...(await known), source: image.from };
  };
  try {
    const { registry, world } = trip;
    const targets = await Promise.all(
      works.map(async (work): Promise<PlannedTarget> => {
        if (work.error !== undefined || !getsImage(work, works)) return work.planned;
        const [graph, target] = await Promise.all([graphOf(work.image), carryTarget(trip, rules, work)]);
        const cost = await estimate({ registry, signal: world.signal }, graph, target);
        const { image, transfer } = cost;
        const requests = transfer.requests + perTag * work.planned.tags.filter(isWritten).length;
        return { ...work.planned, image, transfer: { ...transfer, requests } };
      }),
    );
    const pulled = mostNeeded(targets, ({ bytes }) => bytes);
    const read = mostNeeded(targets, ({ blobs, mountable }) => blobs - mountable);
    const sent = targets.reduce((sum, { transfer }) => sum + (transfer?.requests ?? 0), 0);
    return { ...plan, targets, pulled, requests: read + sent };
  } catch (thrown) {
    if (!(thrown instanceof HoistError)) throw thrown;
    const state = thrown.kind === 'refused' ? 'refused' : 'failed';
    return { ...plan, state, problems: [...plan.problems, problemOf(thrown)] };
  }
}

/** Read once for all targets of an image: as much as the neediest of them lacks. */
function mostNeeded(targets: readonly PlannedTarget[], of: (transfer: Transfer) => number): number {
  const most = new Map<string, number>();
  for (const { source, transfer } of targets) {
    most.set(source, Math.max(most.get(source) ?? 0, transfer === undefined ? 0 : of(transfer)));
  }
  return [...most.values()].reduce((sum, needed) => sum + needed, 0);
}
