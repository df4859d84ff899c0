import { isWritten, type PlannedTag } from '../domain/plan.ts';
import type { PromotionRecord, TagResult } from '../domain/record.ts';
import { isVersionTag, type MoveDecision } from '../domain/tag-move.ts';
import { messageOf } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { World } from '../ports/world.ts';
import { commitTag } from '../transfer/commit.ts';
import type { LastLook } from './last-look.ts';
import type { TargetWork } from './plan-target.ts';
import type { Trip } from './trip.ts';

/** What is to be written, and under which record. */
export type Commitment = {
  readonly intent: PromotionRecord;
  readonly works: readonly TargetWork[];
  /** The same works as they are when every target has what it took; anything else: none is written. */
  readonly ready: Promise<LastLook>;
};

const graceMilliseconds = 2000;

/** The tags of one target, as read back. */
export type Committed = { readonly work: TargetWork; readonly tags: readonly TagResult[] };

/**
 * Moves the tags, when every target of every image holds everything (guarantee 3): one after the other as the stage
 * lists them, each at all targets. Every tag is tried, a failure does not stop the others (contract §6, Sets); after
 * a signal none is begun (F41). None is written before `ready`.
 */
export async function commitStage(
  trip: Trip,
  { intent, works, ready }: Commitment,
): Promise<readonly Committed[]> {
  const told: Promise<void>[] = [];
  const results = works.map(() => new Map<Tag, TagResult>());
  const rounds = Math.max(0, ...works.map((work) => work.planned.tags.length));
  const orders = works.map(commitOrder);
  const grace = withGrace(trip.world);
  const { signal } = grace;
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(
      works.map(async (work, at) => {
        const planned = orders[at]?.[round];
        if (planned === undefined) return;
        const result = await writeTag(trip, work, { ...planned, signal, ready, at });
        results[at]?.set(planned.tag, result);
        // The next tag does not wait for the journal; the outcome does.
        told.push(tellJournal(trip, { intent, repository: work.planned.repository, result }));
      }),
    );
  }
  grace.end();
  await Promise.all(told);
  return works.map((work, at) => ({
    work,
    tags: work.planned.tags.flatMap(({ tag }) => results[at]?.get(tag) ?? []),
  }));
}

/**
 * As listed; but what others go by comes first. That is the version: another run that meets `stable` on our image has to
 * find how new that is. When the source tag is a channel (`main`), the tags that are not called like it come first. It is
 * by the present digest still being called `main` that they are known to go forward, so that a run which was killed
 * between two of them can be run again.
 */
function commitOrder({ image, planned, originsOf }: TargetWork): readonly PlannedTag[] {
  const { tag: source } = image;
  if (source === undefined) return planned.tags;
  const first = isVersionTag(source)
    ? planned.tags.filter(({ tag }) => [tag, ...originsOf(tag)].some(isVersionTag))
    : planned.tags.filter(({ tag, move }) => move === 'forward' && !tag.includes(source));
  return [...first, ...planned.tags.filter((tag) => !first.includes(tag))];
}

/** A tag that is on its way when the signal comes is finished and read back, if that takes no more than 2 s (F41). */
function withGrace({ signal, clock }: World): { readonly signal: AbortSignal; end(): void } {
  const late = new AbortController();
  const wait = (): void => {
    void clock.sleep(graceMilliseconds, late.signal).then(
      () => late.abort(),
      () => undefined,
    );
  };
  if (signal.aborted) wait();
  else signal.addEventListener('abort', wait, { once: true });
  return {
    signal: late.signal,
    end() {
      signal.removeEventListener('abort', wait);
      late.abort();
    },
  };
}

async function writeTag(
  trip: Trip,
  work: TargetWork,
  {
    signal,
    ready,
    at,
    ...planned
  }: PlannedTag & Pick<Commitment, 'ready'> & { readonly signal: AbortSignal; readonly at: number },
): Promise<TagResult> {
  const { tag, action, now = null } = planned;
  const { repository } = work.planned;
  if (action === 'kept' || action === 'unchanged') return { ...untouched(planned), action };
  if (trip.world.signal.aborted)
    return { ...untouched(planned), action: 'skipped', reason: 'the run was stopped' };
  try {
    const manifest = await work.image.root();
    const { registry, world } = trip;
    let latest = work;
    const result = await commitTag(
      { registry, clock: world.clock, signal },
      {
        repository,
        manifest,
        tag,
        expectedBefore: now,
        ready: ready.then((look) => {
          if (look.state === 'true') latest = look.works[at] ?? work;
          return look.state === 'true';
        }),
        decide: (read) => decideNow(latest, tag, read),
      },
    );
    tell(trip, repository, result);
    return result;
  } catch (thrown) {
    return { tag, before: now, after: null, action: 'failed', reason: messageOf(thrown) };
  }
}

/** As it was decided when it was last looked at, unless the tag names another by now. */
async function decideNow(work: TargetWork, tag: Tag, read: Digest | null): Promise<MoveDecision> {
  const planned = work.planned.tags.find((one) => one.tag === tag);
  if (planned === undefined || read !== (planned.now ?? null)) {
    await work.learn(tag, read);
    return work.decide(tag, read);
  }
  const { action, reason } = planned;
  return { action, ...(reason === undefined ? {} : { reason }) };
}

function untouched({ tag, now = null, reason }: PlannedTag): Omit<TagResult, 'action'> {
  return { tag, before: now, after: now, ...(reason === undefined ? {} : { reason }) };
}

/** The result tells it too: a journal that does not take it now is no reason to stop. */
async function tellJournal(
  { journal, world }: Trip,
  {
    intent,
    repository,
    result,
  }: { readonly intent: PromotionRecord; readonly repository: Repository; readonly result: TagResult },
): Promise<void> {
  const { tag, before, after } = result;
  if (after === null || !isWritten(result)) return;
  try {
    await (await journal()).moved(intent, { repository, tag, before, after });
  } catch (thrown) {
    world.log.warn(`the journal was not told that ${repository}:${tag} moved: ${messageOf(thrown)}`);
  }
}

function tell({ world }: Trip, repository: Repository, { tag, before, after, action }: TagResult): void {
  if (action === 'create') world.log.info(`${repository}:${tag} → ${after ?? '?'}`);
  if (action === 'move') world.log.info(`${repository}:${tag} → ${after ?? '?'}, was ${before ?? 'nothing'}`);
}
