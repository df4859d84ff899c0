import type { CheckResult, Judgement } from '../../src/domain/decision.ts';
import type { Evidence, EvidencePart, Search, Trust } from '../../src/domain/evidence.ts';
import { needsNothing, type Facts, type PlatformFacts } from '../../src/domain/facts.ts';
import type { BoundCheck, Judging, Policy, PolicyRule } from '../../src/domain/policy.ts';
import type { Provenance } from '../../src/domain/provenance.ts';
import type { Limits, Waiver, WaiverMatch } from '../../src/domain/waiver.ts';
import { digestOf, type Digest } from '../../src/image/digest.ts';
import type { ImageConfig } from '../../src/image/image-config.ts';
import type { Platform } from '../../src/image/platform.ts';
import type { Repository, Tag } from '../../src/image/reference.ts';
import type { Check } from '../../src/policy/check.ts';
import type { EvaluateRequest } from '../../src/policy/evaluate.ts';

export const now = new Date('2026-11-29T12:00:00Z');

/** The digest of a text: equal names, equal digests. */
export function digestNamed(name: string): Digest {
  return digestOf(new TextEncoder().encode(name));
}

export const imageConfig: ImageConfig = {
  platform: { os: 'linux', architecture: 'amd64' },
  user: '1000',
  env: ['PATH'],
  labels: {},
  entrypoint: ['/web'],
  cmd: [],
  exposedPorts: ['8080/tcp'],
  volumes: [],
};

export function readPlatformName(name: string): Platform {
  const [os = '', architecture = '', variant] = name.split('/');
  return { os, architecture, ...(variant !== undefined && { variant }) };
}

/** A platform called `linux/amd64`; its digest is {@link digestNamed} of that. */
export function platformNamed(
  name: string,
  { config = {}, ...more }: Partial<Omit<PlatformFacts, 'config'>> & { config?: Partial<ImageConfig> } = {},
): PlatformFacts {
  const platform = readPlatformName(name);
  return {
    digest: digestNamed(name),
    platform,
    annotations: {},
    bytes: 1000,
    layers: 3,
    config: { state: 'known', value: { ...imageConfig, platform, ...config } },
    ...more,
  };
}

export const indexDigest = digestNamed('index');

/** An index of linux/amd64 and linux/arm64 at ghcr.io/acme/dev/web:1.4.2, before web/production. */
export function factsOf({
  image = {},
  ...more
}: Partial<Omit<Facts, 'image'>> & { image?: Partial<Facts['image']> } = {}): Facts {
  return {
    image: {
      repository: 'ghcr.io/acme/dev/web' as Repository,
      tag: '1.4.2' as Tag,
      digest: indexDigest,
      isIndex: true,
      annotations: {},
      strangeChildren: [],
      ...image,
    },
    stage: { pipeline: 'web', stage: 'production' },
    platforms: [platformNamed('linux/amd64'), platformNamed('linux/arm64')],
    evidence: [],
    searches: [],
    commit: { state: 'unknown', code: 'NO_EVIDENCE', message: 'nothing proves the commit' },
    previous: { state: 'known', value: undefined },
    feeds: {},
    baseImages: new Map(),
    ...more,
  };
}

export function hoursAgo(hours: number): Date {
  return new Date(now.getTime() - hours * 3_600_000);
}

export function signedBy(signer: string, hours?: number): Trust {
  const at = hours === undefined ? undefined : hoursAgo(hours);
  return {
    level: 'signed',
    signers: [signer],
    identity: { kind: 'key', claims: {} },
    ...(at && { signedAt: { first: at, last: at } }),
  };
}

export const signature: EvidencePart = { kind: 'signature', annotations: {} };

export function provenanceOf(provenance: Partial<Provenance> = {}): EvidencePart {
  return { kind: 'provenance', provenance: { version: 'v1', materials: [], ...provenance } };
}

/** A signature of the index by `ci`, 30 hours old. */
export function evidenceOf(more: Partial<Evidence> = {}): Evidence {
  return {
    digest: digestNamed(`document ${JSON.stringify(more)}`),
    place: 'referrers',
    title: 'cosign signature',
    subjects: [indexDigest],
    trust: signedBy('ci', 30),
    parts: [signature],
    ...more,
  };
}

export const unreachable: Search = {
  place: 'referrers',
  subject: indexDigest,
  found: 0,
  state: 'unreachable',
  message: '503',
};

export const limits: Limits = {
  waiverMax: 90 * 86_400,
  warnBefore: 14 * 86_400,
  waivable: ['vulnerabilities', 'licenses', 'components', 'size'],
  waiverReview: 'off',
  localWithApproval: false,
};

export function waiverOf(match: WaiverMatch, more: Partial<Waiver> = {}): Waiver {
  return {
    id: 'W-1',
    check: 'vulnerabilities',
    match,
    reason: 'not reachable',
    owner: '@acme/security',
    expires: '2027-01-31',
    breakGlass: false,
    missing: false,
    position: { file: 'hoist.yml', line: 1, column: 1 },
    ...more,
  };
}

/** A check that says what it is told, for rules about rules. */
export function checkSaying(
  judge: Judgement | BoundCheck['judge'],
  more: Partial<Omit<BoundCheck, 'judge'>> = {},
): BoundCheck {
  return {
    criterion: 'stub',
    needs: needsNothing,
    signers: [],
    dependsOn: 'nothing',
    about: 'image',
    judge: typeof judge === 'function' ? judge : () => judge,
    ...more,
  };
}

export function ruleOf(what: PolicyRule['what'], more: Partial<PolicyRule> = {}): PolicyRule {
  const id = 'any' in what ? 'any' : what.criterion;
  return { id, what, level: 'enforce', onRollback: 'record', ...more };
}

export function policyOf(rules: readonly PolicyRule[], name = 'baseline'): Policy {
  return { name, rules };
}

export function requestOf(more: Partial<EvaluateRequest> = {}): EvaluateRequest {
  return {
    facts: factsOf(),
    policies: [],
    waivers: [],
    limits,
    now,
    mode: 'promote',
    approvalRequired: false,
    origins: new Map(),
    ...more,
  };
}

export const judging: Judging = { now, waiverFor: () => undefined, localCounts: true };

/** What a check with these options, as a config has them, says of the facts. Throws where the options are refused. */
export function judgeWith(
  check: Check,
  options: unknown,
  { facts = factsOf(), ...more }: { facts?: Facts } & Partial<Judging> = {},
): Judgement {
  return bindTo(check, options).judge(facts, { ...judging, ...more });
}

export function bindTo(check: Check, options: unknown): BoundCheck {
  return check.bind(check.schema.parse(options));
}

/** `pass`, or the codes of the reasons in order, each once, with the platforms that they name. */
export function saying({ reasons }: Judgement | CheckResult): string {
  if (reasons.length === 0) return 'pass';
  const said = reasons.map(({ code, platform }) => (platform === undefined ? code : `${code} ${platform}`));
  return [...new Set(said)].join(', ');
}

/** The messages with which a schema refuses options. */
export function refusals(check: Check, options: unknown): string {
  const result = check.schema.safeParse(options);
  if (result.success) throw new Error('nothing was refused');
  return JSON.stringify(result.error.issues);
}
