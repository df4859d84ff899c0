import { HoistError } from '../errors.ts';

/** An answer of any status. */
export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly body: unknown;
};

/** Why a question failed, and whether to ask again: never, soon, or after so many milliseconds. */
export type Failure = {
  readonly error: HoistError;
  readonly retry: 'never' | 'soon' | number;
  /** False: the request never left, so that nothing was done. */
  readonly sent?: false;
};

const longestWait = 60_000;

/** What an answer of 300 and above, 404 aside, means. */
export function failureOf(route: string, answer: ApiAnswer, now: Date): Failure {
  const limited = rateLimitWait(answer, now);
  if (limited !== undefined) return rateLimited(limited, now);
  if (answer.status >= 500) return { error: badAnswer(route, answer), retry: 'soon' };
  if (answer.status === 401) return { error: unauthorized(), retry: 'never' };
  if (answer.status === 403) return { error: forbidden(route, answer), retry: 'never' };
  return { error: badAnswer(route, answer), retry: 'never' };
}

/** GraphQL answers 200 and says in the body what went wrong; part of the data is not the data. */
export function graphFailure(name: string, { body }: ApiAnswer): Failure | undefined {
  if (typeof body !== 'object' || body === null || !('errors' in body) || !Array.isArray(body.errors))
    return undefined;
  const [first] = body.errors as readonly unknown[];
  const { type, message } = (typeof first === 'object' && first !== null ? first : {}) as {
    readonly type?: unknown;
    readonly message?: unknown;
  };
  const said = typeof message === 'string' ? message.slice(0, 300) : 'no message';
  if (isForbidden.has(String(type)) || said.startsWith('Resource not accessible by '))
    return { error: forbidden(name, { status: 403, headers: {}, body: first }), retry: 'never' };
  const error = unexpected(name, `GitHub answered with an error: ${said}`);
  return { error, retry: type === 'RATE_LIMITED' ? longestWait : 'never' };
}

/** A token of a job or an app, and a classic one, that lacks a permission. GraphQL names none that would do. */
const isForbidden: ReadonlySet<string> = new Set(['FORBIDDEN', 'INSUFFICIENT_SCOPES']);

/** What it means that there was no answer at all. */
export function networkFailure(route: string, thrown: unknown): Failure {
  const error = new HoistError(
    'unreachable',
    'GITHUB_UNREACHABLE',
    `${route}: GitHub did not answer: ${innermost(thrown)}`,
    {
      hint: 'Check that the runner reaches GITHUB_API_URL, through its proxy if it has one.',
    },
  );
  return { error, retry: 'soon', ...(neverLeft.has(codeOf(thrown)) && { sent: false }) };
}

/** No connection was made. */
const neverLeft: ReadonlySet<string | undefined> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The error for an answer that is not what GitHub documents. */
export function unexpected(route: string, what: string, hint = notGitHub): HoistError {
  return new HoistError('unreachable', 'GITHUB_ANSWER', `${route}: ${what}`, { hint });
}

const notGitHub = 'Check that GITHUB_API_URL is the address of a GitHub API.';

/** GitHub answers 404, not 403, for what a token may not see. */
export function notVisible(what: string, permission: string): HoistError {
  return new HoistError('config', 'GITHUB_NOT_FOUND', `GitHub shows no ${what} to this token`, {
    hint: `Add "${permission}" under permissions: of the job, or give github-token a token that has it.`,
  });
}

/** A list that is not read to its end is not read at all (A17). */
export function tooMany(route: string, what: string): HoistError {
  return new HoistError('unreachable', 'GITHUB_TOO_MANY', `${route}: ${what} than are read`);
}

/**
 * Milliseconds to wait if the answer is a rate limit: `retry-after`, else until `x-ratelimit-reset`, else a minute
 * (GitHub, "Rate limits for the REST API").
 */
function rateLimitWait(answer: ApiAnswer, now: Date): number | undefined {
  if (answer.status !== 403 && answer.status !== 429) return undefined;
  const after = secondsIn(answer, 'retry-after');
  if (after !== undefined) return Math.max(after, 1) * 1000;
  const reset = secondsIn(answer, 'x-ratelimit-reset');
  if (secondsIn(answer, 'x-ratelimit-remaining') === 0 && reset !== undefined)
    return Math.max(reset * 1000 - now.getTime(), 1000);
  const said = answer.status === 429 || /rate limit/i.test(messageIn(answer));
  return said ? longestWait : undefined;
}

/** A number no larger than that a date can be made of it; undefined for anything else. */
function secondsIn({ headers }: ApiAnswer, name: string): number | undefined {
  const written = String(headers[name] ?? '');
  return /^[0-9]{1,11}$/.test(written) ? Number(written) : undefined;
}

function rateLimited(wait: number, now: Date): Failure {
  const until = new Date(now.getTime() + wait).toISOString();
  const error = new HoistError(
    'unreachable',
    'GITHUB_RATE_LIMIT',
    `GitHub limits this token's requests until ${until}`,
    {
      hint: 'Run again after that, or give a token of a GitHub App, whose limit is higher.',
    },
  );
  return { error, retry: wait <= longestWait ? wait : 'never' };
}

function unauthorized(): HoistError {
  return new HoistError('config', 'GITHUB_UNAUTHORIZED', 'GitHub does not accept the token', {
    hint: 'Leave the input github-token at its default, or renew the token that it is given.',
  });
}

/** GitHub names the permissions that would have been enough: `contents=read; metadata=read,issues=read`. */
function forbidden(route: string, answer: ApiAnswer): HoistError {
  const accepted = String(answer.headers['x-accepted-github-permissions'] ?? '');
  const legal = /^[a-z_=;, ]+$/.test(accepted) ? accepted : '';
  const [first = ''] = legal.split(';');
  const needed = first.split(',').map((one) => one.trim().replace('_', '-').replace('=', ': '));
  const names = legal === '' ? '' : ` (X-Accepted-GitHub-Permissions: ${legal})`;
  return new HoistError('config', 'GITHUB_FORBIDDEN', `${route}: the token may not do this${names}`, {
    hint:
      legal === ''
        ? `GitHub says: ${messageIn(answer)}`
        : `Add "${needed.join('", "')}" under permissions: of the job, or give github-token a token that has it.`,
  });
}

function badAnswer(route: string, answer: ApiAnswer): HoistError {
  const hint = answer.status >= 500 ? 'GitHub has a fault of its own. Run again later.' : notGitHub;
  return unexpected(route, `GitHub answered ${answer.status}: ${messageIn(answer)}`, hint);
}

function messageIn({ body }: ApiAnswer): string {
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : undefined;
  return typeof message === 'string' ? message.slice(0, 300) : 'no message';
}

/** The last cause says what happened (`ECONNREFUSED 127.0.0.1:443`); the ones around it hold the request (A45). */
function innermost(thrown: unknown): string {
  const error = lastCause(thrown);
  if (!(error instanceof Error)) return 'no reason given';
  return error.message === '' ? (codeOf(error) ?? error.name) : error.message;
}

function codeOf(thrown: unknown): string | undefined {
  const error = lastCause(thrown);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function lastCause(thrown: unknown): unknown {
  let error = thrown;
  while (error instanceof Error && error.cause instanceof Error) error = error.cause;
  return error;
}
