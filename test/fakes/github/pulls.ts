import { actionsBot, invalid, nextTime, notFound, user, wire, type Answer } from './wire.ts';

export type FakeComment = {
  readonly id: number;
  readonly author: string;
  body: string;
  updated: string;
};

/** GitHub's own. */
const longestBody = 65_536;

/** The comments on pull requests. */
export class FakePulls {
  /** By pull request, oldest first. One that is not here does not exist. */
  readonly comments = new Map<number, FakeComment[]>();
  viewer = actionsBot;
  readonly #repository: string;
  #ids = 3_100_000_000;

  constructor(repository: string) {
    this.#repository = repository;
  }

  /** An open pull request, with comments that are there already. */
  open(number: number, comments: readonly { readonly author: string; readonly body: string }[] = []): void {
    this.comments.set(number, []);
    for (const { author, body } of comments) this.#add(number, author, body);
  }

  get(number: number): Answer {
    if (!this.comments.has(number)) return notFound;
    const repo = wire('repository', { full_name: this.#repository });
    const body = wire('pull-request', {
      number,
      head: { ref: 'topic', sha: '1'.repeat(40), label: 'acme:topic', user: user('ann'), repo },
      base: { ref: 'main', sha: '2'.repeat(40), label: 'acme:main', user: user('ann'), repo },
    });
    return { status: 200, body };
  }

  create(number: number, { body }: { readonly body: string }): Answer {
    if (!this.comments.has(number)) return notFound;
    if (body.length > longestBody) return invalid('body is too long (maximum is 65536 characters)');
    return { status: 201, body: this.#describe(number, this.#add(number, this.viewer, body)) };
  }

  update(id: number, { body }: { readonly body: string }): Answer {
    for (const [number, comments] of this.comments) {
      const found = comments.find((one) => one.id === id);
      if (found === undefined) continue;
      if (body.length > longestBody) return invalid('body is too long (maximum is 65536 characters)');
      found.body = body;
      found.updated = nextTime();
      return { status: 200, body: this.#describe(number, found) };
    }
    return notFound;
  }

  /** One page as GraphQL gives it; null: there is no such pull request. */
  page(number: number, start: number, size: number): object | null {
    const all = this.comments.get(number);
    if (all === undefined) return null;
    const nodes = all.slice(start, start + size).map((comment) => ({
      fullDatabaseId: String(comment.id),
      viewerDidAuthor: comment.author === this.viewer,
      body: comment.body,
      url: this.#url(number, comment.id),
    }));
    const end = start + nodes.length;
    return { comments: { nodes, pageInfo: { hasNextPage: end < all.length, endCursor: String(end) } } };
  }

  #add(number: number, author: string, body: string): FakeComment {
    this.#ids += 1;
    const made = { id: this.#ids, author, body, updated: nextTime() };
    this.comments.get(number)?.push(made);
    return made;
  }

  #url(number: number, id: number): string {
    return `https://github.com/${this.#repository}/pull/${number}#issuecomment-${id}`;
  }

  #describe(number: number, { id, author, body, updated }: FakeComment): object {
    return wire('issue-comment', {
      id,
      body,
      user: user(author),
      html_url: this.#url(number, id),
      updated_at: updated,
    });
  }
}
