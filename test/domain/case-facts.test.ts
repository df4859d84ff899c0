import { describe, expect, it } from 'vitest';
import { readCases } from '../../src/config/case-file.ts';
import { caseFacts, caseInstant, caseManifests, type CaseGround } from '../../src/domain/case-facts.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import type { Facts } from '../../src/domain/facts.ts';
import { parseRepository } from '../../src/image/reference.ts';

const now = new Date('2026-11-20T12:00:00Z');

function factsOf(
  keys: string,
  evidence: (root: Evidence['digest']) => readonly Evidence[] = () => [],
): Facts {
  const text = `{ name: x, policy: p, expect: pass, ${keys} }`;
  const [one] = readCases(new TextEncoder().encode(text), 'cases/a.yml');
  if (one === undefined) throw new Error('there is a case');
  const manifests = caseManifests(one.name, one.image);
  const ground: CaseGround = {
    repository: parseRepository('ghcr.io/acme/dev/web'),
    stage: undefined,
    now,
    manifests,
    evidence: evidence(manifests.root),
    previous: [],
    branches: ['main', 'next'],
  };
  return caseFacts(one, ground);
}

describe('when a case becomes facts', () => {
  it('has the same digests each time, one for each manifest, and others under another name', () => {
    const image = 'image: { platforms: [linux/amd64, linux/arm64], strange-children: 2 }';
    const facts = factsOf(image);
    expect(factsOf(image)).toEqual(facts);
    const digests = [
      facts.image.digest,
      ...facts.platforms.map(({ digest }) => digest),
      ...facts.image.strangeChildren,
    ];
    expect(new Set(digests).size).toBe(5);
    expect(facts.image.isIndex).toBe(true);
  });

  it('is one manifest where there is one platform, unless it says that it is an index', () => {
    const single = factsOf('mode: promote');
    expect(single.platforms[0]?.digest).toBe(single.image.digest);
    const index = factsOf('image: { index: true }');
    expect(index.image.isIndex).toBe(true);
    expect(index.platforms[0]?.digest).not.toBe(index.image.digest);
  });

  it('has looked at every place and found what is there', () => {
    const evidence = (digest: Evidence['digest']): readonly Evidence[] => [
      { digest, place: 'referrers', title: 'x', subjects: [digest], trust: { level: 'unsigned' }, parts: [] },
    ];
    const states = (facts: Facts): readonly string[] =>
      facts.searches.map(({ place, state, found }) => `${place} ${state} ${found}`);
    expect(states(factsOf('mode: promote', evidence))).toEqual([
      'referrers found 1',
      'cosign-tag none 0',
      'index none 0',
      'github none 0',
      'local none 0',
    ]);
    const out = factsOf('unreachable: [referrers, github]', evidence);
    expect(states(out)).toEqual([
      'referrers unreachable 0',
      'cosign-tag none 0',
      'index none 0',
      'github unreachable 0',
      'local none 0',
    ]);
    expect(out.evidence).toEqual([]);
  });

  it('knows nothing of a commit that it does not have, nor of one that could not be reached', () => {
    expect(factsOf('mode: promote').commit).toMatchObject({ state: 'unknown', code: 'NO_EVIDENCE' });
    expect(factsOf('commit: unreachable').commit).toMatchObject({ state: 'unknown', code: 'UNREACHABLE' });
  });

  it('answers for every branch that is asked about', () => {
    const { commit } = factsOf(
      `commit: { repository: acme/web, sha: ${'a'.repeat(40)}, branches: [main], tags: unreachable }`,
    );
    if (commit.state !== 'known') throw new Error('the commit is known');
    expect(Object.fromEntries(commit.value.onBranch)).toEqual({
      main: { state: 'known', value: true },
      next: { state: 'known', value: false },
    });
    expect(commit.value.tags).toMatchObject({ state: 'unknown', code: 'UNREACHABLE' });
    expect(commit.value.pull).toEqual({ state: 'known', value: undefined });
  });

  it('tells an empty target, a known one and one that could not be read apart', () => {
    expect(factsOf('mode: promote').previous).toEqual({ state: 'known', value: undefined });
    expect(factsOf('previous: unreachable').previous).toMatchObject({ code: 'UNREACHABLE' });
    const before = factsOf('previous: { tags: [v1.4.1] }');
    expect(before.previous).toMatchObject({ state: 'known', value: { tags: ['v1.4.1'] } });
    const digest = before.previous.state === 'known' ? before.previous.value?.digest : undefined;
    expect(digest).toMatch(/^sha256:/);
    expect(digest).not.toBe(before.image.digest);
  });

  it('dates feeds as it says, and leaves out those that it does not have', () => {
    expect(factsOf('mode: promote').feeds).toEqual({});
    const { kev, epss } = factsOf(
      'feeds: { date: 12h, kev: { CVE-1: 2026-01-01 }, epss: unreachable }',
    ).feeds;
    expect(kev).toMatchObject({ state: 'known', value: { date: '2026-11-20T00:00:00.000Z' } });
    expect(epss).toMatchObject({ state: 'unknown', code: 'UNREACHABLE' });
  });

  it('says that a config could not be read', () => {
    const { platforms } = factsOf('image: { config: unreachable }');
    expect(platforms.map(({ config }) => config.state)).toEqual(['unknown']);
  });

  it('means by an age so long before the case', () => {
    expect(caseInstant({ kind: 'age', seconds: 60 }, now)).toEqual(new Date('2026-11-20T11:59:00Z'));
  });
});
