import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matchSource } from '../../src/domain/pattern.ts';
import { stageThatFills } from '../../src/domain/target.ts';
import { parseHost, parseRepository, parseTag } from '../../src/image/reference.ts';
import { keyText } from '../servers/keys.ts';
import { configOf, refusalsOf } from './written.ts';

const complete = await readFile(join(import.meta.dirname, '../fixtures/config/complete.yml'), 'utf8');
const certificate = keyText('ca.pem');
const certs = { 'certs/internal.pem': certificate };

/** A config of pipelines, each written on one line. */
function pipelines(...lines: readonly string[]): string {
  return `version: 1\npipelines:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

async function codes(text: string): Promise<readonly string[]> {
  return (await refusalsOf(text)).map(({ at, code }) => `${at} ${code}`);
}

it('when registries have IPv6 addresses, they are no wildcards', async () => {
  const text = pipelines(
    "one: { source: '[::1]:5000/dev/web', stages: [{ name: qa, to: '[::1]:5001/qa/web' }] }",
    "two: { source: { repositories: ['[::1]:5000/dev/api'] }, stages: [{ name: qa, to: '[::1]:5001/qa/{name}' }] }",
  );
  const { pipelines: found } = await configOf(text);
  expect(found.map(({ source }) => source.kind)).toEqual(['repository', 'set']);
});

describe('when the complete example is read', () => {
  it('gives every pipeline with its stages', async () => {
    const config = await configOf(complete, certs);
    const shape = config.pipelines.map(({ name, stages }) => [name, stages.map((stage) => stage.name)]);
    expect(Object.fromEntries(shape)).toEqual({
      web: ['qa', 'staging', 'production'],
      platform: ['production'],
      'everything-else': ['qa'],
      'debian-mirror': ['mirror'],
    });
  });

  it('short forms and defaults become words', async () => {
    const config = await configOf(complete, certs);
    const [qa, staging, production] = config.pipelines[0]?.stages ?? [];
    expect(qa).toMatchObject({
      auto: true,
      after: [],
      policies: ['baseline'],
      referrers: 'all',
      skippable: false,
    });
    expect(qa).not.toHaveProperty('environment');
    expect(staging?.environment).toEqual({
      name: 'staging',
      approval: 'auto',
      selfReview: 'forbid',
      bypass: 'record',
    });
    expect(staging?.after).toEqual(['qa']);
    expect(staging?.tags.map(({ template, move }) => [template.text, move])).toEqual([['%n', 'never']]);
    expect(production).toMatchObject({
      auto: false,
      after: ['staging'],
      policies: ['baseline', 'production'],
    });
    expect(production?.missing).toEqual({ platforms: 'fail', foreignLayers: 'fail' });
    expect(production?.tags.map(({ template, move }) => [template.text, move])).toEqual([
      ['%n', 'never'],
      ['stable', 'forward'],
    ]);
  });

  it('registries are by canonical host, with the certificates of the CA file', async () => {
    const { registries } = await configOf(complete, certs);
    const internal = registries.get(parseHost('registry.internal.example.com'));
    expect(internal).toMatchObject({ tokenRealms: ['auth.example.com'], insecure: false, plainHttp: false });
    expect(internal?.ca?.trim()).toBe(certificate.trim());
    expect(registries.get(parseHost('registry.lab.example.com'))).toMatchObject({ insecure: true });
    expect(registries.get(parseHost('quay.io'))).toMatchObject({
      connections: 8,
      requestsPerSecond: 15,
      upload: 'put',
    });
  });

  it('a pattern takes no repository that another pipeline names', async () => {
    const config = await configOf(complete, certs);
    const takers = (name: string): string[] =>
      config.pipelines
        .filter((each) => matchSource(each, parseRepository(name)) !== undefined)
        .map(({ name }) => name);
    expect(takers('ghcr.io/acme/dev/web')).toEqual(['web']);
    expect(takers('ghcr.io/acme/dev/api')).toEqual(['platform']);
    expect(takers('ghcr.io/acme/dev/billing')).toEqual(['everything-else']);
    expect(takers('debian')).toEqual(['debian-mirror']);
  });

  it('what fills a repository is found, through set and pattern', async () => {
    const { pipelines: all } = await configOf(complete, certs);
    const filler = (name: string): unknown => stageThatFills(all, parseRepository(name));
    expect(filler('eu.example.com/prod/web')).toEqual({ pipeline: 'web', stage: 'production' });
    expect(filler('ghcr.io/acme/prod/ui')).toEqual({ pipeline: 'platform', stage: 'production' });
    expect(filler('ghcr.io/acme/qa/billing')).toEqual({ pipeline: 'everything-else', stage: 'qa' });
    expect(filler('ghcr.io/acme/qa/api')).toBeUndefined();
    expect(filler('ghcr.io/acme/other')).toBeUndefined();
  });

  it('what only `sync` reads is named with its place: this version does nothing with it', async () => {
    const config = await configOf(
      'version: 1\npipelines:\n  p:\n    newest: 3\n    since: 30d\n    source: a/x\n    stages: [{ name: s, to: a/y }]\n',
    );
    expect(config.unbuilt.map(({ key, position }) => [key, position.line])).toEqual([
      ['pipelines.p.newest', 4],
      ['pipelines.p.since', 5],
    ]);
  });

  it('record, notify, copy and origin are there', async () => {
    const config = await configOf(complete, certs);
    expect(config.record).toEqual({ deployments: true, attest: 'auto', linkedArtifacts: 'auto' });
    expect(config.notify).toEqual([
      {
        urlFromEnv: 'HOIST_HOOK_URL',
        secretFromEnv: 'HOIST_HOOK_SECRET',
        on: ['promoted', 'refused', 'failed'],
        allowPrivate: [],
        pipelines: ['web'],
      },
    ]);
    expect(config.copy).toEqual({ allowed: false });
    expect(config.unbuilt).toEqual([]);
    expect(config.origin).toMatchObject({
      path: '.github/hoist.yml',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('with policies in a file of their own, it is the same', async () => {
    const start = complete.indexOf('policies:');
    const end = complete.indexOf('waivers:');
    const body = complete.slice(complete.indexOf('\n', start) + 1, end).replaceAll(/^ {2}/gm, '');
    const apart = `${complete.slice(0, start)}policies: { file: ./policy/all.yml }\n${complete.slice(end)}`;
    const config = await configOf(apart, { ...certs, 'policy/all.yml': body });
    expect(config.pipelines).toHaveLength(4);
  });
});

describe('when the example of policies is read', () => {
  it('every stage finds its policies, and every policy its rules', async () => {
    const { publicKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const text = await readFile(join(import.meta.dirname, '../fixtures/config/policies.yml'), 'utf8');
    const config = await configOf(text, { '.promotion/cosign.pub': publicKey });
    const ids = [...config.policies].map(([name, { rules }]) => [name, rules.map(({ id }) => id).join(' ')]);
    const baseline = 'tag signature provenance platforms labels config sbom';
    expect(Object.fromEntries(ids)).toEqual({
      baseline,
      staging: `${baseline} vulnerabilities size`,
      production: `${baseline} tag-2 prod-vulns licenses components base-image promoted checks window`,
    });
    expect(config.trust.signers.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'ci github',
      'scanner github',
      'promoter github',
      'legacy-key key',
    ]);
    expect(config.waivers.map(({ id }) => id)).toEqual(['W-2026-014']);
  });
});

describe('when a config is written in other ways', () => {
  it('tags may be a range, an expression, or nothing', async () => {
    const selects = async (tags: string): Promise<string> => {
      const text = pipelines(
        `p: { source: { repository: a/x, tags: ${tags} }, stages: [{ name: s, to: a/y }] }`,
      );
      const filter = (await configOf(text)).pipelines[0]?.source.tags;
      return ['v1.0.0', '2.0.0-rc.1', 'main'].filter((tag) => filter?.matches(parseTag(tag))).join(' ');
    };
    expect(await selects("{ semver: '>= 1' }")).toBe('v1.0.0');
    expect(await selects("{ semver: '>= 1', pre-releases: true }")).toBe('v1.0.0 2.0.0-rc.1');
    expect(await selects("{ matches: 'ma.*' }")).toBe('main');
    expect(await selects('[]')).toBe('');
  });

  it('stages are put behind those that they come after', async () => {
    const text = pipelines(
      'p: { source: a/x, stages: [{ name: a, to: a/a }, { name: b, to: a/b, after: [a, c] }, { name: c, to: a/c, after: a }] }',
    );
    const [pipeline] = (await configOf(text)).pipelines;
    expect(pipeline?.stages.map(({ name, after }) => [name, after])).toEqual([
      ['a', []],
      ['c', ['a']],
      ['b', ['a', 'c']],
    ]);
  });

  it('sync has its newest, since and list', async () => {
    const text = pipelines(
      "p: { source: 'a/dev/{name}', newest: 5, since: 30d, list: [web, docker.io/a/dev/api], stages: [{ name: s, to: 'a/qa/{name}' }] }",
      "q: { source: 'a/b/{name}', since: 2026-01-31, list: { github-packages: acme }, stages: [{ name: s, to: 'a/c/{name}' }] }",
    );
    const [p, q] = (await configOf(text)).pipelines;
    expect(p).toMatchObject({ newest: 5, since: { kind: 'age', seconds: 2_592_000 } });
    expect(p?.source).toMatchObject({
      list: { kind: 'repositories', repositories: ['docker.io/a/dev/web', 'docker.io/a/dev/api'] },
    });
    expect(q?.since).toEqual({ kind: 'instant', instant: '2026-01-31T00:00:00.000Z' });
    expect(q?.source).toMatchObject({ list: { kind: 'github-packages', owner: 'acme' } });
  });

  it('copy alone is enough, and needs no pipeline', async () => {
    const config = await configOf("version: 1\npipelines: {}\ncopy: { to: ['ghcr.io/acme/**'] }\n");
    expect(config.copy).toEqual({ allowed: true, to: ['ghcr.io/acme/**'] });
  });

  it('two pipelines may read one source', async () => {
    const text = pipelines(
      "p: { source: { repository: a/x, tags: ['v*'] }, stages: [{ name: s, to: a/y }] }",
      "q: { source: { repository: a/x, tags: ['w*'] }, stages: [{ name: s, to: a/z }] }",
    );
    expect(await refusalsOf(text)).toEqual([]);
  });

  it('a stage may write beside its source what no filter selects', async () => {
    const text = pipelines(
      "p: { source: { repository: a/x, tags: ['*-rc'] }, stages: [{ name: s, to: a/x, tag: '%n-ok' }] }",
    );
    expect(await refusalsOf(text)).toEqual([]);
  });

  it('a folder may be source and target', async () => {
    const text = pipelines('p: { source: oci:./in, stages: [{ name: s, to: oci:./out }] }');
    expect((await configOf(text)).pipelines[0]?.source).toMatchObject({ repository: 'oci:./in' });
  });
});

describe('when a config contradicts itself', () => {
  const stage = (rest: string): string =>
    pipelines(`p: { source: a/x, stages: [{ name: s, to: a/y${rest} }] }`);

  it.each([
    ['an unknown policy', stage(', policy: base'), ['3:58 POLICY_UNKNOWN']],
    ['a policy that every object has', stage(', policy: constructor'), ['3:58 POLICY_UNKNOWN']],
    ['a policy without checks', `${stage('')}policies:\n  base: []\n`, ['5:3 POLICY_EMPTY']],
    [
      'a policy with an empty require',
      `${stage('')}policies:\n  base: { require: [] }\n`,
      ['5:3 POLICY_EMPTY'],
    ],
    ['a policy that extends nobody', `${stage('')}policies:\n  a: { extends: b }\n`, ['5:17 POLICY_UNKNOWN']],
    [
      'policies in a circle',
      `${stage('')}policies:\n  a: { extends: b }\n  b: { extends: [a] }\n`,
      ['5:17 POLICY_CYCLE'],
    ],
    [
      'two checks in one item',
      `${stage('')}policies:\n  a: [{ tag: x, repository: y }]\n`,
      ['5:7 CHECK_SHAPE'],
    ],
    ['an item without check', `${stage('')}policies:\n  a: [{ id: x }]\n`, ['5:7 CHECK_SHAPE']],
    [
      'an unknown signer',
      `${stage('')}policies:\n  a: [{ signature: { by: { any-of: [ci] } } }]\n`,
      ['5:37 SIGNER_UNKNOWN'],
    ],
    [
      'an unknown signer in an any',
      `${stage('')}policies:\n  a: [{ any: [{ sbom: { by: ci } }, { tag: x }] }]\n`,
      ['5:29 SIGNER_UNKNOWN'],
    ],
    [
      'a stage of nobody in a check',
      `${stage('')}policies:\n  a: [{ promoted: { from: q, by: ci } }]\ntrust: { signers: { ci: { github: { repository: a/b } } } }\n`,
      ['5:27 STAGE_UNKNOWN'],
    ],
    [
      'severities without a scale',
      `${stage('')}policies:\n  a: { rules: [{ field: vulnerability_all, operator: lt, values: [1] }], by: local }\nevidence: { files: { a: [b] } }\n`,
      ['5:8 SEVERITY_SCALE'],
    ],
    [
      'copies under an unknown policy',
      `${stage('')}copy: { to: ['a/**'], policy: b }\n`,
      ['4:31 POLICY_UNKNOWN'],
    ],
    ['a copy rule that is no glob', `${stage('')}copy: { to: ['a/{b}'] }\n`, ['4:14 GLOB_INVALID']],
    [
      'notices of an unknown pipeline',
      `${stage('')}notify: [{ url-from-env: A, pipelines: [q] }]\n`,
      ['4:41 PIPELINE_UNKNOWN'],
    ],
    ['nothing to do', 'version: 1\npipelines: {}\n', ['2:1 PIPELINES_EMPTY']],
  ])('%s is refused', async (_, text, expected) => {
    expect(await codes(text)).toEqual(expected);
  });

  it.each([
    ['after a stage of nobody', '[{ name: a, to: a/a }, { name: b, to: a/b, after: c }]', ['STAGE_UNKNOWN']],
    [
      'stages in a circle',
      '[{ name: a, to: a/a }, { name: b, to: a/b, after: c }, { name: c, to: a/c }]',
      ['STAGE_CYCLE'],
    ],
    ['a stage after itself', '[{ name: a, to: a/a }, { name: b, to: a/b, after: b }]', ['STAGE_CYCLE']],
    [
      'a first stage after another',
      '[{ name: a, to: a/a, after: b }, { name: b, to: a/b, after: a }]',
      ['STAGE_AFTER'],
    ],
    ['two stages of one name', '[{ name: a, to: a/a }, { name: a, to: a/b }]', ['STAGE_TWICE']],
    ['an unknown capture in a target', "[{ name: a, to: 'a/{team}' }]", ['PATTERN_INVALID']],
    ['a target with a tag', '[{ name: a, to: "a/b:v1" }]', ['REPOSITORY_INVALID']],
    [
      'a template that only gives tags of signatures',
      "[{ name: a, to: a/a, tag: 'sha256-{digest}' }]",
      ['TEMPLATE_NEVER_LEGAL'],
    ],
    ['a template that gives no tag', "[{ name: a, to: a/a, tag: 'x/%n' }]", ['TEMPLATE_NEVER_LEGAL']],
    ['a keyword of nobody', "[{ name: a, to: a/a, tag: ['%n', '%T'] }]", ['TEMPLATE_INVALID']],
    ['a tag that is written twice', "[{ name: a, to: a/a, tag: ['%n', '%n'] }]", ['TAG_TWICE']],
    ['a target that is named twice', '[{ name: a, to: [a/a, docker.io/a/a] }]', ['TARGET_TWICE']],
    [
      'a target that two stages fill',
      '[{ name: a, to: a/a }, { name: b, to: [a/b, "docker.io:443/a/a"] }]',
      ['TARGET_FILLED_TWICE'],
    ],
    ['a target that is the source', '[{ name: a, to: index.docker.io/a/x }]', ['TAG_IS_A_SOURCE']],
    ['a list without a pattern', '[{ name: a, to: a/a }], list: [x]', ['LIST_WITHOUT_PATTERN']],
  ])('%s is refused', async (_, stages, expected) => {
    const refusals = await refusalsOf(pipelines(`p: { source: a/x, stages: ${stages} }`));
    expect(refusals.map(({ code }) => code)).toEqual(expected);
    expect(refusals[0]?.at).toMatch(/^3:\d+$/);
    expect(refusals[0]?.hint).not.toBe('undefined');
  });

  it.each([
    [
      'a set of which two have one name',
      ["p: { source: { repositories: [a/x/web, a/y/web] }, stages: [{ name: s, to: 'b/{name}' }] }"],
      ['SET_NAME_TWICE'],
    ],
    [
      'a set that goes to one repository',
      ['p: { source: { repositories: [a/x/web, a/y/api] }, stages: [{ name: s, to: b/all }] }'],
      ['SET_NAME_TWICE'],
    ],
    [
      'a set that names one twice',
      ["p: { source: { repositories: [a/x, docker.io/a/x] }, stages: [{ name: s, to: 'b/{name}' }] }"],
      ['SET_TWICE', 'SET_NAME_TWICE'],
    ],
    [
      'a set with a pattern',
      ["p: { source: { repositories: ['a/{x}'] }, stages: [{ name: s, to: 'b/{name}' }] }"],
      ['PATTERN_INVALID'],
    ],
    [
      'a pattern that loses a capture',
      ["p: { source: 'a/{team}/{name}', stages: [{ name: s, to: 'b/{name}' }] }"],
      ['TARGET_SHARED'],
    ],
    [
      'a pattern that feeds itself',
      ["p: { source: 'a/{name}', stages: [{ name: s, to: 'a/{name}-qa' }] }"],
      ['TAG_IS_A_SOURCE'],
    ],
    [
      'a pattern whose target another fills',
      [
        "p: { source: 'a/{name}', stages: [{ name: s, to: 'b/{name}' }] }",
        'q: { source: c/x, stages: [{ name: s, to: b/y }] }',
      ],
      ['TARGET_FILLED_TWICE'],
    ],
    [
      'two patterns that may fill one repository',
      [
        "p: { source: 'a/{name}', stages: [{ name: s, to: 'b/{name}' }] }",
        "q: { source: 'c/{name}', stages: [{ name: s, to: 'b/{name}' }] }",
      ],
      ['TARGET_FILLED_TWICE'],
    ],
    [
      'a stage that a mirror fills',
      [
        "m: { source: debian, stages: [{ name: s, to: b/debian, tag: { name: '%n', move: any } }] }",
        'q: { source: c/x, stages: [{ name: s, to: b/debian }] }',
      ],
      ['MIRROR_FILLS_STAGE'],
    ],
    [
      'pipelines in a circle',
      [
        "p: { source: { repository: a/x, tags: ['v*'] }, stages: [{ name: s, to: a/y, tag: 'p-%n' }] }",
        "q: { source: { repository: a/y, tags: ['w*'] }, stages: [{ name: s, to: a/x, tag: 'q-%n' }] }",
      ],
      ['PIPELINE_CYCLE'],
    ],
    [
      "a stage that writes what another pipeline's filter selects",
      [
        "p: { source: { repository: a/x, tags: ['v*'] }, stages: [{ name: s, to: a/y }] }",
        "q: { source: { repository: a/y, tags: ['v*'] }, stages: [{ name: s, to: a/z }] }",
      ],
      ['TAG_IS_A_SOURCE'],
    ],
    [
      'a list outside its pattern',
      ["p: { source: 'a/dev/{name}', list: [a/qa/web], stages: [{ name: s, to: 'b/{name}' }] }"],
      ['LIST_OUTSIDE_PATTERN'],
    ],
  ])('%s is refused', async (_, lines, expected) => {
    expect((await refusalsOf(pipelines(...lines))).map(({ code }) => code)).toEqual(expected);
  });

  it('a chain of pipelines whose filters stay apart is no circle', async () => {
    const text = pipelines(
      "p: { source: { repository: a/x, tags: ['v*'] }, stages: [{ name: s, to: a/y, tag: 'p-%n' }] }",
      "q: { source: { repository: a/y, tags: ['w*'] }, stages: [{ name: s, to: a/z }] }",
    );
    expect(await refusalsOf(text)).toEqual([]);
  });

  it.each([
    ['the same tag', "['v*']", '%n', true],
    ['a tag with a suffix that the glob takes', "['v*']", '%n-qa', true],
    ['a tag with a prefix that it does not take', "['v*']", 'qa-%n', false],
    ['a suffix that is excluded', "['v*', '!*-qa']", '%n-qa', false],
    ['a time that the glob takes', "['*-20*']", 'x-%Y%m%d', true],
    ['a fixed tag, with every tag selected', "['*']", 'stable', true],
    ['a fixed tag, with versions selected', "{ semver: '*' }", 'stable', false],
    ['a version with a suffix, with releases selected', "{ semver: '*' }", '%n-qa', false],
    ['the numbers of a version', "{ semver: '*' }", '{major}.{minor}.{patch}', true],
    ['two numbers of a version', "{ semver: '*' }", '{major}.{minor}', false],
    ['an expression without examples, and the same tag', "{ matches: 'zz[0-9]{9}' }", '%n', true],
  ])('beside its own source, %s: %s with %s is refused: %s', async (_, tags, tag, is) => {
    const text = pipelines(
      `p: { source: { repository: a/x, tags: ${tags} }, stages: [{ name: s, to: a/x, tag: '${tag}' }] }`,
    );
    expect((await refusalsOf(text)).map(({ code }) => code)).toEqual(is ? ['TAG_IS_A_SOURCE'] : []);
  });

  it('what a later stage writes is followed from the source on', async () => {
    const text = pipelines(
      "p: { source: { repository: a/x, tags: ['v*-qa'] }, stages: [{ name: s, to: a/y, tag: '{major}.{minor}.{patch}' }, { name: t, to: a/x, tag: 'v%n-qa' }] }",
    );
    const [refusal] = await refusalsOf(text);
    expect(refusal?.code).toBe('TAG_IS_A_SOURCE');
    expect(refusal?.message).toContain('v1.2.3-qa');
  });

  it('every problem of a file is said at once, in its order', async () => {
    const text = pipelines(
      "p: { source: { repository: a/x, tags: ['^v'] }, stages: [{ name: s, to: 'a/*', policy: b }] }",
      "q: { source: 'a b', stages: [{ name: s, to: a/z, tag: '%T' }] }",
    );
    expect(await codes(text)).toEqual([
      '3:42 GLOB_INVALID',
      '3:75 PATTERN_INVALID',
      '3:90 POLICY_UNKNOWN',
      '4:16 REFERENCE_INVALID',
      '4:57 TEMPLATE_INVALID',
    ]);
  });
});
