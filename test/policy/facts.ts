import type { Finding, Judgement } from '../../src/domain/decision.ts';
import type { Evidence, EvidencePart, Search, Trust } from '../../src/domain/evidence.ts';
import type { CommitFacts, Facts, PlatformFacts } from '../../src/domain/facts.ts';
import type { Judging } from '../../src/domain/policy.ts';
import type { Provenance } from '../../src/domain/provenance.ts';
import type { PromotionRecord } from '../../src/domain/record.ts';
import type { Package, Sbom } from '../../src/domain/software.ts';
import type { Scan, Vulnerability } from '../../src/domain/vulnerability.ts';
import { digestOf, type Digest } from '../../src/image/digest.ts';
import { parseRepository, parseTag, type Repository } from '../../src/image/reference.ts';
import type { Check } from '../../src/policy/check.ts';

/** The time at which everything is judged unless a test says otherwise. */
export const now = new Date('2026-11-20T12:00:00Z');

/** So many hours before {@link now}. */
export function hoursAgo(hours: number): Date {
  return new Date(now.getTime() - hours * 3_600_000);
}

/** A digest that belongs to a name. */
export function digestFor(name: string): Digest {
  return digestOf(new TextEncoder().encode(name));
}

export const indexDigest = digestFor('index');
export const amd64 = digestFor('linux/amd64');
export const arm64 = digestFor('linux/arm64');

/** A platform named as `linux/amd64`; its digest is that of its name. */
export function platformFacts(name: string, more: Partial<PlatformFacts> = {}): PlatformFacts {
  const [os = '', architecture = '', variant] = name.split('/');
  return {
    digest: digestFor(name),
    platform: { os, architecture, ...(variant !== undefined && { variant }) },
    annotations: {},
    bytes: 50_000_000,
    layers: 5,
    config: {
      state: 'known',
      value: {
        platform: { os, architecture },
        user: 'app',
        env: [],
        labels: {},
        entrypoint: [],
        cmd: [],
        exposedPorts: [],
        volumes: [],
      },
    },
    ...more,
  };
}

type FactsOptions = Partial<Omit<Facts, 'image'>> & { readonly image?: Partial<Facts['image']> };

/** An index of two platforms with nothing known of it but what a test adds. */
export function factsOf({ image, ...more }: FactsOptions = {}): Facts {
  return {
    image: {
      repository: parseRepository('ghcr.io/acme/dev/web'),
      tag: parseTag('1.4.2'),
      digest: indexDigest,
      isIndex: true,
      annotations: {},
      strangeChildren: [],
      ...image,
    },
    stage: { pipeline: 'web', stage: 'production' },
    stages: new Map(
      ['qa', 'staging', 'production'].map((name) => [
        name,
        { targets: [parseRepository(`ghcr.io/acme/${name}/web`)] },
      ]),
    ),
    platforms: [platformFacts('linux/amd64'), platformFacts('linux/arm64')],
    evidence: [],
    searches: [{ place: 'referrers', subject: indexDigest, found: 0, state: 'none' }],
    commit: { state: 'unknown', code: 'NO_EVIDENCE', message: 'no provenance proves a commit' },
    previous: { state: 'known', value: undefined },
    feeds: {},
    baseImages: new Map(),
    ...more,
  };
}

type SignedOptions = {
  readonly at?: Date | 'unproven';
  readonly last?: Date;
  readonly claims?: Readonly<Record<number, string>>;
  readonly sealedBy?: Digest;
};

/** Signed an hour ago, with a certificate. */
export function signedBy(signers: string | readonly string[], options: SignedOptions = {}): Trust {
  const { at = hoursAgo(1), last, claims = {}, sealedBy } = options;
  return {
    level: 'signed',
    signers: typeof signers === 'string' ? [signers] : signers,
    identity: {
      kind: 'certificate',
      issuer: 'https://token.actions.githubusercontent.com',
      subject: 'https://github.com/acme/web/.github/workflows/release.yml@refs/heads/main',
      claims,
    },
    ...(at !== 'unproven' && { signedAt: { first: at, last: last ?? at } }),
    ...(sealedBy !== undefined && { sealedBy }),
  };
}

export const unsigned: Trust = { level: 'unsigned' };
export const localFile: Trust = { level: 'local', file: 'reports/trivy.json' };
export const byStranger: Trust = { level: 'untrusted', why: 'signed by https://example.com/mallory' };

let serial = 0;

/** A document of `parts` about the index, signed by `ci`. Each has another digest unless one is given. */
export function evidenceOf(
  parts: EvidencePart | readonly EvidencePart[],
  more: Partial<Evidence> = {},
): Evidence {
  serial += 1;
  const list = Array.isArray(parts) ? (parts as readonly EvidencePart[]) : [parts as EvidencePart];
  return {
    digest: digestFor(`document ${serial}`),
    place: 'referrers',
    title: `${list.map(({ kind }) => kind).join(' and ') || 'document'} ${serial}`,
    subjects: [indexDigest],
    trust: signedBy('ci'),
    parts: list,
    ...more,
  };
}

export function unreachable(place: Search['place'] = 'referrers', subject: Digest = indexDigest): Search {
  return { place, subject, found: 0, state: 'unreachable', message: 'HTTP 503' };
}

export const signaturePart: EvidencePart = { kind: 'signature', annotations: {} };

export function packageOf(written: string, more: Partial<Package> = {}): Package {
  const [name = '', version] = written.split('@');
  return {
    name,
    ...(version !== undefined && { version }),
    purl: `pkg:deb/debian/${written}`,
    licenses: [],
    ...more,
  };
}

export function sbomPart(packages: readonly Package[], more: Partial<Sbom> = {}): EvidencePart {
  return { kind: 'sbom', sbom: { format: 'spdx-2', packages, ...more } };
}

/** A critical vulnerability of `openssl`, with a fix. */
export function vulnerabilityOf(id: string, more: Partial<Vulnerability> = {}): Vulnerability {
  return {
    id,
    aliases: [],
    severity: 'critical',
    package: { name: 'openssl', version: '3.0.11-1', purl: 'pkg:deb/debian/openssl@3.0.11-1?arch=amd64' },
    fix: 'fixed',
    fixedIn: ['3.0.12-1'],
    ...more,
  };
}

export function scanPart(vulnerabilities: readonly Vulnerability[], more: Partial<Scan> = {}): EvidencePart {
  return {
    kind: 'scan',
    scan: {
      format: 'trivy',
      scanner: { name: 'trivy', version: '0.70.0' },
      vulnerabilities,
      proofOfWork: '120 packages',
      lacks: [],
      filters: [],
      ...more,
    },
  };
}

export function provenancePart(more: Partial<Provenance> = {}): EvidencePart {
  return { kind: 'provenance', provenance: { version: 'v1', materials: [], ...more } };
}

type Recorded = {
  readonly intent?: Partial<PromotionRecord['intent']>;
  readonly outcome?: string;
  readonly action?: string;
  readonly to?: Repository;
  readonly digest?: Digest;
};

/** A promotion of the index to `web/staging`, by a config of a commit. */
export function recordPart({ intent, ...there }: Recorded = {}): EvidencePart {
  const {
    outcome = 'promoted',
    action = 'create',
    to: repository = parseRepository('ghcr.io/acme/staging/web'),
    digest = indexDigest,
  } = there;
  const record = {
    schema: 'hoist/promotion/v1',
    id: '01J',
    intent: {
      pipeline: 'web',
      stage: 'staging',
      kind: 'auto',
      planned: '2020-01-01T00:00:00Z',
      actor: 'ann',
      initiator: 'ann',
      sources: [],
      targets: [],
      config: { path: '.github/hoist.yml', commit: 'c'.repeat(40), sha256: 'ab'.repeat(32) },
      run: { url: 'https://github.com/acme/web/actions/runs/7/attempts/1' },
      ...intent,
    },
    result: {
      outcome,
      targets: [
        { repository, digest, tags: [{ tag: parseTag('1.4.2'), before: null, after: digest, action }] },
      ],
    },
  };
  return { kind: 'promotion', record: record as unknown as PromotionRecord };
}

export function commitOf(more: Partial<CommitFacts> = {}): Facts['commit'] {
  return {
    state: 'known',
    value: {
      repository: 'acme/web',
      commit: '0123456789abcdef0123456789abcdef01234567',
      checks: { state: 'known', value: [] },
      statuses: { state: 'known', value: [] },
      onBranch: new Map(),
      tags: { state: 'known', value: [] },
      pull: { state: 'known', value: undefined },
      ...more,
    },
  };
}

/** Nothing is waived, and local files count. */
export function judgingOf(more: Partial<Judging> = {}): Judging {
  return { now, localCounts: true, waiverFor: () => undefined, ...more };
}

/** Waives each finding that `matches` says, as W-1. */
export function waiving(matches: (finding: Finding) => boolean): Judging {
  return judgingOf({ waiverFor: (finding) => (matches(finding) ? 'W-1' : undefined) });
}

/** Judges with options as a config writes them. Throws where the schema refuses them. */
export function judge(
  check: Check,
  written: unknown,
  facts: Facts,
  judging: Judging = judgingOf(),
): Judgement {
  return check.bind(check.schema.parse(written)).judge(facts, judging);
}

/** The codes of the reasons, each once; empty: it passes. */
export function codesOf({ reasons }: Judgement): readonly string[] {
  return [...new Set(reasons.map(({ code }) => code))];
}

/** What the schema says against options; empty: nothing. */
export function mistakesOf(check: Check, written: unknown): readonly string[] {
  const result = check.schema.safeParse(written);
  return result.success ? [] : result.error.issues.map(({ message }) => message);
}
