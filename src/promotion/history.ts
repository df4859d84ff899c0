import { filedQuery } from '../domain/filing.ts';
import { historyEntry, type HistoryEntry, type HistoryReport } from '../domain/history.ts';
import { historyPath } from '../domain/history-path.ts';
import { isOfQuery, journalQueryOf, type HistoryQuery } from '../domain/history-query.ts';
import type { JournalEntry, JournalGap } from '../domain/journal-entry.ts';
import type { Pipeline } from '../domain/pipeline.ts';
import type { Journal } from '../ports/journal.ts';

/** What tells where promotions are kept. */
export type HistoryPlaces = {
  readonly pipelines: readonly Pipeline[];
  /** The journal is the deployments of a repository, which are listed by environment. */
  readonly inDeployments?: boolean;
};

/**
 * The promotions that a query asks for. The journal is read from its newest entry on and no further than the limit; the
 * oldest first means all of it, once. Where the journal has more than can be read, the report says so.
 */
export async function history(
  journal: Journal,
  query: HistoryQuery,
  { pipelines, inDeployments = false }: HistoryPlaces,
): Promise<HistoryReport> {
  const asked = filedQuery(pipelines, journalQueryOf(query));
  const gaps: JournalGap[] = [];
  const { entries, limited, doubtful } = await collect(
    journal.list(asked, (gap) => gaps.push(gap)),
    query,
  );
  const { digest } = query;
  const [gap] = gaps;
  return {
    schema: 'hoist/history/v1',
    where: Object.fromEntries(Object.entries(query)),
    entries,
    limited,
    ...(inDeployments && asked.filed !== undefined
      ? { environments: [...new Set(asked.filed.flatMap(({ environments }) => environments))] }
      : {}),
    ...(gap === undefined ? {} : { gap }),
    notices: [...gaps.map(({ reason }) => reason), ...cutNotices(entries, doubtful)],
    ...(digest === undefined ? {} : { path: historyPath(entries, digest) }),
  };
}

type Collected = {
  readonly entries: readonly HistoryEntry[];
  readonly limited: boolean;
  /** Records that were cut, and may be of what is asked for by what they lack. */
  readonly doubtful: readonly string[];
};

async function collect(all: AsyncIterable<JournalEntry>, query: HistoryQuery): Promise<Collected> {
  const { limit = Number.POSITIVE_INFINITY, order } = query;
  const { repository: _, tag: __, digest: ___, ...widely } = query;
  const found: HistoryEntry[] = [];
  const doubtful: string[] = [];
  for await (const entry of all) {
    if (!isOfQuery(entry, query)) {
      if (entry.cut === true && isOfQuery(entry, widely)) doubtful.push(entry.id);
      continue;
    }
    found.push(historyEntry(entry));
    if (order === 'newest' && found.length >= limit) return { entries: found, limited: true, doubtful };
  }
  const oldestFirst = order === 'oldest' ? found.reverse() : found;
  return { entries: oldestFirst.slice(0, limit), limited: oldestFirst.length > limit, doubtful };
}

/** More records than this are not named. */
const mostNamed = 5;

function cutNotices(entries: readonly HistoryEntry[], doubtful: readonly string[]): readonly string[] {
  const cut = entries.filter((entry) => entry.cut === true).map(({ id }) => id);
  const what = 'longer than the journal takes';
  return [
    ...(cut.length === 0
      ? []
      : [
          `${recordsText(cut)}: ${what}, some images, targets or tags are missing here; the whole record is with its run`,
        ]),
    ...(doubtful.length === 0
      ? []
      : [`${recordsText(doubtful)}: ${what}, whether what is missing matches is not known`]),
  ];
}

function recordsText(ids: readonly string[]): string {
  const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : '';
  return `${ids.length === 1 ? 'record' : 'records'} ${ids.slice(0, mostNamed).join(', ')}${more}`;
}
