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
  const { entries, limited } = await collect(
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
    notices: gaps.map(({ reason }) => reason),
    ...(digest === undefined ? {} : { path: historyPath(entries, digest) }),
  };
}

async function collect(
  all: AsyncIterable<JournalEntry>,
  query: HistoryQuery,
): Promise<{ readonly entries: readonly HistoryEntry[]; readonly limited: boolean }> {
  const { limit = Number.POSITIVE_INFINITY, order } = query;
  const found: HistoryEntry[] = [];
  for await (const entry of all) {
    if (!isOfQuery(entry, query)) continue;
    found.push(historyEntry(entry));
    if (order === 'newest' && found.length >= limit) return { entries: found, limited: true };
  }
  const oldestFirst = order === 'oldest' ? found.reverse() : found;
  return { entries: oldestFirst.slice(0, limit), limited: oldestFirst.length > limit };
}
