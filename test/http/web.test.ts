import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createWeb } from '../../src/http/web.ts';
import type { Web } from '../../src/ports/web.ts';
import { fixedClock } from '../github/fixed-clock.ts';
import { rawServer } from './raw-server.ts';

const get = { maxBytes: 1_000 };

function web(allowLoopback = true): { readonly web: Web; readonly slept: readonly number[] } {
  const clock = fixedClock();
  const made = createWeb({ clock, userAgent: 'hoist/test', secret: () => {}, allowLoopback });
  onTestFinished(() => made.close());
  return { web: made, slept: clock.slept };
}

function ok(body: string, headers = ''): string {
  return `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`;
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'nothing',
    (error: unknown) => error,
  );
}

describe('when a public document is read', () => {
  it('its status, headers and bytes come, and no credential or cookie is sent', async () => {
    const server = await rawServer((socket) => socket.write(ok('hello', 'Set-Cookie: a=b\r\nX-One: 1\r\n')));
    const { web: subject } = web();
    for (let times = 0; times < 2; times += 1) {
      const answer = await subject.get(`${server.url.href}a?b=c`, get);
      expect(answer).toMatchObject({ status: 200, headers: { 'x-one': '1' } });
      expect(Buffer.from(answer.bytes).toString()).toBe('hello');
    }
    for (const head of server.heads) {
      expect(head).toMatch(/^GET \/a\?b=c HTTP/);
      expect(head).toMatch(/user-agent: hoist\/test/i);
      expect(head).not.toMatch(/authorization|cookie/i);
    }
  });

  it('a redirect is an answer and is not followed', async () => {
    const other = await rawServer((socket) => socket.write(ok('other')));
    const server = await rawServer((socket) =>
      socket.write(`HTTP/1.1 302 Found\r\nlocation: ${other.url.href}\r\ncontent-length: 0\r\n\r\n`),
    );
    expect((await web().web.get(server.url.href, get)).status).toBe(302);
    expect(other.heads).toEqual([]);
  });

  it('more than may be read is an error, whether it is announced or not, and not tried again', async () => {
    for (const answer of [ok('x'.repeat(1_001)), `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(1_001)}`]) {
      const server = await rawServer((socket) => socket.write(answer));
      expect(await errorOf(web().web.get(server.url.href, get))).toMatchObject({ code: 'WEB_TOO_LONG' });
      expect(server.heads).toHaveLength(1);
    }
  });

  it('a server that stumbles is asked again, three times in all', async () => {
    const busy = 'HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n';
    const server = await rawServer((socket, _, number) => socket.write(number < 3 ? busy : ok('late')));
    const { web: subject, slept } = web();
    expect((await subject.get(server.url.href, get)).status).toBe(200);
    expect(slept).toEqual([1_000, 2_000]);
    const never = await rawServer((socket) => socket.write(busy));
    expect((await subject.get(never.url.href, get)).status).toBe(503);
    expect(never.heads).toHaveLength(3);
  });

  it('one that hangs up is unreachable, and nothing of the address is said but its host (A45)', async () => {
    const server = await rawServer((socket) => socket.destroy());
    const error = await errorOf(web().web.get(`${server.url.href}path?sig=secret`, get));
    expect(error).toMatchObject({ kind: 'unreachable', code: 'WEB_UNREACHABLE' });
    expect(inspect(error, { depth: 9 })).not.toMatch(/secret|path\?/);
  });

  it('and the run is ended, it ends', async () => {
    const ended = new AbortController();
    const server = await rawServer(() => ended.abort(new Error('ended')));
    const error = await errorOf(web().web.get(server.url.href, { ...get, signal: ended.signal }));
    expect(String(error)).toContain('ended');
    expect(server.heads).toHaveLength(1);
  });
});

describe('when an address is not one of the public web', () => {
  it.each([
    'http://example.com/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest',
    'https://[::ffff:a9fe:a9fe]/',
    'https://0x7f.1/',
    'https://ada:secret@example.com/',
    'ftp://example.com/',
    'data:text/plain,secret',
    'secret',
    `https://example.com/${'x'.repeat(9_000)}`,
  ])('%.40s is not asked', async (url) => {
    const error = await errorOf(web(false).web.get(url, get));
    expect(error).toMatchObject({ kind: 'unreachable', code: 'WEB_ADDRESS' });
    expect(String(error)).not.toContain('secret');
  });

  it('plain http to this machine is for tests only', async () => {
    const server = await rawServer((socket) => socket.write(ok('x')));
    expect(await errorOf(web(false).web.get(server.url.href, get))).toMatchObject({ code: 'WEB_ADDRESS' });
    expect(await errorOf(web().web.get('http://10.0.0.1/', get))).toMatchObject({ code: 'WEB_ADDRESS' });
    expect(server.heads).toEqual([]);
  });
});
