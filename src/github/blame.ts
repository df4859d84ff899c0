import type { LineOrigin } from '../ports/forge.ts';
import type { GitHubApi } from './api.ts';
import { notVisible } from './failure.ts';
import { splitRepository } from './repository.ts';

const query = `query ($owner: String!, $repo: String!, $commit: GitObjectID!, $path: String!) {
  repository(owner: $owner, name: $repo) {
    object(oid: $commit) {
      ... on Commit {
        blame(path: $path) {
          ranges { startingLine endingLine commit { oid author { user { login } } } }
        }
      }
    }
  }
}`;

export type BlameOptions = { readonly path: string; readonly commit: string; readonly line: number };

/** Who last wrote a line; GitHub offers blame by GraphQL only. */
export async function blame(
  api: GitHubApi,
  repository: string,
  { path, commit, line }: BlameOptions,
): Promise<LineOrigin | undefined> {
  const data = await api.query('the blame', query, { ...splitRepository(repository), commit, path });
  const { Blame } = await import('./schema.ts');
  const ranges = Blame.safeParse(data).data;
  if (ranges === undefined) throw notVisible(`${repository}, ${path} at ${commit}`, 'contents: read');
  const range = ranges.find(({ from, to }) => from <= line && line <= to);
  if (range === undefined) return undefined;
  const { author } = range;
  return { commit: range.commit, ...(author !== undefined && { author }) };
}
