import { caseInstant, type CaseManifests } from '../domain/case-facts.ts';
import type { Evidence, Identity, Trust } from '../domain/evidence.ts';
import type { CaseDocument } from '../domain/policy-case.ts';
import type { Signer } from '../domain/signer.ts';
import { HoistError, type SourcePosition } from '../errors.ts';
import { digestOf, type Digest } from '../image/digest.ts';
import { isJsonObject, parseStrictJson } from '../image/strict-json.ts';
import { certificateSigners, matchSigners } from './identity.ts';
import { caseIdentity } from './case-identity.ts';
import { readPredicate, readReport } from './format.ts';

/** What a case says of one of its documents, with the bytes that it names. */
export type CaseSource = {
  readonly document: CaseDocument;
  /** Of the file; undefined where there is none to read. */
  readonly bytes?: Uint8Array;
  readonly position: SourcePosition;
};

export type CaseTrust = {
  readonly signers: readonly Signer[];
  readonly manifests: CaseManifests;
  readonly now: Date;
  /** What certificates name where the case does not say it. */
  readonly tag: string | undefined;
  readonly commit: string | undefined;
};

/** A name for the signature of somebody whom the config does not name. */
export const stranger = 'stranger';
export const unsigned = 'unsigned';
export const local = 'local';

/**
 * A document of a case as evidence: read by the readers of real evidence, and signed by whom the case says. It is about
 * what the case says that it is about, whatever it claims itself: real documents name images that a case does not have.
 *
 * @throws HoistError `CASE_SUBJECT`, `CASE_SIGNER`, `CASE_DOCUMENT` at the case's own line
 */
export function caseEvidence(source: CaseSource, trust: CaseTrust): Evidence {
  const { document } = source;
  const read = contentOf(source);
  return {
    place: document.place,
    subjects: subjectsOf(source, trust.manifests),
    trust: trustOf(source, { ...trust, run: runOf(read) }),
    ...read,
  };
}

/** The run that a record of a promotion is of: the certificate of a case is of no run of its own. */
function runOf({ parts }: Content): string | undefined {
  return parts.flatMap((part) => (part.kind === 'promotion' ? [part.record.intent.run.url] : []))[0];
}

type Content = Pick<Evidence, 'digest' | 'title' | 'parts' | 'predicateType' | 'predicate' | 'problem'>;

function contentOf({ document, bytes, position }: CaseSource): Content {
  const { content } = document;
  if (content.kind === 'signature') {
    const digest = digestOf(new TextEncoder().encode(JSON.stringify(document)));
    return {
      digest,
      title: 'signature',
      parts: [{ kind: 'signature', annotations: content.annotations }],
    };
  }
  if (content.kind === 'predicate') {
    const digest = digestOf(new TextEncoder().encode(JSON.stringify(content.predicate) ?? ''));
    return { digest, ...ofPredicate(content.predicateType, content.predicate) };
  }
  const { json, digest } = readJson(bytes ?? new Uint8Array(), { path: content.path, position });
  if (content.predicateType !== undefined) return { digest, ...ofPredicate(content.predicateType, json) };
  if (isStatement(json)) return { digest, ...ofPredicate(json.predicateType, json['predicate']) };
  return { digest, ...partsOf(readReport(json)) };
}

function readJson(
  bytes: Uint8Array,
  { path, position }: { readonly path: string; readonly position: SourcePosition },
): { readonly json: unknown; readonly digest: Digest } {
  try {
    return { json: parseStrictJson(bytes, path), digest: digestOf(bytes) };
  } catch (error) {
    if (!(error instanceof HoistError)) throw error;
    throw new HoistError('config', 'CASE_DOCUMENT', error.message, {
      position,
      hint: 'A document of a case is JSON: a report, a predicate, or an in-toto statement.',
      cause: error,
    });
  }
}

function isStatement(json: unknown): json is { readonly predicateType: string; readonly predicate: unknown } {
  return (
    isJsonObject(json) &&
    String(json['_type']).startsWith('https://in-toto.io/Statement/') &&
    typeof json['predicateType'] === 'string'
  );
}

function ofPredicate(predicateType: string, predicate: unknown): Omit<Content, 'digest'> {
  return { predicateType, predicate, ...partsOf(readPredicate(predicateType, predicate)) };
}

function partsOf(read: ReturnType<typeof readReport>): Pick<Content, 'title' | 'parts' | 'problem'> {
  return 'problem' in read
    ? { title: read.title, parts: [], problem: read.problem }
    : { title: read.title, parts: read.parts };
}

function subjectsOf(
  { document, position }: CaseSource,
  { root, platforms }: CaseManifests,
): readonly Digest[] {
  if (document.subjects.length === 0) return [root];
  return document.subjects.map((name) => {
    const digest = name === 'index' ? root : platforms.get(name);
    if (digest !== undefined) return digest;
    throw new HoistError('config', 'CASE_SUBJECT', `the image of the case has no platform ${name}`, {
      position,
      hint: `It has index, ${[...platforms.keys()].join(', ')}.`,
    });
  });
}

function trustOf(
  { document, position }: CaseSource,
  { signers, manifests, now, tag, commit, run }: CaseTrust & { readonly run: string | undefined },
): Trust {
  const { signedBy, signedAt, sealed, certificate, content } = document;
  if (signedBy === unsigned) return { level: 'unsigned' };
  if (signedBy === local)
    return { level: 'local', file: content.kind === 'file' ? content.path : 'a file of the job' };
  if (signedBy === stranger)
    return { level: 'untrusted', why: 'signed by somebody whom the config does not name' };
  const signer = signers.find(({ name }) => name === signedBy);
  if (signer === undefined) {
    throw new HoistError('config', 'SIGNER_UNKNOWN', `there is no signer "${signedBy}"`, {
      position,
      hint: `There is ${[...signers.map(({ name }) => name), unsigned, local, stranger].join(', ')}.`,
    });
  }
  const identity = caseIdentity(signer, { certificate, tag, commit, run });
  const matched = whoIs(identity, signer, signers);
  if (typeof matched === 'string') return { level: 'untrusted', identity, why: matched };
  const at = signedAt === undefined ? undefined : caseInstant(signedAt, now);
  return {
    level: 'signed',
    signers: matched,
    identity,
    ...(at === undefined ? {} : { signedAt: { first: at, last: at } }),
    ...(sealed ? { sealedBy: manifests.root } : {}),
  };
}

/** All signers that the identity satisfies, as verification would find them; else why it satisfies none. */
function whoIs(identity: Identity, signer: Signer, signers: readonly Signer[]): readonly string[] | string {
  if (signer.kind === 'key') return [signer.name];
  const match = matchSigners(identity, certificateSigners(signers));
  return 'why' in match ? match.why : match.signers;
}
