import { HoistError } from '../errors.ts';
import { hostOf, pathOf } from '../image/reference.ts';
import type { Ledger, StoredImage } from '../ports/ledger.ts';
import type { GitHubApi } from './api.ts';
import { splitRepository } from './repository.ts';

const listRoute = 'GET /orgs/{org}/artifacts/{subject_digest}/metadata/storage-records';
const route = 'POST /orgs/{org}/artifacts/metadata/storage-record';
/** What GitHub takes (ecosystem.md §2.10). */
const longest = { url: 152, repository: 128, version: 100, name: 256 } as const;
const optional = 'Or write linked-artifacts: auto, which goes on without.';
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

  function whoseDigest(digest: string): string | undefined {
    return digestForm.test(digest) ? undefined : 'linked artifacts are named by a sha256 digest only';
  }

  return {
    async obstacle(digest) {
      const named = whoseDigest(digest);
      if (named !== undefined) return { why: named, hint: optional };
      try {
        organisation ??= isOrganisation();
        if (!(await organisation))
          return { why: `${owner} is no organisation: only those have a ledger`, hint: optional };
        // Who may not even read what is kept of an image may not add to it.
        await api.get(listRoute, { org: owner, subject_digest: digest });
        return undefined;
      } catch (thrown) {
        if (!(thrown instanceof HoistError)) throw thrown;
        // What only could not be reached now may be there when it is needed.
        if (thrown.kind !== 'config') return undefined;
        return {
          why: thrown.message,
          hint: `Add "artifact-metadata: write" under permissions: of the job. ${optional}`,
        };
      }
    },
    async store(image) {
      try {
        organisation ??= isOrganisation();
        // A person's repository has none: nothing is missing that somebody could allow.
        if (!(await organisation)) return undefined;
        const named = whoseDigest(image.digest);
        if (named !== undefined) return named;
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
    name: path.slice(0, longest.name),
    digest,
    ...(tag === undefined || tag.length > longest.version ? {} : { version: tag }),
    registry_url: `https://${hostOf(repository)}/`,
    ...(path.length > longest.repository ? {} : { repository: path }),
    ...(url.length > longest.url ? {} : { artifact_url: url }),
    status: 'active',
    github_repository: repo,
  };
}
