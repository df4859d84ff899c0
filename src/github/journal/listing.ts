import {
  isAsked,
  type JournalEntry,
  type JournalGap,
  type JournalQuery,
  type StageFiling,
} from '../../domain/journal-entry.ts';
import { isInPlace } from '../../domain/outcome.ts';
import { stageText } from '../../domain/pipeline.ts';
import { HoistError } from '../../errors.ts';
import type { Journal } from '../../ports/journal.ts';
import type { GitHubApi } from '../api.ts';
import { createEntryReader, type EntryReader } from './entry-reader.ts';
import { runsOf } from './page-runs.ts';
import { createPromotionPages, type PromotionPages, type PromotionRow } from './promotion-pages.ts';

/** Pages of a hundred promotions. */
export type ListingLimits = {
  /** That are read for one question. */
  readonly read: number;
  /** That are looked through for a stage that has nothing in its own environments. */
  readonly searched: number;
};

/** A run may ask GitHub a thousand times an hour: a tenth of it, for ten thousand promotions, and half as many. */
const usualLimits: ListingLimits = { read: 100, searched: 50 };
/** With more environments than these all promotions are read, and what is not asked for is passed over. */
const mostEnvironments = 12;
/** Promotions whose statuses are asked for at once. */
const batchSize = 100;
/** Milliseconds by which GitHub's clock and a runner's may differ. */
const skew = 3_600_000;

type Left = ((gap: JournalGap) => void) | undefined;
type Reader = {
  readonly pages: PromotionPages;
  readonly entriesOf: EntryReader;
  readonly limits: ListingLimits;
};

/** Lists promotions; `forget`: something was written, and what is newest is to be read again. */
export type PromotionLists = { readonly list: Journal['list']; forget(): void };

/**
 * The promotions that deployments tell of, newest first. What is not ours, or cannot be read, is passed over.
 *
 * The newest hundred of the repository answer most questions. A question of some stages then goes on in the environments
 * that these stages have, and in those that they have among the newest. One that is in neither was never promoted, or its
 * environment was renamed: older promotions are looked through for it.
 */
export function promotionLists(
  api: GitHubApi,
  repository: string,
  limits: ListingLimits = usualLimits,
): PromotionLists {
  const pages = createPromotionPages(api, repository);
  const reader = { pages, entriesOf: createEntryReader(api, repository), limits };
  return {
    forget: () => pages.forget(),
    list(asked = {}, left) {
      const { filed, fresh = false } = asked;
      if (fresh) pages.forget();
      const isWide = new Set(filed?.flatMap(({ environments }) => environments)).size > mostEnvironments;
      return filed === undefined || isWide
        ? everywhere(reader, asked, left)
        : byStage(reader, { asked, filed, left });
    },
  };
}

async function* everywhere(reader: Reader, asked: JournalQuery, left: Left): AsyncGenerator<JournalEntry> {
  let oldest = '';
  for (let number = 0; number < reader.limits.read; number += 1) {
    const { rows, isLast, back } = await (number === 0 ? reader.pages.newest() : reader.pages.page(number));
    yield* entriesOf(reader, asked, rows);
    if (isLast || isBefore(back, asked.since)) return;
    oldest = back;
  }
  endEarly(left, {
    before: oldest,
    reason: `there are more promotions than are read: none of before ${oldest} was looked at`,
  });
}

type Stages = { readonly asked: JournalQuery; readonly filed: readonly StageFiling[]; readonly left: Left };

async function* byStage(reader: Reader, { asked, filed, left }: Stages): AsyncGenerator<JournalEntry> {
  const found = new Set<string>();
  const seen = new Set<number>();
  const { rows, isLast, back } = await reader.pages.newest();
  for (const { id } of rows) seen.add(id);
  yield* noted(entriesOf(reader, asked, rows), found);
  if (isLast || isBefore(back, asked.since)) return;

  const own = filed.flatMap(({ environments }) => environments);
  const others = rows.filter((row) => isAsked(row.promotion, asked)).map(({ environment }) => environment);
  const environments = [...new Set([...own, ...others])];
  let isCut = false;
  const cut = (gap: JournalGap): void => {
    isCut = true;
    endEarly(left, gap);
  };
  yield* noted(inEnvironments(reader, { asked, environments, seen, left: cut }), found);
  const missing = filed.map(stageText).filter((stage) => !found.has(stage));
  if (isCut || missing.length === 0) return;

  const where = await search(reader, { asked, missing, left });
  const isMissing = (entry: JournalEntry): boolean => missing.includes(stageText(entry.intent));
  if (where.length > 0)
    for await (const entry of inEnvironments(reader, { asked, environments: where, seen, left }))
      if (isMissing(entry)) yield entry;
}

/** Notes the stages of what it passes on, where that shows that their past is here. */
async function* noted(
  entries: AsyncIterable<JournalEntry>,
  found: Set<string>,
): AsyncGenerator<JournalEntry> {
  for await (const entry of entries) {
    if (shows(entry)) found.add(stageText(entry.intent));
    yield entry;
  }
}

/** What was only refused, or what anybody could have made up, tells nothing of whether the stage is held elsewhere. */
function shows({ intent, end, foreign }: JournalEntry): boolean {
  if (foreign === true) return false;
  return intent.kind === 'rollback' || isInPlace(end?.outcome);
}

type Environments = {
  readonly asked: JournalQuery;
  readonly environments: readonly string[];
  /** Deployments that were given before. */
  readonly seen: ReadonlySet<number>;
  readonly left: Left;
};

async function* inEnvironments(
  reader: Reader,
  { asked, environments, seen, left }: Environments,
): AsyncGenerator<JournalEntry> {
  const runs = runsOf(reader.pages, {
    environments,
    isBefore: (created) => isBefore(created, asked.since),
    mostPages: reader.limits.read,
    cut(before) {
      const names = environments.join(', ');
      const reason = `there are more promotions to ${names} than are read: none of before ${before} was looked at`;
      endEarly(left, { before, reason });
    },
  });
  for await (const run of runs) {
    const unseen = run.filter(({ id }) => !seen.has(id));
    yield* entriesOf(reader, asked, unseen);
  }
}

type Search = {
  readonly asked: JournalQuery;
  /** `pipeline/stage` */
  readonly missing: readonly string[];
  readonly left: Left;
};

/** The environments of the newest promotions to stages that are in none of those that they have now. */
async function search({ pages, entriesOf: read, limits }: Reader, { asked, missing, left }: Search) {
  const found = new Set<string>();
  const sought = new Set(missing);
  let oldest = '';
  for (let number = 1; number < limits.searched; number += 1) {
    const { stages, isLast, back } = await pages.stagesOn(number);
    if ([...sought].some((stage) => stages.has(stage))) {
      const { rows } = await pages.page(number);
      const theirs = rows.filter(({ promotion }) => sought.has(stageText(promotion.intent)));
      const entries = await read(theirs);
      for (const [at, { environment }] of theirs.entries()) {
        const entry = entries[at];
        if (entry === undefined || !shows(entry)) continue;
        found.add(environment);
        sought.delete(stageText(entry.intent));
      }
    }
    if (sought.size === 0 || isLast || isBefore(back, asked.since)) return [...found];
    oldest = back;
  }
  endEarly(left, {
    before: oldest,
    reason: `no promotion to ${[...sought].join(', ')} is in an environment that it has now, and of those to other environments none of before ${oldest} was looked at`,
  });
  return [...found];
}

async function* entriesOf(
  reader: Reader,
  asked: JournalQuery,
  rows: readonly PromotionRow[],
): AsyncGenerator<JournalEntry> {
  const meant = rows.filter(
    ({ promotion, created }) => isAsked(promotion, asked) && !isBefore(created, asked.since),
  );
  for (let at = 0; at < meant.length; at += batchSize)
    yield* await reader.entriesOf(meant.slice(at, at + batchSize));
}

/** A promotion is planned before its deployment is made: what was made earlier was planned earlier. */
function isBefore(created: string, since: string | undefined): boolean {
  return since !== undefined && Date.parse(created) < Date.parse(since) - skew;
}

/** Tells who wants to be told; for everybody else a list that is not read to its end is not read at all (A17). */
function endEarly(left: Left, gap: JournalGap): void {
  if (left !== undefined) return left(gap);
  throw new HoistError('unreachable', 'GITHUB_TOO_MANY', gap.reason, {
    hint: 'Ask for less: for a pipeline, a stage, or a time.',
  });
}
