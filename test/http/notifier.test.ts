import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Notification } from '../../src/domain/config.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { announce } from '../../src/promotion/announce.ts';
import { testWorld } from '../promotion/world.ts';
import { createNotifier, type NotifierOptions } from '../../src/http/notifier.ts';

const now = new Date('2026-03-04T05:06:07.890Z');
const message = { id: '01J00000000000000000000001', body: '{"schema":"hoist/promotion/v1","a":"ü"}' };
const secret = 'a secret of enough bytes';

type Received = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};

/** A receiver on this machine; it ends with the test. */
async function receiver(
  answer: (response: ServerResponse) => void = (response) => response.writeHead(204).end(),
): Promise<{ readonly url: string; readonly received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, url, headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in?token=abc`, received };
}

const hook: Notification = {
  urlFromEnv: 'HOOK_URL',
  secretFromEnv: 'HOOK_SECRET',
  on: ['promoted'],
  allowPrivate: ['127.0.0.1'],
};

function notifier(env: NotifierOptions['env'], options: Partial<NotifierOptions> = {}) {
  const told: string[] = [];
  const made = createNotifier({
    env,
    clock: { now: () => now },
    userAgent: 'hoist/test',
    secret: (value) => void told.push(value),
    ...options,
  });
  return { ...made, told };
}

describe('when a webhook is sent', () => {
  it('the receiver can tell who it is from, what it is, and that nobody changed it', async () => {
    const { url, received } = await receiver();
    const subject = notifier({ HOOK_URL: url, HOOK_SECRET: secret });

    expect(await subject.send(hook, message)).toEqual({ state: 'delivered', status: 204 });

    const [one] = received;
    expect(one).toMatchObject({ method: 'POST', url: '/in?token=abc', body: message.body });
    expect(one?.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'hoist/test',
      'webhook-id': message.id,
      'webhook-timestamp': '1772600767',
    });
    const signed = `${message.id}.1772600767.${message.body}`;
    const expected = createHmac('sha256', secret).update(signed).digest('base64');
    expect(one?.headers['webhook-signature']).toBe(`v1,${expected}`);
    expect(subject.told).toEqual([url, secret]);
  });

  it('its signature is the one of Standard Webhooks’ own example', async () => {
    const { url, received } = await receiver();
    const subject = notifier(
      { HOOK_URL: url, HOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
      { clock: { now: () => new Date(1_614_265_330_000) } },
    );

    await subject.send(hook, { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' });

    expect(received[0]?.headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('is not signed where the config names no secret', async () => {
    const { url, received } = await receiver();
    const { secretFromEnv: _, ...open } = hook;

    await notifier({ HOOK_URL: url }).send(open, message);

    expect(received[0]?.headers).not.toHaveProperty('webhook-signature');
  });
});

/** As a receiver checks it, with nothing of ours. */
async function isAuthentic({ headers, body }: Received, key: Uint8Array): Promise<boolean> {
  const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map((name) =>
    String(headers[`webhook-${name}`]),
  );
  const imported = await crypto.subtle.importKey(
    'raw',
    Buffer.from(key),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  const [version, encoded = ''] = signature?.split(',') ?? [];
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const isSigned = await crypto.subtle.verify('HMAC', imported, Buffer.from(encoded, 'base64'), signed);
  return version === 'v1' && isSigned;
}

describe('when a receiver is down for a while', () => {
  it('the same event comes again under the same id, each try signed at its own time', async () => {
    const answers = [503, 500, 204];
    const { url, received } = await receiver((response) => response.writeHead(answers.shift() ?? 204).end());
    let time = now.getTime();
    const clock: Clock = {
      now: () => new Date(time),
      ticks: () => time,
      sleep: async (milliseconds) => void (time += milliseconds),
    };
    const subject = notifier({ HOOK_URL: url, HOOK_SECRET: secret }, { clock });
    const world = { ...testWorld({ notifier: subject }), clock };

    const told = await announce(world, [hook], message);

    expect(told).toEqual([
      { urlFromEnv: 'HOOK_URL', ok: true, message: 'the receiver answered 204', tries: 3 },
    ]);
    expect(new Set(received.map(({ headers, body }) => `${String(headers['webhook-id'])} ${body}`))).toEqual(
      new Set([`${message.id} ${message.body}`]),
    );
    expect(received.map(({ headers }) => headers['webhook-timestamp'])).toEqual([
      '1772600767',
      '1772600768',
      '1772600773',
    ]);
    const key = Buffer.from(secret);
    expect(await Promise.all(received.map((one) => isAuthentic(one, key)))).toEqual([true, true, true]);
    const [first] = received;
    if (first === undefined) throw new Error('nothing came');
    expect(await isAuthentic({ ...first, body: first.body.replace('ü', 'u') }, key)).toBe(false);
    const late = { ...first.headers, 'webhook-timestamp': '1772600768' };
    expect(await isAuthentic({ ...first, headers: late }, key)).toBe(false);
  });
});

describe('when a receiver does not take it', () => {
  const inTen = 'Thu, 01 Jan 2026 00:00:10 GMT';
  it.each([
    [500, {}, true, undefined],
    [429, { 'retry-after': '7' }, true, 7000],
    [503, { 'retry-after': 'Wed, 04 Mar 2026 05:06:17 GMT', date: 'none' }, true, 9110],
    [503, { 'retry-after': inTen, date: 'Thu, 01 Jan 2026 00:00:00 GMT' }, true, 10_000],
    [503, { 'retry-after': '2026-03-04 05:06:17' }, true, undefined],
    [503, { 'retry-after': '-5' }, true, undefined],
    [503, { 'retry-after': 'soon' }, true, undefined],
    [408, {}, true, undefined],
    [400, {}, false, undefined],
    [410, {}, false, undefined],
    [302, { location: 'http://127.0.0.1:9/elsewhere' }, false, undefined],
    [307, { location: '/elsewhere' }, false, undefined],
  ] as const)('%d tells whether to try again', async (status, headers, retry, after) => {
    const { url, received } = await receiver((response) => response.writeHead(status, headers).end('no'));

    const delivery = await notifier({ HOOK_URL: url, HOOK_SECRET: secret }).send(hook, message);

    expect(delivery).toMatchObject({ state: 'failed', retry });
    expect('after' in delivery ? delivery.after : undefined).toBe(after);
    expect(received).toHaveLength(1);
  });

  it.each([
    [302, false],
    [204, true],
    [503, false],
  ] as const)(
    'a page behind %d that is longer than is read changes nothing about that',
    async (status, taken) => {
      const page = status === 204 ? '' : 'x'.repeat(10_000);
      const { url } = await receiver((response) =>
        response.writeHead(status, { location: 'https://example.com/' }).end(page),
      );

      const delivery = await notifier({ HOOK_URL: url, HOOK_SECRET: secret }).send(hook, message);

      expect(delivery.state).toBe(taken ? 'delivered' : 'failed');
    },
  );

  it('a long answer of one that took it is not read', async () => {
    const { url } = await receiver((response) => response.writeHead(202).end('x'.repeat(10_000)));

    expect(await notifier({ HOOK_URL: url, HOOK_SECRET: secret }).send(hook, message)).toEqual({
      state: 'delivered',
      status: 202,
    });
  });

  it('one that drops the connection, or never answers, is tried again, and no text has the address', async () => {
    const { url } = await receiver((response) => response.socket?.destroy());
    const silent = await receiver(() => undefined);
    const dropped = await notifier({ HOOK_URL: url, HOOK_SECRET: secret }).send(hook, message);
    const late = await notifier({ HOOK_URL: silent.url, HOOK_SECRET: secret }, { answerWithin: 50 }).send(
      hook,
      message,
    );

    expect([dropped, late]).toMatchObject([
      { state: 'failed', retry: true },
      { state: 'failed', retry: true },
    ]);
    expect(inspect([dropped, late])).not.toMatch(/127\.0\.0\.1|token|secret/);
  });
});

describe('when a webhook may not be asked', () => {
  const listed: Notification = { ...hook, allowPrivate: [] };
  it.each([
    ['a loopback address that is not listed', 'https://127.0.0.1:1/', listed, /not at a public address/],
    ['a name that means this machine', 'https://localhost:1/', listed, /not at a public address/],
    [
      'an address that clouds answer metadata on',
      'https://169.254.169.254/',
      listed,
      /not at a public address/,
    ],
    ['a mapped private address', 'https://[::ffff:10.0.0.1]/', listed, /not at a public address/],
    ['no TLS', 'http://example.com/', listed, /not https/],
    [
      'no TLS for a listed host that is elsewhere',
      'http://10.0.0.1/',
      { ...hook, allowPrivate: ['10.0.0.1'] },
      /not https/,
    ],
    ['a user name', 'https://a:b@example.com/', listed, /user name/],
    ['no URL', 'example.com', listed, /holds no URL/],
    ['nothing', '', listed, /HOOK_URL is not set/],
  ])('as its variable holds %s, nothing is sent', async (_, url, to, why) => {
    const delivery = await notifier({ HOOK_URL: url, HOOK_SECRET: secret }).send(to, message);

    expect(delivery).toEqual({ state: 'failed', retry: false, why: expect.stringMatching(why) });
  });

  /** Answers every name with these addresses. */
  const dns =
    (...addresses: readonly string[]): LookupFunction =>
    (_, __, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );

  it.each([
    ['a private address', ['10.1.2.3']],
    ['the address of this machine', ['127.0.0.1']],
    ['the one that clouds answer metadata on', ['169.254.169.254']],
    ['a private one beside a public one', ['93.184.215.14', '192.168.0.1']],
    ['a private one of IPv6', ['fd00::1']],
    ['nothing', []],
  ])('as DNS answers its name with %s, nobody is connected to', async (_, addresses) => {
    const subject = notifier(
      { HOOK_URL: 'https://hooks.example.com:1/in?token=abc', HOOK_SECRET: secret },
      { resolve: dns(...addresses) },
    );

    const delivery = await subject.send(hook, message);

    expect(delivery).toEqual({
      state: 'failed',
      retry: false,
      why: expect.stringMatching(/not at a public address/),
    });
    expect(inspect(delivery)).not.toMatch(/hooks\.example|token/);
  });

  it('a name that the config lists may be anywhere', async () => {
    const subject = notifier(
      { HOOK_URL: 'https://hooks.example.com:1/', HOOK_SECRET: secret },
      { resolve: dns('127.0.0.1') },
    );

    const delivery = await subject.send({ ...hook, allowPrivate: ['hooks.example.com'] }, message);

    // It was tried, and nobody is there.
    expect(delivery).toMatchObject({ state: 'failed', retry: true });
  });

  it.each([
    ['is not there', undefined, /HOOK_SECRET is not set/],
    ['is empty', '', /HOOK_SECRET is not set/],
    ['is too short', 'short', /at least 16 bytes/],
    ['is short when decoded', 'whsec_AAAA', /at least 16 bytes/],
  ])('as its secret %s, nothing is sent unsigned instead', async (_, value, why) => {
    const { url, received } = await receiver();

    const delivery = await notifier({ HOOK_URL: url, HOOK_SECRET: value }).send(hook, message);

    expect(delivery).toEqual({ state: 'failed', retry: false, why: expect.stringMatching(why) });
    expect(received).toEqual([]);
  });
});
