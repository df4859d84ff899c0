import type { X509Certificate } from '@sigstore/core';
import type { Identity } from '../domain/evidence.ts';

/** Fulcio's own arc (sigstore/fulcio, docs/oid-info.md). */
const arc = '1.3.6.1.4.1.57264.1.';
/** 1 to 6 are raw text, what came after 7 is a DER UTF8String. */
const lastRaw = 6;
const issuer = 8;
const oldIssuer = 1;

const utf8String = 0x0c;
const emailName = 1;
const uriName = 6;

/**
 * The claims of a certificate, of which nothing is believed before its chain is verified. Read here and not taken from
 * `@sigstore/verify`, which drops the high bit of every character of the subject and takes the first of several names.
 *
 * @throws Error for a certificate that says something twice or not in the encoding that Fulcio uses
 */
export function identityOf(certificate: X509Certificate): Identity {
  const claims = claimsOf(certificate);
  const subject = subjectOf(certificate);
  const issuedBy = claims[issuer] ?? claims[oldIssuer];
  return {
    kind: 'certificate',
    ...(issuedBy === undefined ? {} : { issuer: issuedBy }),
    ...(subject === undefined ? {} : { subject }),
    claims,
  };
}

function claimsOf(certificate: X509Certificate): Readonly<Record<number, string>> {
  const claims: Record<number, string> = {};
  for (const { subs } of certificate.extensions) {
    const name = subs[0]?.toOID() ?? '';
    const value = subs.at(-1)?.value;
    if (!name.startsWith(arc) || value === undefined) continue;
    const number = Number(name.slice(arc.length));
    // The username of 7 is a form of subject that no signer of ours can name.
    if (!Number.isInteger(number) || number === lastRaw + 1) continue;
    if (claims[number] !== undefined) throw new Error(`the certificate has the extension ${name} twice`);
    claims[number] = number <= lastRaw ? textOf(value) : textOf(contentOf(value, name));
  }
  return claims;
}

/** The one URI or e-mail address that Fulcio puts there. */
function subjectOf(certificate: X509Certificate): string | undefined {
  const names = certificate.extSubjectAltName?.valueObj.subs[0]?.subs ?? [];
  const [name] = names;
  if (name === undefined || names.length > 1) return undefined;
  if (!name.tag.isContextSpecific(emailName) && !name.tag.isContextSpecific(uriName)) return undefined;
  if (name.value.some((byte) => byte < 0x21 || byte > 0x7e))
    throw new Error('the subject of the certificate is not plain ASCII');
  return name.value.toString('latin1');
}

/** Out of one DER UTF8String, with nothing before or behind it. */
function contentOf(der: Uint8Array, name: string): Uint8Array {
  const [tag, first = 0x80] = der;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const start = 2 + lengthBytes;
  const length =
    lengthBytes === 0 ? first : der.subarray(2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  if (tag !== utf8String || first === 0x80 || lengthBytes > 3 || start + length !== der.length)
    throw new Error(`the extension ${name} of the certificate is not one UTF8String`);
  return der.subarray(start);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}
