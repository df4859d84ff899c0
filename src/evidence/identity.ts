import type { Identity } from '../domain/evidence.ts';
import type { GitHubSigner, IdentitySigner, Signer } from '../domain/signer.ts';
import { clip } from './statement.ts';

/** Fulcio's extensions, the last number of 1.3.6.1.4.1.57264.1.N (sigstore/fulcio, docs/oid-info.md). */
const oid = {
  buildSigner: 9,
  runner: 11,
  repository: 12,
  ref: 14,
  repositoryId: 15,
  ownerId: 17,
  trigger: 20,
  /** GitHub's `environment` claim. The subject never shows it, so a certificate without the extension proves none. */
  environment: 23,
} as const;

export type CertificateSigner = GitHubSigner | IdentitySigner;

/** Where an identity is not what a signer wants. */
type Difference = { readonly what: string; readonly wanted: string; readonly found: string | undefined };

/** The signers that a verified certificate satisfies; if none, why: who signed, and what the nearest signer wants. */
export type Match =
  | { readonly state: 'named'; readonly signers: readonly [string, ...string[]] }
  | { readonly state: 'unnamed'; readonly why: string };

export function certificateSigners(signers: readonly Signer[]): readonly CertificateSigner[] {
  return signers.filter((signer) => signer.kind !== 'key');
}

/**
 * Compares the identity of a certificate whose signature is verified already. Everything compares exactly, with case;
 * only refs are globs, matched as a whole. Never leaves this to `@sigstore/verify`, whose subject is an unanchored
 * regular expression (policy.md §3.2, hole 2).
 */
export function matchSigners(identity: Identity, signers: readonly CertificateSigner[]): Match {
  const compared = signers.map((signer) => ({ signer, differences: differences(signer, identity) }));
  const [first, ...more] = compared
    .filter(({ differences }) => differences.length === 0)
    .map(({ signer }) => signer.name);
  if (first !== undefined) return { state: 'named', signers: [first, ...more] };
  const nearest = compared.reduce<(typeof compared)[number] | undefined>(
    (best, one) =>
      best === undefined || distance(one.differences) < distance(best.differences) ? one : best,
    undefined,
  );
  const who = `signed by ${describe(identity)}`;
  if (nearest === undefined)
    return { state: 'unnamed', why: `${who}, and the config names no keyless signer` };
  return {
    state: 'unnamed',
    why: `${who}; ${nearest.signer.name} wants ${nearest.differences.map(sentence).join(' and ')}`,
  };
}

function differences(signer: CertificateSigner, identity: Identity): Difference[] {
  const found =
    signer.kind === 'identity' ? compareIdentity(signer, identity) : compareGitHub(signer, identity);
  return found.filter((difference) => difference !== undefined);
}

function compareIdentity(signer: IdentitySigner, identity: Identity): (Difference | undefined)[] {
  return [
    exactly('issuer', signer.issuer, identity.issuer),
    exactly('subject', signer.subject, identity.subject),
  ];
}

function compareGitHub(signer: GitHubSigner, identity: Identity): (Difference | undefined)[] {
  const { claims } = identity;
  const runner = claims[oid.runner];
  return [
    exactly('issuer', signer.issuer, identity.issuer),
    exactly('repository', `${signer.server}/${signer.repository}`, claims[oid.repository]),
    ...compareWorkflow(signer, identity),
    oneOf('ref', signer.refs, claims[oid.ref]),
    amongTriggers(signer.triggers, claims[oid.trigger]),
    signer.runner === 'any' ? undefined : exactly('runner', signer.runner, runner),
    ifWanted('environment', signer.environment, claims[oid.environment]),
    ifWanted('repository id', signer.repositoryId, claims[oid.repositoryId]),
    ifWanted('owner id', signer.ownerId, claims[oid.ownerId]),
  ];
}

/**
 * GitHub's build signer URI is `SERVER/OWNER/REPO/.github/workflows/FILE@REF`, and the subject is the same. Of a
 * reusable workflow both name the workflow's repository, which is why the caller's is always compared by itself
 * (policy.md §1.6).
 */
function compareWorkflow(signer: GitHubSigner, identity: Identity): (Difference | undefined)[] {
  if (signer.workflow === undefined && signer.workflowRefs === undefined) return [];
  const uri = identity.claims[oid.buildSigner];
  const [file, ref] = splitWorkflow(uri ?? '', signer);
  return [
    exactly('subject', uri ?? 'of its workflow', identity.subject),
    signer.workflow === undefined
      ? undefined
      : exactly('workflow', `${signer.server}/${signer.workflow}`, file),
    oneOf('workflow ref', signer.workflowRefs, ref),
  ];
}

/** A file's name may have an `@` as well: with a workflow that is wanted, what follows its own name is the ref. */
function splitWorkflow(uri: string, signer: GitHubSigner): readonly [string | undefined, string | undefined] {
  const wanted = signer.workflow === undefined ? undefined : `${signer.server}/${signer.workflow}`;
  if (wanted !== undefined && uri.startsWith(`${wanted}@`)) return [wanted, uri.slice(wanted.length + 1)];
  const [, file, ref] = /^(.+?\.ya?ml)@(.+)$/s.exec(uri) ?? [];
  return [file, ref];
}

function exactly(what: string, wanted: string, found: string | undefined): Difference | undefined {
  return found === wanted ? undefined : { what, wanted, found };
}

function ifWanted(
  what: string,
  wanted: string | undefined,
  found: string | undefined,
): Difference | undefined {
  return wanted === undefined ? undefined : exactly(what, wanted, found);
}

function oneOf(what: string, globs: GitHubSigner['refs'], found: string | undefined): Difference | undefined {
  if (globs === undefined || (found !== undefined && globs.some((glob) => glob.matches(found))))
    return undefined;
  return { what, wanted: globs.map((glob) => glob.text).join(' or '), found };
}

function amongTriggers(wanted: GitHubSigner['triggers'], found: string | undefined): Difference | undefined {
  if (wanted === undefined || (found !== undefined && wanted.has(found))) return undefined;
  return { what: 'trigger', wanted: [...wanted].join(' or '), found };
}

/** A signer of another repository is further away than one of another branch. */
function distance(found: readonly Difference[]): number {
  return found.reduce(
    (sum, { what }) => sum + (what === 'repository' || what === 'issuer' || what === 'subject' ? 10 : 1),
    0,
  );
}

function sentence({ what, wanted, found }: Difference): string {
  return found === undefined
    ? `${what} ${wanted}, which the certificate does not show`
    : `${what} ${wanted}, not ${clip(found)}`;
}

/** `acme/app release.yml@refs/heads/main`, or subject and issuer. */
function describe(identity: Identity): string {
  const repository = identity.claims[oid.repository];
  const workflow = identity.claims[oid.buildSigner];
  if (repository === undefined || workflow === undefined)
    return `${clip(identity.subject ?? 'nobody by name')} (${clip(identity.issuer ?? 'no issuer')})`;
  const own = `${repository}/.github/workflows/`;
  const file = workflow.startsWith(own) ? workflow.slice(own.length) : withoutServer(workflow);
  return `${clip(withoutServer(repository))} ${clip(file)}`;
}

function withoutServer(uri: string): string {
  return uri.replace(/^https:\/\/github\.com\//, '');
}
