import { createPublicKey, type KeyObject } from 'node:crypto';
import { HoistError } from '../errors.ts';

const block = /-----BEGIN ([A-Z0-9 ]+)-----[A-Za-z0-9+/=\s]*-----END \1-----/g;
const curves: ReadonlySet<string | undefined> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);

/**
 * The public key in a PEM text, and nothing else of it. Never says what is in there: it may be a private key.
 *
 * @param what names it in errors: `certs/cosign.pub`
 * @throws HoistError `KEY_PRIVATE`, `KEY_INVALID`
 */
export function readPublicKey(pem: string, what: string): string {
  if (/-----BEGIN [A-Z0-9 ]*(?:PRIVATE|SECRET) KEY/.test(pem)) {
    throw new HoistError('config', 'KEY_PRIVATE', `${what} holds a private key`, {
      hint: 'Name the public key, and consider the private one as lost: whoever reads the repository has it.',
    });
  }
  const blocks = [...pem.matchAll(block)];
  const [only, second] = blocks;
  if (only === undefined) throw invalid(what, 'holds no public key in PEM');
  if (second !== undefined) throw invalid(what, 'holds several PEM blocks', 'Keep one key in a file.');
  const [text, label = ''] = only;
  // Node would take a certificate's key, too; a key signer is no certificate.
  if (label !== 'PUBLIC KEY') throw invalid(what, `holds a ${label}, not a PUBLIC KEY`);
  const key = keyOf(text, what);
  const weakness = weaknessOf(key);
  if (weakness !== undefined) {
    throw invalid(
      what,
      `holds ${weakness}`,
      'Use a key on P-256, P-384 or P-521, Ed25519, or RSA from 2048 bits.',
    );
  }
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

function keyOf(text: string, what: string): KeyObject {
  try {
    return createPublicKey({ key: text, format: 'pem', type: 'spki' });
  } catch (cause) {
    throw invalid(what, 'holds a public key that cannot be read', 'Export it again as PEM.', cause);
  }
}

function weaknessOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
  switch (asymmetricKeyType) {
    case 'ed25519':
      return undefined;
    case 'ec':
      return curves.has(asymmetricKeyDetails?.namedCurve)
        ? undefined
        : `a key on the curve ${asymmetricKeyDetails?.namedCurve}`;
    case 'rsa': {
      const bits = asymmetricKeyDetails?.modulusLength ?? 0;
      return bits >= 2048 ? undefined : `an RSA key of ${bits} bits`;
    }
    default:
      return `a key of the kind ${asymmetricKeyType}`;
  }
}

function invalid(what: string, message: string, hint?: string, cause?: unknown): HoistError {
  return new HoistError('config', 'KEY_INVALID', `${what} ${message}`, {
    hint: hint ?? 'It begins with -----BEGIN PUBLIC KEY-----, as `cosign public-key` writes it.',
    cause,
  });
}
