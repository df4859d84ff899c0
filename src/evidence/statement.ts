import type { ReasonCode } from '../domain/decision.ts';
import { messageOf } from '../errors.ts';
import { algorithmOf, hexOf, type Digest } from '../image/digest.ts';
import { isJsonObject, parseStrictJson } from '../image/strict-json.ts';
import type { Statement, StatementSubject } from './document.ts';

/** What was inside an envelope, before anybody asked who signed it. */
export type Content =
  | { readonly what: 'statement'; readonly statement: Statement }
  | {
      readonly what: 'signature';
      readonly digest: string;
      readonly annotations: Readonly<Record<string, string>>;
    }
  | Nothing;

/** A document that says nothing, and why. */
export type Nothing = {
  readonly what: 'nothing';
  readonly code: ReasonCode;
  readonly message: string;
  readonly title: string;
};

export function nothing(code: ReasonCode, message: string, title = 'document'): Nothing {
  return { what: 'nothing', code, message, title };
}

export function isNothing(value: object): value is Nothing {
  return 'what' in value && value.what === 'nothing';
}

export const inTotoType = 'application/vnd.in-toto+json';

const statementTypes: ReadonlySet<unknown> = new Set([
  'https://in-toto.io/Statement/v1',
  'https://in-toto.io/Statement/v0.1',
]);

/** cosign's image signature since version 3: a statement without a predicate (policy.md §1.3). */
const signatureType = 'https://sigstore.dev/cosign/sign/v1';

/**
 * Reads an in-toto statement out of an envelope. A statement of cosign's image signature becomes a `signature` of the
 * subject that is `about`, else of its first.
 */
export function openPayload(payloadType: string, payload: Uint8Array, about: Digest | undefined): Content {
  if (payloadType !== inTotoType)
    return nothing(
      'UNSUPPORTED',
      `the envelope holds ${clip(payloadType)}, not ${inTotoType}`,
      'DSSE envelope',
    );
  let json: unknown;
  try {
    json = parseStrictJson(payload, 'the statement');
  } catch (error) {
    return nothing('UNPARSABLE', messageOf(error), title);
  }
  return openStatement(json, about);
}

const title = 'in-toto statement';

/** The same for a statement that was parsed already, strictly. */
export function openStatement(json: unknown, about: Digest | undefined): Content {
  const statement = readStatement(json);
  if (isNothing(statement)) return statement;
  if (statement.predicateType !== signatureType) return { what: 'statement', statement };
  const digests = statement.subjects.map((subject) => ({ subject, digest: digestIn(subject, about) }));
  const chosen = digests.find(({ digest }) => digest === about) ?? digests[0];
  if (chosen?.digest === undefined)
    return nothing('UNPARSABLE', 'the signature names no digest', 'cosign signature');
  return { what: 'signature', digest: chosen.digest, annotations: chosen.subject.annotations };
}

/** In the algorithm of the image that is asked about, else in SHA-256. */
function digestIn(subject: StatementSubject, about: Digest | undefined): string | undefined {
  const algorithm = about === undefined ? 'sha256' : algorithmOf(about);
  const same = valueOf(subject.digest, algorithm);
  if (about !== undefined && same === hexOf(about)) return about;
  const sha256 = valueOf(subject.digest, 'sha256');
  return sha256 === undefined ? undefined : `sha256:${sha256}`;
}

function readStatement(json: unknown): Statement | Nothing {
  if (!isJsonObject(json)) return nothing('UNPARSABLE', 'the statement is not an object', title);
  if (!statementTypes.has(json['_type']))
    return nothing(
      'UNSUPPORTED',
      `the statement is of the type ${clip(JSON.stringify(json['_type']) ?? 'undefined')}`,
      title,
    );
  const { predicateType, predicate } = json;
  if (typeof predicateType !== 'string' || predicateType === '')
    return nothing('UNPARSABLE', 'the statement has no predicateType', title);
  const subjects = readSubjects(json['subject']);
  if (subjects === undefined)
    return nothing('UNPARSABLE', 'the statement does not say by digest what it is about', title);
  return { predicateType, predicate, subjects };
}

function readSubjects(json: unknown): readonly StatementSubject[] | undefined {
  if (!Array.isArray(json) || json.length === 0) return undefined;
  const subjects = json.map((item) => readSubject(item));
  return subjects.every((subject) => subject !== undefined) ? subjects : undefined;
}

function readSubject(json: unknown): StatementSubject | undefined {
  if (!isJsonObject(json) || !isJsonObject(json['digest'])) return undefined;
  const digest = stringsOf(json['digest']);
  if (Object.keys(digest).length !== Object.keys(json['digest']).length) return undefined;
  const { name, annotations } = json;
  return {
    ...(typeof name === 'string' ? { name } : {}),
    digest,
    annotations: isJsonObject(annotations) ? stringsOf(annotations) : {},
  };
}

/** The members that are strings: cosign's annotations never are anything else. */
export function stringsOf(json: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(json).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function valueOf(map: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Text of a document in a message: short. Whoever prints it escapes it. */
export function clip(text: string): string {
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
