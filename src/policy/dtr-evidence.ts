import type { EvidenceRef, IgnoredRef, Reason, ReasonCode } from '../domain/decision.ts';
import type { Evidence, EvidenceKind, EvidencePart } from '../domain/evidence.ts';
import type { Facts, PlatformFacts } from '../domain/facts.ts';
import type { Judging } from '../domain/policy.ts';
import { platformText } from '../image/platform.ts';

/** Whose evidence counts: names of signers, and `local`; undefined: every signer that the config names. */
export type Believed = { readonly by?: readonly string[] | undefined };

/** A part of a document that counts, with the document around it. */
export type Proof<Kind extends EvidenceKind> = {
  readonly evidence: Evidence;
  readonly part: Extract<EvidencePart, { readonly kind: Kind }>;
};

/** What is known of one kind of evidence about some manifests of the image. */
export type Proofs<Kind extends EvidenceKind> = {
  readonly counting: readonly Proof<Kind>[];
  readonly ignored: readonly IgnoredRef[];
};

type Question<Kind extends EvidenceKind> = {
  readonly kinds: readonly Kind[];
  readonly subjects: readonly string[];
  readonly believed: Believed;
  readonly judging: Judging;
};

/** Untrusted evidence is inert (I2): it is listed, and neither helps nor hurts. */
export function proofsOf<Kind extends EvidenceKind>(facts: Facts, question: Question<Kind>): Proofs<Kind> {
  const counting: Proof<Kind>[] = [];
  const ignored: IgnoredRef[] = [];
  for (const evidence of facts.evidence) {
    const parts = evidence.parts.filter((part): part is Proof<Kind>['part'] =>
      (question.kinds as readonly string[]).includes(part.kind),
    );
    if (parts.length === 0 && evidence.problem === undefined) continue;
    const why = whyIgnored(evidence, question);
    if (why === undefined) counting.push(...parts.map((part) => ({ evidence, part })));
    else ignored.push({ digest: evidence.digest, title: evidence.title, why });
  }
  return { counting, ignored };
}

function whyIgnored(
  { trust, problem, subjects }: Evidence,
  { believed: { by }, judging, subjects: wanted }: Question<EvidenceKind>,
): string | undefined {
  if (problem !== undefined) return problem.message;
  if (trust.level === 'untrusted') return trust.why;
  if (trust.level === 'unsigned') return 'unsigned';
  if (trust.level === 'local') {
    if (by?.includes('local') !== true) return 'local, and the policy does not name local';
    if (!judging.localCounts) return 'local, which does not count for this stage';
  } else if (by !== undefined && !trust.signers.some((signer) => by.includes(signer))) {
    return `signed by ${trust.signers.join(', ')}; the policy wants ${by.join(' or ')}`;
  }
  return subjects.some((subject) => wanted.includes(subject)) ? undefined : 'about another manifest';
}

/** The manifests whose evidence speaks of a platform: its own, and the index of a single one (I6). */
export function subjectsOf(platform: PlatformFacts, { image, platforms }: Facts): readonly string[] {
  return platforms.length === 1 ? [platform.digest, image.digest] : [platform.digest];
}

export function nameOf({ platform, digest }: PlatformFacts): string {
  return platform === undefined ? digest : platformText(platform);
}

/** Why there is nothing that counts; only what could not be reached may be tried again (I4). */
export function absence(
  facts: Facts,
  { what, ignored }: { readonly what: string; readonly ignored: readonly IgnoredRef[] },
): { readonly code: ReasonCode; readonly message: string } {
  const failed = facts.searches.find(({ state }) => state === 'unreachable' || state === 'cut');
  if (failed?.state === 'unreachable') {
    return { code: 'UNREACHABLE', message: `${what} was not found, and ${failed.place} could not be asked` };
  }
  if (failed !== undefined)
    return { code: 'INCOMPLETE', message: `${what} was not found, and ${failed.place} was not read whole` };
  return ignored.length > 0
    ? { code: 'UNTRUSTED', message: `there is ${what} only from whom the policy does not believe` }
    : { code: 'NO_EVIDENCE', message: `there is no ${what}` };
}

export function refOf({ digest, title, place, trust }: Evidence): EvidenceRef {
  const signers = trust.level === 'signed' ? trust.signers : [];
  const sealed = trust.level === 'signed' && trust.sealedBy !== undefined;
  const signedAt = trust.level === 'signed' ? trust.signedAt?.last.toISOString() : undefined;
  return {
    digest,
    title,
    place,
    trust: signers.length === 0 ? trust.level : `${sealed ? 'sealed' : 'signed'} by ${signers.join(', ')}`,
    signers,
    ...(signedAt === undefined ? {} : { signedAt }),
  };
}

export const noPlatform: Reason = { code: 'INCOMPLETE', message: 'the image has no platform to judge' };
