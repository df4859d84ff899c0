import { lookup } from 'node:dns';
import { HoistError } from '../errors.ts';
import { isLoopback } from '../image/loopback.ts';
import type { Clock } from '../ports/clock.ts';
import { guardedLookup } from './address-guard.ts';
import { proxyFor } from './proxy.ts';
import { createTransport } from './transport.ts';

export type BearerOptions = {
  readonly clock: Clock;
  /** `hoist/1.2.3`. */
  readonly userAgent: string;
  /** Told of every credential of a proxy before it is used. */
  readonly secret: (value: string) => void;
  readonly signal?: AbortSignal | undefined;
};

const tries = 3;
const maxBytes = 256 * 1024;

/**
 * Asks one address with a bearer token, which goes there and nowhere else: no redirect is followed. The address is one
 * that the runner gave this process; it is https, or plain HTTP on this machine.
 *
 * @throws HoistError `BEARER_ADDRESS`, `BEARER_UNREACHABLE`; both unreachable, and neither with the token or the path
 */
export function createBearerGet(
  options: BearerOptions,
): (url: URL, bearer: string) => Promise<{ readonly status: number; readonly bytes: Uint8Array }> {
  const { clock, userAgent, secret, signal } = options;
  const transport = createTransport({
    origin: (url) => ({ verify: true, connections: 1, proxy: proxyFor(url, secret) }),
    guardedLookup: guardedLookup(lookup),
  });

  return async (url, bearer) => {
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
      throw notSecured(url);
    for (let tried = 1; ; tried += 1) {
      try {
        const { status, body } = await transport.exchange({
          method: 'GET',
          url,
          headers: {
            accept: 'application/json',
            'accept-encoding': 'identity',
            authorization: `Bearer ${bearer}`,
            'user-agent': userAgent,
          },
          maxBytes,
          signal,
        });
        if (tried === tries || (status < 500 && status !== 429)) return { status, bytes: body };
      } catch (error) {
        signal?.throwIfAborted();
        if (tried === tries) throw unreachable(url, error);
      }
      await clock.sleep(500 * 2 ** tried, signal);
    }
  };
}

function notSecured(url: URL): HoistError {
  return new HoistError(
    'unreachable',
    'BEARER_ADDRESS',
    `${url.host} is not asked with a token without https`,
    {
      hint: 'The runner gives the address; see what an earlier step put into ACTIONS_ID_TOKEN_REQUEST_URL.',
    },
  );
}

/** The code alone (`ECONNREFUSED`): messages of the network may quote the request (A45). */
function unreachable(url: URL, error: unknown): HoistError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
  return new HoistError('unreachable', 'BEARER_UNREACHABLE', `${url.host} could not be reached: ${code}`, {
    hint: 'Check that the runner reaches it, through its proxy if it has one.',
  });
}
