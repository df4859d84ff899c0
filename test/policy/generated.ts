import * as fc from 'fast-check';
import type { Evidence, EvidencePart, Search, Trust } from '../../src/domain/evidence.ts';
import type { Facts, PlatformFacts, PreviousImage } from '../../src/domain/facts.ts';
import type { Tag } from '../../src/image/reference.ts';
import {
  commitOf,
  digestFor,
  factsOf,
  hoursAgo,
  indexDigest,
  packageOf,
  platformFacts,
  provenancePart,
  recordPart,
  sbomPart,
  scanPart,
  signaturePart,
  signedBy,
  vulnerabilityOf,
} from './facts.ts';
import { configured } from './request.ts';

const names = ['linux/amd64', 'linux/arm64', 'linux/arm/v6', 'windows/amd64'] as const;
/** The digests that evidence may be bound to; the last is of something else. */
const subjects = [indexDigest, ...names.map(digestFor), digestFor('elsewhere')];

const hours = fc.constantFrom(0, 3, 25, 30, 60);

const labels = fc.constantFrom({}, { team: 'a' }, { team: 'b' }, { team: 'c' }, { team: '' });

const platform = (name: string): fc.Arbitrary<PlatformFacts> =>
  fc
    .record({
      labels,
      annotations: labels,
      user: fc.constantFrom('app', '', '0', '00:1'),
      env: fc.constantFrom(['PATH'], ['NPM_TOKEN']),
      bytes: fc.constantFrom(10, 50_000_001),
      layers: fc.constantFrom(5, 6),
      fault: fc.constantFrom('none', 'none', 'none', 'nameless', 'contradicts', 'unread'),
    })
    .map(({ fault, annotations, bytes, layers, ...config }): PlatformFacts => {
      const { platform: known, ...rest } = { ...configured(name, config), annotations, bytes, layers };
      if (fault === 'nameless' || known === undefined) return rest;
      if (fault === 'contradicts') return { ...rest, platform: known, contradicts: 'linux/386' };
      if (fault === 'none') return { ...rest, platform: known };
      return {
        ...rest,
        platform: known,
        config: { state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 503' },
      };
    });

/** Signed by somebody whom the config names. */
export const signedTrust: fc.Arbitrary<Trust> = fc
  .record({ signer: fc.constantFrom('ci', 'qa'), hours, proven: fc.boolean() })
  .map(({ signer, hours, proven }) => signedBy(signer, { at: proven ? hoursAgo(hours) : 'unproven' }));

/** What counts for nothing where no check names it. */
export const inertTrust: fc.Arbitrary<Trust> = fc.constantFrom<Trust>(
  { level: 'unsigned' },
  { level: 'untrusted', why: 'signed by a stranger' },
  { level: 'local', file: 'reports/trivy.json' },
);

const summaryPart = (resource: string, passed: boolean): EvidencePart => ({
  kind: 'summary',
  summary: { form: 'vsa', verifier: 'hoist', resource, passed, levels: [] },
});

const testsPart = (passed: readonly string[], failed: readonly string[]): EvidencePart => ({
  kind: 'tests',
  tests: { result: failed.length === 0 ? 'PASSED' : 'FAILED', passed, warned: [], failed },
});

const debian = { family: 'debian', version: '12' };
const packages = [packageOf('openssl@3.0.11-1', { licenses: ['Apache-2.0'] })];
const critical = vulnerabilityOf('CVE-2026-1');
const material = { uri: 'pkg:docker/debian@12-slim', digest: { sha256: 'a'.repeat(64) } };

const vexPart: EvidencePart = {
  kind: 'vex',
  vex: {
    format: 'openvex',
    statements: [
      {
        vulnerability: 'CVE-2026-1',
        aliases: [],
        products: [],
        subcomponents: [],
        status: 'not_affected',
        justification: 'vulnerable_code_not_present',
      },
    ],
  },
};

const part: fc.Arbitrary<EvidencePart> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(signaturePart) },
  hours.map((ago) => provenancePart({ finished: hoursAgo(ago).toISOString() })),
  fc.constantFrom(
    provenancePart(),
    provenancePart({ materials: [material] }),
    provenancePart({ materials: [{ ...material, uri: 'pkg:docker/alpine@3' }] }),
  ),
  fc.constantFrom(
    scanPart([], { os: debian }),
    scanPart([critical], { os: debian, created: hoursAgo(3).toISOString() }),
    scanPart([critical], { os: { family: 'alpine' } }),
  ),
  fc.constantFrom(
    sbomPart(packages, { os: debian }),
    sbomPart([]),
    sbomPart([...packages, packageOf('xz-utils@5.6.1', { licenses: ['AGPL-3.0-only'] })]),
  ),
  fc
    .tuple(
      fc.constantFrom('oci://ghcr.io/acme/staging/web?pipeline=web&stage=staging', 'hoist'),
      fc.boolean(),
    )
    .map(([resource, passed]) => summaryPart(resource, passed)),
  { weight: 2, arbitrary: fc.constantFrom(recordPart(), recordPart({ outcome: 'failed' })) },
  fc.constantFrom(testsPart(['e2e'], []), testsPart(['unit'], []), testsPart([], ['e2e'])),
  fc.constant(vexPart),
);

const problems = ['UNPARSABLE', 'WRONG_SUBJECT', 'UNSUPPORTED', 'INCOMPLETE', 'CONTRADICTION'] as const;

/** Evidence with another serial number is another document. */
export const evidenceWith = (trust: fc.Arbitrary<Trust>, of = fc.subarray(subjects, { minLength: 1 })) =>
  fc
    .record({
      trust,
      subjects: of,
      parts: fc.array(part, { minLength: 1, maxLength: 2 }),
      place: fc.constantFrom<Evidence['place'][]>('referrers', 'cosign-tag', 'index', 'github'),
      serial: fc.nat(1_000_000),
      broken: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, ...problems),
      isReview: fc.constantFrom(false, false, true),
    })
    .map(({ serial, broken, isReview, ...evidence }): Evidence => ({
      digest: digestFor(`document ${serial}`),
      title: 'document',
      ...evidence,
      ...(isReview && { predicateType: 'https://example.com/review/v1', predicate: {} }),
      ...(broken && { parts: [], subjects: [], problem: { code: broken, message: 'no use' } }),
    }));

/** About another image. */
export const strayEvidence = evidenceWith(signedTrust, fc.constant([digestFor('elsewhere')]));

const search: fc.Arbitrary<Search> = fc
  .record({
    place: fc.constantFrom<Search['place'][]>('referrers', 'cosign-tag', 'index', 'github'),
    subject: fc.constantFrom(...subjects.slice(0, 3)),
    state: fc.constantFrom<Search['state'][]>('found', 'none', 'none', 'none', 'unreachable', 'cut', 'off'),
  })
  .map((found) => ({ ...found, found: found.state === 'found' ? 1 : 0 }));

const previous: fc.Arbitrary<Facts['previous']> = fc.oneof(
  fc.constant<Facts['previous']>({ state: 'known', value: undefined }),
  fc.constant<Facts['previous']>({ state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 503' }),
  fc
    .record({
      tags: fc.subarray(['1.4.1', '1.4.2', 'stable']) as fc.Arbitrary<Tag[]>,
      evidence: fc.array(evidenceWith(signedTrust, fc.constant([digestFor('previous')])), { maxLength: 2 }),
    })
    .map((more): Facts['previous'] => {
      const value: PreviousImage = {
        digest: digestFor('previous'),
        searches: [],
        platforms: [platformFacts('linux/amd64', { digest: digestFor('previous amd64') })],
        ...more,
      };
      return { state: 'known', value };
    }),
);

/** null: no pull request brought the commit. */
const approvers = fc.option(fc.subarray(['robin', 'sam', 'alex']));
const conclusion = fc.constantFrom('success', 'failure', 'skipped');
const unreached = { state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 503' } as const;

const commit: fc.Arbitrary<Facts['commit']> = fc.oneof(
  fc.constant<Facts['commit']>({ state: 'unknown', code: 'NO_EVIDENCE', message: 'nothing proves it' }),
  fc
    .record({ conclusion, isOnMain: fc.option(fc.boolean()), approvers })
    .map(({ conclusion, isOnMain, approvers }) =>
      commitOf({
        pull:
          approvers === null
            ? { state: 'known', value: undefined }
            : { state: 'known', value: { number: 7, author: 'kim', approvers } },
        checks: {
          state: 'known',
          value: [
            {
              name: 'build',
              app: { slug: 'github-actions', id: 15368 },
              status: 'completed',
              conclusion,
              workflow: '.github/workflows/ci.yml',
            },
          ],
        },
        onBranch: new Map([['main', isOnMain === null ? unreached : { state: 'known', value: isOnMain }]]),
      }),
    ),
);

/** Images with good and bad configs, trusted and other evidence, and places that gave no answer. */
export const someFacts: fc.Arbitrary<Facts> = fc
  .record({
    tag: fc.constantFrom('1.4.2', 'latest') as fc.Arbitrary<Tag>,
    annotations: labels,
    platforms: fc
      .subarray([...names], { minLength: 0, maxLength: 3 })
      .chain((chosen) => fc.tuple(...chosen.map(platform))),
    evidence: fc.array(evidenceWith(fc.oneof({ weight: 4, arbitrary: signedTrust }, inertTrust)), {
      maxLength: 5,
    }),
    searches: fc.array(search, { maxLength: 3 }),
    previous,
    commit,
  })
  .map(({ tag, annotations, ...facts }) => factsOf({ image: { tag, annotations }, ...facts }));
