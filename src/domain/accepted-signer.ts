import { parseTextGlob } from './glob.ts';
import type { Stage } from './pipeline.ts';
import { writingEvents } from './run.ts';
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
 * Without other words, the workflows of this repository on its default branch, in runs that only somebody with write access
 * or GitHub itself can cause: a workflow on `pull_request_target` or `issue_comment` runs on that branch for strangers too.
 * Neither does `workflow_run` count, as the certificate does not say what caused that run.
 */
export function ownWorkflows({ repository, server, defaultBranch }: OwnRepository): GitHubSigner {
  return {
    kind: 'github',
    name: 'this repository',
    repository,
    server,
    issuer: issuerOf(server),
    triggers: writingEvents,
    refs: [parseTextGlob(escaped(`refs/heads/${defaultBranch}`))],
    runner: 'any',
  };
}

/**
 * Those whose statements show a promotion to a stage. Where the stage has an environment that must be entered, the
 * certificate has to name that environment: whoever signs for another one, or for none, was not let in.
 */
export function acceptedFor(
  stage: Pick<Stage, 'environment'> | undefined,
  signers: readonly Signer[],
): readonly Signer[] {
  const guard = stage?.environment;
  if (guard === undefined || guard.approval === 'none') return signers;
  return signers.flatMap((signer): readonly Signer[] => {
    if (signer.kind !== 'github') return [signer];
    const { environment = guard.name } = signer;
    return environment === guard.name ? [{ ...signer, environment }] : [];
  });
}

/** GitHub Enterprise Server, and tenants with data residency, issue their own ID tokens. */
function issuerOf(server: string): string {
  if (server === 'https://github.com') return 'https://token.actions.githubusercontent.com';
  const { hostname } = new URL(server);
  return hostname.endsWith('.ghe.com') ? `https://token.actions.${hostname}` : `${server}/_services/token`;
}

/** A branch may be called by what is a wildcard elsewhere. */
function escaped(ref: string): string {
  return ref.replace(/[*?[\]\\]/g, '\\$&');
}
