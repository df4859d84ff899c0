import { HoistError } from '../errors.ts';
import { hostOf, pathOf } from '../image/reference.ts';
import type { Ledger, StoredImage } from '../ports/ledger.ts';
import type { GitHubApi } from './api.ts';
import { splitRepository } from './repository.ts';

const route = 'POST /orgs/{org}/artifacts/metadata/storage-record';
/** What GitHub takes (ecosystem.md §2.10). */
const longestUrl = 152;
const digestForm = /^sha256:[a-f0-9]{64}$/;

/** The two questions that the ledger needs: what owns the repository, and one write. */
export type LedgerApi = Pick<GitHubApi, 'get' | 'send'>;

/** Storage records on GitHub's "linked artifacts" page: only organisations have one. */
export function gitHubLedger(api: LedgerApi, repository: string): Ledger {
  const { owner, repo } = splitRepository(repository);
  let organisation: Promise<boolean> | undefined;

  async function isOrganisation(): Promise<boolean> {
    const body = await api.get('GET /repos/{owner}/{repo}', { owner, repo });
    const { RepositoryOwner } = await import('./schema.ts');
    return RepositoryOwner.safeParse(body).data?.type === 'Organization';
  }

  return {
    async store(image) {
      try {
        organisation ??= isOrganisation();
        // A person's repository has none: nothing is missing that somebody could allow.
        if (!(await organisation)) return undefined;
        if (!digestForm.test(image.digest)) return 'linked artifacts are named by a sha256 digest only';
        // Sent twice it is one record: what may have been done is not looked for.
        const sent = await api.send(route, bodyOf(image, { org: owner, repo }));
        return sent.became === 'done' ? undefined : sent.error.message;
      } catch (thrown) {
        if (!(thrown instanceof HoistError)) throw thrown;
        return thrown.hint === undefined ? thrown.message : `${thrown.message}. ${thrown.hint}`;
      }
    },
  };
}

function bodyOf(
  { repository, digest, tag }: StoredImage,
  { org, repo }: { readonly org: string; readonly repo: string },
): Readonly<Record<string, string>> {
  const path = pathOf(repository);
  const url = `https://${hostOf(repository)}/${path}`;
  return {
    org,
    name: path,
    digest,
    ...(tag === undefined ? {} : { version: tag }),
    registry_url: `https://${hostOf(repository)}/`,
    repository: path,
    ...(url.length > longestUrl ? {} : { artifact_url: url }),
    status: 'active',
    github_repository: repo,
  };
}
