import { describe, expect, it } from 'vitest';
import type { Evidence, EvidencePart, Trust } from '../../src/domain/evidence.ts';
import type { Vulnerability } from '../../src/domain/vulnerability.ts';
import { digestOf } from '../../src/image/digest.ts';
import { parseRepository } from '../../src/image/reference.ts';
import { compareImages, type ComparedImage } from '../../src/promotion/compare.ts';
import { sampleImage } from '../fixtures/images.ts';

const github = 'https://github.com';
const { root, manifests } = sampleImage({ platforms: 1 });

function image(evidence: readonly Evidence[] = []): ComparedImage {
  return {
    graph: {
      source: parseRepository('ghcr.io/acme/dev/web'),
      root,
      manifests,
      imageOrder: [...manifests.keys()],
      attachmentOrder: [],
      attachments: [],
      blobs: new Map(),
      whole: true,
      left: [],
      missing: [],
      bytes: 0,
    },
    platforms: [],
    evidence,
  };
}

const unsigned: Trust = { level: 'unsigned' };

function document(part: EvidencePart, trust: Trust = signedBy({})): Evidence {
  return {
    digest: digestOf(new TextEncoder().encode(JSON.stringify([part, trust]))),
    place: 'referrers',
    title: 'a document',
    subjects: [root.digest],
    trust,
    parts: [part],
  };
}

function signedBy(claims: Readonly<Record<number, string>>): Trust {
  return { level: 'signed', signers: ['ci'], identity: { kind: 'certificate', claims } };
}

function provenance(repository: string, commit: string): ComparedImage {
  const trust = signedBy({ 12: repository, 13: commit });
  return image([document({ kind: 'provenance', provenance: { version: 'v1', materials: [] } }, trust)]);
}

const [old, next] = ['1f'.repeat(20), '2e'.repeat(20)];

describe('when the commits of two images are compared', () => {
  it('links what GitHub shows of two proven commits of one repository', () => {
    const { commits } = compareImages(
      provenance(`${github}/acme/web`, old),
      provenance(`${github}/Acme/web`, next),
      github,
    );
    expect(commits.compare).toBe(`${github}/Acme/web/compare/${old}...${next}`);
    expect([commits.from?.proof, commits.to?.proof]).toEqual(['proven', 'proven']);
  });

  it.each([
    [
      'two repositories',
      provenance(`${github}/acme/web`, old),
      provenance(`${github}/evil/web`, next),
      github,
    ],
    [
      'another server',
      provenance('https://gitlab.com/acme/web', old),
      provenance('https://gitlab.com/acme/web', next),
      github,
    ],
    [
      'a server without TLS',
      provenance('http://ghe.example.com/acme/web', old),
      provenance('http://ghe.example.com/acme/web', next),
      'http://ghe.example.com',
    ],
    ['one that is not proven', image(), provenance(`${github}/acme/web`, next), github],
    [
      'what is no commit',
      provenance(`${github}/acme/web`, old),
      provenance(`${github}/acme/web`, 'x/../..'),
      github,
    ],
    ['one commit', provenance(`${github}/acme/web`, old), provenance(`${github}/acme/web`, old), github],
  ])('has no link for %s', (_, from, to, server) => {
    expect(compareImages(from, to, server).commits).not.toHaveProperty('compare');
  });
});

function scan(
  scanner: string,
  vulnerabilities: readonly Partial<Vulnerability>[],
  created: string,
): EvidencePart {
  return {
    kind: 'scan',
    scan: {
      format: 'trivy',
      scanner: { name: scanner },
      created,
      lacks: [],
      filters: [],
      vulnerabilities: vulnerabilities.map((one) => ({
        id: 'CVE-2026-1',
        aliases: [],
        severity: 'high',
        fix: 'unknown',
        fixedIn: [],
        ...one,
      })),
    },
  };
}

describe('when the vulnerabilities of two images are compared', () => {
  it('counts by CVE, takes the newest scan of each, and leaves out what the scanner hid', () => {
    const before = image([
      document(scan('trivy', [{ id: 'CVE-2020-9' }], '2026-01-01T00:00:00Z')),
      document(scan('trivy', [{}, { id: 'CVE-2026-2', severity: 'low' }], '2026-02-01T00:00:00Z')),
    ]);
    const after = image([
      document(
        scan(
          'Trivy',
          [
            { id: 'GHSA-x', aliases: ['CVE-2026-1'] },
            { id: 'CVE-2026-3', severity: 'critical', package: { name: 'openssl', version: '3.0' } },
            { id: 'CVE-2026-4', suppressed: { by: '.trivyignore' } },
          ],
          '2026-03-01T00:00:00Z',
        ),
      ),
    ]);
    expect(compareImages(before, after, github).vulnerabilities).toEqual({
      state: 'known',
      value: {
        by: 'a document',
        trust: 'signed',
        from: { critical: 0, high: 1, medium: 0, low: 1, unknown: 0 },
        to: { critical: 1, high: 1, medium: 0, low: 0, unknown: 0 },
        added: { items: [{ id: 'CVE-2026-3', severity: 'critical', package: 'openssl 3.0' }], more: 0 },
        fixed: { items: [{ id: 'CVE-2026-2', severity: 'low', package: '' }], more: 0 },
      },
    });
  });

  it('compares nothing of two scanners, and nothing that nobody vouches for where somebody does', () => {
    const trivy = image([document(scan('trivy', [], ''))]);
    const grype = image([document(scan('grype', [{}], ''))]);
    expect(compareImages(trivy, grype, github).vulnerabilities).toMatchObject({
      state: 'unknown',
      message: 'one has a scan of trivy, the other of grype',
    });
    const open = image([
      document(scan('trivy', [{}], '2027-01-01'), unsigned),
      document(scan('trivy', [], '')),
    ]);
    expect(compareImages(trivy, open, github).vulnerabilities).toMatchObject({
      value: { trust: 'signed', added: { items: [] } },
    });
    const untrusted = image([document(scan('trivy', [{}], ''), { level: 'untrusted', why: 'nobody' })]);
    expect(compareImages(trivy, untrusted, github).vulnerabilities).toMatchObject({ state: 'unknown' });
    const marked = image([document(scan('trivy', [{}], ''), unsigned)]);
    expect(compareImages(trivy, marked, github).vulnerabilities).toMatchObject({
      value: { trust: 'unsigned' },
    });
  });
});

describe('when an image has very many packages', () => {
  it('names the first and counts the rest, so that a plan fits an output', () => {
    const sbom = (count: number): EvidencePart => ({
      kind: 'sbom',
      sbom: {
        format: 'spdx-2',
        packages: Array.from({ length: count }, (_, at) => ({
          name: `${'p'.repeat(300)}${at}`,
          version: '1',
          licenses: [],
        })),
      },
    });
    const { packages } = compareImages(image([document(sbom(1))]), image([document(sbom(5000))]), github);
    if (packages.state === 'unknown') throw new Error(packages.message);
    expect(packages.value.added.items.length + packages.value.added.more).toBe(4999);
    expect(JSON.stringify(packages).length).toBeLessThan(10_000);
  });
});
