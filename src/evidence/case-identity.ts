import type { Identity } from '../domain/evidence.ts';
import type { CaseCertificate } from '../domain/policy-case.ts';
import type { GitHubSigner, Signer } from '../domain/signer.ts';

export type CaseSigning = {
  readonly certificate: CaseCertificate;
  readonly tag: string | undefined;
  readonly commit: string | undefined;
  /** The address of the run that signs; undefined: any. */
  readonly run?: string | undefined;
};

/**
 * The identity that a signer of the config has when it signs: what it wants, and for the rest what GitHub's certificates
 * show of a push (policy.md §1.6). What the case says of the certificate comes first, so that it may be somebody else's.
 */
export function caseIdentity(signer: Signer, signing: CaseSigning): Identity {
  if (signer.kind === 'key') return { kind: 'key', claims: {} };
  if (signer.kind === 'identity') {
    return {
      kind: 'certificate',
      issuer: signer.issuer,
      subject: signer.subject,
      claims: { 8: signer.issuer },
    };
  }
  return gitHubIdentity(signer, signing);
}

function gitHubIdentity(
  signer: GitHubSigner,
  { certificate, tag, commit: built, run }: CaseSigning,
): Identity {
  const { server, issuer } = signer;
  const repository = certificate.repository ?? signer.repository;
  const ref = certificate.ref ?? refOf(signer.refs, tag) ?? '';
  const workflow = certificate.workflow ?? signer.workflow ?? `${repository}/.github/workflows/release.yml`;
  const workflowRef =
    certificate.workflowRef ?? (signer.workflowRefs === undefined ? ref : refOf(signer.workflowRefs, tag));
  const subject = `${server}/${workflow}@${workflowRef ?? ''}`;
  const commit = certificate.commit ?? built;
  const claims: Readonly<Record<number, string | undefined>> = {
    8: issuer,
    9: subject,
    10: commit,
    11: certificate.runner ?? (signer.runner === 'any' ? 'github-hosted' : signer.runner),
    12: `${server}/${repository}`,
    13: commit,
    14: ref,
    15: signer.repositoryId,
    16: `${server}/${repository.split('/')[0] ?? ''}`,
    17: signer.ownerId,
    18: subject,
    19: commit,
    20: certificate.trigger ?? 'push',
    21: run ?? `${server}/${repository}/actions/runs/1/attempts/1`,
    23: certificate.environment ?? signer.environment,
  };
  return { kind: 'certificate', issuer, subject, claims: given(claims) };
}

/** The first that is allowed of the main branch, the case's own tag, and an example of each glob. */
function refOf(globs: GitHubSigner['refs'], tag: string | undefined): string | undefined {
  const likely = ['refs/heads/main', ...(tag === undefined ? [] : [`refs/tags/${tag}`])];
  if (globs === undefined) return likely[0];
  const examples = globs.map((glob) => glob.sample('1'));
  return [...likely, ...examples].find((ref) => globs.some((glob) => glob.matches(ref)));
}

function given(claims: Readonly<Record<number, string | undefined>>): Identity['claims'] {
  return Object.fromEntries(
    Object.entries(claims).filter(([, value]) => value !== undefined && value !== ''),
  ) as Record<number, string>;
}
