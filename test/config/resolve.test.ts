import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matchSource } from '../../src/domain/pattern.ts';
import { stageThatFills } from '../../src/domain/target.ts';
import { parseHost, parseRepository, parseTag } from '../../src/image/reference.ts';
import { keyText } from '../servers/keys.ts';
import { configOf, refusalsOf } from './written.ts';
import { pipelines } from './pipelines.ts';

const complete = await readFile(join(import.meta.dirname, '../fixtures/config/complete.yml'), 'utf8');
const certificate = keyText('ca.pem');
const certs = { 'certs/internal.pem': certificate };

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
