import { historyEntry, type HistoryEntry, type HistoryReport } from '../domain/history.ts';
import { historyPath } from '../domain/history-path.ts';
import { isOfQuery, journalQueryOf, type HistoryQuery } from '../domain/history-query.ts';
import type { Journal } from '../ports/journal.ts';

/**
 * The promotions that a query asks for. The journal is read from its newest entry on and no further than the limit; the
 * oldest first means all of it, once.
 */
export async function history(
  journal: Journal,
  query: HistoryQuery,
): Promise<Omit<HistoryReport, 'notices'>> {
  const { entries, limited } = await collect(journal, query);
  const { digest } = query;
  return {
    schema: 'hoist/history/v1',
    where: Object.fromEntries(Object.entries(query)),
    entries,
    limited,
    ...(digest === undefined ? {} : { path: historyPath(entries, digest) }),
  };
}

async function collect(
  journal: Journal,
  query: HistoryQuery,
): Promise<{ readonly entries: readonly HistoryEntry[]; readonly limited: boolean }> {
  const { limit = Number.POSITIVE_INFINITY, order } = query;
  const found: HistoryEntry[] = [];
  for await (const entry of journal.list(journalQueryOf(query))) {
    if (!isOfQuery(entry, query)) continue;
    found.push(historyEntry(entry));
    if (order === 'newest' && found.length >= limit) return { entries: found, limited: true };
  }
  const oldestFirst = order === 'oldest' ? found.reverse() : found;
  return { entries: oldestFirst.slice(0, limit), limited: oldestFirst.length > limit };
}
