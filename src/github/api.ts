import { getOctokit } from '@actions/github';
import { HoistError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import {
  failureOf,
  graphFailure,
  networkFailure,
  unexpected,
  type ApiAnswer,
  type Failure,
} from './failure.ts';
import { nextPage } from './page.ts';

/** GitHub's API, as far as it is used. */
export interface GitHubApi {
  /**
   * The body of a route such as `GET /repos/{owner}/{repo}`, or undefined for 404. Waits out rate limits of up to a
   * minute, and tries again where the server or the network failed.
   *
   * @throws HoistError `GITHUB_TOKEN_MISSING`, `GITHUB_UNAUTHORIZED`, `GITHUB_FORBIDDEN`, `GITHUB_RATE_LIMIT`,
   * `GITHUB_UNREACHABLE`, `GITHUB_ANSWER`
   */
  get(route: `GET /${string}`, parameters: ApiParameters): Promise<unknown>;
  /**
   * The bodies of all pages of a list, or undefined where the first is 404. `cut`: there are more than `most`.
   *
   * @throws HoistError as {@link get}; a later page that is gone is `GITHUB_ANSWER`, never the end of the list
   */
  pages(route: `GET /${string}`, parameters: ApiParameters, most: number): Promise<ApiPages | undefined>;
  /**
   * What a GraphQL query answers: `data`. Nothing is taken from an answer that has errors.
   *
   * @throws HoistError as {@link get}
   */
  query(name: string, query: string, variables: ApiVariables): Promise<unknown>;
  /**
   * Writes once. Tried again only where GitHub certainly did not do it: a rate limit, no connection. Whoever calls looks
   * whether it was done before writing what became `unknown` again.
   *
   * @throws HoistError as {@link get} where GitHub said no, 404 included (`GITHUB_ANSWER`)
   */
  send(route: WriteRoute, parameters: ApiBody): Promise<Sent>;
}

export type WriteRoute = `POST /${string}` | `PATCH /${string}`;

/** What became of a write. `unknown`: GitHub may have done it, and its answer was lost. */
export type Sent =
  | { readonly became: 'done'; readonly body: unknown }
  | { readonly became: 'unknown'; readonly error: HoistError };

export type ApiParameters = Readonly<Record<string, string | number>>;
export type ApiVariables = Readonly<Record<string, string | number | null | readonly string[]>>;
export type ApiBody = Readonly<Record<string, unknown>>;
export type ApiPages = { readonly bodies: readonly unknown[]; readonly cut: boolean };

export type GitHubApiOptions = {
  readonly token: string;
  /** `https://api.github.com`, or `https://HOST/api/v3` on Enterprise Server: `GITHUB_API_URL`. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of a wait that people would wonder about. */
  readonly onWait?: (milliseconds: number) => void;
};

type Exchange = (route: string, parameters: Readonly<Record<string, unknown>>) => Promise<ApiAnswer>;
type Question = {
  /** What errors call it. */
  readonly name: string;
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
};

const tries = 4;
const answerWithin = 30_000;
const noticeable = 5000;
const pageSize = 100;

/** Nothing is asked before the first call. */
export function gitHubApi(options: GitHubApiOptions): GitHubApi {
  const { clock, signal, onWait } = options;
  let connected: Exchange | undefined;

  /** The answer of a status below 300, or of 404. */
  async function ask({ name, route, parameters }: Question): Promise<ApiAnswer> {
    connected ??= connect(options);
    const exchange = connected;
    for (let tried = 1; ; tried += 1) {
      signal.throwIfAborted();
      const answer = await exchange(route, parameters).catch((error: unknown) => networkFailure(name, error));
      signal.throwIfAborted();
      const failure = whyNot(name, answer, clock.now());
      if (failure === undefined) return answer as ApiAnswer;
      if (failure.retry === 'never' || tried === tries) throw failure.error;
      await pause(failure.retry, tried);
    }
  }

  async function send(route: WriteRoute, parameters: ApiBody): Promise<Sent> {
    connected ??= connect(options);
    const exchange = connected;
    for (let tried = 1; ; tried += 1) {
      signal.throwIfAborted();
      const answer = await exchange(route, parameters).catch((error: unknown) =>
        networkFailure(route, error),
      );
      if (!('error' in answer) && answer.status < 300) return { became: 'done', body: answer.body };
      signal.throwIfAborted();
      const failure = 'error' in answer ? answer : failureOf(route, answer, clock.now());
      const isCertain = 'error' in answer ? answer.sent === false : answer.status < 500;
      if (!isCertain) return { became: 'unknown', error: failure.error };
      if (failure.retry === 'never' || tried === tries) throw failure.error;
      await pause(failure.retry, tried);
    }
  }

  async function pause(retry: 'soon' | number, tried: number): Promise<void> {
    const wait = retry === 'soon' ? 500 * 2 ** tried : retry;
    if (wait >= noticeable) onWait?.(wait);
    await clock.sleep(wait, signal);
  }

  return {
    send,
    async get(route, parameters) {
      const { status, body } = await ask({ name: route, route, parameters });
      return status === 404 ? undefined : body;
    },
    async pages(route, parameters, most) {
      const bodies: unknown[] = [];
      let page: ApiParameters | undefined = {};
      while (page !== undefined) {
        if (bodies.length === most) return { bodies, cut: true };
        const asked: ApiParameters = { ...page, per_page: pageSize, ...parameters };
        const { status, headers, body } = await ask({ name: route, route, parameters: asked });
        if (status === 404 && bodies.length === 0) return undefined;
        if (status === 404) throw unexpected(route, `page ${bodies.length + 1} of the list is not there`);
        bodies.push(body);
        page = nextPage(route, headers['link']);
      }
      return { bodies, cut: false };
    },
    async query(name, query, variables) {
      const route = `POST ${graphUrl(options.baseUrl)}`;
      const { status, body } = await ask({ name, route, parameters: { query, variables } });
      if (status !== 404 && typeof body === 'object' && body !== null && 'data' in body) return body.data;
      throw unexpected(name, 'GitHub gave no data');
    },
  };
}

function whyNot(name: string, answer: ApiAnswer | Failure, now: Date): Failure | undefined {
  if ('error' in answer) return answer;
  if (answer.status === 404) return undefined;
  return answer.status < 300 ? graphFailure(name, answer) : failureOf(name, answer, now);
}

/** On Enterprise Server REST is below `/api/v3`, GraphQL below `/api`. */
function graphUrl(baseUrl: string): string {
  return `${baseUrl.replace(/\/$/, '').replace(/\/api\/v3$/, '/api')}/graphql`;
}

function connect({ token, baseUrl, signal }: GitHubApiOptions): Exchange {
  if (token === '') {
    throw new HoistError('config', 'GITHUB_TOKEN_MISSING', 'there is no token for the GitHub API', {
      hint: 'Leave the input github-token at its default, or give it a token that may read the repository.',
    });
  }
  // The base URL is given here because the toolkit reads GITHUB_API_URL only while it is being imported.
  const octokit = getOctokit(token, { baseUrl, userAgent: 'hoist', log: silent });
  return async (route, parameters) => {
    const timeout = AbortSignal.timeout(answerWithin);
    try {
      const { status, headers, data } = await octokit.request(route, {
        ...parameters,
        headers: { 'x-github-api-version': '2022-11-28' },
        request: { signal: AbortSignal.any([signal, timeout]) },
      });
      return { status, headers, body: data as unknown };
    } catch (error) {
      const answer = answerOf(error);
      if (answer === undefined) throw error;
      return answer;
    }
  };
}

/** The client throws answers of 400 and above, with the answer inside. */
function answerOf(error: unknown): ApiAnswer | undefined {
  if (!(error instanceof Error) || !('response' in error)) return undefined;
  const { response } = error as {
    response?: { status: number; headers: ApiAnswer['headers']; data: unknown };
  };
  return response === undefined
    ? undefined
    : { status: response.status, headers: response.headers, body: response.data };
}

function ignore(): void {
  // The client would print deprecations of the API to the console, where nobody escapes them (A40).
}

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
