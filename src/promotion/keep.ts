import { isInPlace } from '../domain/outcome.ts';
import { isWritten, overtakenOf, type Outcome, type Problem, type StagePlan } from '../domain/plan.ts';
import type { PromotionRecord, TargetResult } from '../domain/record.ts';
import { HoistError, hintOf, messageOf } from '../errors.ts';
import { closeUnfinished } from './close-unfinished.ts';
import { mustBeListed } from './linked-artifacts.ts';
import type { PastQuery } from './past.ts';
import { intentOf, resultOf } from './record.ts';
import type { Trip } from './trip.ts';

/** How a stage ended, before that is kept. */
export type Ended = {
  readonly outcome: Outcome;
  readonly error: HoistError | undefined;
  readonly problems: readonly Problem[];
  readonly started: Date;
  /** With what the targets named right before the first tag. */
  readonly plan: StagePlan;
  readonly targets: readonly TargetResult[];
  readonly pulled: number;
  /** Something may have been written, if only blobs. */
  readonly carried: boolean;
  /** The record whose intent is kept already. */
  readonly intended: PromotionRecord | undefined;
};

/** What came of one stage. */
export type StageRun = {
  readonly plan: StagePlan;
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly record?: PromotionRecord;
};

/** Keeps the record of what wrote, was refused, conflicted or failed (guarantee 8). */
export async function keep(trip: Trip, ended: Ended): Promise<StageRun> {
  const { plan, outcome } = ended;
  const isKept = await leavesRecord(trip, ended);
  const isProven = await isToProve(trip, ended, isKept);
  const record = recordOf(trip, ended);
  const unproven = isProven ? await trip.proof.record(plan, record) : undefined;
  const lost = unproven ?? (isInPlace(ended.outcome) ? await mustBeListed(trip, ended.targets) : undefined);
  // What failed has its own reason.
  if (lost === undefined || outcome === 'failed')
    return isKept ? await write(trip, ended, record) : { plan, outcome, exitCode: exitCodeOf(ended) };
  const open: Ended = { ...ended, outcome: 'failed', error: lost, carried: true };
  return await write(trip, open, { ...recordOf(trip, open), id: record.id });
}

async function write(trip: Trip, ended: Ended, record: PromotionRecord): Promise<StageRun> {
  const { plan, outcome } = ended;
  try {
    const journal = await trip.journal();
    if (ended.intended === undefined) await journal.intend({ ...intentOnly(record) });
    await journal.finish(record);
    await closeUnfinished(trip, record);
    return { plan, outcome, exitCode: exitCodeOf(ended), record };
  } catch (thrown) {
    const lost: Ended = { ...ended, outcome: 'failed', error: notKept(ended, thrown), carried: true };
    return {
      plan,
      outcome: 'failed',
      exitCode: exitCodeOf(lost),
      record: { ...recordOf(trip, lost), id: record.id },
    };
  }
}

function recordOf(trip: Trip, ended: Ended): PromotionRecord {
  return { ...(ended.intended ?? intentOf(trip, ended.plan)), result: resultOf(trip, ended) };
}

function intentOnly({ schema, id, intent }: PromotionRecord): PromotionRecord {
  return { schema, id, intent };
}

/** What got an image to its targets, or found it there, is proven at them; of what failed, the tags that moved. */
async function isToProve(
  { proof }: Trip,
  { plan, outcome, targets }: Ended,
  isKept: boolean,
): Promise<boolean> {
  if (plan.kind === 'copy') return false;
  if (outcome === 'unchanged') return isKept || (await proof.isSigned());
  return outcome === 'promoted' || (outcome === 'failed' && targets.some(({ tags }) => tags.some(isWritten)));
}

async function leavesRecord(trip: Trip, ended: Ended): Promise<boolean> {
  // An intent without a result would look like a run that died.
  if (ended.intended !== undefined) return true;
  switch (ended.outcome) {
    case 'none':
      return false;
    case 'waiting':
    case 'superseded':
      return ended.carried;
    case 'unchanged':
      return (
        ended.targets.some(wroteTo) ||
        (ended.plan.kind !== 'copy' &&
          (!(await isShown(trip, ended.plan)) || (await closesSomething(trip, ended.plan))))
      );
    default:
      return true;
  }
}

function wroteTo({ blobs }: TargetResult): boolean {
  return blobs.pushed > 0 || blobs.mounted > 0;
}

/** What died is closed, a rollback that was begun is ended, and a hold is lifted, by a record only. */
export async function closesSomething({ past }: Trip, plan: StagePlan): Promise<boolean> {
  const digests = plan.sources.map(({ digest }) => digest);
  if (await past.isOpen(plan, digests)) return true;
  if (plan.kind === 'rollback') return await past.isBegun(plan);
  return plan.kind === 'manual' && (await past.hold(plan)).state !== 'free';
}

/** Whether a record shows already that this stage promoted these digests: the stages behind ask for one. */
async function isShown(trip: Trip, { pipeline, stage, targets }: StagePlan): Promise<boolean> {
  const overtaken = overtakenOf(targets);
  for (const { source, repository: target, digest } of targets) {
    if (overtaken.includes(digest)) continue;
    if (!(await isRecorded(trip, { pipeline, stage, source, target, digest }))) return false;
  }
  return true;
}

/** Where that cannot be known, as there are more records than are read, one more is no harm. */
async function isRecorded({ past }: Trip, query: PastQuery): Promise<boolean> {
  try {
    return (await past.promotion(query)) !== undefined;
  } catch (thrown) {
    if (thrown instanceof HoistError && thrown.code === 'JOURNAL_TOO_LONG') return false;
    throw thrown;
  }
}

function notKept({ targets, error }: Ended, thrown: unknown): HoistError {
  const moved = targets.flatMap(({ repository, tags }) =>
    tags.filter(isWritten).map(({ tag }) => `${repository}:${tag}`),
  );
  const what = moved.length === 0 ? 'no tag has moved' : `these tags have moved: ${moved.join(', ')}`;
  const isSaid = error === undefined || error.code === 'RECORD_NOT_KEPT';
  const before = isSaid ? '' : `${error.message}; besides, `;
  return new HoistError(
    'incomplete',
    'RECORD_NOT_KEPT',
    `${before}the record could not be kept (${messageOf(thrown)}); ${what}`,
    {
      hint: `The record is in the result of this run: keep it. ${hintOf(thrown) ?? 'Then make the journal writable again.'}`,
      cause: thrown,
    },
  );
}

/** Of the contract's §2: what failed before anything was sent may help when tried again (3), if not for the config (2); later it is 5. */
function exitCodeOf({ outcome, error, carried }: Ended): number {
  switch (outcome) {
    case 'refused':
      return 1;
    case 'conflict':
      return 4;
    case 'failed':
      if (carried || error === undefined || error.kind === 'incomplete') return 5;
      return error.kind === 'config' ? 2 : 3;
    default:
      return 0;
  }
}
