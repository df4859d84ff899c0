import { HoistError } from '../errors.ts';
import type { AttestationStore } from '../ports/attestation-store.ts';
import type { GitHubApi } from './api.ts';
import { splitRepository } from './repository.ts';

const route = 'POST /repos/{owner}/{repo}/attestations';

/** What helps where GitHub says no: it answers 403 without the permission, and 404 or 422 where it keeps none. */
const advice =
  'Add "attestations: write" under permissions: of the job, beside "id-token: write". On some plans, private and internal repositories cannot keep attestations, and GitHub Enterprise Server keeps none';

/** GitHub's own store, which `gh attestation verify` reads. By which image a bundle is found there, its subjects say. */
export function gitHubAttestationStore(api: Pick<GitHubApi, 'send'>, repository: string): AttestationStore {
  const where = splitRepository(repository);
  return {
    async keep(bundle) {
      try {
        const body = JSON.parse(new TextDecoder().decode(bundle)) as unknown;
        const sent = await api.send(route, { ...where, bundle: body });
        return sent.became === 'done' ? undefined : sent.error.message;
      } catch (thrown) {
        if (!(thrown instanceof HoistError)) throw thrown;
        return thrown.code === 'GITHUB_FORBIDDEN' || thrown.code === 'GITHUB_ANSWER'
          ? `${thrown.message}. ${advice}`
          : thrown.message;
      }
    },
  };
}
