import { HoistError } from '../errors.ts';
import { hostOf, pathOf } from '../image/reference.ts';
import type { Ledger, StoredImage } from '../ports/ledger.ts';
import { splitRepository } from './repository.ts';

const route = 'POST /orgs/{org}/artifacts/metadata/storage-record';
/** What GitHub takes (ecosystem.md §2.10). */
const longestUrl = 152;
const digestForm = /^sha256:[a-f0-9]{64}$/;

/** The two questions that the ledger needs: what owns the repository, and one write. */
export type LedgerApi = {
  get(route: `GET /${string}`, parameters: Readonly<Record<string, string>>): Promise<unknown>;
  send(route: `POST /${string}`, parameters: Readonly<Record<string, string>>): Promise<unknown>;
};

/** Storage records on GitHub's "linked artifacts" page: only organisations have one. */
export function gitHubLedger(api: LedgerApi, repository: string): Ledger {
  const { owner, repo } = splitRepository(repository);
  let organisation: Promise<boolean> | undefined;

  async function isOrganisation(): Promise<boolean> {
    const body = await api.get('GET /users/{username}', { username: owner });
    return typeof body === 'object' && body !== null && 'type' in body && body.type === 'Organization';
  }

  return {
    async store(image) {
      try {
        organisation ??= isOrganisation();
        if (!(await organisation)) return `${owner} is no organisation, and only those have linked artifacts`;
        if (!digestForm.test(image.digest)) return 'linked artifacts are named by a sha256 digest only';
        await api.send(route, bodyOf(image, { org: owner, repo }));
        return undefined;
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
