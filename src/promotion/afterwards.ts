import type { PromotionRecord } from '../domain/record.ts';
import { messageOf } from '../errors.ts';
import { announce, deliveryOf, listeners } from './announce.ts';
import { tellLedger } from './linked-artifacts.ts';
import { intentOf, resultOf } from './record.ts';
import type { StageRun } from './keep.ts';
import type { Trip } from './trip.ts';

/**
 * What is told of a stage once its result is kept: webhooks, and the organisation's ledger. Gives what could not be told,
 * for people; nothing of it changes what the stage came to. Never rejects.
 */
export async function afterwards(trip: Trip, run: StageRun): Promise<readonly string[]> {
  try {
    const [told] = await Promise.all([tellHooks(trip, run), tellOrganisation(trip, run)]);
    return told;
  } catch (thrown) {
    return [`nobody was told of ${run.plan.pipeline}/${run.plan.stage}: ${messageOf(thrown)}`];
  }
}

/** What the targets hold now, for the organisation's ledger; where it may not be told, a notice says so once. */
async function tellOrganisation(trip: Trip, { record, outcome }: StageRun): Promise<void> {
  if (outcome !== 'promoted' || trip.config?.record.linkedArtifacts !== 'auto') return;
  for (const why of await tellLedger(trip, record?.result?.targets ?? []))
    trip.world.log.notice(`linked artifacts: ${why}`);
}

/** Gives a line for each webhook that was not reached. */
async function tellHooks(trip: Trip, run: StageRun): Promise<readonly string[]> {
  const { world, config } = trip;
  const notify = config?.notify ?? [];
  if (notify.length === 0) return [];
  const record = run.record ?? unkept(trip, run);
  const told = await announce(world, listeners(notify, record), deliveryOf(world, record));
  const failed = told.filter(({ ok }) => !ok);
  const again = run.record === undefined ? '' : `; ${againText(trip, record)}`;
  return failed.map(({ urlFromEnv, message, tries }) => {
    const times = tries === 1 ? '' : ` after ${tries} tries`;
    return `the webhook of ${urlFromEnv} was not told that ${record.intent.pipeline}/${record.intent.stage} is ${run.outcome}${times}: ${message}${again}`;
  });
}

/** Where GitHub keeps the journal, it keeps no whole record. */
function againText({ world }: Trip, { id }: PromotionRecord): string {
  return world.run.surface === 'cli'
    ? `hoist check --redeliver ${id} sends it again from the journal`
    : `hoist check --redeliver FILE sends record ${id} again from a file with the output result`;
}

/** A stage that waits leaves no record, and somebody may want to know that it does. */
function unkept(trip: Trip, { plan, outcome }: StageRun): PromotionRecord {
  const started = trip.world.clock.now();
  const ending = { outcome, started, targets: [], pulled: 0, problems: plan.problems, plan };
  return { ...intentOf(trip, plan), result: resultOf(trip, ending) };
}
