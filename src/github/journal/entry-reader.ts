import type { EntryEnd, JournalEntry } from '../../domain/journal-entry.ts';
import type { GitHubApi } from '../api.ts';
import { notVisible } from '../failure.ts';
import { splitRepository } from '../repository.ts';
import type { PromotionRow } from './promotion-pages.ts';
import { parseEnd } from './status-text.ts';

const what = 'the statuses of deployments';
const actions = 'github-actions[bot]';

/**
 * By GraphQL: REST would take a request for the statuses of each deployment. The order of statuses is not documented, so
 * both ends of each list are asked for; the outcome and what came after it are the last.
 */
const query = `query ($owner: String!, $repo: String!, $ids: [ID!]!) {
  viewer { login }
  repository(owner: $owner, name: $repo) { nameWithOwner }
  nodes(ids: $ids) {
    ... on Deployment {
      id
      some: statuses(first: 5) { nodes { description createdAt logUrl creator { __typename login } } }
      others: statuses(last: 5) { nodes { description createdAt logUrl creator { __typename login } } }
    }
  }
}`;

type Status = {
  readonly description: string | null;
  readonly createdAt: string;
  readonly creator: string | null;
  readonly logUrl: string | null;
};

/** What became of promotions, in one request for up to a hundred of them; in their order. */
export type EntryReader = (rows: readonly PromotionRow[]) => Promise<readonly JournalEntry[]>;

export function createEntryReader(api: GitHubApi, repository: string): EntryReader {
  return async (rows) => {
    if (rows.length === 0) return [];
    const { statusesOfDeployments } = await import('./schema.ts');
    const ids = rows.map(({ node }) => node);
    const data = await api.query(what, query, { ...splitRepository(repository), ids });
    const read = statusesOfDeployments(data);
    if (read === undefined) throw notVisible(`${repository}, deployments`, 'deployments: read');
    // One whose statuses GitHub does not show is one that has not ended: a rollback of that kind holds its stage.
    return rows.map((row) => entryOf(row, read.statuses.get(row.node) ?? [], read.viewer));
  };
}

function entryOf(
  {
    creator = null,
    promotion,
  }: Omit<PromotionRow, 'creator'> & { readonly creator?: string | null | undefined },
  statuses: readonly Status[],
  viewer: string,
): JournalEntry {
  const isForeign = creator !== actions && creator !== viewer;
  // On a deployment of ours somebody else's word is not ours.
  const own = statuses.filter((status) => status.creator === creator);
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
