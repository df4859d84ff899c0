import type { Signer, SignerOffer } from '../ports/signer.ts';
import { keySigner } from './sign-key.ts';
import { keylessSigner, type Endpoints } from './sign-keyless.ts';

export type { Endpoints } from './sign-keyless.ts';

export type SigningMeans = {
  /** PEM of the private key that the config names by its variable; absent where it names none. */
  readonly key?: { readonly variable: string; readonly pem: string | undefined };
  /** Gives an ID token of this job; undefined where the job may have none. */
  readonly idToken?: ((audience: string) => Promise<string>) | undefined;
  readonly inActions: boolean;
  /** `https://github.com`. */
  readonly server: string;
  /** A Sigstore instance of one's own; default what GitHub's own attestations use. */
  readonly endpoints?: Endpoints | undefined;
};

/**
 * With a key where the config names one, else keyless in Actions. Nothing is asked of anybody before the first statement
 * is signed.
 *
 * @throws HoistError `SIGNING_KEY_INVALID` (config)
 */
export function offerSigner({ key, idToken, inActions, server, endpoints }: SigningMeans): SignerOffer {
  if (key !== undefined && key.pem !== undefined) return ready(keySigner(key.pem, key.variable));
  if (key !== undefined)
    return {
      state: 'unable',
      why: `the environment variable ${key.variable}, which record.key-from-env names, is not set`,
      hint: `Set ${key.variable} to the private key in PEM: in Actions from a secret.`,
    };
  if (idToken !== undefined) return ready(keylessSigner({ idToken, server, endpoints }));
  return inActions
    ? {
        state: 'unable',
        why: 'the job has no permission to have an ID token',
        hint: 'Give the job `permissions: id-token: write`, or name a key with record.key-from-env.',
      }
    : {
        state: 'unable',
        why: 'outside GitHub Actions there is nobody whom a certificate could name',
        hint: 'Name a key with record.key-from-env, or run it in Actions with `id-token: write`.',
      };
}

function ready(signer: Signer): SignerOffer {
  return { state: 'ready', signer };
}
