import { isAsked, type EntryEnd, type JournalEntry, type JournalQuery } from '../../domain/journal-entry.ts';
import type { GitHubApi } from '../api.ts';
import { notVisible, tooMany } from '../failure.ts';
import { splitRepository } from '../repository.ts';
import { promotionIn } from './payload-text.ts';
import { parseEnd } from './status-text.ts';

const what = 'the deployments';
const pageSize = 100;
/** A run may ask GitHub a thousand times an hour: this is a tenth of it, for ten thousand deployments. */
const mostPages = 100;
/** Milliseconds by which GitHub's clock and a runner's may differ. */
const skew = 3_600_000;
const actions = 'github-actions[bot]';

/**
 * By GraphQL: REST would take a request for the statuses of each deployment. The order of statuses is not documented, so
 * both ends of each list are asked for; the outcome and what came after it are the last.
 */
const query = `query ($owner: String!, $repo: String!, $size: Int!, $after: String, $environments: [String!]) {
  viewer { login }
  repository(owner: $owner, name: $repo) {
    deployments(first: $size, after: $after, environments: $environments, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes {
        task createdAt payload
        creator { __typename login }
        some: statuses(first: 5) { nodes { description createdAt logUrl creator { __typename login } } }
        others: statuses(last: 5) { nodes { description createdAt logUrl creator { __typename login } } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

type Status = {
  readonly description: string | null;
  readonly createdAt: string;
  readonly creator: string | null;
  readonly logUrl: string | null;
};

type Listed = {
  readonly task: string | null;
  readonly createdAt: string;
  readonly payload: string | null;
  readonly creator: string | null;
  readonly statuses: readonly Status[];
};

/** The promotions that deployments tell of, newest first. What is not ours, or cannot be read, is passed over. */
export async function* promotionsOn(
  api: GitHubApi,
  repository: string,
  asked: JournalQuery = {},
): AsyncGenerator<JournalEntry> {
  const { DeploymentPage } = await import('./schema.ts');
  const { environment, since } = asked;
  let after: string | null = null;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const data: unknown = await api.query(what, query, {
      ...splitRepository(repository),
      size: pageSize,
      after,
      environments: environment === undefined ? null : [environment],
    });
    const page = DeploymentPage.safeParse(data).data;
    if (page === undefined) throw notVisible(`${repository}, deployments`, 'deployments: read');
    for (const deployment of page.deployments) {
      // A promotion is planned before its deployment is made: what was made earlier was planned earlier.
      if (since !== undefined && Date.parse(deployment.createdAt) < Date.parse(since) - skew) return;
      const entry = await entryOf(deployment, page.viewer);
      if (entry !== undefined && isAsked(entry, asked)) yield entry;
    }
    if (page.next === undefined) return;
    after = page.next;
  }
  throw tooMany(what, `${repository} has more of them`);
}

async function entryOf(deployment: Listed, viewer: string): Promise<JournalEntry | undefined> {
  if (deployment.task !== 'promote') return undefined;
  const promotion = await promotionIn(deployment.payload);
  if (promotion === undefined) return undefined;
  const { creator } = deployment;
  const isForeign = creator !== actions && creator !== viewer;
  // On a deployment of ours somebody else's word is not ours.
  const own = deployment.statuses.filter((status) => status.creator === creator);
  const end = endIn(own);
  const url = promotion.intent.run.url ?? own.find(({ logUrl }) => logUrl)?.logUrl;
  return {
    ...promotion,
    ...(end === undefined ? {} : { end }),
    ...(typeof url === 'string' && url.startsWith('https://') ? { url } : {}),
    ...(creator === null ? {} : { by: creator }),
    ...(isForeign ? { foreign: true } : {}),
  };
}

/** The last outcome; it finished when that was first said: it is said again when a later promotion took its place. */
function endIn(statuses: readonly Status[]): EntryEnd | undefined {
  const ends = statuses.flatMap(({ description, createdAt }) => {
    const end = parseEnd(description ?? '');
    return end === undefined ? [] : [{ ...end, finished: createdAt, text: description }];
  });
  const inOrder = ends.toSorted((a, b) => Date.parse(a.finished) - Date.parse(b.finished));
  const last = inOrder.at(-1);
  const first = inOrder.find(({ text }) => text === last?.text);
  if (first === undefined) return undefined;
  const { text: _, ...end } = first;
  return end;
}
