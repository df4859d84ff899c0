import { isJsonObject, parseStrictJson, type JsonObject } from '../image/strict-json.ts';
import { messageOf } from '../errors.ts';
import type { FoundDocument } from './document.ts';
import { nothing, type Nothing } from './statement.ts';

/** What a document turned out to be, from its content alone: media types and annotations are hints (policy.md §1.3). */
export type Envelope =
  | { readonly kind: 'bundle' | 'dsse' | 'simplesigning'; readonly json: JsonObject }
  | { readonly kind: 'statement' | 'report'; readonly json: unknown }
  | { readonly kind: 'nothing'; readonly nothing: Nothing };

/** Looks at a document's outermost form. JSON that two parsers may read differently is no evidence (A3). */
export function recognise(found: FoundDocument): Envelope {
  let json: unknown;
  try {
    json = parseStrictJson(found.bytes, 'the document');
  } catch (error) {
    return isNotationByName(found) ? unsupported(notation) : unparsable(messageOf(error));
  }
  if (Array.isArray(json)) return { kind: 'report', json };
  if (!isJsonObject(json)) return unparsable('the document is JSON, but neither an object nor a list');
  if (isBundle(json)) return { kind: 'bundle', json };
  if (has(json, 'payload') && has(json, 'payloadType') && has(json, 'signatures'))
    return { kind: 'dsse', json };
  if (has(json, 'payload') && has(json, 'protected') && has(json, 'signature'))
    return unsupported(isNotation(json) || isNotationByName(found) ? notation : 'JSON Web Signature');
  if (isJsonObject(json['critical'])) return { kind: 'simplesigning', json };
  if (typeof json['_type'] === 'string' && has(json, 'predicateType')) return { kind: 'statement', json };
  return { kind: 'report', json };
}

const notation = 'Notation signature';

function isBundle(json: JsonObject): boolean {
  const { mediaType } = json;
  if (typeof mediaType === 'string' && mediaType.startsWith('application/vnd.dev.sigstore.bundle'))
    return true;
  return has(json, 'verificationMaterial') && (has(json, 'dsseEnvelope') || has(json, 'messageSignature'));
}

function has(json: JsonObject, name: string): boolean {
  return Object.hasOwn(json, name);
}

/** Notation's JWS envelope says in its protected header what its payload is. */
function isNotation(json: JsonObject): boolean {
  const header = typeof json['protected'] === 'string' ? json['protected'] : '';
  return Buffer.from(header, 'base64url').includes('application/vnd.cncf.notary.');
}

/** Its COSE envelope is binary; nothing can come of the document either way, so a hint may choose the words. */
function isNotationByName(found: FoundDocument): boolean {
  return (
    found.mediaType === 'application/cose' ||
    Object.hasOwn(found.annotations, 'io.cncf.notary.x509chain.thumbprint#S256')
  );
}

function unsupported(title: string): Envelope {
  return {
    kind: 'nothing',
    nothing: nothing('UNSUPPORTED', `${title}s are not verified by Hoist`, title),
  };
}

function unparsable(message: string): Envelope {
  return { kind: 'nothing', nothing: nothing('UNPARSABLE', message) };
}
