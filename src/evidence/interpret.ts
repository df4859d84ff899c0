import type { Evidence, EvidencePart } from '../domain/evidence.ts';
import { isDigest, type Digest } from '../image/digest.ts';
import { bindReport, bindStatement, type BindableImage, type Binding } from './binding.ts';
import { contradictionOf } from './contradiction.ts';
import type { OpenedDocument, Statement } from './document.ts';
import { readPredicate, readReport } from './format.ts';

/** What documents may be about. */
export type Subjects = {
  readonly image: BindableImage;
  /** The attestation manifests of the index: signatures on them seal, and sign nothing of the image itself. */
  readonly attestations: ReadonlySet<Digest>;
};

/** A document as it was understood. */
export type Interpreted = {
  readonly evidence: Evidence;
  /** The manifests, attestation manifests among them, that it signs. */
  readonly signs: readonly Digest[];
};

type Problem = NonNullable<Evidence['problem']>;
type Reading = {
  readonly title: string;
  readonly parts: readonly EvidencePart[];
  readonly binding: Binding;
  readonly problem?: Problem;
  readonly signs?: readonly Digest[];
};

const signPredicate = /^https:\/\/sigstore\.dev\/cosign\/sign\/v[0-9]+$/;

/** Reads an opened document and binds it to the image (I5). Whether its signer counts is not asked here. */
export function interpret(opened: OpenedDocument, subjects: Subjects): Interpreted {
  const { title, parts, binding, signs = [], ...read } = readingOf(opened, subjects);
  const bound = 'subjects' in binding ? binding.subjects : [];
  const problem =
    read.problem ?? ('problem' in binding ? binding.problem : undefined) ?? contradicted(opened, parts);
  const { digest, place } = opened.found;
  const statement = opened.what === 'statement' ? opened.statement : undefined;
  const evidence: Evidence = {
    digest,
    place,
    title,
    trust: opened.trust,
    subjects: problem === undefined ? bound : [],
    parts: problem === undefined ? parts : [],
    ...(statement && { predicateType: statement.predicateType }),
    ...(statement && problem === undefined && { predicate: statement.predicate }),
    ...(problem && { problem }),
  };
  return { evidence, signs };
}

function readingOf(opened: OpenedDocument, subjects: Subjects): Reading {
  switch (opened.what) {
    case 'nothing': {
      const problem = { code: opened.code, message: opened.message };
      return { title: opened.title, parts: [], binding: { subjects: [] }, problem };
    }
    case 'signature':
      return signatureReading([opened.digest], opened.annotations, subjects);
    case 'statement':
      return statementReading(opened.statement, subjects);
    default:
      return reportReading(opened, subjects);
  }
}

type OpenedReport = Extract<OpenedDocument, { readonly what: 'report' }>;

/**
 * Registries hold documents of every kind beside an image: one that is of no kind we read is no evidence, and says nothing
 * about what is missing. A file that the config names was meant to be read.
 */
function reportReading({ json, found }: OpenedReport, subjects: Subjects): Reading {
  const read = readReport(json);
  if ('problem' in read && read.isStrange === true && found.file === undefined)
    return { title: read.title, parts: [], binding: { subjects: [] } };
  if ('problem' in read) return { ...read, parts: [], binding: { subjects: [] } };
  return { ...read, binding: bindReport(read.claims, subjects.image) };
}

function statementReading(statement: Statement, subjects: Subjects): Reading {
  const { predicateType, predicate } = statement;
  if (signPredicate.test(predicateType)) return signStatementReading(statement, subjects);
  const binding = bindStatement(statement.subjects, subjects.image);
  const read = readPredicate(predicateType, predicate);
  if ('problem' in read) return { ...read, parts: [], binding };
  return { ...read, binding };
}

/** cosign v3 signs with a statement that says nothing but the digest (policy.md §1.3). */
function signStatementReading({ subjects: named }: Statement, subjects: Subjects): Reading {
  const claimed = named.map((subject) => ({ ...subject, claims: digestsOf(subject.digest) }));
  const ours = claimed.filter(({ claims }) => claims.some((digest) => isOurs(digest, subjects)));
  return signatureReading(
    claimed.flatMap(({ claims }) => claims),
    ours[0]?.annotations ?? {},
    subjects,
  );
}

function digestsOf(digest: Readonly<Record<string, string>>): readonly string[] {
  return ['sha256', 'sha512'].flatMap((algorithm) =>
    Object.hasOwn(digest, algorithm) ? [`${algorithm}:${digest[algorithm]}`] : [],
  );
}

/**
 * A signature is about the very digest that it names: one on the index says nothing of who signed a platform alone, and
 * one on an attestation manifest is none on the image.
 */
function signatureReading(
  claimed: readonly string[],
  annotations: Readonly<Record<string, string>>,
  subjects: Subjects,
): Reading {
  const title = 'cosign signature';
  const parts: readonly EvidencePart[] = [{ kind: 'signature', annotations }];
  const signs = claimed.filter((digest): digest is Digest => isOurs(digest, subjects));
  const bound = signs.filter((digest) => !subjects.attestations.has(digest));
  if (bound.length > 0) return { title, parts, binding: { subjects: bound }, signs };
  const [first = 'nothing'] = claimed;
  const message =
    signs.length > 0
      ? `it signs the attestation manifest ${first} of the index, not the image`
      : `it signs ${first.slice(0, 200)}, which is no part of the image`;
  return { title, parts, binding: { problem: { code: 'WRONG_SUBJECT', message } }, signs };
}

function isOurs(digest: string, { image, attestations }: Subjects): boolean {
  return (
    isDigest(digest) &&
    (digest === image.digest ||
      attestations.has(digest) ||
      image.platforms.some((platform) => platform.digest === digest))
  );
}

function contradicted({ trust }: OpenedDocument, parts: readonly EvidencePart[]): Problem | undefined {
  if (trust.level !== 'signed' || trust.identity.kind !== 'certificate') return undefined;
  for (const part of parts) {
    const message = part.kind === 'provenance' ? contradictionOf(part.provenance, trust.identity) : undefined;
    if (message !== undefined) return { code: 'CONTRADICTION', message };
  }
  return undefined;
}
