import { recordedDecision } from '../domain/decision-record.ts';
import { instantText } from '../domain/plan-hash.ts';
import { isWritten, namesImage, type Outcome, type Problem, type StagePlan } from '../domain/plan.ts';
import type { Intent, PromotionRecord, Result, TargetResult } from '../domain/record.ts';
import type { HoistError } from '../errors.ts';
import type { Trip } from './trip.ts';

/** The record of a stage as it is kept before the first tag moves. Tags that stay as they are by rule are left out. */
export function intentOf(trip: Trip, plan: StagePlan): PromotionRecord {
  const { world, config, request } = trip;
  const { actor, initiator, url, id, attempt } = world.run;
  const intent: Intent = {
    pipeline: plan.pipeline,
    stage: plan.stage,
    kind: plan.kind,
    planned: instantText(trip.instant),
    actor,
    initiator,
    ...(request.comment === undefined ? {} : { comment: request.comment }),
    ...(plan.environment === undefined ? {} : { environment: plan.environment.name }),
    sources: plan.sources,
    targets: plan.targets.map(({ repository, digest, tags }) => ({
      repository,
      digest,
      tags: tags
        .filter((tag) => tag.action !== 'kept')
        .map(({ tag, now }) => ({ tag, before: now ?? null, after: digest })),
    })),
    ...(plan.decisions === undefined || plan.decisions.length === 0
      ? {}
      : { policy: plan.decisions.map(recordedDecision) }),
    ...(config === undefined ? {} : { config: config.origin }),
    ...(plan.hash === undefined ? {} : { planHash: plan.hash }),
    run: {
      ...(url === undefined ? {} : { url }),
      ...(id === undefined ? {} : { id }),
      ...(attempt === undefined ? {} : { attempt }),
    },
  };
  return { schema: 'hoist/promotion/v1', id: world.newId(), intent };
}

export type Ending = {
  readonly outcome: Outcome;
  readonly started: Date;
  readonly targets: readonly TargetResult[];
  readonly pulled: number;
  readonly problems: readonly Problem[];
  readonly error?: HoistError | undefined;
  readonly plan: Pick<StagePlan, 'approvals'>;
};

/** What came of it, after the targets were read back. */
export function resultOf(trip: Trip, ending: Ending): Result {
  const { outcome, started, targets, pulled, problems, error, plan } = ending;
  return {
    outcome,
    ...(plan.approvals === undefined ? {} : { approvals: plan.approvals }),
    started: started.toISOString(),
    finished: trip.world.clock.now().toISOString(),
    targets,
    pulled,
    split: isSplit(targets),
    problems,
    ...(error === undefined ? {} : { error: problemOf(error) }),
  };
}

/** An error in the words of plans and records. */
export function problemOf({ code, message, hint }: HoistError): Problem {
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}

/**
 * Some tags name the new digest and some should and do not. Of those that an earlier run wrote it is said only beside one
 * that could not be written: what was not tried, as its target could not be read, may name the digest by now.
 */
function isSplit(targets: readonly TargetResult[]): boolean {
  const tags = targets.flatMap((target) =>
    target.tags.map((tag) => ({ ...tag, arrived: tag.after === target.digest })),
  );
  const missing = tags.filter(({ action, arrived }) => action !== 'kept' && !arrived);
  if (tags.some(isWritten)) return missing.length > 0;
  return tags.some(namesImage) && missing.some(({ action }) => action === 'failed');
}
