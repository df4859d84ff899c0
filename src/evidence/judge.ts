import type { KeyObject } from 'node:crypto';
import type { Trust } from '../domain/evidence.ts';
import type { KeySigner, TrustSettings } from '../domain/signer.ts';
import { certificateSigners, matchSigners } from './identity.ts';
import { isSignedBy, parsePublicKey } from './key-signature.ts';
import { signedBytes, type SignedDocument } from './signed-document.ts';
import type * as Sigstore from './sigstore.ts';
import { nothing, type Nothing } from './statement.ts';
import type { Authorities } from './trust-material.ts';
import type { RootSource } from './trust-root.ts';

/** Who of the config's signers made a signature. `Nothing` where that cannot be found out. */
export type Judge = (document: SignedDocument) => Promise<Trust | Nothing>;

type Key = { readonly signer: KeySigner; readonly key: KeyObject };
/** The Sigstore packages and the roots, both once and on demand. */
type Backing = () => Promise<{ readonly sigstore: typeof Sigstore; readonly authorities: Authorities }>;

/** A signature without a named signer counts for nobody (hole 1): every way through here ends at the config's signers. */
export function createJudge(trust: TrustSettings, roots: RootSource): Judge {
  const keys = trust.signers
    .filter((signer) => signer.kind === 'key')
    .map((signer) => ({ signer, key: parsePublicKey(signer) }));
  let backing: ReturnType<Backing> | undefined;
  const load: Backing = () => (backing ??= loadBacking(trust, roots));
  return (document) =>
    document.material.certified ? judgeCertificate(document, trust, load) : judgeKeys(document, keys, load);
}

async function loadBacking(trust: TrustSettings, roots: RootSource): ReturnType<Backing> {
  const sigstore = await import('./sigstore.ts');
  return { sigstore, authorities: await sigstore.loadAuthorities(trust, roots) };
}

async function judgeCertificate(
  document: SignedDocument,
  trust: TrustSettings,
  load: Backing,
): Promise<Trust | Nothing> {
  const signers = certificateSigners(trust.signers);
  if (signers.length === 0)
    return untrusted('it is signed with a certificate, and the config names no keyless signer');
  const { sigstore, authorities } = await load();
  const verdict = sigstore.verifyCertificate(document, authorities.known);
  if (verdict.state !== 'valid') return refusal(verdict, authorities);
  const { identity, signedAt } = verdict;
  const match = matchSigners(identity, signers);
  if (match.state === 'unnamed') return { level: 'untrusted', identity, why: match.why };
  return {
    level: 'signed',
    signers: match.signers,
    identity,
    ...(signedAt === undefined ? {} : { signedAt }),
  };
}

async function judgeKeys(
  document: SignedDocument,
  keys: readonly Key[],
  load: Backing,
): Promise<Trust | Nothing> {
  if (keys.length === 0) return untrusted('it is signed with a key, and the config names no key');
  const bytes = signedBytes(document);
  const signing = keys.filter(({ key }) => isSignedBy(key, bytes, document.signature));
  if (signing.length === 0) {
    const names = keys.map(({ signer }) => signer.name).join(', ');
    return untrusted(`the signature is of no key that the config names (${names})`);
  }
  const identity = { kind: 'key', claims: {} } as const;
  const unlogged = signing.filter(({ signer }) => signer.transparencyLog === 'none');
  const logged = signing.filter(({ signer }) => signer.transparencyLog === 'required');
  const [first] = logged;
  if (first === undefined)
    return { level: 'signed', signers: unlogged.map(({ signer }) => signer.name), identity };

  // Signers of one key need one look at the log.
  const { sigstore, authorities } = await load();
  const verdict = sigstore.verifyLogEntry(document, first.key, authorities.known);
  if (verdict.state === 'valid') {
    const { signedAt } = verdict;
    const signers = signing.map(({ signer }) => signer.name);
    return { level: 'signed', signers, identity, ...(signedAt === undefined ? {} : { signedAt }) };
  }
  if (unlogged.length > 0)
    return { level: 'signed', signers: unlogged.map(({ signer }) => signer.name), identity };
  const refused = refusal(verdict, authorities);
  if (refused.level !== 'untrusted') return refused;
  return {
    level: 'untrusted',
    identity,
    why: `signed by the key of ${first.signer.name}, which wants a transparency log: ${refused.why}`,
  };
}

/** While a root is missing, a signature that the others do not know may be one of its own: that is not "untrusted". */
function refusal(
  verdict: Exclude<Sigstore.Verdict, { readonly state: 'valid' }>,
  { unreachable }: Authorities,
): Extract<Trust, { readonly level: 'untrusted' }> | (Nothing & { readonly level?: never }) {
  if (verdict.state === 'unsupported') return nothing('UNSUPPORTED', verdict.why, 'signature');
  if (unreachable.length > 0) return nothing('UNREACHABLE', unreachable.join('; '), 'signature');
  if (verdict.state === 'broken')
    return nothing('UNPARSABLE', `the signature cannot be read: ${verdict.why}`, 'signature');
  return untrusted(`the signature is not valid: ${verdict.why}`);
}

function untrusted(why: string): Extract<Trust, { readonly level: 'untrusted' }> {
  return { level: 'untrusted', why };
}
