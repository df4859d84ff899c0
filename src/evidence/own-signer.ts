import type { Identity } from '../domain/evidence.ts';
import { exactGlob } from '../domain/glob.ts';
import type { GitHubSigner, Signer } from '../domain/signer.ts';
import { isJsonObject, type JsonObject } from '../image/strict-json.ts';
import type { OwnSigner } from '../ports/signer.ts';
import { certificateSigners, matchSigners } from './identity.ts';
import { parsePublicKey } from './key-signature.ts';

/** What it is called beside the signers of the config. */
const ownName = 'this run';

/** The claims of an ID token of a job, of which nothing is verified: it is our own. Empty for what is none. */
export function claimsOf(token: string): JsonObject {
  const [, body = ''] = token.split('.');
  try {
    const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
    return isJsonObject(claims) ? claims : {};
  } catch {
    return {};
  }
}

/**
 * Whom a job's certificates will name, as Fulcio makes its extensions of GitHub's claims (sigstore/fulcio,
 * docs/oid-info.md); undefined where the token does not say enough.
 */
export function signerOfJob(token: string, server: string): OwnSigner | undefined {
  const claims = claimsOf(token);
  const text = (name: string): string | undefined => {
    const value = claims[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [issuer, repository, ref, trigger] = ['iss', 'repository', 'ref', 'event_name'].map(text);
  const [, workflow, workflowRef] = /^(.+?\.ya?ml)@(.+)$/s.exec(text('job_workflow_ref') ?? '') ?? [];
  if (issuer === undefined || repository === undefined || ref === undefined || trigger === undefined)
    return undefined;
  if (workflow === undefined || workflowRef === undefined) return undefined;
  const runner = text('runner_environment');
  const environment = text('environment');
  const repositoryId = text('repository_id');
  const ownerId = text('repository_owner_id');
  const subject = `${server}/${workflow}@${workflowRef}`;
  const said: Readonly<Record<number, string | undefined>> = {
    8: issuer,
    9: subject,
    11: runner,
    12: `${server}/${repository}`,
    14: ref,
    15: repositoryId,
    17: ownerId,
    20: trigger,
    23: environment,
  };
  const identity: Identity = {
    kind: 'certificate',
    issuer,
    subject,
    claims: Object.fromEntries(
      Object.entries(said).filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
  };
  const signer: GitHubSigner = {
    kind: 'github',
    name: ownName,
    repository,
    server,
    issuer,
    workflow,
    workflowRefs: [exactGlob(workflowRef)],
    refs: [exactGlob(ref)],
    triggers: new Set([trigger]),
    runner: runner === 'github-hosted' || runner === 'self-hosted' ? runner : 'any',
    ...(environment === undefined ? {} : { environment }),
    ...(repositoryId === undefined ? {} : { repositoryId }),
    ...(ownerId === undefined ? {} : { ownerId }),
  };
  return { identity, signer };
}

/** Why what a run signs counts for none of these signers; undefined: it does. */
export function whyNotNamed(
  { identity, signer }: OwnSigner,
  accepted: readonly Signer[],
): string | undefined {
  if (signer.kind === 'key') {
    const own = parsePublicKey(signer);
    const isNamed = accepted.some((one) => one.kind === 'key' && parsePublicKey(one).equals(own));
    return isNamed ? undefined : `they are signed by the key of ${signer.name}`;
  }
  const match = matchSigners(identity, certificateSigners(accepted));
  return match.state === 'named' ? undefined : match.why;
}
