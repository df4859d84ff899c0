import { filedUnder } from '../../domain/filing.ts';
import { endOf, type EntryEnd } from '../../domain/journal-entry.ts';
import type { Outcome } from '../../domain/plan.ts';
import type { Intent, PromotionRecord } from '../../domain/record.ts';
import { HoistError, messageOf } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Journal } from '../../ports/journal.ts';
import type { Log } from '../../ports/log.ts';
import type { GitHubApi } from '../api.ts';
import { deploymentWriter, type Made, type NewStatus, type PromotionPlace } from './deployments.ts';
import { promotionLists } from './listing.ts';
import { createMoveTexts } from './moves.ts';
import { payloadOf } from './payload.ts';
import { promotionIn } from './payload-text.ts';
import { endText, parseEnd, shortText } from './status-text.ts';

export type GitHubJournalOptions = {
  /** For writes: it goes on for a while after the run was cancelled. */
  readonly writing: GitHubApi;
  readonly reading: GitHubApi;
  /** `OWNER/REPO` */
  readonly repository: string;
  /** A commit, branch or tag of the repository that the deployments are of: the run's commit. */
  readonly ref: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The deployment that GitHub made for this job itself, if it did. */
  readonly ownDeployment: () => Promise<number | undefined>;
};

/** Deployments that are looked at for the one before; most environments have the promotions of few pipelines. */
const mostLookedAt = 30;
/** Bytes. */
const smallPayload = 8000;

/**
 * The journal on GitHub: a deployment for each promotion, with the intent as its payload, a status for each tag that
 * moved, and the outcome as the last (contract §8). A deployment that GitHub made for the job gets links and nothing
 * else.
 *
 * Every write is there once: where an answer was lost, it is looked for before it is written again.
 */
export function gitHubJournal(options: GitHubJournalOptions): Journal {
  const { writing, reading, repository, ref, clock, log } = options;
  const deployments = deploymentWriter(writing, { repository, clock });
  const lists = promotionLists(reading, repository);
  const made = new Map<string, Promise<Made>>();
  /** The ids of the records of this process. */
  const intended = new Set<string>();
  const moveText = createMoveTexts(clock);

  function deploymentOf(record: PromotionRecord): Promise<Made> {
    const known = made.get(record.id);
    if (known !== undefined) return known;
    const creation = create(record);
    made.set(record.id, creation);
    // One that could not be made is tried again by who comes next.
    creation.catch(() => made.delete(record.id));
    return creation;
  }

  /** Also one that an earlier run made, and could not finish: never a second of the same record. */
  async function endingOf(record: PromotionRecord): Promise<Made> {
    if (intended.has(record.id)) return await deploymentOf(record);
    const found = await deployments.find(record.id, filedUnder(record.intent));
    if (found !== undefined) return found;
    throw new HoistError(
      'incomplete',
      'DEPLOYMENT_LOST',
      `the deployment of record ${record.id} is not among the newest`,
      {
        hint: 'It stays without an outcome; the record that came after it tells what is there.',
      },
    );
  }

  async function create(record: PromotionRecord): Promise<Made> {
    const { intent } = record;
    const environment = filedUnder(intent);
    lists.forget();
    const description = shortText(`${intent.pipeline}/${intent.stage}: ${intent.kind}, by ${intent.actor}`);
    const deployment = await createFitting(record, { ref, environment, description });
    const begun = deployments.addStatus(deployment.id, {
      state: 'in_progress',
      description: shortText(`${intent.pipeline}/${intent.stage} has begun`),
      logUrl: intent.run.url,
    });
    await Promise.all([
      begun.catch((error: unknown) => log.debug(`a deployment has no first status: ${messageOf(error)}`)),
      link(record),
    ]);
    return deployment;
  }

  /** GitHub documents no limit for payloads: should it be less than we think, it is met by what certainly fits. */
  async function createFitting(record: PromotionRecord, place: PromotionPlace): Promise<Made> {
    try {
      return await deployments.create(payloadOf(record), place);
    } catch (error) {
      if (!/payload\b.*\btoo (?:long|large)/i.test(messageOf(error))) throw error;
      return deployments.create(payloadOf(record, smallPayload), place);
    }
  }

  /** Best effort: the record is in our own deployment. */
  async function link({ intent }: PromotionRecord): Promise<void> {
    try {
      const own = await options.ownDeployment();
      if (own === undefined) return;
      await deployments.addStatus(own, {
        state: 'in_progress',
        description: shortText(`Hoist promotes ${intent.pipeline}/${intent.stage}`),
        logUrl: intent.run.url,
      });
    } catch (error) {
      log.debug(`the job's own deployment was not linked: ${messageOf(error)}`);
    }
  }

  /** What an earlier promotion of this pipeline left is in place no more. Stops at the first that was told so before. */
  async function retireOlder(current: Made, intent: Intent): Promise<void> {
    let looked = 0;
    const places = new Set(intent.targets.map(({ repository }) => repository));
    for (const one of await deployments.recent(current.environment)) {
      if (one.id >= current.id || one.creator !== current.creator) continue;
      const promotion = await promotionIn(one.payload);
      if (promotion?.intent.pipeline !== intent.pipeline || promotion.intent.stage !== intent.stage) continue;
      // Of a pattern, and of a run to some targets, others stay in place.
      if (!promotion.intent.targets.every(({ repository }) => places.has(repository))) continue;
      const newest = await deployments.newestStatus(one.id);
      if (newest?.state === 'inactive' && wasInPlace(newest.description)) return;
      if (newest?.state === 'success') {
        // The outcome is said again, so that the last word of a deployment is always how it ended.
        const said = newest.description ?? '';
        const description = parseEnd(said) === undefined ? 'a later promotion took its place' : said;
        await deployments.addStatus(one.id, { state: 'inactive', description });
      }
      looked += 1;
      if (looked === mostLookedAt) return;
    }
  }

  return {
    async intend(record) {
      intended.add(record.id);
      await deploymentOf(record);
    },
    async moved(record, tag) {
      const deployment = await made.get(record.id);
      const description = deployment === undefined ? undefined : moveText(record, tag);
      if (deployment === undefined || description === undefined) return;
      await deployments.addStatus(deployment.id, {
        state: 'in_progress',
        description,
        logUrl: record.intent.run.url,
      });
    },
    async finish(record) {
      const end = endOf(record);
      if (end === undefined) return;
      const deployment = await endingOf(record);
      const status = lastStatus(end, record.intent);
      await deployments.addStatus(deployment.id, status);
      if (status.state !== 'success') return;
      await retireOlder(deployment, record.intent).catch((error: unknown) =>
        log.debug(`earlier deployments were left as they are: ${messageOf(error)}`),
      );
    },
    list: lists.list,
  };
}

/** Whether a deployment that is inactive was once active: one that was superseded never was. */
function wasInPlace(description: string | null): boolean {
  const outcome = parseEnd(description ?? '')?.outcome;
  return outcome === undefined || states[outcome] === 'success';
}

const states: Readonly<Record<Outcome, NewStatus['state']>> = {
  promoted: 'success',
  unchanged: 'success',
  refused: 'failure',
  conflict: 'failure',
  failed: 'failure',
  superseded: 'inactive',
  waiting: 'inactive',
  none: 'inactive',
};

function lastStatus(end: EntryEnd, { run }: Intent): NewStatus {
  return { state: states[end.outcome], description: endText(end), logUrl: run.url };
}
