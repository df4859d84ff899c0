import type { Evidence, Trust } from '../domain/evidence.ts';
import type { Digest } from '../image/digest.ts';
import type { Interpreted } from './interpret.ts';
import { documentKey, type HeldDocument } from './read-leads.ts';

/** A document that was understood, and what holds it. */
export type Understood = Interpreted & {
  readonly found: Pick<HeldDocument['found'], 'digest' | 'annotations'>;
  readonly holders: readonly Digest[];
  readonly isStatement: boolean;
};

export type SignedIndex = {
  readonly digest: Digest;
  /** Its attestation manifests. */
  readonly attestations: ReadonlySet<Digest>;
};

type Signed = Extract<Trust, { level: 'signed' }>;
type Seal = { readonly by: Digest; readonly trust: Signed };

/**
 * Raises what is sealed. A statement that BuildKit wrote beside a platform is not signed, and reachable by digest from the
 * index: whoever signed the index signed its bytes too, and so did who signed the attestation manifest itself. A signature
 * on a platform's manifest does not reach it (policy.md §5.3).
 *
 * Only signatures seal. What a sealed statement is about is what its own subject says by digest, as for any statement:
 * BuildKit always writes that, so the reference in the index's annotations stays a hint and binds nothing.
 *
 * A document that was found in several places comes once for each way in which it may be believed, and with no worse one
 * where it has a better: `unsigned` is left out where the same bytes are sealed.
 */
export function sealed(documents: readonly Understood[], index: SignedIndex): readonly Evidence[] {
  const seals = documents.flatMap(({ evidence, signs }): readonly Seal[] => {
    const { trust } = evidence;
    return trust.level === 'signed' ? signs.map((by) => ({ by, trust })) : [];
  });
  return [...byDocument(documents).values()].flatMap((copies) => {
    const holders = new Set(copies.flatMap((copy) => copy.holders));
    return best(copies.flatMap((copy) => raised(copy, sealsFor(holders, seals, index))));
  });
}

function byDocument(documents: readonly Understood[]): ReadonlyMap<string, readonly Understood[]> {
  const groups = new Map<string, Understood[]>();
  for (const document of documents) {
    const key = documentKey(document.found);
    groups.set(key, [...(groups.get(key) ?? []), document]);
  }
  return groups;
}

/**
 * One for each set of signers. Signatures by the same ones are one seal, made between the first and the last of their
 * times: signing an image again makes what is in it neither older nor younger.
 */
function sealsFor(
  holders: ReadonlySet<Digest>,
  seals: readonly Seal[],
  { digest, attestations }: SignedIndex,
): readonly Seal[] {
  const within = [...holders].filter((holder) => attestations.has(holder));
  if (within.length === 0) return [];
  const bySigners = new Map<string, Seal>();
  for (const seal of seals.filter(({ by }) => by === digest || within.includes(by))) {
    const key = JSON.stringify(seal.trust.signers.toSorted());
    const known = bySigners.get(key);
    bySigners.set(key, known === undefined ? seal : { ...known, trust: spanning(known.trust, seal.trust) });
  }
  return [...bySigners.values()];
}

function spanning(one: Signed, other: Signed): Signed {
  const spans = [one.signedAt, other.signedAt].filter((span) => span !== undefined);
  if (spans.length === 0) return one;
  const first = new Date(Math.min(...spans.map((span) => span.first.getTime())));
  const last = new Date(Math.max(...spans.map((span) => span.last.getTime())));
  return { ...one, signedAt: { first, last } };
}

function raised({ evidence, isStatement }: Understood, seals: readonly Seal[]): readonly Evidence[] {
  if (!isStatement || evidence.trust.level !== 'unsigned' || seals.length === 0) return [evidence];
  return seals.map(({ by, trust }) => ({ ...evidence, trust: { ...trust, sealedBy: by } }));
}

/** One of each kind of trust that may count; of those that never do, one, and only where there is nothing better. */
function best(copies: readonly Evidence[]): readonly Evidence[] {
  const sorted = copies.toSorted((a, b) => worth(b) - worth(a));
  const counting = sorted.filter(({ trust }) => trust.level === 'signed' || trust.level === 'local');
  if (counting.length === 0) return sorted.slice(0, 1);
  const ways = new Map<string, Evidence>();
  for (const evidence of counting) {
    const { trust } = evidence;
    const way = JSON.stringify(trust.level === 'signed' ? trust.signers.toSorted() : trust.level);
    if (!ways.has(way)) ways.set(way, evidence);
  }
  return [...ways.values()];
}

function worth({ trust, problem }: Evidence): number {
  const level = { untrusted: 0, unsigned: 1, local: 2, signed: 3 }[trust.level];
  return problem === undefined ? level + 4 : level;
}
