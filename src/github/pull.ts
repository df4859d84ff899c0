import type { PullFacts } from '../domain/facts.ts';
import type { CommitPlace } from '../ports/forge.ts';
import type { GitHubApi } from './api.ts';
import { notVisible, tooMany, unexpected } from './failure.ts';
import { splitRepository } from './repository.ts';

const pullsRoute = 'GET /repos/{owner}/{repo}/commits/{ref}/pulls';
const reviewsRoute = 'GET /repos/{owner}/{repo}/pulls/{number}/reviews';
const mostPages = 20;

/** The pull request that brought a commit to the default branch, and who approved it. */
export async function pullOf(api: GitHubApi, at: CommitPlace): Promise<PullFacts | undefined> {
  const where = splitRepository(at.repository);
  const pages = await api.pages(pullsRoute, { ...where, ref: at.commit }, mostPages);
  if (pages === undefined) throw notVisible(`${at.repository}, commit ${at.commit}`, 'pull-requests: read');
  if (pages.cut) throw tooMany(pullsRoute, 'the commit is in more pull requests');
  const { PullRequests } = await import('./schema.ts');
  const merged = pages.bodies
    .flatMap((body) => {
      const page = PullRequests.safeParse(body).data;
      if (page === undefined) throw unexpected(pullsRoute, 'the answer lists no pull requests');
      return page;
    })
    .filter(({ mergedAt, intoDefault }) => mergedAt !== undefined && intoDefault)
    .toSorted((a, b) => (a.mergedAt ?? '').localeCompare(b.mergedAt ?? ''));
  // A commit that a pull request made by being merged came with that one; any other with the first that had it.
  const pull = merged.find(({ mergeCommit }) => mergeCommit === at.commit) ?? merged[0];
  if (pull === undefined) return undefined;
  const { number, author } = pull;
  return { number, author, approvers: await approversOf(api, at.repository, pull) };
}

/**
 * Whose last word is an approval. A comment takes nothing back; a dismissal and a request for changes do. Reviews come
 * in the order in which they were given.
 */
async function approversOf(
  api: GitHubApi,
  repository: string,
  { number, author }: { readonly number: number; readonly author: string },
): Promise<readonly string[]> {
  const pages = await api.pages(reviewsRoute, { ...splitRepository(repository), number }, mostPages);
  if (pages === undefined) throw notVisible(`${repository}, pull request ${number}`, 'pull-requests: read');
  if (pages.cut) throw tooMany(reviewsRoute, `pull request ${number} has more reviews`);
  const { Reviews } = await import('./schema.ts');
  const last = new Map<string, string>();
  for (const body of pages.bodies) {
    const page = Reviews.safeParse(body).data;
    if (page === undefined) throw unexpected(reviewsRoute, 'the answer lists no reviews');
    for (const { user, state } of page)
      if (user !== undefined && state !== 'COMMENTED' && state !== 'PENDING') last.set(user, state);
  }
  return [...last].filter(([user, state]) => state === 'APPROVED' && user !== author).map(([user]) => user);
}
