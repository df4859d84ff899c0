import { lookup } from 'node:dns';
import { HoistError } from '../errors.ts';
import { isLoopback } from '../image/loopback.ts';
import type { Clock } from '../ports/clock.ts';
import type { Web, WebAnswer, WebGet } from '../ports/web.ts';
import { guardedLookup, isPublicAddress, literalAddressOf } from './address-guard.ts';
import { AnswerTooLong } from './document-reader.ts';
import { headerOf } from './http.ts';
import { proxyFor } from './proxy.ts';
import { createTransport } from './transport.ts';

export type WebOptions = {
  readonly clock: Clock;
  /** `hoist/1.2.3`. */
  readonly userAgent: string;
  /** Told of every credential of a proxy before it is used. */
  readonly secret: (value: string) => void;
  /** Also takes `http://127.0.0.1` and the like, for tests. */
  readonly allowLoopback?: boolean;
};

const tries = 3;
const connections = 4;
const longestUrl = 8 * 1024;

/** The web over HTTP/1.1: see {@link Web}. Through a proxy, the proxy resolves names, so only literal addresses are judged. */
export function createWeb(options: WebOptions): Web & { close(): Promise<void> } {
  const { clock, userAgent, secret, allowLoopback = false } = options;
  const transport = createTransport({
    origin: (url) => ({ verify: true, connections, proxy: proxyFor(url, secret) }),
    guardedLookup: guardedLookup(lookup),
  });

  async function once(url: URL, { maxBytes, signal }: WebGet): Promise<WebAnswer> {
    const { status, headers, body } = await transport.exchange({
      method: 'GET',
      url,
      // Bytes are judged and digested as they come; nothing is decompressed on the way (A15).
      headers: { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': userAgent },
      maxBytes,
      learned: !isLoopback(url.hostname),
      signal,
    });
    const named = Object.keys(headers).map((name) => [name, headerOf(headers, name) ?? ''] as const);
    return { status, headers: Object.fromEntries(named), bytes: body };
  }

  return {
    async get(text, get) {
      const url = parse(text, allowLoopback);
      for (let tried = 1; ; tried += 1) {
        try {
          const answer = await once(url, get);
          if (tried === tries || (answer.status < 500 && answer.status !== 429)) return answer;
        } catch (error) {
          get.signal?.throwIfAborted();
          if (error instanceof AnswerTooLong) throw tooLong(url, get.maxBytes);
          if (error instanceof HoistError && error.code === 'ADDRESS_PRIVATE')
            throw wrongAddress(url.hostname);
          if (tried === tries) throw unreachable(url, error);
        }
        await clock.sleep(500 * 2 ** tried, get.signal);
      }
    },
    close: () => transport.close(),
  };
}

function parse(text: string, allowLoopback: boolean): URL {
  const url = text.length <= longestUrl && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refused('an address that is no URL');
  const secured =
    url.protocol === 'https:' || (allowLoopback && url.protocol === 'http:' && isLoopback(url.hostname));
  if (!secured) throw refused(`${url.host === '' ? 'an address' : url.host} without https`);
  if (url.username !== '' || url.password !== '') throw refused(`${url.host} with a user name`);
  const address = literalAddressOf(url);
  const isOurs = allowLoopback && isLoopback(url.hostname);
  if (address !== undefined && !isOurs && !isPublicAddress(address)) throw wrongAddress(url.hostname);
  return url;
}

function refused(what: string): HoistError {
  return new HoistError('unreachable', 'WEB_ADDRESS', `${what} is not asked`, {
    hint: 'Public documents are read over https, without credentials.',
  });
}

function wrongAddress(host: string): HoistError {
  return new HoistError('unreachable', 'WEB_ADDRESS', `${host} is not a public address and is not asked`, {
    hint: 'Documents of a private server cannot be read this way: give them as files.',
  });
}

function tooLong(url: URL, maxBytes: number): HoistError {
  return new HoistError('unreachable', 'WEB_TOO_LONG', `${url.host} sent more than ${maxBytes} bytes`);
}

/** The code alone (`ECONNREFUSED`): messages of the network may quote the address (A45). */
function unreachable(url: URL, error: unknown): HoistError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
  return new HoistError('unreachable', 'WEB_UNREACHABLE', `${url.host} could not be reached: ${code}`, {
    hint: 'Check that this machine reaches it, through its proxy if it has one.',
  });
}
