import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decision } from '../../src/domain/decision.ts';
import type { Digest } from '../../src/image/digest.ts';
import { addSample } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { lacking } from '../tools.ts';
import { startCosign, type Cosign, type CosignFormat, type CosignKey } from './cosign.ts';
import { checkOf, decisionOf, verdictsOf } from './decisions.ts';
import { startHoist, type Hoist } from './hoist.ts';
import * as say from './predicates.ts';

const review = 'https://acme.example/review/v1';
const built = {
  repository: 'acme/web',
  ref: 'refs/tags/v1.0.0',
  commit: '0123456789abcdef0123456789abcdef01234567',
};
const xz = { name: 'xz-utils', version: '5.6.1', licence: 'AGPL-3.0-only' };
const bash = { name: 'bash', version: '5.2.15', licence: 'GPL-3.0-or-later' };

type Attestation = readonly [type: string, predicate: unknown];

/** What is attested of an image that passes every check; the last finding does not matter, says the VEX. */
function good(digest: Digest): readonly Attestation[] {
  return [
    ['spdxjson', say.spdx()],
    ['cyclonedx', say.cycloneDx()],
    [
      'vuln',
      say.vulnerabilityScan([
        { id: 'CVE-2026-0001', severity: 'MEDIUM', fixed: '3.0.12' },
        { id: 'CVE-2026-0002', severity: 'CRITICAL' },
      ]),
    ],
    ['openvex', say.openVex('CVE-2026-0002', digest)],
    ['slsaprovenance1', say.provenance(built)],
    [say.predicateTypes.testResult, say.testResult(['unit', 'e2e'])],
    [
      say.predicateTypes.verificationSummary,
      say.verificationSummary({ passed: true, levels: ['SLSA_BUILD_LEVEL_3'] }),
    ],
    [review, { result: 'approved', reviewers: ['ann', 'ben'] }],
  ];
}

/** The same of one that passes none, each for what it says. */
function bad(digest: Digest): readonly Attestation[] {
  return [
    ['spdxjson', say.spdx(bash, xz)],
    ['cyclonedx', say.cycloneDx(xz)],
    ['vuln', say.vulnerabilityScan([{ id: 'CVE-2026-0002', severity: 'CRITICAL', fixed: '3.0.13' }])],
    ['openvex', say.openVex('CVE-2026-0002', digest, 'affected')],
    ['slsaprovenance1', say.provenance({ ...built, ref: 'refs/heads/main' })],
    [say.predicateTypes.testResult, say.testResult(['unit'], ['e2e'])],
    [say.predicateTypes.verificationSummary, say.verificationSummary({ passed: false, levels: [] })],
    [review, { result: 'rejected', reviewers: ['ann', 'ben'] }],
  ];
}

const scan = { by: 'ci', 'max-age': '24h', max: { critical: 0, high: 0 } };
const checks = [
  { sbom: { by: 'ci', formats: ['spdx'], 'min-components': 2, 'purl-coverage': '= 100%' }, id: 'spdx' },
  { sbom: { by: 'ci', formats: ['cyclonedx'], 'min-components': 2 }, id: 'cyclonedx' },
  { components: { by: 'ci', deny: [{ name: 'xz-utils', version: { 'starts-with': '5.6.' } }] } },
  { licenses: { by: 'ci', deny: ['AGPL-3.0-only'] } },
  { vulnerabilities: { ...scan, vex: { by: 'ci' } } },
  { provenance: { by: 'ci', repository: 'acme/web', ref: 'refs/tags/v*' } },
  { tests: { by: 'ci', required: ['e2e'] } },
  {
    summary: {
      by: 'ci',
      verifier: 'https://verify.acme.example',
      resource: { 'starts-with': 'oci://registry.acme.example/' },
      levels: ['SLSA_BUILD_LEVEL_2'],
    },
  },
  { attestation: { type: review, by: 'ci', where: [{ at: '/result', equals: 'approved' }] } },
];
const ids = checks.map((check) => check.id ?? Object.keys(check)[0] ?? '');

let cosign: Cosign;
let registry: RunningRegistry;
let hoist: Hoist;
let key: CosignKey;

describe.skipIf(lacking('cosign'))('when documents are attested by cosign', () => {
  beforeAll(async () => {
    [cosign, registry] = await Promise.all([startCosign(), startRegistry()]);
    key = await cosign.key('ci');
  });
  afterAll(() => Promise.all([cosign.close(), registry.close()]));

  describe.each(['bundle', 'tags'] as const)('as %s', (format) => {
    let images: Readonly<Record<'good' | 'bad' | 'none', Digest>>;

    beforeAll(async () => {
      const push = (tag: string): Digest =>
        addSample(registry.store, `dev/${format}`, { seed: `${format} ${tag}`, tags: [tag] }).root;
      images = { good: push('good'), bad: push('bad'), none: push('none') };
      await Promise.all([attest(images.good, good, format), attest(images.bad, bad, format)]);
      hoist = await startHoist({ config: config() });
    });
    afterAll(() => hoist.close());

    async function attest(digest: Digest, documents: typeof good, as: CosignFormat): Promise<void> {
      // One after the other: `.att` is read, and written with one more.
      for (const [type, predicate] of documents(digest))
        await cosign.attest(`${registry.host}/dev/${as}@${digest}`, { key, format: as, type, predicate });
    }

    function config(): object {
      const strict = [{ vulnerabilities: { ...scan, max: { ...scan.max, medium: 0 } } }];
      const stage = (name: string, policy: string): object => ({
        name,
        to: `${registry.host}/${name}/${format}`,
        policy,
      });
      return {
        version: 1,
        trust: { signers: { ci: { key: { pem: key.pem, 'transparency-log': 'none' } } } },
        policies: { documents: checks, strict },
        pipelines: {
          web: { source: `${registry.host}/dev/${format}`, stages: [stage('qa', 'documents')] },
          strict: { source: `${registry.host}/dev/${format}`, stages: [stage('strict', 'strict')] },
        },
      };
    }

    async function decided(tag: string, pipeline: string, code: number): Promise<Decision> {
      const ran = await hoist.promote(tag, '--pipeline', pipeline);
      expect(ran.code).toBe(code);
      return decisionOf(ran.document.plan.stages, pipeline === 'web' ? 'qa' : pipeline);
    }

    it('every check passes on what it reads, and cosign verifies each document at the target', async () => {
      const decision = await decided('good', 'web', 0);
      expect(verdictsOf(decision)).toEqual(Object.fromEntries(ids.map((id) => [id, 'pass'])));
      expect(new Set(decision.checks.flatMap(({ evidence }) => evidence.map(({ trust }) => trust)))).toEqual(
        new Set(['signed by ci']),
      );
      expect(checkOf(decision, 'vulnerabilities').findings).toMatchObject([
        { vulnerability: { id: 'CVE-2026-0002' }, removedBy: 'vex' },
      ]);
      const there = `${registry.host}/qa/${format}@${images.good}`;
      await Promise.all(
        good(images.good).map(([type]) => cosign.verifyAttestation(there, { key, format, type })),
      );
    });

    it('every check fails on what it reads, and says what that was', async () => {
      const decision = await decided('bad', 'web', 1);
      const failing = Object.fromEntries(ids.map((id) => [id, 'VIOLATION']));
      expect(verdictsOf(decision)).toEqual({ ...failing, spdx: 'pass' });
      const first = (id: string): unknown => checkOf(decision, id).reasons[0];
      expect(first('cyclonedx')).toMatchObject({ observed: '1', expected: '>= 2' });
      expect(checkOf(decision, 'components').findings).toMatchObject([{ package: { version: '5.6.1' } }]);
      expect(checkOf(decision, 'licenses').findings).toMatchObject([{ license: 'AGPL-3.0-only' }]);
      expect(checkOf(decision, 'vulnerabilities').help).toContain('openssl 3.0.13');
      expect(first('provenance')).toMatchObject({ observed: 'refs/heads/main' });
      expect(first('tests')).toMatchObject({ observed: 'FAILED: e2e' });
      expect(first('attestation')).toMatchObject({ observed: 'rejected', expected: 'approved' });
      expect(registry.store.repository(`qa/${format}`)?.tags.has('bad')).not.toBe(true);
    });

    it('nothing passes where nothing is attested, and all of it is said at once', async () => {
      const decision = await decided('none', 'web', 1);
      expect(verdictsOf(decision)).toEqual(Object.fromEntries(ids.map((id) => [id, 'NO_EVIDENCE'])));
      expect(checkOf(decision, 'spdx').lookedAt).toMatch(/referrers 0/);
    });

    it('the finding that VEX excuses counts for a policy that names no VEX', async () => {
      const decision = await decided('good', 'strict', 1);
      expect(checkOf(decision, 'vulnerabilities').reasons).toMatchObject([
        { observed: 'critical 1' },
        { observed: 'medium 1' },
      ]);
    });
  });
});
