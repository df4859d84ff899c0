import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createBearerGet } from '../../src/http/bearer.ts';
import { fixedClock } from '../github/fixed-clock.ts';
import { rawServer } from './raw-server.ts';

function bearerGet() {
  const clock = fixedClock();
  return { get: createBearerGet({ clock, userAgent: 'hoist/test', secret: () => {} }), clock };
}

function answer(status: string, body = ''): string {
  return `HTTP/1.1 ${status}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

describe('when an address is asked with a bearer token', () => {
  it('the token goes there and the answer of any status comes', async () => {
    const server = await rawServer((socket) => socket.write(answer('403 Forbidden', 'no')));
    const { status, bytes } = await bearerGet().get(new URL('/a?b=c', server.url), 'one-token');
    expect([status, new TextDecoder().decode(bytes)]).toEqual([403, 'no']);
    expect(server.heads[0]).toMatch(/^GET \/a\?b=c HTTP/);
    expect(server.heads[0]).toMatch(/authorization: Bearer one-token\r/i);
  });

  it('a redirect is an answer and is not followed', async () => {
    const other = await rawServer((socket) => socket.write(answer('200 OK')));
    const server = await rawServer((socket) =>
      socket.write(`HTTP/1.1 302 Found\r\nlocation: ${other.url.href}\r\ncontent-length: 0\r\n\r\n`),
    );
    expect((await bearerGet().get(server.url, 'one-token')).status).toBe(302);
    expect(other.heads).toEqual([]);
  });

  it('a server that stumbles is asked again', async () => {
    let times = 0;
    const server = await rawServer((socket) => {
      times += 1;
      socket.write(answer(times < 3 ? '503 Busy' : '200 OK', 'yes'));
    });
    const { get, clock } = bearerGet();
    expect((await get(server.url, 'one-token')).status).toBe(200);
    expect(clock.slept).toEqual([1000, 2000]);
  });

  it('one that does not answer is an error without token and path', async () => {
    const server = await rawServer((socket) => socket.destroy());
    const error: unknown = await bearerGet()
      .get(new URL('/secret-path', server.url), 'canary')
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'unreachable', code: 'BEARER_UNREACHABLE' });
    expect(inspect(error)).not.toMatch(/canary|secret-path/);
  });

  it.each(['http://runner.example/', 'http://10.0.0.1/', 'ftp://127.0.0.1/'])(
    '%s is not asked: the token would be readable on the way',
    async (url) => {
      await expect(bearerGet().get(new URL(url), 'one-token')).rejects.toMatchObject({
        code: 'BEARER_ADDRESS',
      });
    },
  );
});
