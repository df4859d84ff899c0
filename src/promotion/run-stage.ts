import { expectedOutcome } from '../domain/outcome.ts';
import { isWritten, keepsAll, type Outcome, type PlannedTag, type StagePlan } from '../domain/plan.ts';
import type { PromotionRecord, TagResult } from '../domain/record.ts';
import { HoistError, hintOf, messageOf } from '../errors.ts';
import type { ImageGraph } from '../image/graph.ts';
import type { Repository } from '../image/reference.ts';
import type { ArrivedImage } from './arrive.ts';
import { carryStage, getsImage, type Carried, type CarryRules } from './carry-stage.ts';
import { commitStage, type Committed } from './commit-stage.ts';
import { cancelled, failureOf } from './failure.ts';
import type { Ruling } from './judge.ts';
import { keep, type Ended, type StageRun } from './keep.ts';
import { lastLook, lookWhenKept, type LastLook } from './last-look.ts';
import { allKept } from './plan-stage.ts';
import { moveProblem, type TargetWork } from './plan-target.ts';
import { proveDecision } from './prove-decision.ts';
import { intentOf, problemOf } from './record.ts';
import { countsManifestGets } from './resolve.ts';
import { sentenceOf, unjudged } from './ruling.ts';
import type { Trip } from './trip.ts';
import { untouchedTarget } from './untouched-target.ts';

/** What is to be done at one stage, or by a copy. */
export type StageJob = {
  readonly plan: StagePlan;
  readonly works: readonly TargetWork[];
  readonly rules: CarryRules;
  /** The walks of what policy has judged. */
  readonly graphs?: ReadonlyMap<ArrivedImage, ImageGraph>;
  /** Asks policy where that was not done for good yet: what it looks at is there now. */
  readonly judge?: () => Promise<Ruling>;
};

/** How far a stage has come: what its record has to tell, however it ends. */
type SoFar = {
  readonly started: Date;
  plan: StagePlan;
  carried?: Carried;
  intended?: PromotionRecord;
  /** What became of the tags, once they were written. */
  results?: readonly Committed[];
};

/**
 * Carries a planned stage out: carry → decision → last look → intent → commit → read back → record. No tag moves before every
 * target of every image holds everything, and none before the intent is kept (guarantees 3 and 8). Whatever happens
 * comes back as a value.
 */
export async function runStage(trip: Trip, job: StageJob): Promise<StageRun> {
  const soFar: SoFar = { started: trip.world.clock.now(), plan: job.plan };
  try {
    return await keep(trip, await perform(trip, job, soFar));
  } catch (thrown) {
    return await keepFailed(trip, ended(soFar, stopped(failureOf(thrown, trip.world))));
  }
}

/** What throws here is told apart from what stopped a run before it had begun anything. */
async function keepFailed(trip: Trip, end: Ended): Promise<StageRun> {
  try {
    return await keep(trip, end);
  } catch (thrown) {
    throw failureOf(thrown, trip.world);
  }
}

/** What could not be evaluated. */
const mayHelpToRetry: ReadonlySet<string> = new Set(['POLICY_UNREACHABLE', 'JOURNAL_TOO_LONG']);

async function perform(trip: Trip, job: StageJob, soFar: SoFar): Promise<Ended> {
  const { plan, works, rules } = job;
  if (plan.state !== 'ready' && plan.state !== 'unchanged') {
    const unable = plan.problems.find(({ code }) => mayHelpToRetry.has(code));
    if (plan.state === 'failed' && unable !== undefined) return ended(soFar, stopped(unjudged(unable)));
    return ended(soFar, { outcome: expectedOutcome(plan.state) });
  }
  if (trip.world.signal.aborted) return ended(soFar, { outcome: 'failed', error: cancelled() });
  const unread = works.find(({ error }) => error !== undefined);
  if (unread?.error !== undefined)
    return ended(soFar, { ...stopped(unread.error), told: problemsAt(works, unread.planned.repository) });

  let { graphs } = job;
  if (job.judge !== undefined) {
    const ruling = await job.judge();
    graphs = ruling.graphs;
    soFar.plan = { ...soFar.plan, decisions: ruling.decisions };
    const sentence = sentenceOf(ruling.decisions, plan);
    if (sentence.verdict === 'refused')
      return ended(soFar, { outcome: 'refused', problems: [sentence.problem] });
    if (sentence.verdict === 'unreachable') return ended(soFar, stopped(unjudged(sentence.problem)));
  }

  // Docker Hub counts GETs of manifests: where nothing is to be written there, HEADs were enough (transport.md §4.6).
  const frugal = works.every(({ image }) => countsManifestGets(image.from));
  const needless = works.every((work) => !keepsAll(work.planned) || !getsImage(work, works));
  if (plan.state === 'unchanged' && frugal && needless) return ended(soFar, { outcome: 'unchanged' });

  soFar.carried = await carryStage(trip, { rules, works, graphs });
  const { errors, kept } = soFar.carried;
  const lost = errors.find(({ kind }) => kind !== 'refused') ?? errors[0];
  if (lost !== undefined) {
    // Of a run that was stopped, each transfer failed for that reason.
    if (trip.world.signal.aborted) return ended(soFar, stopped(cancelled()));
    const others = errors.filter((error) => error !== lost);
    return ended(soFar, { ...stopped(lost), problems: others.map(problemOf) });
  }
  if (plan.state === 'unchanged') {
    const gone = await kept;
    return ended(soFar, gone === undefined ? { outcome: 'unchanged' } : stopped(gone));
  }

  const proven = await proveDecision(trip, { plan: soFar.plan, works });
  const looked = trip.world.clock.ticks();
  const look =
    proven.state === 'true' ? await lastLook(trip, { plan: soFar.plan, works: proven.works }) : proven;
  if (look.state !== 'true') return ended(soFar, shut(look));
  if (trip.world.signal.aborted) return ended(soFar, { outcome: 'failed', error: cancelled() });

  soFar.plan = { ...soFar.plan, targets: look.works.map((work) => work.planned) };
  const intent = intentOf(trip, soFar.plan);
  // Whatever becomes of the intent, its record is this one: it may be kept although the answer says otherwise.
  soFar.intended = intent;
  await keepIntent(trip, intent);
  const ready = lookWhenKept(trip, { plan: soFar.plan, works: look.works, looked, kept });
  // Where no tag waits for it, its error is met below.
  ready.catch(() => {});
  const results = await commitStage(trip, { intent, works: look.works, ready });
  const last = await ready;
  if (last.state !== 'true') return ended(soFar, shut(last));
  // Kept from here on whatever fails: that they moved is what the record has to say.
  soFar.results = results;
  return committed(trip, soFar, results);
}

async function keepIntent({ journal }: Trip, intent: PromotionRecord): Promise<void> {
  try {
    await (await journal()).intend(intent);
  } catch (thrown) {
    // Its reason is another: the record could be kept elsewhere, and would do nothing there.
    if (thrown instanceof HoistError && thrown.code === 'HOLD_NOT_KEPT') throw thrown;
    throw new HoistError(
      'incomplete',
      'RECORD_NOT_KEPT',
      `the record could not be kept (${messageOf(thrown)}); no tag has moved`,
      { hint: hintOf(thrown) ?? 'Make the journal writable again, and run once more.', cause: thrown },
    );
  }
}

/** What the tags came to, all of them together. */
function committed(trip: Trip, soFar: SoFar, results: readonly Committed[]): Ended {
  const tags = results.flatMap(({ work, tags }) => tags.map((tag) => ({ work, tag })));
  // A copy without tags that got this far has brought an image that was not there.
  const wrote = tags.length === 0 || tags.some(({ tag }) => isWritten(tag));
  const bad = tags.filter(
    ({ tag }) => tag.action === 'failed' || tag.action === 'skipped' || tag.action === 'conflict',
  );
  const [first] = bad;
  if (keepsAll({ tags: tags.map(({ tag }) => tag) }))
    return ended(soFar, { outcome: 'superseded', problems: [allKept(soFar.plan)] });
  if (first === undefined) return ended(soFar, { outcome: wrote ? 'promoted' : 'unchanged' });
  if (trip.world.signal.aborted) return ended(soFar, { outcome: 'failed', error: cancelled() });
  if (!wrote && bad.every(({ tag }) => tag.action === 'conflict')) {
    const problems = bad.map(({ work, tag }) => conflictAt(work, tag));
    return ended(soFar, { outcome: 'conflict', problems });
  }
  const { repository } = first.work.planned;
  const error = new HoistError(
    'incomplete',
    'TAGS_NOT_WRITTEN',
    `${bad.length} of ${tags.length} tags could not be written; ${repository}:${first.tag.tag}: ${first.tag.reason ?? first.tag.action}`,
    { hint: 'Promote the same digest again: what is there already is not sent again.' },
  );
  return ended(soFar, { outcome: 'failed', error });
}

function conflictAt(work: TargetWork, { tag, after, reason }: TagResult): Ended['problems'][number] {
  const { repository } = work.planned;
  const decision = work.decide(tag, after);
  // Our own rule would let it: then it was the registry that refused.
  const hint = 'Promote under another tag, or lift the immutability of this tag in the registry.';
  return moveProblem(
    { repository, tag, now: after },
    decision.action === 'conflict'
      ? decision
      : { action: 'conflict', reason: reason ?? 'it may not be written', hint },
  );
}

type End = {
  readonly outcome: Outcome;
  readonly error?: HoistError;
  readonly problems?: Ended['problems'];
  /** Problems of the plan that the error tells already. */
  readonly told?: Ended['problems'];
};

/** What the last look before the first tag found in its way. */
function shut(look: Exclude<LastLook, { readonly state: 'true' }>): End {
  return look.state === 'lost' ? stopped(look.error) : { outcome: look.state, problems: [look.problem] };
}

/** What ended a stage before its first tag. */
function stopped(error: HoistError): End {
  return { outcome: error.kind === 'refused' ? 'refused' : 'failed', error };
}

/** What the plan says of a target that cannot be read, by each image that goes there. */
function problemsAt(works: readonly TargetWork[], repository: Repository): Ended['problems'] {
  return works.filter(({ planned }) => planned.repository === repository).flatMap(({ problems }) => problems);
}

function ended({ started, plan, carried, intended, results }: SoFar, end: End): Ended {
  const told = new Set(end.told);
  return {
    outcome: end.outcome,
    error: end.error,
    problems: [...plan.problems.filter((problem) => !told.has(problem)), ...(end.problems ?? [])],
    started,
    plan,
    pulled: carried?.pulled ?? 0,
    // Targets, works and what became of them have one order throughout.
    targets: plan.targets.map(({ repository, digest, tags }, at) => ({
      ...(carried?.targets[at] ?? { ...untouchedTarget, repository, digest }),
      tags: results?.[at]?.tags ?? tags.map(notWritten(end)),
    })),
    carried: carried !== undefined,
    intended,
  };
}

const stageTexts: Readonly<Partial<Record<Outcome, string>>> = {
  failed: 'the stage failed',
  conflict: 'the stage is in conflict',
  refused: 'the stage was refused',
  superseded: 'the stage was overtaken',
  waiting: 'the stage waits',
};

/** A tag that this run did not come to: as it was read when the plan was made. */
function notWritten({ outcome }: End): (tag: PlannedTag) => TagResult {
  return (planned) => {
    const { tag, now = null, action, reason } = planned;
    const intended = isWritten(planned);
    // What the plan says of a tag that could not be read is what would be done about it.
    const isUnread = planned.now === undefined;
    const said = isUnread ? 'the target could not be read' : reason;
    const why = said ?? (intended ? stageTexts[outcome] : undefined);
    return {
      tag,
      before: now,
      after: now,
      action: intended ? 'skipped' : action,
      ...(why === undefined ? {} : { reason: why }),
    };
  };
}
