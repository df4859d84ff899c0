import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { bundleType } from '../domain/statement.ts';
import { HoistError } from '../errors.ts';
import type { Signer } from '../ports/signer.ts';
import { preAuthEncoding } from './signed-document.ts';
import { inTotoType } from './statement.ts';

/**
 * Signs with a key, without a transparency log: what `cosign verify-attestation --key FILE --insecure-ignore-tlog` takes.
 *
 * @throws HoistError `SIGNING_KEY_INVALID` (config), which shows nothing of the key
 */
export function keySigner(pem: string, variable: string): Signer {
  const key = parseKey(pem, variable);
  const publicKey = createPublicKey(key);
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const hint = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
  return {
    kind: 'key',
    publicKey: publicPem,
    self: async () => ({
      identity: { kind: 'key', claims: {} },
      signer: { kind: 'key', name: variable, pem: publicPem, transparencyLog: 'none' },
    }),
    async sign(statement) {
      const payload = Buffer.from(statement);
      const signature = sign(schemeOf(key), preAuthEncoding(inTotoType, payload), key);
      const bundle = {
        mediaType: bundleType,
        verificationMaterial: { publicKey: { hint } },
        dsseEnvelope: {
          payload: payload.toString('base64'),
          payloadType: inTotoType,
          signatures: [{ sig: signature.toString('base64') }],
        },
      };
      return Buffer.from(JSON.stringify(bundle));
    },
  };
}

function schemeOf(key: KeyObject): 'sha256' | null {
  return key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
}

function parseKey(pem: string, variable: string): KeyObject {
  if (/-----BEGIN ENCRYPTED/.test(pem))
    throw invalid(variable, 'is encrypted', 'Give the key itself in PEM (PKCS #8), kept as a secret.');
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    // What the library says may quote the text.
    throw invalid(variable, 'is no private key in PEM', 'Write it with `openssl genpkey`.');
  }
  const curve = key.asymmetricKeyDetails?.namedCurve;
  if (key.asymmetricKeyType !== 'ed25519' && curve !== 'prime256v1')
    throw invalid(
      variable,
      'is of a kind that is not signed with',
      'Use ECDSA on P-256, or Ed25519: `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`.',
    );
  return key;
}

function invalid(variable: string, what: string, hint: string): HoistError {
  return new HoistError('config', 'SIGNING_KEY_INVALID', `the key in ${variable} ${what}`, { hint });
}
