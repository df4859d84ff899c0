import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Digest } from '../../src/image/digest.ts';
import { problem } from '../fakes/registry/answer.ts';
import type { Intercept } from '../fakes/registry/fault.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { createSigstore, githubIdentity, type FakeIdentity, type Sigstore } from '../fakes/sigstore.ts';
import { checkOf, decisionOf, verdictsOf } from './decisions.ts';
import { bundleArtifact, rootText } from './evidence.ts';
import { startHoist, type Hoist } from './hoist.ts';
import * as say from './predicates.ts';
import { RawRepository } from './raw-registry.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const ci = githubIdentity();
const fork = githubIdentity({ repository: 'evil/app' });
const minute = 60_000;
const [older, old, recent] = [40, 30, 20].map((minutes) => new Date(Date.now() - minutes * minute));

let sigstore: Sigstore;
let source: RunningRegistry;
let target: RunningRegistry;
let hoist: Hoist;

/** What a repository of the target keeps from us is in its name. */
const intercept: Intercept = ({ method, route }) => {
  if (!('repository' in route) || (method !== 'GET' && method !== 'HEAD')) return undefined;
  const { repository, kind } = route;
  const isTag = kind === 'manifest' && !route.reference.startsWith('sha256:');
  return repository.endsWith(`-no-${isTag ? 'tag' : kind}`) ? problem(403, 'DENIED', 'not you') : undefined;
};

beforeAll(async () => {
  [sigstore, source, target] = await Promise.all([
    createSigstore(),
    startRegistry(),
    startRegistry({ intercept }),
  ]);
  const pipeline = (by: string): object => ({
    source: `${source.host}/${by}/{name}`,
    stages: [
      {
        name: 'production',
        to: `${target.host}/${by}/{name}`,
        tag: ['%n', '%n-%Y%m%d', { name: 'stable', move: 'any' }],
        policy: by,
      },
    ],
  });
  hoist = await startHoist({
    files: { 'trust/root.json': rootText(sigstore.trustRoot) },
    config: {
      version: 1,
      trust: {
        roots: [{ 'trusted-root': 'trust/root.json' }],
        signers: { ci: { github: { repository: 'acme/app' } } },
      },
      policies: {
        semver: [{ 'no-downgrade': { by: 'semver' } }],
        'built-at': [{ 'no-downgrade': { by: 'built-at' } }],
      },
      pipelines: { semver: pipeline('semver'), 'built-at': pipeline('built-at') },
    },
  });
});
afterAll(() => Promise.all([hoist, source, target].map((one) => one.close())));

/** Who attested when the build ended; `finished` null: without saying. */
type Build = { readonly by?: FakeIdentity; readonly finished?: Date | null | undefined };

type Case = {
  readonly is: string;
  /** The repository, at the source and at the target. */
  readonly name: string;
  readonly tag?: string;
  readonly builds?: readonly Build[];
  /** What `stable` names at the target, with its other tags; absent: nothing is there. */
  readonly before?: {
    readonly tags?: readonly string[];
    readonly builds?: readonly Build[];
    readonly same?: true;
  };
  readonly verdict: string;
  readonly says?: RegExp;
};

const bySemver: readonly Case[] = [
  { is: 'nothing is there', name: 'new', verdict: 'pass' },
  { is: 'what is there is older', name: 'older', before: { tags: ['1.0.9'] }, verdict: 'pass' },
  { is: 'it is there already', name: 'same', before: { same: true }, verdict: 'pass' },
  {
    is: 'what is there is newer, whatever else it is called',
    name: 'newer',
    before: { tags: ['1.0.0', '1.1.1', 'main'] },
    verdict: 'VIOLATION',
    says: /1\.1\.0 is not newer than 1\.1\.1/,
  },
  {
    is: 'what is there is the release of this candidate',
    name: 'candidate',
    tag: '1.1.0-rc.1',
    before: { tags: ['1.1.0'] },
    verdict: 'VIOLATION',
    says: /is not newer than 1\.1\.0/,
  },
  {
    is: 'what is there is the release of this candidate, and was called so with a date',
    name: 'dated',
    tag: '1.1.0-rc.1',
    before: { tags: ['1.1.0-20260101'] },
    verdict: 'VIOLATION',
    says: /1\.1\.0-rc\.1 is not newer than 1\.1\.0,/,
  },
  {
    is: 'what is there has no version',
    name: 'unversioned',
    before: { tags: ['main'] },
    verdict: 'INCOMPLETE',
    says: /has no tag there that is a version/,
  },
  {
    is: 'it has no version itself',
    name: 'nightly',
    tag: 'nightly',
    before: { tags: ['1.0.0'] },
    verdict: 'INCOMPLETE',
    says: /nightly is no version/,
  },
  {
    is: 'the tags of the target may not be listed',
    name: 'older-no-tags',
    before: { tags: ['1.0.0'] },
    verdict: 'UNREACHABLE',
  },
  {
    is: 'what is there may not be read',
    name: 'older-no-manifest',
    before: { tags: ['1.0.0'] },
    verdict: 'UNREACHABLE',
  },
];

const byBuild: readonly Case[] = [
  { is: 'nothing is there', name: 'new', verdict: 'pass' },
  { is: 'it is there already', name: 'same', before: { same: true }, verdict: 'pass' },
  {
    is: 'it was built later than what is there',
    name: 'older',
    builds: [{ finished: recent }],
    before: { builds: [{ finished: old }] },
    verdict: 'pass',
  },
  {
    is: 'it was built before what is there',
    name: 'newer',
    builds: [{ finished: old }],
    before: { builds: [{ finished: recent }] },
    verdict: 'VIOLATION',
    says: /was not built later/,
  },
  {
    is: 'it was built before one of the builds that are proven of what is there',
    name: 'twice',
    builds: [{ finished: old }],
    before: { builds: [{ finished: older }, { finished: recent }] },
    verdict: 'VIOLATION',
    says: /was not built later/,
  },
  {
    is: 'both were built in the same instant',
    name: 'instant',
    builds: [{ finished: old }],
    before: { builds: [{ finished: old }] },
    verdict: 'VIOLATION',
  },
  {
    is: 'nobody attested it',
    name: 'bare',
    before: { builds: [{ finished: old }] },
    verdict: 'NO_EVIDENCE',
  },
  {
    is: 'nobody attested what is there',
    name: 'unknown',
    builds: [{ finished: recent }],
    before: {},
    verdict: 'NO_EVIDENCE',
    says: /^of what is at the target:/,
  },
  {
    is: 'somebody else attested it',
    name: 'forked',
    builds: [{ by: fork, finished: recent }],
    before: { builds: [{ finished: old }] },
    verdict: 'UNTRUSTED',
  },
  {
    is: 'somebody else attested what is there',
    name: 'fork',
    builds: [{ finished: recent }],
    before: { builds: [{ by: fork, finished: old }] },
    verdict: 'UNTRUSTED',
    says: /^of what is at the target:/,
  },
  {
    is: 'its provenance does not say when it was built',
    name: 'timeless',
    builds: [{ finished: null }],
    before: { builds: [{ finished: old }] },
    verdict: 'INCOMPLETE',
    says: /does not say when it was built/,
  },
  {
    is: 'one provenance of what is there does not say when it was built',
    name: 'half-timeless',
    builds: [{ finished: recent }],
    before: { builds: [{ finished: old }, { finished: null }] },
    verdict: 'INCOMPLETE',
    says: /of what is at the target does not say/,
  },
  {
    is: 'it says that it will be built tomorrow',
    name: 'tomorrow',
    builds: [{ finished: new Date(Date.now() + 24 * 60 * minute) }],
    before: { builds: [{ finished: old }] },
    verdict: 'INCOMPLETE',
  },
  {
    is: 'the attestations at the target may not be read',
    name: 'older-no-referrers',
    builds: [{ finished: recent }],
    before: { builds: [{ finished: old }] },
    verdict: 'UNREACHABLE',
    says: /^of what is at the target:/,
  },
  {
    is: 'what is attested at the target may not be read',
    name: 'older-no-blob',
    builds: [{ finished: recent }],
    before: { builds: [{ finished: old }] },
    verdict: 'UNREACHABLE',
    says: /^of what is at the target:/,
  },
];

async function attest(repository: RawRepository, root: Digest, builds: readonly Build[] = []): Promise<void> {
  for (const { by = ci, finished } of builds) {
    const predicate = say.provenance({
      repository: by === ci ? 'acme/app' : 'evil/app',
      ref: 'refs/heads/main',
      commit,
      ...(finished !== undefined && { finished }),
    });
    const predicateType = say.predicateTypes.provenance;
    const bundle = await sigstore.attest({ by, predicateType, predicate, subjects: [root] });
    await repository.attach(root, bundleArtifact(bundle));
  }
}

describe.each([
  { by: 'semver', cases: bySemver },
  { by: 'built-at', cases: byBuild },
])('when a policy allows no downgrade by $by', ({ by, cases }) => {
  it.concurrent.for(cases)('and $is ($name), it is judged so', async (one, { expect }) => {
    const { name, tag = '1.1.0', before, verdict, says } = one;
    const path = `${by}/${name}`;
    const ours = new RawRepository(source.host, path);
    const theirs = new RawRepository(target.host, path);
    const { root } = await ours.push({ seed: path, tags: [tag] });
    await attest(ours, root, one.builds);
    if (before !== undefined) {
      const seed = before.same === true ? path : `${path} before`;
      const there = await theirs.push({ seed, tags: ['stable', ...(before.tags ?? [])] });
      await attest(theirs, there.root, before.builds);
    }
    const tagged = target.store.tagged(path, 'stable');
    const ran = await hoist.promote(`${source.host}/${path}:${tag}`);
    const decision = decisionOf(ran.document.plan.stages, 'production');
    expect(verdictsOf(decision)).toEqual({ 'no-downgrade': verdict });
    const check = checkOf(decision, 'no-downgrade');
    if (says !== undefined) expect(check.reasons[0]?.message).toMatch(says);
    if (verdict === 'pass') {
      expect([ran.code, ran.document.outcome]).toEqual([0, 'promoted']);
      expect(target.store.tagged(path, 'stable')).toBe(root);
      return;
    }
    expect(check.verdict).toBe(verdict === 'VIOLATION' ? 'fail' : 'unknown');
    const isUnreachable = verdict === 'UNREACHABLE';
    expect([ran.code, ran.document.outcome]).toEqual(isUnreachable ? [3, 'failed'] : [1, 'refused']);
    expect([target.store.tagged(path, 'stable'), target.store.manifest(path, root)]).toEqual([
      tagged,
      undefined,
    ]);
  });
});

describe('when what the moving tag names may not be read', () => {
  it('the stage fails before policy is asked, and nothing is written', async ({ expect }) => {
    const path = 'semver/older-no-tag';
    const [ours, theirs] = [source, target].map(({ host }) => new RawRepository(host, path));
    await ours?.push({ seed: path, tags: ['1.1.0'] });
    await theirs?.push({ seed: `${path} before`, tags: ['1.0.0', 'stable'] });
    const before = target.store.repository(path)?.manifests.size;
    const ran = await hoist.promote(`${source.host}/${path}:1.1.0`);
    expect([ran.code, ran.document.outcome]).toEqual([3, 'failed']);
    expect(ran.document.plan.stages.flatMap(({ decisions }) => decisions ?? [])).toEqual([]);
    expect(target.store.repository(path)?.manifests.size).toBe(before);
  });
});
