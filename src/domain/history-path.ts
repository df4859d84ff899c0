import type { HistoryEntry, HistoryStep } from './history.ts';
import { isDigestLike } from './history-query.ts';
import { isInPlace } from './outcome.ts';

/**
 * The whole path of a digest: every promotion that brought it somewhere, oldest first. What was there already is a step
 * only where no earlier one of that stage tells of it; what somebody made who is no run is none.
 */
export function historyPath(entries: readonly HistoryEntry[], digest: string): readonly HistoryStep[] {
  const seen = new Set<string>();
  return [...entries]
    .sort((a, b) => (a.at === b.at ? compare(a.id, b.id) : compare(a.at, b.at)))
    .flatMap((entry) => {
      if (!isInPlace(entry.outcome) || entry.madeBy !== undefined) return [];
      return stepsOf(entry, digest).filter((step) => {
        const key = JSON.stringify([step.digest, step.pipeline, step.stage]);
        const isNew = entry.outcome === 'promoted' || !seen.has(key);
        seen.add(key);
        return isNew;
      });
    });
}

function stepsOf(entry: HistoryEntry, part: string): readonly HistoryStep[] {
  const { id, at, pipeline, stage, kind, sources, targets } = entry;
  return sources
    .filter(({ digest }) => isDigestLike(digest, part))
    .map(({ digest, from, fromTag }) => ({
      digest,
      at,
      pipeline,
      stage,
      kind,
      from: { repository: from, ...(fromTag === undefined ? {} : { tag: fromTag }) },
      to: targets
        .filter((target) => target.digest === digest)
        .map(({ repository, tags }) => ({ repository, tags: tags.map(({ tag }) => tag) })),
      id,
    }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
