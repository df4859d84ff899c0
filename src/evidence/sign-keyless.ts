import { HoistError, messageOf } from '../errors.ts';
import type { OwnSigner, Signer } from '../ports/signer.ts';
import { claimsOf, signerOfJob } from './own-signer.ts';
import { inTotoType } from './statement.ts';

/** The services of a Sigstore instance: a log, time stamps, or both. */
export type Endpoints = {
  readonly fulcio: string;
  readonly rekor?: string;
  readonly timestamps?: string;
};

export type KeylessMeans = {
  readonly idToken: (audience: string) => Promise<string>;
  readonly server: string;
  readonly endpoints: Endpoints | undefined;
};

const publicInstance: Endpoints = {
  fulcio: 'https://fulcio.sigstore.dev',
  rekor: 'https://rekor.sigstore.dev',
};
const privateInstance: Endpoints = {
  fulcio: 'https://fulcio.githubapp.com',
  timestamps: 'https://timestamp.githubapp.com',
};
const audience = 'sigstore';
const timeout = 15_000;
const retry = { retries: 3 };

/** Signs as the workflow that runs: the certificate names it, and the key is gone afterwards. */
export function keylessSigner({ idToken, server, endpoints }: KeylessMeans): Signer {
  let own: Promise<OwnSigner | undefined> | undefined;
  return {
    kind: 'keyless',
    self: () => (own ??= idToken(audience).then((token) => signerOfJob(token, server))),
    async sign(statement, { signal } = {}) {
      // With it comes an HTTP client of its own: it is loaded by those who sign.
      const [{ DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness }, { bundleToJSON }, token] =
        await Promise.all([import('@sigstore/sign'), import('@sigstore/bundle'), idToken(audience)]);
      signal?.throwIfAborted();
      const { fulcio, rekor, timestamps } = endpoints ?? endpointsFor(token, server);
      const builder = new DSSEBundleBuilder({
        signer: new FulcioSigner({
          fulcioBaseURL: fulcio,
          identityProvider: { getToken: async () => token },
          timeout,
          retry,
        }),
        witnesses: [
          ...(rekor === undefined ? [] : [new RekorWitness({ rekorBaseURL: rekor, timeout, retry })]),
          ...(timestamps === undefined ? [] : [new TSAWitness({ tsaBaseURL: timestamps, timeout, retry })]),
        ],
      });
      try {
        const bundle = await builder.create({ data: Buffer.from(statement), type: inTotoType });
        return Buffer.from(JSON.stringify(bundleToJSON(bundle)));
      } catch (error) {
        throw failed(error, token);
      }
    },
  };
}

/**
 * As `actions/attest`: what a private repository signs goes to GitHub's own instance, whose log nobody reads. Whether it
 * is private says the token, which GitHub has signed.
 */
export function endpointsFor(token: string, server: string): Endpoints {
  const { hostname } = new URL(server);
  if (hostname.endsWith('.ghe.com'))
    return { fulcio: `https://fulcio.${hostname}`, timestamps: `https://timestamp.${hostname}` };
  return claimsOf(token)['repository_visibility'] === 'public' ? publicInstance : privateInstance;
}

/** The package puts a token that it cannot read into its message. */
function failed(error: unknown, token: string): HoistError {
  const said = [messageOf(error), error instanceof Error ? messageOf(error.cause ?? '') : '']
    .filter((text) => text !== '')
    .join(': ')
    .replaceAll(token, '***');
  return new HoistError('unreachable', 'SIGNING_FAILED', `the statement could not be signed: ${said}`, {
    hint: 'Sigstore may be unreachable from here: try again, or name a key with record.key-from-env.',
  });
}
