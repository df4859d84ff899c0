import type { Evidence, EvidenceKind, EvidencePart } from '../domain/evidence.ts';
import { promotionType } from '../domain/promotion-statement.ts';
import type { Want } from './choose.ts';

type PartOf<Kind extends EvidenceKind> = Extract<EvidencePart, { readonly kind: Kind }>;

/** How the predicate types of a kind begin; their versions differ by producer (policy.md §1.4). */
const families: Readonly<Record<EvidenceKind, readonly string[]>> = {
  signature: ['https://sigstore.dev/cosign/sign/'],
  provenance: ['https://slsa.dev/provenance/'],
  sbom: ['https://spdx.dev/Document', 'https://cyclonedx.org/bom'],
  scan: [
    'https://cosign.sigstore.dev/attestation/vuln/',
    'https://in-toto.io/attestation/vulns/',
    'https://cyclonedx.org/bom',
  ],
  vex: ['https://openvex.dev/ns', 'https://cyclonedx.org/bom'],
  summary: ['https://slsa.dev/verification_summary/', 'https://in-toto.io/attestation/svr/'],
  promotion: [promotionType],
  tests: ['https://in-toto.io/attestation/test-result/'],
};

/** How to tell documents of one kind from others, for {@link Want}. */
export function ofKind<Kind extends EvidenceKind>(kind: Kind): Pick<Want<PartOf<Kind>>, 'read' | 'couldBe'> {
  return {
    read: ({ parts }) => parts.filter((part): part is PartOf<Kind> => part.kind === kind),
    couldBe: (evidence) => couldBe(kind, evidence),
  };
}

/** Without a predicate type a broken document may have been anything, except that reports are no signatures. */
function couldBe(kind: EvidenceKind, evidence: Evidence): boolean {
  const { predicateType, place, title } = evidence;
  if (predicateType !== undefined) return families[kind].some((family) => predicateType.startsWith(family));
  return kind === 'signature' ? place !== 'local' && !isReport(evidence) : !/signature/i.test(title);
}

/** Whatever nobody signed and is not in the form of something signed (a bundle, Notation): an SBOM beside the image, say. */
function isReport({ trust, title }: Evidence): boolean {
  return trust.level === 'unsigned' && !/signature|bundle|envelope|statement/i.test(title);
}
