import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Notification } from '../domain/config.ts';
import { HoistError } from '../errors.ts';
import { isLoopback } from '../image/loopback.ts';
import type { Clock } from '../ports/clock.ts';
import type { Delivery, Message, Notifier } from '../ports/notifier.ts';
import { guardedLookup, isPublicAddress, literalAddressOf } from './address-guard.ts';
import { AnswerTooLong } from './document-reader.ts';
import type { HttpResponse } from './http.ts';
import { proxyFor } from './proxy.ts';
import { waitOf } from './retry-after.ts';
import { createTransport } from './transport.ts';

export type NotifierOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Pick<Clock, 'now'>;
  /** `hoist/1.2.3`. */
  readonly userAgent: string;
  /** Told of every URL, secret and proxy credential before it is used. */
  readonly secret: (value: string) => void;
  /** Milliseconds until an answer is there; default 15 s. */
  readonly answerWithin?: number;
  /** Resolves names; default: as the system does. */
  readonly resolve?: LookupFunction;
};

const longestAnswer = 4096;
const longestUrl = 8 * 1024;
const shortestSecret = 16;

/** Webhooks over HTTP/1.1: see {@link Notifier}. */
export function createNotifier(options: NotifierOptions): Notifier {
  return {
    async send(to, message) {
      const place = placeOf(to, options);
      if ('why' in place) return { state: 'failed', retry: false, why: place.why };
      return await post(place, message, options);
    },
  };
}

type Place = {
  readonly url: URL;
  /** Bytes of the HMAC's key; absent where the config names none. */
  readonly key: Uint8Array | undefined;
  /** The config lists the host: it may be at an address that is not public. */
  readonly mayBePrivate: boolean;
};

/** Reads the variables, and refuses what may not be asked before anything is sent. */
function placeOf(
  { urlFromEnv, secretFromEnv, allowPrivate }: Notification,
  { env, secret }: NotifierOptions,
): Place | { readonly why: string } {
  const text = env[urlFromEnv] ?? '';
  if (text === '') return { why: `the environment variable ${urlFromEnv} is not set` };
  secret(text);
  const url = text.length <= longestUrl && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return { why: `${urlFromEnv} holds no URL` };
  const mayBePrivate = allowPrivate.includes(url.hostname.toLowerCase());
  const address = literalAddressOf(url);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname) && mayBePrivate))
    return { why: `the URL in ${urlFromEnv} is not https` };
  if (url.username !== '' || url.password !== '') return { why: `the URL in ${urlFromEnv} has a user name` };
  if (address !== undefined && !mayBePrivate && !isPublicAddress(address))
    return { why: notPublic(urlFromEnv) };
  if (secretFromEnv === undefined) return { url, key: undefined, mayBePrivate };
  const written = env[secretFromEnv] ?? '';
  if (written === '') return { why: `the environment variable ${secretFromEnv} is not set` };
  secret(written);
  const key = keyOf(written);
  if (key === undefined)
    return { why: `${secretFromEnv} holds no secret of at least ${shortestSecret} bytes` };
  return { url, key, mayBePrivate };
}

/** `whsec_` and base64, as Standard Webhooks writes a secret; any other text is its own bytes. */
function keyOf(written: string): Uint8Array | undefined {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(written)?.[1];
  const key = encoded === undefined ? Buffer.from(written) : Buffer.from(encoded, 'base64');
  return key.length < shortestSecret ? undefined : key;
}

async function post(place: Place, message: Message, options: NotifierOptions): Promise<Delivery> {
  const { clock, userAgent, secret, answerWithin = 15_000, resolve = lookup } = options;
  const { url, key, mayBePrivate } = place;
  const timestamp = String(Math.floor(clock.now().getTime() / 1000));
  const transport = createTransport({
    origin: () => ({ verify: true, connections: 1, proxy: proxyFor(url, secret) }),
    guardedLookup: guardedLookup(resolve),
  });
  try {
    const answer = await transport.exchange({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'user-agent': userAgent,
        'webhook-id': message.id,
        'webhook-timestamp': timestamp,
        ...(key === undefined ? {} : { 'webhook-signature': signature(key, message, timestamp) }),
      },
      body: message.body,
      maxBytes: longestAnswer,
      headersTimeout: answerWithin,
      learned: !mayBePrivate,
      signal: AbortSignal.timeout(answerWithin),
    });
    return deliveryOf(answer, clock);
  } catch (error) {
    return failureOf(error, clock);
  } finally {
    await transport.close();
  }
}

/** Over id, timestamp and body: none of them can be taken for another's. */
function signature(key: Uint8Array, { id, body }: Message, timestamp: string): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

function deliveryOf(
  { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
  clock: NotifierOptions['clock'],
): Delivery {
  if (status >= 200 && status < 300) return { state: 'delivered', status };
  const retry = status >= 500 || status === 429 || status === 408;
  const after = waitOf(headers, clock);
  const redirect = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
  return {
    state: 'failed',
    why: `the receiver answered ${status}${redirect}`,
    retry,
    ...(after === undefined ? {} : { after }),
  };
}

/** The code alone: messages of the network may quote the address (A45). */
function failureOf(error: unknown, clock: NotifierOptions['clock']): Delivery {
  if (error instanceof HoistError && error.code === 'ADDRESS_PRIVATE')
    return { state: 'failed', retry: false, why: notPublic('the URL') };
  // What it says is not asked for, only whether it took it: a redirect with a long page did not.
  if (error instanceof AnswerTooLong) return deliveryOf({ status: error.status, headers: {} }, clock);
  const code = error instanceof Error && 'code' in error ? String(error.code) : nameOf(error);
  return { state: 'failed', retry: true, why: `the receiver could not be reached: ${code}` };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'no reason given';
}

function notPublic(what: string): string {
  return `the host of ${what} is not at a public address, and allow-private does not list it`;
}
