import type { Evidence } from '../domain/evidence.ts';
import type { Age } from './operator.ts';

/** How far a clock may be ahead before a stated time is not believed. */
const ahead = 60 * 60 * 1000;
const iso = /^\d{4}-\d{2}-\d{2}(?:T|$)/;

/** When it was signed, as proven: the first of the proven times, which nobody can move on by logging it again. */
export function verifiedTime({ trust }: Evidence): Date | undefined {
  return trust.level === 'signed' ? trust.signedAt?.first : undefined;
}

/** An ISO 8601 time that a document states; undefined for what is none or lies in the future. */
export function statedTime(text: string | undefined, now: Date): Date | undefined {
  if (text === undefined || !iso.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) || time.getTime() > now.getTime() + ahead ? undefined : time;
}

/** What puts documents in order: the verified time, else the one that the document states. */
export function orderTime(evidence: Evidence, stated: string | undefined, now: Date): Date | undefined {
  return verifiedTime(evidence) ?? statedTime(stated, now);
}

/**
 * How old a document is, in seconds: by the older of the verified and the stated time, so that signing an old report
 * again does not make it fresh. Undefined where neither is there.
 */
export function ageOf(evidence: Evidence, stated: string | undefined, now: Date): number | undefined {
  const times = [verifiedTime(evidence), statedTime(stated, now)].flatMap((time) =>
    time === undefined ? [] : [time.getTime()],
  );
  return times.length === 0 ? undefined : secondsSince(new Date(Math.min(...times)), now);
}

export function secondsSince(time: Date, now: Date): number {
  return (now.getTime() - time.getTime()) / 1000;
}

export function isWithin(seconds: number, age: Age): boolean {
  return seconds <= age.seconds;
}

/** Rounded down to its largest unit: `3 h`, `5 d`. */
export function ageText(seconds: number): string {
  const minutes = Math.max(0, Math.floor(seconds / 60));
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / 1440)} d`;
}

/**
 * The newest, all of them where several are equally new, and those without a time: one that cannot be placed may be the
 * newest. Whoever decides by the newest lets all of these agree.
 */
export function newest<Item>(
  items: readonly Item[],
  timeOf: (item: Item) => Date | undefined,
): readonly Item[] {
  const times = items.map((item) => timeOf(item)?.getTime());
  const last = Math.max(...times.flatMap((time) => (time === undefined ? [] : [time])));
  return items.filter((_, index) => times[index] === undefined || times[index] === last);
}
