import type { Clock } from '../ports/clock.ts';
import type { Discussion } from '../ports/discussion.ts';
import type { GitHubApi, Sent } from './api.ts';
import { notVisible, tooMany, unexpected } from './failure.ts';
import { splitRepository } from './repository.ts';

const pullsRoute = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls';
const pullRoute = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
const createRoute = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
const updateRoute = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
const mostPages = 20;
const tries = 3;
/** Milliseconds until a comment whose answer was lost is looked for. */
const lag = 1000;

/** GitHub itself says which comments are the token's own: a login can be read in more than one way, and a marker pasted. */
const query = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      comments(first: 100, after: $after) {
        nodes { fullDatabaseId viewerDidAuthor body url }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

type Comment = { readonly id: number; readonly isOurs: boolean; readonly body: string; readonly url: string };

/** Pull requests of `OWNER/REPO` on GitHub. */
export function gitHubDiscussion(
  api: GitHubApi,
  { repository, clock }: { readonly repository: string; readonly clock: Clock },
): Discussion {
  const where = splitRepository(repository);

  async function* commentsOn(pull: number): AsyncGenerator<Comment> {
    const { CommentPage } = await import('./schema.ts');
    let after: string | null = null;
    for (let pages = 0; pages < mostPages; pages += 1) {
      const data: unknown = await api.query('the comments', query, { ...where, number: pull, after });
      const page = CommentPage.safeParse(data).data;
      if (page === undefined) throw notVisible(`${repository}, pull request ${pull}`, 'pull-requests: write');
      yield* page.comments;
      if (page.next === undefined) return;
      after = page.next;
    }
    throw tooMany('the comments', `pull request ${pull} has more comments`);
  }

  async function ours(pull: number, marker: string): Promise<Comment | undefined> {
    for await (const comment of commentsOn(pull))
      if (comment.isOurs && comment.body.includes(marker)) return comment;
    return undefined;
  }

  async function write(pull: number, known: Comment | undefined, body: string): Promise<Sent> {
    return known === undefined
      ? api.send(createRoute, { ...where, issue_number: pull, body })
      : api.send(updateRoute, { ...where, comment_id: known.id, body });
  }

  return {
    async pullsOf(commit) {
      const pages = await api.pages(pullsRoute, { ...where, commit_sha: commit }, mostPages);
      if (pages === undefined) throw notVisible(`${repository}, commit ${commit}`, 'pull-requests: read');
      if (pages.cut) throw tooMany(pullsRoute, 'the commit is in more pull requests');
      const { PullPlaces } = await import('./schema.ts');
      const pulls = pages.bodies.flatMap((body) => {
        const page = PullPlaces.safeParse(body).data;
        if (page === undefined) throw unexpected(pullsRoute, 'the answer lists no pull requests');
        return page;
      });
      return pulls.toSorted((a, b) => b.number - a.number);
    },
    async pull(number) {
      const body = await api.get(pullRoute, { ...where, pull_number: number });
      if (body === undefined) return undefined;
      const { PullPlaces } = await import('./schema.ts');
      const [found] = PullPlaces.safeParse([body]).data ?? [];
      if (found === undefined) throw unexpected(pullRoute, 'the answer describes no pull request');
      return found;
    },
    said: async (pull, marker) => (await ours(pull, marker))?.body,
    async comment(pull, { marker, body: text }) {
      const body = text.includes(marker) ? text : `${marker}\n${text}`;
      for (let tried = 1; ; tried += 1) {
        // Also after an answer was lost: a comment that is there by now is not written again.
        const known = await ours(pull, marker);
        if (known !== undefined && sameText(known.body, body)) return known.url;
        const sent = await write(pull, known, body);
        if (sent.became === 'done') {
          const { Comment } = await import('./schema.ts');
          const written = Comment.safeParse(sent.body).data;
          if (written === undefined) throw unexpected(createRoute, 'the answer describes no comment');
          return written.url;
        }
        if (tried === tries) throw sent.error;
        await clock.sleep(lag);
      }
    },
  };
}

/** GitHub may end lines in its own way. */
function sameText(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n').trim() === other.replaceAll('\r\n', '\n').trim();
}
