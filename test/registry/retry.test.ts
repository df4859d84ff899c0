import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { waitOf } from '../../src/http/retry-after.ts';
import { parseRepository, hostOf } from '../../src/image/reference.ts';
import {
  backOff,
  isRetriedError,
  isRetriedStatus,
  isTransient,
  retryLater,
  wasCut,
  wasNeverSent,
} from '../../src/registry/retry.ts';
import { RetryBudget } from '../../src/registry/retry-budget.ts';
import { quickClock } from './test-client.ts';

const host = hostOf(parseRepository('registry.example.com/acme/web'));

function errorOf(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** What becomes of a `Retry-After`. */
function judged(text: string): string {
  const wait = waitOf({ 'retry-after': text }, quickClock);
  const later = retryLater('registry.example.com', wait, quickClock);
  if (later !== undefined) return later().code;
  return wait === undefined || (wait > 0 && wait <= 300_000) ? 'sensible' : `${wait} ms`;
}

describe('when a request fails by the network', () => {
  it.each([
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
    'HOIST_PROXY_502',
  ])('by %s, it is tried again (N9)', (code) => {
    expect(isRetriedError(errorOf(code), 5)).toBe(true);
  });

  it.each([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'EPROTO',
    'HOIST_PROXY_407',
    'HOIST_PROXY_403',
    'HOIST_ANSWER_NOT_HTTP',
    'UND_ERR_HEADERS_OVERFLOW',
    'HOIST_ANSWER_TOO_LONG',
    'ABORT_ERR',
  ])('by %s, it is not (F3, F9)', (code) => {
    expect(isRetriedError(errorOf(code), 1)).toBe(false);
  });

  it.each([
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'UND_ERR_CONNECT_TIMEOUT',
    'EAI_AGAIN',
    'HOIST_PROXY_503',
  ])('by %s, nothing of it was sent (F2, F9)', (code) => {
    expect(wasNeverSent(errorOf(code))).toBe(true);
  });

  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT'])(
    'by %s, something of it may have been sent (F2)',
    (code) => {
      expect(wasNeverSent(errorOf(code))).toBe(false);
    },
  );

  it('by a name that is not known, it is tried twice more at most (F1)', () => {
    const unknown = errorOf('ENOTFOUND');
    expect([1, 2, 3].map((tries) => isRetriedError(unknown, tries))).toEqual([true, true, false]);
    expect(wasNeverSent(unknown)).toBe(true);
  });

  it('on all addresses of a name, the first error counts', () => {
    const all = new AggregateError([errorOf('ECONNREFUSED'), errorOf('ENETUNREACH')]);
    expect([isRetriedError(all, 1), wasNeverSent(all)]).toEqual([true, true]);
  });

  it.each([new Error('no code'), { code: 7 }, {}, 'text', null, undefined])(
    'by what tells no code (%o), it is not',
    (error) => {
      expect([isRetriedError(error, 1), wasNeverSent(error), wasCut(error)]).toEqual([false, false, false]);
    },
  );

  it('wrapped by whoever gave up, it is still known for what it was', () => {
    const wrapped = new HoistError('unreachable', 'NETWORK', 'broke', { cause: errorOf('ECONNRESET') });
    expect(isTransient(wrapped)).toBe(true);
    expect(isTransient(new HoistError('unreachable', 'TLS', 'no', { cause: errorOf('EPROTO') }))).toBe(false);
    const denied = new HoistError('unreachable', 'TOKEN_DENIED', 'no', { cause: errorOf('ECONNRESET') });
    expect(isTransient(denied)).toBe(false);
  });
});

describe('when an answer says that it failed', () => {
  it.each([408, 425, 429, 499, 500, 502, 503, 504, 520, 521, 522, 523, 524, 598, 599])(
    'with %i, it is tried again (N9)',
    (status) => {
      expect(isRetriedStatus(status)).toBe(true);
    },
  );

  it.each([400, 401, 403, 404, 405, 407, 409, 412, 413, 416, 501, 505, 507, 511, 525])(
    'with %i, it is not (N9)',
    (status) => {
      expect(isRetriedStatus(status)).toBe(false);
    },
  );
});

describe('when a wait is chosen', () => {
  it('anything may come out from nothing to a bound that doubles up to 30 s (N5)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (tries, random) => {
          const wait = backOff(tries, () => random);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(Math.min(30_000, 500 * 2 ** (tries - 1)));
        },
      ),
    );
  });

  it('whatever a header says, the wait is sensible or there is an error that says when (F51)', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.integer().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        (text) => {
          expect(['sensible', 'RETRY_LATER']).toContain(judged(text));
        },
      ),
    );
  });
});

describe('when a host is tried again and again', () => {
  it('the budget is 64, or a fifth of its requests (N11)', () => {
    const few = new RetryBudget(host, quickClock);
    let spent = 0;
    while (few.spend('it answers 500')) spent += 1;
    expect(spent).toBe(64);

    const many = new RetryBudget(host, quickClock);
    for (let at = 0; at < 1_000; at += 1) many.count();
    spent = 0;
    while (many.spend('it answers 500')) spent += 1;
    expect(spent).toBe(200);
  });

  it('once it is spent, the host is left alone for 30 s and the error names the cause (F52)', () => {
    let now = 0;
    const budget = new RetryBudget(host, { ...quickClock, ticks: () => now });
    while (budget.spend('it answers 500'));
    expect(() => budget.count()).toThrow('registry.example.com keeps failing: it answers 500');
    now = 30_000;
    expect(() => budget.count()).not.toThrow();
  });
});
