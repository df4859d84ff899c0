import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitHubApi } from '../../src/github/api.ts';
import { gitHubAttestationStore } from '../../src/github/attestation-store.ts';
import { gitHubForge } from '../../src/github/forge.ts';
import { createVerifier } from '../../src/evidence/verify.ts';
import { digestOf } from '../../src/image/digest.ts';
import type { AttestationStore } from '../../src/ports/attestation-store.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { FakeRepository } from '../fakes/github/repository.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { createSigstore, githubIdentity, githubSigner } from '../fakes/sigstore.ts';
import { fixedClock } from './fixed-clock.ts';

const digest = digestOf(Buffer.from('image'));
const predicateType = 'https://slsa.dev/verification_summary/v1';

let github: FakeGitHub;
let repository: FakeRepository;
let store: AttestationStore;
let forge: Forge;

beforeEach(async () => {
  github = await startFakeGitHub();
  repository = github.repository('acme/app');
  const { signal } = new AbortController();
  const api = gitHubApi({ token: github.token, baseUrl: github.url, clock: fixedClock(), signal });
  store = gitHubAttestationStore(api, 'acme/app');
  const web = (): never => {
    throw new Error('nothing is kept elsewhere');
  };
  forge = gitHubForge(api, { repository: 'acme/app', server: 'https://github.com', web, signal });
});
afterEach(() => github.close());

const empty = Buffer.from(JSON.stringify({ mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }));

describe('when a bundle is given to GitHub to keep', () => {
  it('the forge lists it by the digest of the image, and verifies as it was signed', async () => {
    const sigstore = await createSigstore();
    const bundle = await sigstore.attest({
      by: githubIdentity(),
      predicateType,
      predicate: { said: true },
      subjects: [digest],
    });
    expect(await store.keep(bundle)).toBeUndefined();
    const { found } = await forge.attestations(digest);
    const [stored] = found;
    if (stored === undefined || found.length > 1) throw new Error('there is not one');
    const bytes = await stored.read(1_000_000);
    const trust = { roots: [sigstore.trustRoot], offline: 'refuse', signers: [githubSigner()] } as const;
    const verifier = createVerifier(trust, { roots: () => Promise.reject(new Error('not asked')) });
    const { mediaType } = stored;
    const document = { place: 'github', bytes, digest: digestOf(bytes), mediaType, annotations: {} } as const;
    expect(await verifier.open(document)).toMatchObject({
      what: 'statement',
      statement: { predicateType, predicate: { said: true } },
      trust: { level: 'signed', signers: ['ci'] },
    });
  });

  it('without the permission, it is named', async () => {
    repository.readOnly = new Set(['attestations']);
    const why = await store.keep(empty);
    expect(why).toContain('"attestations: write"');
    expect(repository.attested).toEqual([]);
  });

  it.each([404, 422])('where it keeps none (%i), what may be the reason is said', async (status) => {
    github.fault({ path: '/attestations', method: 'POST', status, body: { message: 'Not Found' } });
    expect(await store.keep(empty)).toMatch(/"attestations: write".*private and internal repositories/);
  });

  it('where its answer is lost, that is all that is said', async () => {
    github.fault({ path: '/attestations', method: 'POST', hangUp: true });
    expect(await store.keep(empty)).toContain('did not answer');
  });
});
