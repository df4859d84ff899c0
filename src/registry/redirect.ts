import { HoistError } from '../errors.ts';
import { headerOf, type HttpHeaders, type HttpRequest } from '../http/http.ts';
import { resolveLocation } from '../http/server-url.ts';
import type { Attempt } from './failure.ts';
import type { HostContext } from './host.ts';

/** Statuses that name another URL for the same question; 300 and 304 do not (F19a). */
const redirects = new Set([301, 302, 303, 307, 308]);
/** Those that keep the method, so that a write may follow them (P45). */
const methodKept = new Set([307, 308]);
/** (N29) */
const mostHops = 5;

type Response = { readonly status: number; readonly headers: HttpHeaders };

/** The request whose answer redirects, and how its next hops are sent. */
export type Redirected<R extends Response> = {
  readonly host: HostContext;
  readonly attempt: Attempt;
  readonly method: HttpRequest['method'];
  readonly url: URL;
  readonly response: R;
  readonly configured: (url: URL) => boolean;
  /** One hop; `away`: another origin than the registry's, so nothing of ours but harmless headers goes there (A5). */
  send(hop: { readonly url: URL; readonly learned: boolean; readonly away: boolean }): Promise<R>;
  dispose(response: R): void | Promise<void>;
};

export function isRedirect(status: number): boolean {
  return redirects.has(status);
}

const readHint =
  'The registry, or a proxy before it, sends readers to nowhere: set its external URL to the name that is used here.';
const writeHint =
  'Use the name that the registry itself answers under; a redirect of the whole host does not work for writing.';

/**
 * Follows redirects by hand: at most five, each target judged, and once the registry's origin was left nothing goes back to
 * it with credentials (A5, A9, A10). A write is followed only on the same origin and with its method kept, since anywhere
 * else the body would be given to somebody who was not meant (P45).
 *
 * @throws HoistError `REDIRECT`, and what {@link resolveLocation} throws
 */
export async function followRedirects<R extends Response>(
  first: Redirected<R>,
): Promise<{ readonly response: R; readonly redirected: boolean }> {
  const { host, method } = first;
  const reads = method === 'GET' || method === 'HEAD';
  const bad = (why: string): HoistError => redirectRefused(host, { ...first.attempt, reads }, why);
  let { response, url } = first;
  let away = false;
  for (let hops = 1; isRedirect(response.status); hops += 1) {
    const { status } = response;
    const location = headerOf(response.headers, 'location');
    await first.dispose(response);
    if (hops > mostHops) throw bad(`more than ${mostHops} redirects`);
    if (location === undefined) throw bad('a redirect without Location');
    const target = resolveLocation(url, location, { use: 'redirect', configured: first.configured });
    away ||= target.url.origin !== host.base.origin;
    if (!reads && (away || !methodKept.has(status))) throw bad(`it redirects a ${method}`);
    url = target.url;
    response = await first.send({ url, learned: target.learned, away });
  }
  return { response, redirected: away };
}

export function redirectRefused(host: HostContext, attempt: Attempt, why: string): HoistError {
  return new HoistError(
    'unreachable',
    'REDIRECT',
    `could not ${attempt.verb} ${host.host}/${attempt.path}: ${why}`,
    { hint: attempt.reads === true ? readHint : writeHint },
  );
}
