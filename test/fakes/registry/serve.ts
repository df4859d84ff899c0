import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../../../src/errors.ts';
import { problem, send, type Answer, type Cut } from './answer.ts';
import type { Exchange, SeenRequest } from './exchange.ts';
import type { Fault, Intercept } from './fault.ts';
import { listen, type Listener, type ListenOptions } from './listener.ts';
import { routeOf } from './route.ts';
import type { Store } from './store.ts';

export type ServeOptions = {
  readonly name: SeenRequest['listener'];
  readonly listen: ListenOptions;
  readonly store: Store;
  readonly intercept: Intercept | undefined;
  /** The index of the next request, over all listeners of one registry. */
  readonly number: () => number;
  readonly respond: (exchange: Exchange) => Answer | Promise<Answer>;
};

/** A listener that keeps a log of what it was asked. */
export type Served = {
  readonly listener: Listener;
  /** In the order of arrival. */
  readonly requests: SeenRequest[];
};

/** Answers requests with `respond`, or with the fault that `intercept` wants. */
export async function serve(options: ServeOptions): Promise<Served> {
  const requests: SeenRequest[] = [];
  const listener = await listen(options.listen, (request, response) => {
    const seen = look(request);
    requests.push(seen);
    const { origin } = listener;
    const exchange: Exchange = { request, seen, origin, store: options.store, may: () => true };
    answer(exchange, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy(error as Error);
      else send(response, { answer: broken(error), headOnly: false, sent: () => undefined });
    });
  });

  function look(request: IncomingMessage): SeenRequest {
    // Who takes us for a proxy names us in full (RFC 9112 §3.2.2).
    const target = (request.url ?? '').replace(/^https?:\/\/[^/?]*/i, '');
    const end = `${target}?`.indexOf('?');
    const path = target.slice(0, end);
    return {
      index: options.number(),
      listener: options.name,
      method: request.method ?? 'GET',
      path,
      query: new URLSearchParams(target.slice(end + 1)),
      headers: request.headers,
      route: routeOf(path),
      connection: listener.connectionOf(request),
      received: 0,
      sent: 0,
    };
  }

  async function answer(exchange: Exchange, response: ServerResponse): Promise<void> {
    const { request, seen } = exchange;
    const asked = options.intercept?.(seen);
    const fault = asked instanceof Promise ? await asked : asked;
    if (fault === 'hang') return;
    if (fault === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const made = await effect(exchange, fault);
    if (fault === 'reset-after-effect') {
      request.socket.resetAndDestroy();
      return;
    }
    if (response.destroyed) return;
    seen.status = made.status;
    send(response, {
      answer: made,
      headOnly: seen.method === 'HEAD',
      cut: cutOf(fault),
      sent: (bytes) => {
        seen.sent += bytes;
      },
    });
  }

  async function effect(exchange: Exchange, fault: Fault | undefined): Promise<Answer> {
    if (typeof fault === 'object') return fault;
    const half = Math.ceil(Number(exchange.request.headers['content-length'] ?? 2) / 2);
    const made = await options.respond(
      fault === 'reset-mid-upload' ? { ...exchange, cutAfter: half } : exchange,
    );
    return typeof fault === 'function' ? fault(made) : made;
  }

  return { listener, requests };
}

/** A mistake of ours, or of a test's `intercept`: said aloud instead of a connection that hangs. */
function broken(error: unknown): Answer {
  return problem(500, 'UNKNOWN', messageOf(error));
}

function cutOf(fault: Fault | undefined): Cut | undefined {
  if (fault === 'reset-mid-body') return 'reset';
  if (fault === 'truncate') return 'close';
  return fault === 'stall' ? 'silence' : undefined;
}
