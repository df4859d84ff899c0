import { afterAll, beforeAll, describe, it } from 'vitest';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import {
  createSigstore,
  githubIdentity,
  signingKey,
  type FakeIdentity,
  type Proof,
  type Sigstore,
  type SigningKey,
} from '../fakes/sigstore.ts';
import { checkOf, decisionOf, verdictsOf } from './decisions.ts';
import { bundleArtifact, rootText } from './evidence.ts';
import { startHoist, type Hoist } from './hoist.ts';
import * as say from './predicates.ts';
import { RawRepository } from './raw-registry.ts';

const day = 24 * 60 * 60 * 1000;
const ci = githubIdentity();
const logged = signingKey();
const plain = signingKey();

const signers = {
  ci: { github: { repository: 'acme/app', workflow: 'acme/app/.github/workflows/release.yml' } },
  logged: { key: { pem: logged.pem } },
  plain: { key: { pem: plain.pem, 'transparency-log': 'none' } },
};
const names = Object.keys(signers);

const checks = {
  signature: { by: names },
  provenance: { by: names },
  age: { by: names, 'min-age': '24h' },
} as const;

const roots = {
  public: ['public'],
  private: ['private'],
  both: ['public', 'private'],
} as const;
type Roots = keyof typeof roots;

type Case = {
  readonly by: 'ci' | 'logged' | 'plain';
  readonly proof: Proof;
  readonly roots: Roots;
  readonly verdict: 'pass' | 'UNTRUSTED';
  /** Where it is another: there is a signature, and nothing proves when it was made. */
  readonly age?: 'INCOMPLETE';
};

const cases: readonly Case[] = [
  { by: 'ci', proof: 'rekor-v1', roots: 'public', verdict: 'pass' },
  { by: 'ci', proof: 'rekor-v2', roots: 'public', verdict: 'pass' },
  { by: 'ci', proof: 'rekor-v1', roots: 'both', verdict: 'pass' },
  { by: 'ci', proof: 'rekor-v2', roots: 'both', verdict: 'pass' },
  { by: 'ci', proof: 'timestamp', roots: 'private', verdict: 'pass' },
  { by: 'ci', proof: 'timestamp', roots: 'both', verdict: 'pass' },
  // Whose authority is not among the roots counts for nobody.
  { by: 'ci', proof: 'timestamp', roots: 'public', verdict: 'UNTRUSTED' },
  { by: 'ci', proof: 'rekor-v1', roots: 'private', verdict: 'UNTRUSTED' },
  { by: 'ci', proof: 'rekor-v2', roots: 'private', verdict: 'UNTRUSTED' },
  // A certificate is good for ten minutes, and nothing shows that it was used in these.
  { by: 'ci', proof: 'none', roots: 'both', verdict: 'UNTRUSTED' },
  { by: 'logged', proof: 'rekor-v1', roots: 'public', verdict: 'pass' },
  { by: 'logged', proof: 'rekor-v2', roots: 'public', verdict: 'pass' },
  { by: 'logged', proof: 'timestamp', roots: 'both', verdict: 'UNTRUSTED' },
  { by: 'logged', proof: 'none', roots: 'both', verdict: 'UNTRUSTED' },
  { by: 'plain', proof: 'none', roots: 'both', verdict: 'pass', age: 'INCOMPLETE' },
];

const who: Readonly<Record<Case['by'], FakeIdentity | SigningKey>> = { ci, logged, plain };

let sigstore: Sigstore;
let registry: RunningRegistry;
let hoists: Readonly<Record<Roots, Hoist>>;

beforeAll(async () => {
  [sigstore, registry] = await Promise.all([createSigstore(), startRegistry()]);
  const started = Object.entries(roots).map(async ([name, files]) => [name, await startWith(files)] as const);
  hoists = Object.fromEntries(await Promise.all(started)) as Record<Roots, Hoist>;
});
afterAll(() => Promise.all([registry, ...Object.values(hoists)].map((one) => one.close())));

function startWith(files: readonly string[]): Promise<Hoist> {
  return startHoist({
    files: {
      'trust/public.json': rootText(sigstore.trustRoot),
      'trust/private.json': rootText(sigstore.privateTrustRoot),
    },
    config: {
      version: 1,
      trust: { roots: files.map((file) => ({ 'trusted-root': `trust/${file}.json` })), signers },
      policies: { proven: Object.entries(checks).map(([name, check]) => ({ [name]: check })) },
      pipelines: {
        web: {
          source: `${registry.host}/dev/{name}`,
          stages: [{ name: 'qa', to: `${registry.host}/qa/{name}`, policy: 'proven' }],
        },
      },
    },
  });
}

describe('when what proves a signature differs', () => {
  it.concurrent.for(cases)('$by with $proof under $roots roots is judged so', async (one, { expect }) => {
    const { by, proof, roots: under, verdict, age = verdict } = one;
    const name = `${by}-${proof}-${under}`;
    const dev = new RawRepository(registry.host, `dev/${name}`);
    const { root } = await dev.push({ seed: name, tags: ['1.0.0'] });
    const signing = { by: who[by], proof, at: new Date(Date.now() - 2 * day) };
    const commit = '0123456789abcdef0123456789abcdef01234567';
    const bundles = await Promise.all([
      sigstore.sign({ ...signing, digest: root }),
      sigstore.attest({
        ...signing,
        predicateType: say.predicateTypes.provenance,
        predicate: say.provenance({ repository: 'acme/app', ref: 'refs/heads/main', commit }),
        subjects: [root],
      }),
    ]);
    for (const bundle of bundles) await dev.attach(root, bundleArtifact(bundle));
    const ran = await hoists[under].promote(`${registry.host}/dev/${name}:1.0.0`);
    const decision = decisionOf(ran.document.plan.stages, 'qa');
    expect(verdictsOf(decision)).toEqual({ signature: verdict, provenance: verdict, age });
    const passes = age === 'pass';
    expect([ran.code, ran.document.outcome]).toEqual(passes ? [0, 'promoted'] : [1, 'refused']);
    const { evidence, ignored } = checkOf(decision, 'signature');
    if (verdict === 'pass') expect(evidence).toMatchObject([{ signers: [by], trust: `signed by ${by}` }]);
    else expect([evidence, ignored.length]).toEqual([[], 1]);
    expect(registry.store.tagged(`qa/${name}`, '1.0.0')).toBe(passes ? root : undefined);
    expect(registry.store.repository(`qa/${name}`) !== undefined).toBe(passes);
  });
});
