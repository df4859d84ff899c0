import type { PromotionPages, PromotionRow } from './promotion-pages.ts';

type Stream = { readonly environment: string; rows: readonly PromotionRow[]; next: number; isDone: boolean };

/**
 * The promotions to several environments in one order, newest first: each run is what can be told before another page has
 * to be read. `cut` is told how far back that came, where there are more than `mostPages`.
 */
export async function* runsOf(
  pages: PromotionPages,
  {
    environments,
    isBefore,
    mostPages,
    cut,
  }: {
    readonly environments: readonly string[];
    /** Whether what was made then is of no interest any more. */
    readonly isBefore: (created: string) => boolean;
    readonly mostPages: number;
    readonly cut: (before: string) => void;
  },
): AsyncGenerator<readonly PromotionRow[]> {
  const streams = environments.map((environment): Stream => ({
    environment,
    rows: [],
    next: 0,
    isDone: false,
  }));
  let left = mostPages;
  let oldest = '';
  for (;;) {
    for (const stream of streams) {
      while (stream.rows.length === 0 && !stream.isDone) {
        if (left === 0) {
          cut(oldest);
          return;
        }
        left -= 1;
        const { rows, isLast, back } = await pages.page(stream.next, stream.environment);
        stream.rows = rows;
        stream.next += 1;
        stream.isDone = isLast || isBefore(back);
      }
    }
    // Behind the end of a page that is not the last there may be newer ones than behind that of another.
    const ends = streams.filter(({ isDone }) => !isDone).map(({ rows }) => rows.at(-1)?.id ?? 0);
    const end = Math.max(0, ...ends);
    const run = streams.flatMap(({ rows }) => rows.filter(({ id }) => id >= end));
    for (const stream of streams) stream.rows = stream.rows.filter(({ id }) => id < end);
    const inOrder = run.toSorted((a, b) => b.id - a.id);
    oldest = inOrder.at(-1)?.created ?? oldest;
    yield inOrder;
    if (streams.every(({ rows, isDone }) => rows.length === 0 && isDone)) return;
  }
}
