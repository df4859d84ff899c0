import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lookup } from 'node:dns';
import { guardedLookup } from '../../src/http/address-guard.ts';
import type { Http, HttpRequest } from '../../src/http/http.ts';
import { createTransport } from '../../src/http/transport.ts';
import type { Clock } from '../../src/ports/clock.ts';

/** A request as a server saw it. */
export type Seen = {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly form: URLSearchParams;
};

export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

export type Named = {
  /** Every request, by the name it was sent to. */
  readonly seen: ReadonlyMap<string, readonly Seen[]>;
  /** What our side asked of the transport. */
  readonly sent: readonly HttpRequest[];
  readonly http: Http;
  close(): Promise<void>;
};

/**
 * Servers on loopback that are reached under public names: `https://auth.example.com` is plain HTTP on some port here.
 * Names that nobody serves answer with an error, as DNS would.
 */
export async function serveNamed(
  handlers: Readonly<Record<string, (request: Seen) => Reply | Promise<Reply>>>,
): Promise<Named> {
  const seen = new Map<string, Seen[]>();
  const sent: HttpRequest[] = [];
  const servers = new Map<string, Server>();
  for (const [name, handler] of Object.entries(handlers)) {
    const list: Seen[] = [];
    seen.set(name, list);
    servers.set(
      name,
      await listen(async (request) => {
        list.push(request);
        return handler(request);
      }),
    );
  }
  const transport = createTransport({
    origin: () => ({ verify: true, connections: 8 }),
    guardedLookup: guardedLookup(lookup),
  });
  return {
    seen,
    sent,
    http: {
      exchange(request) {
        sent.push(request);
        const server = servers.get(request.url.host);
        if (server === undefined)
          return Promise.reject(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }));
        const url = new URL(request.url);
        url.protocol = 'http:';
        url.hostname = '127.0.0.1';
        url.port = String((server.address() as AddressInfo).port);
        const { learned: _, ...rest } = request;
        return transport.exchange({ ...rest, url });
      },
    },
    async close() {
      await transport.close();
      await Promise.all(
        [...servers.values()].map((server) => new Promise((resolve) => server.close(resolve))),
      );
    },
  };
}

/** Time that passes only when somebody sleeps or a test says so. */
export function manualClock(): Clock & { advance(milliseconds: number): void; readonly slept: number[] } {
  let now = 1_000_000;
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(now),
    ticks: () => now,
    async sleep(milliseconds) {
      slept.push(milliseconds);
      now += milliseconds;
    },
    advance(milliseconds) {
      now += milliseconds;
    },
  };
}

function listen(handler: (request: Seen) => Promise<Reply>): Promise<Server> {
  const server = createServer((request, response) => void answer(request, response, handler));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handler: (request: Seen) => Promise<Reply>,
): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const path = request.url ?? '/';
  const reply = await handler({
    method: request.method ?? '',
    path,
    query: new URL(path, 'http://x').searchParams,
    authorization: request.headers.authorization,
    form: new URLSearchParams(body),
  });
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {});
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  response.end(text);
}
