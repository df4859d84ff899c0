import { describe, expect, it } from 'vitest';
import { readCases } from '../../src/config/case-file.ts';
import type { PolicyCase } from '../../src/domain/policy-case.ts';
import { HoistErrors, type HoistError } from '../../src/errors.ts';

const path = '.github/hoist-tests/production.yml';

function read(text: string): readonly PolicyCase[] {
  return readCases(new TextEncoder().encode(text), path);
}

function only(keys: string): PolicyCase {
  const [one] = read(`{ name: x, policy: production, expect: pass, ${keys} }`);
  if (one === undefined) throw new Error('there is a case');
  return one;
}

function errorsOf(text: string): readonly HoistError[] {
  try {
    read(text);
  } catch (error) {
    return error instanceof HoistErrors ? error.errors : [error as HoistError];
  }
  return [];
}

describe('when a case file is read', () => {
  it('is one case as a map, and several as a list, each with its place', () => {
    const one = `name: a\npolicy: p\nexpect: pass\n`;
    expect(read(one)).toHaveLength(1);
    const cases = read(
      `- { name: a, policy: p, expect: pass }\n- { name: b, stage: web/qa, expect: refused }\n`,
    );
    expect(cases.map((each) => [each.name, each.at([]).line, each.at(['expect']).column])).toEqual([
      ['a', 1, 33],
      ['b', 2, 37],
    ]);
    expect(cases.map(({ judged }) => judged)).toEqual([
      { kind: 'policies', policies: ['p'] },
      { kind: 'stage', stage: { pipeline: 'web', stage: 'qa' } },
    ]);
  });

  it('is an image of one platform of which nothing is said, by default', () => {
    expect(only('mode: promote').image).toEqual({
      tags: [],
      isIndex: false,
      annotations: {},
      strangeChildren: 0,
      platforms: [
        {
          name: 'linux/amd64',
          platform: { os: 'linux', architecture: 'amd64' },
          annotations: {},
          bytes: 0,
          layers: 0,
          config: {
            platform: { os: 'linux', architecture: 'amd64' },
            user: '',
            env: [],
            labels: {},
            entrypoint: [],
            cmd: [],
            exposedPorts: [],
            volumes: [],
          },
        },
      ],
    });
  });

  it('gives each platform what the image says, and what it says itself over that', () => {
    const { image } = only(
      `image: { tag: v1, user: app, size: 80MB, labels: { a: b }, platforms: { linux/amd64: {}, linux/arm64/v8: { user: root, size: 1kB, config: unreachable } } }`,
    );
    expect(image.isIndex).toBe(true);
    expect(image.platforms).toMatchObject([
      { name: 'linux/amd64', bytes: 80_000_000, config: { user: 'app', labels: { a: 'b' } } },
      { name: 'linux/arm64/v8', platform: { variant: 'v8' }, bytes: 1000, config: 'unreachable' },
    ]);
  });

  it('takes a time as an instant, a day, or an age before the case', () => {
    expect(only('at: 2026-11-20').now).toEqual(new Date('2026-11-20T00:00:00Z'));
    expect(only('at: 2026-11-20T12:00:00Z').now).toEqual(new Date('2026-11-20T12:00:00Z'));
    const signed = (text: string): unknown =>
      only(`evidence: [{ signature: true, signed-by: ci, signed-at: ${text} }]`).evidence[0]?.signedAt;
    expect(signed('3h')).toEqual({ kind: 'age', seconds: 10_800 });
    expect(signed('2026-11-20')).toEqual({ kind: 'instant', instant: new Date('2026-11-20') });
    expect(signed('unknown')).toBeUndefined();
  });

  it("starts paths at the case file's folder, and lets none leave the repository", () => {
    const file = (text: string): unknown =>
      only(`evidence: [{ file: ${text}, signed-by: ci }]`).evidence[0]?.content;
    expect(file('documents/a.json')).toEqual({ kind: 'file', path: '.github/hoist-tests/documents/a.json' });
    expect(file('../../reports/a.json')).toEqual({ kind: 'file', path: 'reports/a.json' });
    for (const outside of ['../../../a.json', '/etc/passwd', "'a\\b'"]) {
      const errors = errorsOf(
        `{ name: x, policy: p, expect: pass, evidence: [{ file: ${outside}, signed-by: ci }] }`,
      );
      expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining('is not a path inside')]);
    }
  });

  it('finds a local document locally, a sealed one in the index, any other among the referrers', () => {
    const places = [
      'signed-by: local',
      'signed-by: ci, sealed: true',
      'signed-by: ci',
      'signed-by: ci, place: github',
    ];
    expect(places.map((keys) => only(`evidence: [{ file: a.json, ${keys} }]`).evidence[0]?.place)).toEqual([
      'local',
      'index',
      'referrers',
      'github',
    ]);
  });

  it('takes check runs as those of GitHub Actions that succeeded, unless told otherwise', () => {
    const sha = 'a'.repeat(40);
    const { commit } = only(
      `commit: { repository: acme/web, sha: ${sha}, checks: [{ name: build }, { name: slow, status: in_progress }], branches: unreachable }`,
    );
    expect(commit).toMatchObject({
      commit: sha,
      branches: 'unreachable',
      tags: [],
      checks: [
        {
          name: 'build',
          app: { slug: 'github-actions', id: 15_368 },
          status: 'completed',
          conclusion: 'success',
        },
        { name: 'slow', status: 'in_progress' },
      ],
    });
    expect(only('commit: unreachable').commit).toBe('unreachable');
  });

  it('keeps what it is told of the image before, of feeds, of base images and of waivers', () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    const read = only(
      `previous: { tags: [v1], evidence: [{ signature: true, signed-by: ci }] }, feeds: { kev: { CVE-1: 2026-01-01 }, epss: unreachable }, base-images: { 'a/b:c': { digest: '${digest}' } }, waivers: { W: { author: kim } }, unreachable: [cosign-tags]`,
    );
    expect(read.previous).toMatchObject({ tags: ['v1'], evidence: [{ path: ['previous', 'evidence', 0] }] });
    expect(read.feeds).toEqual({ kev: new Map([['CVE-1', '2026-01-01']]), epss: 'unreachable' });
    expect(read.baseImages.get('a/b:c')).toEqual({ digest, below: [] });
    expect(read.waivers.get('W')).toEqual({ author: 'kim', approvers: [] });
    expect(read.unreachable).toEqual(['cosign-tag']);
  });
});

describe('when a case file is wrong', () => {
  const start = 'name: x, policy: p, expect: pass';

  it.each([
    ['{ name: x, policy: p }', 'expect is missing'],
    ['{ name: x, expect: pass }', 'either a stage or a policy'],
    [`{ ${start}, stage: a/b }`, 'either a stage or a policy'],
    [`{ ${start}, unknown: 1 }`, 'unknown key "unknown"'],
    [`{ ${start}, expect: refused }`, 'the key "expect" is there twice'],
    ['{ name: x, policy: p, expect: maybe }', 'expect'],
    ['{ name: x, policy: p, expect: {} }', 'expects nothing'],
    ['{ name: x, policy: p, expect: { checks: { a: BROKEN } } }', 'expect.checks.a'],
    ['{ name: x, stage: production, expect: pass }', 'is not a stage'],
    [`{ ${start}, at: yesterday }`, 'is not an instant'],
    [`{ ${start}, image: { tag: 'a b' } }`, 'image.tag "a b" is not a tag'],
    [`{ ${start}, image: { repository: 'A B' } }`, 'is not a repository'],
    [`{ ${start}, image: { platforms: [linux] } }`, 'is not a platform'],
    [`{ ${start}, image: { size: big } }`, 'is not a size'],
    [`{ ${start}, evidence: [{ signed-by: ci }] }`, 'one of file, predicate and signature'],
    [
      `{ ${start}, evidence: [{ signature: true, file: a, signed-by: ci }] }`,
      'one of file, predicate and signature',
    ],
    [`{ ${start}, evidence: [{ predicate: {}, signed-by: ci }] }`, 'no predicate-type'],
    [`{ ${start}, evidence: [{ file: a.json }] }`, 'signed-by is missing'],
    [`{ ${start}, evidence: { file: a.json } }`, 'evidence must be a list'],
    [`{ ${start}, commit: { repository: acme, sha: abc } }`, 'not a repository on GitHub'],
    [`{ ${start}, feeds: { epss: { CVE-1: 2 } } }`, 'must be at most 1'],
    [`{ ${start}, image: { labels: { __proto__: x } } }`, '__proto__'],
  ])('refuses %s', (text, message) => {
    const errors = errorsOf(text);
    expect(errors.map((error) => error.message).join('\n')).toContain(message);
    for (const { kind, position } of errors) {
      expect(kind).toBe('config');
      expect(position).toMatchObject({ file: path, line: 1 });
    }
  });

  it.each(['', '[]', 'just a text', '12', '# nothing'])('has no case in %j', (text) => {
    expect(errorsOf(text)).toMatchObject([{ kind: 'config', code: 'CASES_EMPTY', position: { file: path } }]);
  });

  it.each(['- 1', '- [a]', '- text'])('takes no case from %j', (text) => {
    expect(errorsOf(text)).toMatchObject([{ kind: 'config', position: { file: path, line: 1 } }]);
  });
});
