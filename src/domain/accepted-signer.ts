import { exactGlob } from './glob.ts';
import { promotingEvents, writingEvents } from './run.ts';
import type { GitHubSigner, Signer } from './signer.ts';

/** The repository whose workflows promote, as the job knows it. */
export type OwnRepository = {
  /** `OWNER/REPO`. */
  readonly repository: string;
  /** `https://github.com`. */
  readonly server: string;
  /** `main`. */
  readonly defaultBranch: string;
};

/**
 * Without a workflow, the workflows of this repository on its default branch, in runs that only somebody with write access
 * or GitHub itself can cause: a workflow on `pull_request_target` or `issue_comment` runs on that branch for strangers too.
 * Neither does `workflow_run` count, as the certificate does not say what caused that run.
 *
 * @param workflow only this one: `.github/workflows/FILE` of this repository, or `OWNER/REPO/.github/workflows/FILE` that
 * its workflows call
 */
export function ownWorkflows(
  { repository, server, defaultBranch }: OwnRepository,
  workflow?: string,
): GitHubSigner {
  return {
    kind: 'github',
    name: workflow ?? 'this repository',
    repository,
    server,
    issuer: issuerOf(server),
    triggers: writingEvents,
    refs: [exactGlob(`refs/heads/${defaultBranch}`)],
    runner: 'any',
    ...(workflow === undefined
      ? {}
      : { workflow: workflow.startsWith('.github/') ? `${repository}/${workflow}` : workflow }),
  };
}

/**
 * A signer as one whose promotions count: Hoist promotes under no other events, so that what is signed under them, by a
 * workflow that runs strangers' code on the default branch, is no promotion.
 */
export function asPromoter(signer: Signer): Signer {
  return signer.kind === 'github' ? { triggers: promotingEvents, ...signer } : signer;
}

/** GitHub Enterprise Server, and tenants with data residency, issue their own ID tokens. */
export function issuerOf(server: string): string {
  if (server === 'https://github.com') return 'https://token.actions.githubusercontent.com';
  const { hostname } = new URL(server);
  return hostname.endsWith('.ghe.com') ? `https://token.actions.${hostname}` : `${server}/_services/token`;
}
