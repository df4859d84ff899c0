import type { Clock } from '../ports/clock.ts';
import { headerOf, type HttpHeaders } from './http.ts';

/** The one form of a date in a header that is still made (RFC 9110 §5.6.7). */
const httpDate =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$/;

/**
 * The wait that an answer asks for, in milliseconds: seconds or a date (F51); undefined where it asks for none or for
 * nonsense. A date is measured from the answer's own `Date`, so that a wrong clock of ours does no harm (F59).
 */
export function waitOf(headers: HttpHeaders, clock: Pick<Clock, 'now'>): number | undefined {
  const text = headerOf(headers, 'retry-after')?.trim();
  if (text === undefined) return undefined;
  const seconds = /^[0-9]{1,12}$/.test(text);
  const wait = seconds
    ? Number(text) * 1_000
    : dateOf(text) - (dateOf(headerOf(headers, 'date')) || clock.now().getTime());
  return Number.isFinite(wait) && wait > 0 ? wait : undefined;
}

/** Milliseconds; NaN for what is no date. */
function dateOf(text: string | undefined): number {
  return text !== undefined && httpDate.test(text) ? Date.parse(text) : Number.NaN;
}
