import { gitHubContract } from './contract.ts';

/** What a route answers. */
export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
};

export const notFound: Answer = { status: 404, body: { message: 'Not Found', status: '404' } };

export const actionsBot = 'github-actions[bot]';

const elsewhere = 'https://evil.example/repos';

/** Something of GitHub's, as its API gives it: what is not given is as empty as it may be. */
export function wire(schema: string, given: object): Record<string, unknown> {
  return gitHubContract().filled(schema, given as Readonly<Record<string, unknown>>);
}

export function user(login: string): Record<string, unknown> {
  return wire('simple-user', { login, type: login.endsWith('[bot]') ? 'Bot' : 'User' });
}

/** One page by number. The link leads to another host on purpose: only its query may be used. */
export function listed(all: readonly unknown[] | undefined, query: URLSearchParams, key?: string): Answer {
  if (all === undefined) return notFound;
  const size = Number(query.get('per_page') ?? 30);
  const page = Number(query.get('page') ?? 1);
  const part = all.slice((page - 1) * size, page * size);
  const next = `<${elsewhere}?page=1>; rel="first", <${elsewhere}?per_page=${size}&page=${page + 1}>; rel="next"`;
  return {
    status: 200,
    body: key === undefined ? part : { total_count: all.length, [key]: part },
    ...(page * size < all.length && { headers: { link: next } }),
  };
}

export function invalid(message: string): Answer {
  return { status: 422, body: { message, documentation_url: 'https://docs.github.com/rest' } };
}

/** A time of GitHub's: the first of a process and then a second later each, so that order can be told. */
export function nextTime(): string {
  seconds += 1;
  return new Date(Date.UTC(2026, 0, 2, 3, 4, 5) + seconds * 1000).toISOString().replace('.000Z', 'Z');
}

let seconds = 0;
