import { afterAll, beforeAll, describe, it } from 'vitest';
import { digestOf, hexOf, type Digest } from '../../src/image/digest.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import {
  createSigstore,
  githubIdentity,
  statementOf,
  type FakeIdentity,
  type Sigstore,
} from '../fakes/sigstore.ts';
import { checkOf, decisionOf, verdictsOf } from './decisions.ts';
import { artifact, bundleArtifact, cosignArtifact, rootText } from './evidence.ts';
import { startHoist, type Hoist } from './hoist.ts';
import * as say from './predicates.ts';
import { RawRepository, type Attached } from './raw-registry.ts';

const day = 24 * 60 * 60 * 1000;
const review = 'https://acme.example/review/v1';
const commit = '0123456789abcdef0123456789abcdef01234567';
const built = {
  repository: 'acme/app',
  ref: 'refs/heads/main',
  commit,
  bases: ['pkg:docker/debian@12-slim'],
};
const xz = { name: 'xz-utils', version: '5.6.1', licence: 'AGPL-3.0-only' };
const other = digestOf(Buffer.from('another image'));

const ci = githubIdentity();
const scanner = githubIdentity({ workflow: 'acme/security/.github/workflows/scan.yml' });
const fork = githubIdentity({ repository: 'evil/app', workflow: 'acme/app/.github/workflows/release.yml' });

type Documents = {
  readonly spdx: unknown;
  readonly scan: unknown;
  readonly provenance: unknown;
  readonly review: unknown;
  readonly tests: unknown;
  readonly summary: unknown;
};

const clean: Documents = {
  spdx: say.spdx(),
  scan: say.vulnerabilityScan([{ id: 'CVE-2026-0001', severity: 'LOW' }]),
  provenance: say.provenance(built),
  review: { result: 'approved' },
  tests: say.testResult(['e2e']),
  summary: say.verificationSummary({ passed: true, levels: ['SLSA_BUILD_LEVEL_3'] }),
};

const types: Readonly<Record<keyof Documents, string>> = {
  spdx: say.predicateTypes.spdx,
  scan: say.predicateTypes.vulnerabilityScan,
  provenance: say.predicateTypes.provenance,
  review,
  tests: say.predicateTypes.testResult,
  summary: say.predicateTypes.verificationSummary,
};

const checks = {
  signature: { by: 'ci' },
  provenance: { by: 'ci', repository: 'acme/app', ref: 'refs/heads/main', 'max-age': '30d' },
  sbom: { by: 'ci', 'min-components': 2, 'max-age': '30d' },
  components: { by: 'ci', deny: [{ name: 'xz-utils' }] },
  licenses: { by: 'ci', deny: ['AGPL-3.0-only'] },
  vulnerabilities: { by: 'scanner', 'max-age': '24h', max: { critical: 0, high: 0 } },
  attestation: { type: review, by: 'ci', 'max-age': '30d', where: [{ at: '/result', equals: 'approved' }] },
  tests: { by: 'ci', required: ['e2e'], 'max-age': '30d' },
  summary: {
    by: 'ci',
    verifier: 'https://verify.acme.example',
    resource: 'oci://registry.acme.example/web',
    levels: ['SLSA_BUILD_LEVEL_3'],
  },
  age: { by: 'ci', 'max-age': '30d' },
  os: { by: 'scanner', family: 'debian', 'end-of-life': 'refuse' },
  'base-image': { by: 'ci', allow: ['docker.io/library/debian:*-slim'] },
} as const;
type CheckName = keyof typeof checks;
const names = Object.keys(checks) as readonly CheckName[];

type Verdicts = Readonly<Record<string, string>>;

/** One verdict for every check but those that are named under another. */
function all(verdict: string, others: Readonly<Record<string, readonly CheckName[]>> = {}): Verdicts {
  const named = Object.entries(others).flatMap(([other, checked]) => checked.map((name) => [name, other]));
  return { ...Object.fromEntries(names.map((name) => [name, verdict])), ...Object.fromEntries(named) };
}

/** Who signed what of which image, and when. */
type Case = {
  readonly tag: string;
  readonly is: string;
  readonly platforms?: readonly string[];
  readonly documents?: Partial<Documents>;
  readonly by?: FakeIdentity;
  readonly about?: Digest;
  readonly at?: Date;
  /** False: the statements are attached as they are. */
  readonly signed?: boolean;
  /** What lies beside. */
  readonly also?: (root: Digest) => readonly (Attached | Promise<Attached>)[];
  readonly expected: Verdicts;
};

/** A JSON web signature over the descriptor of the image, as Notation makes it. */
const notation = {
  payload: Buffer.from('{"targetArtifact":{}}').toString('base64url'),
  protected: Buffer.from('{"alg":"PS256","cty":"application/vnd.cncf.notary.payload.v1+json"}').toString(
    'base64url',
  ),
  header: { x5c: [] },
  signature: 'AA',
};

const bad: Documents = {
  spdx: say.spdx(xz),
  scan: say.vulnerabilityScan([{ id: 'CVE-2026-0002', severity: 'CRITICAL' }]),
  provenance: say.provenance({ ...built, bases: ['pkg:docker/alpine@3.20'] }),
  review: { result: 'rejected' },
  tests: say.testResult([], ['e2e']),
  summary: say.verificationSummary({ passed: false, levels: [] }),
};

const cases: readonly Case[] = [
  { tag: 'good', is: 'of the signers that the policy names', expected: all('pass') },
  { tag: 'fork', is: 'by the same workflow in another repository', by: fork, expected: all('UNTRUSTED') },
  { tag: 'moved', is: 'about another image', about: other, expected: all('WRONG_SUBJECT') },
  {
    tag: 'bad',
    is: 'not what the policy wants',
    documents: bad,
    expected: all('VIOLATION', { pass: ['signature', 'provenance', 'age', 'os'] }),
  },
  {
    tag: 'noisy',
    is: 'good, and others attached worse beside it',
    also: (root) =>
      Object.entries(bad).map(async ([name, predicate]) =>
        bundleArtifact(
          await sigstore.attest({
            by: fork,
            predicateType: types[name as keyof Documents],
            predicate,
            subjects: [root],
          }),
        ),
      ),
    expected: all('pass'),
  },
  {
    tag: 'old',
    is: 'forty days old',
    at: new Date(Date.now() - 40 * day),
    expected: all('STALE', {
      // These have no `max-age`; that of `age` is a limit on the image, not on the document.
      pass: ['signature', 'components', 'licenses', 'summary', 'base-image', 'os'],
      VIOLATION: ['age'],
    }),
  },
  {
    tag: 'empty',
    is: 'documents that say nothing',
    documents: {
      spdx: { ...say.spdx(), packages: [] },
      scan: {
        ...say.vulnerabilityScan([]),
        scanner: { result: say.trivy([], { Metadata: {}, Results: [] }) },
      },
      provenance: { buildDefinition: { buildType: 'x', externalParameters: {} }, runDetails: {} },
      review: { verdict: 'approved' },
      tests: say.testResult(['unit']),
      summary: { verifier: { id: 'https://verify.acme.example' } },
    },
    // Where it was built from the certificate proves, and when it was signed the log.
    expected: all('INCOMPLETE', { pass: ['signature', 'provenance', 'age'], NO_EVIDENCE: ['tests'] }),
  },
  {
    tag: 'garbled',
    is: 'predicates that are not what their types say',
    documents: {
      spdx: 'SPDXVersion: SPDX-2.3',
      scan: [1],
      provenance: [],
      review: null,
      tests: { result: 'GREAT' },
      summary: [],
    },
    expected: all('UNPARSABLE', {
      UNSUPPORTED: ['sbom', 'components', 'licenses'],
      pass: ['signature', 'age'],
      INCOMPLETE: ['attestation'],
      NO_EVIDENCE: ['base-image'],
    }),
  },
  {
    tag: 'contradiction',
    is: 'provenance that names another repository than its certificate',
    documents: { provenance: say.provenance({ ...built, repository: 'acme/other' }) },
    expected: all('pass', { CONTRADICTION: ['provenance'], NO_EVIDENCE: ['base-image'] }),
  },
  {
    tag: 'index',
    is: 'about an index of two platforms',
    platforms: ['linux/amd64', 'linux/arm64'],
    expected: all('pass', { PARTIAL: ['sbom', 'components', 'licenses', 'vulnerabilities', 'os'] }),
  },
  { tag: 'unsigned', is: 'statements that nobody signed', signed: false, expected: all('NO_EVIDENCE') },
  {
    tag: 'notation',
    is: 'a signature of Notation',
    signed: false,
    also: () => [artifact(Buffer.from(JSON.stringify(notation)), 'application/jose+json')],
    expected: all('NO_EVIDENCE', { UNSUPPORTED: ['signature', 'age', 'base-image'] }),
  },
];

const places = [
  { place: 'the referrers', at: 'referrers', api: true, tags: false },
  { place: 'the fallback tag', at: 'fallback-tag', api: false, tags: false },
  { place: "cosign's tags", at: 'cosign-tag', api: true, tags: true },
] as const;

let sigstore: Sigstore;
beforeAll(async () => {
  sigstore = await createSigstore();
});

describe.each(places)('when keyless evidence lies under $place', ({ at: foundAt, api, tags }) => {
  let registry: RunningRegistry;
  let hoist: Hoist;
  let dev: RawRepository;

  beforeAll(async () => {
    registry = await startRegistry({ referrers: api });
    dev = new RawRepository(registry.host, 'dev/web');
    hoist = await startHoist({
      files: { 'trust/root.json': rootText(sigstore.trustRoot) },
      config: {
        version: 1,
        trust: {
          roots: [{ 'trusted-root': 'trust/root.json' }],
          signers: {
            ci: { github: { repository: 'acme/app', workflow: 'acme/app/.github/workflows/release.yml' } },
            scanner: {
              github: { repository: 'acme/app', workflow: 'acme/security/.github/workflows/scan.yml' },
            },
          },
        },
        policies: { documents: names.map((name) => ({ [name]: checks[name] })) },
        pipelines: {
          web: {
            source: `${registry.host}/dev/web`,
            stages: [{ name: 'qa', to: `${registry.host}/qa/web`, policy: 'documents' }],
          },
        },
      },
    });
  });
  afterAll(() => Promise.all([hoist.close(), registry.close()]));

  /** Pushes an image, and attaches to it what the case says. */
  async function push({ tag, documents = {}, signed = true, ...more }: Case): Promise<void> {
    const { platforms = [], about, at, also } = more;
    const { root } = await dev.push({ seed: tag, tags: [tag], platforms });
    const subject = about ?? root;
    const when = at === undefined ? {} : { at };
    const entries = Object.entries({ ...clean, ...documents }) as [keyof Documents, unknown][];
    const statements = entries.map(([name, predicate]) => ({
      by: more.by ?? (name === 'scan' ? scanner : ci),
      predicateType: types[name],
      predicate,
      subjects: [subject],
      ...when,
    }));
    const signature = { by: more.by ?? ci, digest: subject, ...when };
    if (tags) {
      const layers = await Promise.all(statements.map((one) => sigstore.legacyAttestation(one)));
      const [first, ...rest] = layers.map(cosignArtifact);
      if (first !== undefined) await dev.attachByTag(`sha256-${hexOf(root)}.att`, first, ...rest);
      const sig = await sigstore.legacySignature(signature);
      await dev.attachByTag(`sha256-${hexOf(root)}.sig`, cosignArtifact(sig));
    } else {
      const attached: readonly (Attached | Promise<Attached>)[] = signed
        ? [sigstore.sign(signature), ...statements.map((one) => sigstore.attest(one))].map(async (bundle) =>
            bundleArtifact(await bundle),
          )
        : statements.map((one) => artifact(statementOf(one), 'application/vnd.in-toto+json'));
      for (const one of [...attached, ...(also?.(root) ?? [])]) await dev.attach(root, await one);
    }
  }

  // Every place is judged alike: what there may be wrong with a document is shown in one.
  const here = foundAt === 'referrers' ? cases : cases.slice(0, 3);

  it.concurrent.for(here)('$is ($tag), every check says so', async (one, { expect }) => {
    await push(one);
    const ran = await hoist.promote(one.tag);
    const decision = decisionOf(ran.document.plan.stages, 'qa');
    expect(verdictsOf(decision)).toEqual(one.expected);
    const passes = Object.values(one.expected).every((verdict) => verdict === 'pass');
    expect([ran.code, ran.document.outcome]).toEqual(passes ? [0, 'promoted'] : [1, 'refused']);
    expect(registry.store.tagged('qa/web', one.tag) !== undefined).toBe(passes);
    if (!passes) return;
    const counted = decision.checks.flatMap(({ evidence }) => evidence);
    expect(new Set(counted.map(({ place, trust }) => `${trust} in ${place}`))).toEqual(
      new Set([`signed by ci in ${foundAt}`, `signed by scanner in ${foundAt}`]),
    );
    expect(checkOf(decision, 'vulnerabilities').evidence).toMatchObject([{ signers: ['scanner'] }]);
  });
});
