import { getOctokit } from '@actions/github';
import { HoistError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import { failureOf, networkFailure, type ApiAnswer, type Failure } from './failure.ts';

/** GitHub's REST API, as far as it is read. */
export interface GitHubApi {
  /**
   * The body of a route such as `GET /repos/{owner}/{repo}`, or undefined for 404. Waits out rate limits of up to a
   * minute, and tries again where the server or the network failed.
   *
   * @throws HoistError `GITHUB_TOKEN_MISSING`, `GITHUB_UNAUTHORIZED`, `GITHUB_FORBIDDEN`, `GITHUB_RATE_LIMIT`,
   * `GITHUB_UNREACHABLE`, `GITHUB_ANSWER`
   */
  get(route: `GET /${string}`, parameters: ApiParameters): Promise<unknown>;
}

export type ApiParameters = Readonly<Record<string, string | number>>;

export type GitHubApiOptions = {
  readonly token: string;
  /** `https://api.github.com`, or `https://HOST/api/v3` on Enterprise Server: `GITHUB_API_URL`. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of a wait that people would wonder about. */
  readonly onWait?: (milliseconds: number) => void;
};

type Exchange = (route: string, parameters: ApiParameters) => Promise<ApiAnswer>;

const tries = 4;
const answerWithin = 30_000;
const noticeable = 5000;

/** Nothing is asked before the first call. */
export function gitHubApi(options: GitHubApiOptions): GitHubApi {
  const { clock, signal, onWait } = options;
  let connected: Exchange | undefined;
  return {
    async get(route, parameters) {
      connected ??= connect(options);
      const exchange = connected;
      for (let tried = 1; ; tried += 1) {
        signal.throwIfAborted();
        const answer = await exchange(route, parameters).catch((error: unknown) =>
          networkFailure(route, error),
        );
        signal.throwIfAborted();
        if ('status' in answer && answer.status < 300) return answer.body;
        if ('status' in answer && answer.status === 404) return undefined;
        const failure: Failure = 'status' in answer ? failureOf(route, answer, clock.now()) : answer;
        if (failure.retry === 'never' || tried === tries) throw failure.error;
        const wait = failure.retry === 'soon' ? 500 * 2 ** tried : failure.retry;
        if (wait >= noticeable) onWait?.(wait);
        await clock.sleep(wait, signal);
      }
    },
  };
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
