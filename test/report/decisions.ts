import type { CheckResult, Decision, EvidenceRef, Finding } from '../../src/domain/decision.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';
import { digestLike, web } from './examples.ts';

const position = { file: '.github/hoist.yml', line: 41, column: 9 };

const scan: EvidenceRef = {
  digest: digestLike('77aa'),
  title: 'trivy 0.72.0',
  place: 'referrers',
  trust: 'signed by scanner',
  signers: ['scanner'],
  signedAt: '2026-11-20T09:00:00Z',
};

function critical(id: string, more: Partial<Finding> = {}): Finding {
  return {
    platform: 'linux/amd64',
    vulnerability: { id, aliases: [], severity: 'critical' },
    package: { name: 'libssl3', version: '3.0.11-1', purl: 'pkg:deb/debian/libssl3@3.0.11-1' },
    detail: 'fixed in 3.0.12-1 · EPSS 0.42 · KEV since 2026-10-02',
    ...more,
  };
}

export function checkResult(id: string, more: Partial<CheckResult> = {}): CheckResult {
  return {
    id,
    criterion: id,
    policy: 'baseline',
    verdict: 'pass',
    level: 'enforce',
    reasons: [],
    findings: [],
    evidence: [],
    ignored: [],
    position,
    ...more,
  };
}

/** The many findings of one scan, most of them alike. */
const many = Array.from({ length: 44 }, (_, index) => critical(`CVE-2026-${1000 + index}`));

export const vulnerabilities = checkResult('prod-vulns', {
  criterion: 'vulnerabilities',
  policy: 'production',
  verdict: 'fail',
  why: 'agreed with security, see docs/security.md',
  reasons: [
    {
      code: 'VIOLATION',
      message: 'critical 45 > 0',
      platform: 'linux/amd64',
      observed: 'critical 45',
      expected: '<= 0',
    },
    {
      code: 'VIOLATION',
      message: 'critical 1 > 0',
      platform: 'linux/arm64',
      observed: 'critical 1',
      expected: '<= 0',
    },
  ],
  findings: [
    critical('CVE-2026-1111'),
    critical('CVE-2026-1111', { platform: 'linux/arm64' }),
    ...many,
    critical('CVE-2026-12345', {
      package: { name: 'libxml2', version: '2.9.14' },
      removedBy: 'waiver',
      removal: 'W-2026-014',
    }),
    critical('CVE-2026-7777', { removedBy: 'vex', removal: 'OpenVEX by ci (99ff99ff99ff)' }),
  ],
  evidence: [scan],
  help: 'Rebuild on a base with libssl3 3.0.12-1 or later, or add a waiver with an expiry.',
});

export const sbom = checkResult('sbom', {
  verdict: 'unknown',
  position: { ...position, line: 29 },
  reasons: [{ code: 'NO_EVIDENCE', message: 'linux/arm64 has no SBOM by ci', platform: 'linux/arm64' }],
  lookedAt: 'referrers 2 · tags .sig/.att none · index 1 · GitHub 0',
  ignored: [{ digest: digestLike('99ff'), title: 'SPDX for linux/arm64', why: 'unsigned' }],
  help: 'Build with `sbom: true` for linux/arm64 and sign the index digest.',
});

const any = checkResult('any', {
  verdict: 'fail',
  reasons: [{ code: 'VIOLATION', message: 'none of 2 alternatives passes' }],
  any: [
    checkResult('tag', {
      verdict: 'fail',
      reasons: [
        {
          code: 'VIOLATION',
          message: 'the tag 1.4.2 is not allowed',
          observed: '1.4.2',
          expected: 'starts with v',
        },
      ],
    }),
    checkResult('promoted', {
      verdict: 'unknown',
      reasons: [{ code: 'UNREACHABLE', message: 'us.example.com answered 503' }],
    }),
  ],
});

const size = checkResult('size', {
  verdict: 'fail',
  level: 'warn',
  reasons: [{ code: 'VIOLATION', message: 'it is too big', observed: '912 MB', expected: '<= 800 MB' }],
});

const base = checkResult('base-image', {
  verdict: 'fail',
  level: 'later',
  effectiveFrom: '2027-01-15',
  reasons: [{ code: 'VIOLATION', message: 'the base docker.io/library/debian:bookworm is not allowed' }],
});

const window = checkResult('window', { verdict: 'pending' });

const passed = [
  'tag',
  'signature',
  'provenance',
  'platforms',
  'labels',
  'config',
  'licenses',
  'components',
  'checks',
];

export const refused: Decision = {
  schema: 'hoist/decision/v1',
  image: {
    repository: parseRepository('ghcr.io/acme/dev/web'),
    tag: parseTag('1.4.2'),
    digest: web,
    platforms: ['linux/amd64', 'linux/arm64'],
  },
  stage: { pipeline: 'web', stage: 'production' },
  policies: ['baseline', 'production'],
  evaluatedAt: '2026-11-20T12:00:00Z',
  verdict: 'refused',
  checks: [
    ...passed.map((id) =>
      checkResult(id, { note: `${id} is as it should be`, evidence: id === 'signature' ? [scan] : [] }),
    ),
    size,
    base,
    window,
    vulnerabilities,
    any,
    sbom,
  ],
  waivers: {
    used: [
      {
        id: 'W-2026-014',
        check: 'vulnerabilities',
        reason: 'parser is not reachable from our entrypoint',
        owner: '@acme/security',
        expires: '2026-11-30',
        ticket: 'SEC-912',
        findings: 1,
        expiresSoon: true,
        origin: { commit: '3f2a91c0d2e4f5a6b7c8d9e0f1a2b3c4d5e6f708', author: 'kim', approvers: ['robin'] },
      },
    ],
    idle: [
      { id: 'W-2026-003', state: 'expired', message: 'the waiver W-2026-003 expired on 2026-10-31' },
      { id: 'W-2026-004', state: 'unreviewed', message: 'nobody but its author approved it' },
    ],
  },
};

export const passing: Decision = {
  ...refused,
  verdict: 'pass',
  checks: refused.checks.filter(({ verdict }) => verdict === 'pass'),
  waivers: { used: [], idle: [] },
};

export const pending: Decision = {
  ...passing,
  verdict: 'pending',
  checks: [...passing.checks, window],
};

export const unreachable: Decision = {
  ...passing,
  verdict: 'unreachable',
  checks: [
    ...passing.checks,
    checkResult('kev', {
      verdict: 'unknown',
      position: { file: 'policies/production/with-a-very-long-name-of-a-folder.yml', line: 1234, column: 1 },
      reasons: [{ code: 'UNREACHABLE', message: 'ghcr.io answered 503 to the question for referrers' }],
    }),
  ],
};
