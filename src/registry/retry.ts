import { HoistError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';

/** Tries beyond the first, by operation (N1–N4). Uploads and manifest pushes decide for themselves when to go on. */
export const extraTries = { read: 5, session: 4, upload: 3, manifest: 3, once: 0 } as const;

const statuses = new Set([408, 425, 429, 499, 500, 502, 503, 504, 520, 521, 522, 523, 524, 598, 599]);
const networkCodes = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);
/** Nothing was sent: any method may go again (F2). */
const unsentCodes = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
]);
/** What a connection ends with that the server had closed before we asked on it (F8). */
const staleCodes = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
/** A proxy that cannot connect just now (F9). */
const proxyFailed = /^HOIST_PROXY_50[0234]$/;
const nameNotFound = 'ENOTFOUND';
/** A resolver's hiccup looks like a typo: asked again, but not for long (F1). */
const nameNotFoundTries = 2;

const base = 500;
const cap = 30_000;
/** What a `Retry-After` may ask for; beyond, failing now helps more (N6). */
const longestWait = 300_000;

export function isRetriedStatus(status: number): boolean {
  return statuses.has(status);
}

export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code = 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return code;
  // Happy eyeballs gives one error for all addresses.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return undefined;
}

/** Whether a network error may be tried again after `tries` tries. */
export function isRetriedError(error: unknown, tries: number): boolean {
  const code = codeOf(error);
  if (code === nameNotFound) return tries <= nameNotFoundTries;
  return code !== undefined && (networkCodes.has(code) || proxyFailed.test(code));
}

/** The same after whoever sent it gave up and wrapped it. */
export function isTransient(error: unknown): boolean {
  const wrapped = error instanceof HoistError && error.code === 'NETWORK' ? error.cause : error;
  return isRetriedError(wrapped, 1);
}

/** Nothing of the request can have reached the server. */
export function wasNeverSent(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && (unsentCodes.has(code) || proxyFailed.test(code));
}

/** The connection was cut: by a server that closes idle ones, by a balancer, by one that wants no such body. */
export function wasCut(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && staleCodes.has(code);
}

/** Full jitter (N5): anything between nothing and the doubled base. `random` gives [0, 1). */
export function backOff(tries: number, random: () => number): number {
  return Math.floor(random() * Math.min(cap, base * 2 ** (tries - 1)));
}

/** What to say where `host` asks for a longer wait than we wait: `RETRY_LATER`. Undefined for a wait that is waited. */
export function retryLater(
  host: string,
  wait: number | undefined,
  clock: Clock,
): (() => HoistError) | undefined {
  if (wait === undefined || wait <= longestWait) return undefined;
  const when = new Date(Math.min(clock.now().getTime() + wait, 8.64e15)).toISOString();
  return () =>
    new HoistError('unreachable', 'RETRY_LATER', `${host} asks to come back at ${when}`, {
      hint: 'Run again after that time. The registry limits how many requests one account or address may send.',
    });
}
