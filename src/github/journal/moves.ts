import type { MovedTag } from '../../domain/journal-entry.ts';
import type { PromotionRecord } from '../../domain/record.ts';
import type { Clock } from '../../ports/clock.ts';
import { movedText } from './status-text.ts';

/** Moves of one promotion that are told one by one. */
const mostSingle = 10;
/** Of all promotions of a run in a minute: GitHub takes 80 requests that make something, of the whole run. */
const mostInMinute = 40;
/** Milliseconds between statuses that only count, and how many of a promotion. */
const pace = 30_000;
const mostCounts = 60;
const minute = 60_000;

/**
 * What is told of tags as they move: each of the first of a promotion, and of the others from time to time how many have
 * moved. GitHub limits what makes something to 80 requests a minute and 500 an hour, and what a burst costs is missing for
 * the outcome; every tag is in the record.
 */
export function createMoveTexts(clock: Pick<Clock, 'ticks'>) {
  const promotions = new Map<string, { moved: number; counts: number; last: number }>();
  let inMinute: readonly number[] = [];

  function mayBeSingle(now: number): boolean {
    inMinute = inMinute.filter((then) => now - then < minute);
    return inMinute.length < mostInMinute;
  }

  /** The text of a status; undefined: this move is not told. */
  return ({ id, intent }: PromotionRecord, tag: MovedTag): string | undefined => {
    const now = clock.ticks();
    const so = promotions.get(id) ?? { moved: 0, counts: 0, last: now };
    promotions.set(id, so);
    so.moved += 1;
    if (so.moved <= mostSingle && mayBeSingle(now)) {
      inMinute = [...inMinute, now];
      so.last = now;
      return movedText(tag);
    }
    if (now - so.last < pace || so.counts === mostCounts) return undefined;
    so.counts += 1;
    so.last = now;
    const all = intent.targets.flatMap(({ tags }) => tags).length;
    return `${so.moved} of ${all} tags have moved`;
  };
}
