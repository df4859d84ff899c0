import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stageResource } from '../../src/domain/statement.ts';
import type { Evidence, EvidencePart } from '../../src/domain/evidence.ts';
import { hexOf } from '../../src/image/digest.ts';
import { parseRepository } from '../../src/image/reference.ts';
import type { Check } from '../../src/policy/check.ts';
import { attestationCheck } from '../../src/policy/checks/attestation.ts';
import { baseImageCheck } from '../../src/policy/checks/base-image.ts';
import { componentsCheck } from '../../src/policy/checks/components.ts';
import { licensesCheck } from '../../src/policy/checks/licenses.ts';
import { osCheck } from '../../src/policy/checks/os.ts';
import { promotedCheck } from '../../src/policy/checks/promoted.ts';
import { provenanceCheck } from '../../src/policy/checks/provenance.ts';
import { sbomCheck } from '../../src/policy/checks/sbom.ts';
import { signatureCheck } from '../../src/policy/checks/signature.ts';
import { summaryCheck } from '../../src/policy/checks/summary.ts';
import { testsCheck } from '../../src/policy/checks/tests.ts';
import { vulnerabilitiesCheck } from '../../src/policy/checks/vulnerabilities.ts';
import {
  amd64,
  arm64,
  byStranger,
  digestFor,
  evidenceOf,
  factsOf,
  hoursAgo,
  indexDigest,
  judge,
  localFile,
  packageOf,
  provenancePart,
  recordPart,
  sbomPart,
  scanPart,
  signaturePart,
  signedBy,
  unreachable,
  unsigned,
  vulnerabilityOf,
} from './facts.ts';

const type = 'https://example.com/review/v1';
const resource = stageResource({
  repository: parseRepository('ghcr.io/acme/staging/web'),
  pipeline: 'web',
  stage: 'staging',
});
const base = { uri: 'pkg:docker/debian@12', digest: { sha256: hexOf(digestFor('base')) } };
const os = { family: 'debian', version: '12', endOfLife: false };

/** Everything that makes every check pass, by kind. */
const good: readonly EvidencePart[] = [
  signaturePart,
  provenancePart({ materials: [base] }),
  sbomPart([packageOf('zlib@1.3', { licenses: ['Zlib'] })]),
  scanPart([], { os }),
  { kind: 'tests', tests: { result: 'PASSED', passed: ['unit'], warned: [], failed: [] } },
  { kind: 'summary', summary: { form: 'vsa', verifier: 'v', resource, passed: true, levels: [] } },
  recordPart(),
  { kind: 'vex', vex: { format: 'openvex', statements: [] } },
];

/** What would make them fail, or pass, were it believed. */
const evil: readonly EvidencePart[] = [
  ...good,
  { kind: 'signature', annotations: { env: 'prod' } },
  provenancePart({
    materials: [{ ...base, uri: 'pkg:docker/mallory/evil@1' }],
    source: { uri: 'https://github.com/mallory/x' },
  }),
  sbomPart([]),
  sbomPart([packageOf('event-stream@3.3.6', { licenses: ['AGPL-3.0-only'] })]),
  scanPart([vulnerabilityOf('CVE-2026-1')], { os: { family: 'plan9', endOfLife: true } }),
  { kind: 'tests', tests: { result: 'FAILED', passed: [], warned: [], failed: ['unit'] } },
  { kind: 'summary', summary: { form: 'vsa', verifier: 'v', resource, passed: false, levels: [] } },
  {
    kind: 'vex',
    vex: {
      format: 'openvex',
      statements: [
        { vulnerability: 'CVE-2026-1', aliases: [], products: [], subcomponents: [], status: 'fixed' },
      ],
    },
  },
];

const checks: readonly (readonly [Check, object])[] = [
  [signatureCheck, { by: 'ci' }],
  [provenanceCheck, { by: 'ci' }],
  [attestationCheck, { by: 'ci', type, where: [{ at: '/ok', equals: true }] }],
  [sbomCheck, { by: 'ci' }],
  [componentsCheck, { by: 'ci', deny: [{ name: 'event-stream' }] }],
  [licensesCheck, { by: 'ci', deny: ['AGPL-3.0-only'] }],
  [vulnerabilitiesCheck, { by: 'ci', 'max-age': '24h', max: { critical: 0 }, vex: { by: 'ci' } }],
  [baseImageCheck, { by: 'ci', allow: ['docker.io/library/debian'] }],
  [testsCheck, { by: 'ci', required: ['unit'] }],
  [summaryCheck, { by: 'ci', verifier: 'v', resource }],
  [promotedCheck, { by: 'ci', from: 'staging' }],
  [osCheck, { by: 'ci', family: 'debian' }],
];

function trustedOf(parts: readonly EvidencePart[]): readonly Evidence[] {
  const ofPlatform = new Set(['sbom', 'scan']);
  return parts.flatMap((part) =>
    ofPlatform.has(part.kind)
      ? [amd64, arm64].map((subject) => evidenceOf(part, { subjects: [subject] }))
      : [evidenceOf(part)],
  );
}

const review = evidenceOf([], { predicateType: type, predicate: { ok: true } });
const everything = [...trustedOf(good), review];

const inertTrust = fc.constantFrom(
  unsigned,
  localFile,
  byStranger,
  signedBy('mallory', { at: hoursAgo(0) }),
  signedBy(['mallory', 'eve'], { at: hoursAgo(0) }),
);

const inert: fc.Arbitrary<Evidence> = fc
  .record({
    parts: fc.subarray([...evil], { maxLength: 4 }),
    trust: inertTrust,
    subjects: fc.subarray([indexDigest, amd64, arm64, digestFor('other')]),
    predicate: fc.constantFrom({ ok: true }, { ok: false }, undefined),
    isReview: fc.boolean(),
    isBroken: fc.boolean(),
  })
  .map(({ parts, isReview, isBroken, ...rest }) =>
    evidenceOf(isBroken ? [] : parts, {
      ...rest,
      ...(isReview && { predicateType: type }),
      ...(isBroken && { problem: { code: 'UNPARSABLE', message: 'no JSON' } as const }),
    }),
  );

describe.each(checks.map(([check, written]) => ({ name: check.name, check, written })))(
  'when $name judges evidence',
  ({ check, written }) => {
    const passes = (evidence: readonly Evidence[]): boolean =>
      judge(check, written, factsOf({ evidence })).reasons.length === 0;

    it('passes with everything that it asks for, and never with nothing (I1)', () => {
      expect(judge(check, written, factsOf({ evidence: everything })).reasons).toEqual([]);
      expect(passes([])).toBe(false);
    });

    it('is not moved by evidence that it does not trust (I2)', () => {
      fc.assert(
        fc.property(fc.subarray([...everything]), fc.array(inert, { maxLength: 6 }), (trusted, others) => {
          const before = judge(check, written, factsOf({ evidence: trusted }));
          const after = judge(check, written, factsOf({ evidence: [...others, ...trusted, ...others] }));
          expect(after.reasons.length === 0).toBe(before.reasons.length === 0);
          expect(after.evidence).toEqual(before.evidence);
          expect(after.findings).toEqual(before.findings);
        }),
        { numRuns: 60 },
      );
    });

    it('is not passed by good evidence that is taken away (I3)', () => {
      fc.assert(
        fc.property(fc.subarray([...everything]), fc.nat(), (trusted, at) => {
          const fewer = trusted.filter((_, index) => index !== at % Math.max(1, trusted.length));
          expect(passes(fewer) && !passes(trusted)).toBe(false);
        }),
        { numRuns: 60 },
      );
    });

    it('never takes "could not look" for "there is none" (I4)', () => {
      const { reasons } = judge(check, written, factsOf({ searches: [unreachable()] }));
      expect(reasons.map(({ code }) => code)).toEqual(['UNREACHABLE']);
    });

    it('gives the same answer to the same facts, in whatever order they come (I8)', () => {
      const facts = factsOf({ evidence: everything });
      expect(judge(check, written, facts)).toEqual(judge(check, written, facts));
      expect(passes([...everything].reverse())).toBe(true);
    });

    it('shows every document of its kind, as used or as ignored', () => {
      fc.assert(
        fc.property(fc.array(inert, { minLength: 1, maxLength: 5 }), (others) => {
          const { evidence, ignored } = judge(
            check,
            written,
            factsOf({ evidence: [...everything, ...others] }),
          );
          const used = new Set(evidence.map(({ digest }) => digest));
          expect(ignored.some(({ digest }) => used.has(digest))).toBe(false);
          expect(others.some(({ digest }) => used.has(digest))).toBe(false);
          expect(ignored.every(({ why }) => why !== '')).toBe(true);
        }),
        { numRuns: 30 },
      );
    });
  },
);

describe('when an image is large', () => {
  const licences = [
    'MIT',
    'Apache-2.0 OR MIT',
    'GPL-2.0-or-later AND (LGPL-2.1-only OR BSD-3-Clause)',
    'NOASSERTION',
  ];
  const packages = Array.from({ length: 5000 }, (_, at) =>
    packageOf(`package-${at}@1.${at}.0-1+b1`, { licenses: [licences[at % 4] ?? 'MIT'] }),
  );
  const found = Array.from({ length: 500 }, (_, at) =>
    vulnerabilityOf(`CVE-2026-${at}`, {
      severity: (['critical', 'high', 'medium', 'low'] as const)[at % 4] ?? 'low',
      package: { name: `package-${at}`, version: '1', purl: `pkg:deb/debian/package-${at}@1` },
    }),
  );
  const statements = found.slice(0, 100).map(({ id }) => ({
    vulnerability: id,
    aliases: [],
    products: [],
    subcomponents: [`pkg:deb/debian/${id.replace('CVE-2026', 'package')}`],
    status: 'fixed' as const,
  }));
  const evidence = [
    ...trustedOf([sbomPart(packages), scanPart(found)]),
    evidenceOf({ kind: 'vex', vex: { format: 'openvex', statements } }),
  ];

  it.each<[Check, object]>([
    [sbomCheck, { by: 'ci', 'purl-coverage': '>= 90%' }],
    [
      componentsCheck,
      {
        by: 'ci',
        deny: [
          { purl: 'pkg:npm/event-stream' },
          { purl: 'pkg:deb/debian/xz*' },
          { name: 'xz-utils', version: { semver: '< 6' } },
        ],
      },
    ],
    [licensesCheck, { by: 'ci', deny: ['AGPL-3.0-only'], unknown: 'allow', except: ['pkg:deb/debian/*'] }],
    [
      vulnerabilitiesCheck,
      { by: 'ci', 'max-age': '24h', max: { total: 10_000 }, deny: { cvss: '>= 11' }, vex: { by: 'ci' } },
    ],
  ])('$name judges 5,000 packages and 500 findings of two platforms', (check, written) => {
    const bound = check.bind(check.schema.parse(written));
    const facts = factsOf({ evidence });
    const judging = { now: hoursAgo(0), localCounts: false, waiverFor: () => undefined };
    // How long that takes is the bench's to say; what grows with the square would run into the time-out.
    expect(bound.judge(facts, judging).reasons).toEqual([]);
  });
});
