import type { IncomingMessage } from 'node:http';
import type { Answer } from './wire.ts';

/** The path that GitHub gives jobs to ask for ID tokens at. */
export const idTokenPath = '/runner/idtoken';

/** The runner's endpoint for ID tokens: a token with the claims of the job, for one audience, and only to the job. */
export class FakeIdTokens {
  /** What a job sends to get one. */
  readonly requestToken = 'runner-request-token';
  /** Undefined: the job has no `id-token: write`, and the endpoint gives none. */
  claims: Readonly<Record<string, string>> | undefined;

  answer(request: IncomingMessage, query: URLSearchParams): Answer {
    if (
      request.headers.authorization?.toLowerCase() !== `bearer ${this.requestToken}` ||
      this.claims === undefined
    )
      return { status: 401, body: { message: 'no' } };
    const audience = query.get('audience') ?? 'https://github.com/acme';
    const value = [{ alg: 'RS256' }, { aud: audience, ...this.claims }, 'signature']
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return { status: 200, body: { count: 1, value } };
  }
}
