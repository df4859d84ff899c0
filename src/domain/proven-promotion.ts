import type { Digest } from '../image/digest.ts';
import type { Repository } from '../image/reference.ts';
import type { Identity } from './evidence.ts';
import { isInPlace } from './outcome.ts';
import { keepsAll } from './plan.ts';
import type { StageEnvironment, StageId } from './pipeline.ts';
import { isFromDisk } from './promotion-statement.ts';
import type { Intent, PromotionRecord, TargetResult } from './record.ts';
import { promotingEvents } from './run.ts';
import { readStageResource } from './statement.ts';
import type { Summary } from './summary.ts';

/** A target of a stage, and an image there. */
export type TargetImage = { readonly repository: Repository; readonly digest: Digest };

/** What is looked for. A stage of which nothing is said: any. */
export type Wanted = TargetImage &
  Partial<StageId> & {
    /**
     * Also what a file on a disk decided, which nobody else could have looked at (contract §4): enough to know that a
     * statement is there, and for whoever obeys that very disk.
     */
    readonly evenFromDisk?: boolean;
  };

/** Whether a summary is a decision of ours about a place, whatever it came to. */
export function isAbout(summary: Summary, { repository, pipeline, stage }: Omit<Wanted, 'digest'>): boolean {
  const place = readStageResource(summary.resource ?? '');
  return (
    summary.form === 'vsa' &&
    place?.repository === repository &&
    (pipeline === undefined || place.pipeline === pipeline) &&
    (stage === undefined || place.stage === stage)
  );
}

/** Whether a summary says that the image may go there. */
export function letsPass(summary: Summary, wanted: Omit<Wanted, 'digest'>): boolean {
  const { evenFromDisk = false } = wanted;
  return isAbout(summary, wanted) && summary.passed && (evenFromDisk || !isFromDisk(summary.policy));
}

/** Whether a record says that the image came there. */
export function cameThere(record: PromotionRecord, wanted: Wanted): boolean {
  const { intent, result } = record;
  const { pipeline, stage, evenFromDisk = false } = wanted;
  return (
    isInPlace(result?.outcome) &&
    intent.kind !== 'copy' &&
    (evenFromDisk || intent.config?.commit !== undefined) &&
    (pipeline === undefined || intent.pipeline === pipeline) &&
    (stage === undefined || intent.stage === stage) &&
    targetOf(record, wanted) !== undefined
  );
}

/** What a record says of a target, where the image got there. */
export function targetOf({ result }: PromotionRecord, image: TargetImage): TargetResult | undefined {
  return result?.targets.find(
    (target) => target.repository === image.repository && target.digest === image.digest && !keepsAll(target),
  );
}

/** The environments of which one must be in the certificate of a statement; undefined: none has to be. */
export function environmentsOf(
  guard: Pick<StageEnvironment, 'name' | 'approval' | 'rollback'> | undefined,
  kind: Intent['kind'],
): readonly string[] | undefined {
  if (guard === undefined || guard.approval === 'none') return undefined;
  return kind === 'rollback' && guard.rollback !== undefined ? [guard.rollback, guard.name] : [guard.name];
}

/** Fulcio's extensions with GitHub's event and environment, and the one with the run's address. */
const claim = { event: 20, run: 21, environment: 23 } as const;

/**
 * Whether somebody was inside when they signed. GitHub takes names of environments without regard to case. A key names no
 * environment: who has it was trusted with it.
 */
export function isInside({ kind, claims }: Identity, environments: readonly string[] | undefined): boolean {
  if (environments === undefined || kind === 'key') return true;
  const found = claims[claim.environment]?.toLowerCase();
  return environments.some((name) => name.toLowerCase() === found);
}

/**
 * Whether somebody signed in a run in which Hoist promotes. On the default branch workflows run for strangers as well
 * (`pull_request_target`, `issue_comment`): those promote nothing.
 */
export function isOfPromotingRun({ claims }: Identity): boolean {
  const event = claims[claim.event];
  return event === undefined || promotingEvents.has(event);
}

/** Whether the certificate names another run than the record: then one run has signed what is another's. */
export function isOfAnotherRun({ claims }: Identity, { intent }: PromotionRecord): boolean {
  const [signed, stated] = [claims[claim.run], intent.run.url];
  return signed !== undefined && stated !== undefined && signed !== stated;
}

/** What somebody signed, who counts. */
type Signed<Said> = Said & { readonly identity: Identity };

/**
 * Whether a record shows that a stage promoted the image: it came there, a decision let it, and both were signed where
 * only such a promotion is. A decision alone shows nothing: whoever died before the tags moved has one, too.
 */
export function isShownBy(
  { record, identity }: Signed<{ readonly record: PromotionRecord }>,
  decisions: readonly Signed<{ readonly summary: Summary }>[],
  { guard, ...wanted }: Wanted & { readonly guard: StageEnvironment | undefined },
): boolean {
  const environments = environmentsOf(guard, record.intent.kind);
  return (
    cameThere(record, wanted) &&
    isInside(identity, environments) &&
    isOfPromotingRun(identity) &&
    !isOfAnotherRun(identity, record) &&
    decisions.some(
      (one) =>
        letsPass(one.summary, wanted) &&
        isInside(one.identity, environments) &&
        isOfPromotingRun(one.identity),
    )
  );
}
