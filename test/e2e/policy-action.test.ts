import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compress } from 'snappyjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Plan } from '../../src/domain/plan.ts';
import type { RunResult } from '../../src/domain/record.ts';
import type { Digest } from '../../src/image/digest.ts';
import { createAuthority } from '../fakes/registry/certificate.ts';
import { startRegistry } from '../fakes/registry/server.ts';
import type { FakeFiles } from '../fakes/github/repository.ts';
import type { ActionRun, ActionStep } from '../fakes/runner/runner.ts';
import { createSigstore, githubIdentity, signingKey, type Sigstore } from '../fakes/sigstore.ts';
import { configPath, errorTitles, outputsOf, startActionBed, type ActionBed } from './action-bed.ts';
import { startConnectProxy } from './action-proxy.ts';
import { checkOf, decisionOf, verdictsOf } from './decisions.ts';
import { bundleArtifact, rootText } from './evidence.ts';
import * as say from './predicates.ts';
import { RawRepository } from './raw-registry.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const ci = signingKey();
const mallory = signingKey();
const workflow = githubIdentity({ repository: 'acme/web', commit });
const built = { repository: 'acme/web', ref: 'refs/heads/main', commit };

let sigstore: Sigstore;
let bed: ActionBed;
let dev: RawRepository;
let image: Digest;

beforeAll(async () => {
  sigstore = await createSigstore();
});
beforeEach(async () => {
  bed = await startActionBed();
  dev = new RawRepository(bed.dev.host, 'dev/web');
  image = (await dev.push({ seed: 'web', tags: ['1.0.0'] })).root;
});
afterEach(() => bed.close());

const pipelines = `pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: PROD/qa/web, policy: gate }
`;

/** Commits the config, and files that it names, to the default branch. */
function commitConfig(text: string, files: FakeFiles = {}): void {
  bed.repository.commit('heads/main', { ...files, [configPath]: bed.named(text) });
}

async function sign(by: typeof ci): Promise<void> {
  await dev.attach(image, bundleArtifact(await sigstore.sign({ by, digest: image })));
}

async function promote(step: ActionStep = {}): Promise<ActionRun> {
  return await bed.run({ ...step, inputs: { image: '1.0.0', ...step.inputs } });
}

function decided(run: ActionRun): ReturnType<typeof decisionOf> {
  const result = JSON.parse(outputsOf(run)['result'] ?? '') as RunResult | Plan;
  return decisionOf('plan' in result ? result.plan.stages : result.stages, 'qa');
}

function expectRefused(run: ActionRun): void {
  expect([run.exitCode, outputsOf(run)['outcome']]).toEqual([1, 'refused']);
  expect(bed.writes(bed.prod)).toEqual([]);
}

describe('when policy refuses in a step', () => {
  const config = `version: 1
trust:
  signers:
    ci: { key: { file: keys/ci.pub, transparency-log: none } }
policies:
  gate:
    - platforms: { exactly: [linux/amd64] }
    - signature: { by: ci }
      why: only what our build made
    - size: { max: 1KB }
      id: weight
      level: warn
${pipelines}`;

  it('the step fails, its outputs and summary say why, and the policy’s own line is annotated', async () => {
    commitConfig(config, { 'keys/ci.pub': ci.pem });
    await sign(mallory);
    const run = await promote();
    expectRefused(run);
    expect(outputsOf(run)).toMatchObject({ stages: '{"web/qa":"refused"}', targets: '' });
    expect(verdictsOf(decided(run))).toEqual({
      platforms: 'pass',
      signature: 'UNTRUSTED',
      weight: 'VIOLATION',
    });
    const lines = config.split('\n');
    const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text)) + 1;
    expect(run.annotations).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          level: 'error',
          title: 'signature',
          file: configPath,
          line: lineOf('signature: { by: ci }'),
          message: expect.stringContaining('UNTRUSTED no signature by ci'),
        }),
        expect.objectContaining({
          level: 'warning',
          title: 'weight',
          file: configPath,
          line: lineOf('size:'),
        }),
      ]),
    );
    expect(errorTitles(run)).not.toContain('platforms');
    for (const text of ['Refused', 'signature', 'UNTRUSTED', 'only what our build made', `${configPath}:`])
      expect(run.summary).toContain(text);
    expect(run.shown).toMatch(/looked at\s+referrers 1/);
  });

  it('signed by the key of the default branch, it passes', async () => {
    commitConfig(config, { 'keys/ci.pub': ci.pem });
    await sign(ci);
    const run = await promote();
    expect([run.exitCode, outputsOf(run)['outcome']]).toEqual([0, 'promoted']);
    expect(errorTitles(run)).toEqual([]);
  });
});

describe('when the parts of policy lie in files of their own', () => {
  const config = `version: 1
trust: { file: policy/trust.yml }
policies: { file: policy/policies.yml }
waivers: { file: policy/waivers.yml }
${pipelines}`;
  const trust = 'signers: { ci: { key: { file: keys/ci.pub, transparency-log: none } } }\n';
  const strict = 'gate: [{ signature: { by: ci } }, { size: { max: 1KB } }]\n';
  const waivers = `- id: W-1
  check: size
  match: { rule: size }
  reason: it shrinks next month
  owner: '@acme/web'
  expires: ${new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)}
`;
  const files = {
    'policy/trust.yml': trust,
    'policy/policies.yml': strict,
    'policy/waivers.yml': '[]\n',
    'keys/ci.pub': ci.pem,
  };

  it('all are read from the default branch’s commit; what the workspace has instead is not obeyed', async () => {
    commitConfig(config, files);
    await sign(mallory);
    const run = await promote({
      workspace: {
        [configPath]: bed.named(config),
        'policy/policies.yml': 'gate: [{ platforms: { any-of: [linux/amd64] } }]\n',
        'policy/waivers.yml': waivers,
        'keys/ci.pub': mallory.pem,
      },
    });
    expectRefused(run);
    expect(verdictsOf(decided(run))).toEqual({ signature: 'UNTRUSTED', size: 'VIOLATION' });
    const head = bed.repository.refs.get('heads/main') ?? '';
    const read = bed.github.requests.filter((request) => request.includes('/contents/'));
    expect(read.toSorted()).toEqual(
      [configPath, ...Object.keys(files)]
        .map((path) => `GET /repos/acme/web/contents/${path}?ref=${head}`)
        .toSorted(),
    );
    expect(run.annotations).toContainEqual(
      expect.objectContaining({ title: 'size', file: 'policy/policies.yml', line: 1 }),
    );
  });

  it('a waiver counts from there, and the record names it', async () => {
    commitConfig(config, { ...files, 'policy/waivers.yml': waivers });
    await sign(ci);
    const run = await promote();
    expect(run.exitCode).toBe(0);
    const { records } = JSON.parse(outputsOf(run)['result'] ?? '') as RunResult;
    expect(records[0]?.intent.policy?.[0]?.waivers).toMatchObject([{ id: 'W-1', owner: '@acme/web' }]);
  });
});

/** GitHub's attestations and nothing else, of the workflow of `acme/web`. */
const fromGitHub = `version: 1
trust:
  roots: [{ trusted-root: trust/root.json }]
  signers:
    ci: { github: { repository: acme/web, workflow: acme/web/.github/workflows/release.yml } }
evidence: { sources: [github] }
`;

async function attested(): Promise<Buffer> {
  const { provenance: predicateType } = say.predicateTypes;
  return await sigstore.attest({
    by: workflow,
    predicateType,
    predicate: say.provenance(built),
    subjects: [image],
  });
}

describe('when GitHub keeps the attestations', () => {
  const config = `${fromGitHub}policies:
  gate: [{ provenance: { by: ci, repository: acme/web, ref: refs/heads/main } }]
${pipelines}`;

  beforeEach(() => commitConfig(config, { 'trust/root.json': rootText(sigstore.trustRoot) }));

  it('one that it gives with the answer counts', async () => {
    const bundle: unknown = JSON.parse((await attested()).toString());
    bed.repository.attestations.set(image, [{ bundle, bundle_url: null }]);
    const run = await promote();
    expect(run.exitCode).toBe(0);
    expect(checkOf(decided(run), 'provenance').evidence).toMatchObject([
      { place: 'github', trust: 'signed by ci' },
    ]);
  });

  it('one that it keeps elsewhere, compressed, is fetched without the token', async () => {
    const own = createAuthority();
    const answer = { status: 200, headers: { 'content-type': 'application/x-snappy' } };
    const bytes = compress(await attested());
    const storage = await startRegistry({
      tls: own.issue(['bundles.acme.example']),
      intercept: () => ({ ...answer, body: bytes }),
    });
    const proxy = await startConnectProxy({
      login: 'build:p',
      ways: { 'bundles.acme.example:443': storage.host },
    });
    onTestFinished(async () => {
      await Promise.all([storage.close(), proxy.close()]);
    });
    const ca = join(bed.docker, 'own.pem');
    await writeFile(ca, own.ca);
    const url = 'https://bundles.acme.example/one.json.sn?sig=canary';
    bed.repository.attestations.set(image, [{ bundle: null, bundle_url: url }]);
    const env = {
      HTTPS_PROXY: proxy.url.replace('://', '://build:p@'),
      NODE_EXTRA_CA_CERTS: ca,
    };
    const run = await promote({ env });
    expect([run.exitCode, verdictsOf(decided(run))]).toEqual([0, { provenance: 'pass' }]);
    expect(storage.requests.map(({ path }) => path)).toEqual(['/one.json.sn']);
    for (const { headers } of storage.requests) {
      expect([headers.authorization, headers.cookie]).toEqual([undefined, undefined]);
      expect(JSON.stringify(headers)).not.toContain(bed.github.token);
    }
    expect(run.stdout + run.stderr + run.summary).not.toContain('canary');
  });

  const late = { 'retry-after': '3600' };

  it.each([
    ['401', { status: 401, body: { message: 'Bad credentials' } }, 1],
    ['429', { status: 429, headers: late, body: { message: 'rate limit' } }, 1],
    ['HTML', { status: 200, body: '<html>Sign in</html>' }, 1],
    ['500, as often as it is asked', { status: 500, body: { message: 'oops' } }, 4],
  ])('%s in place of the list is no empty list', async (_, answer, times) => {
    for (let time = 0; time < times; time += 1) bed.github.fault({ path: '/attestations/', ...answer });
    const run = await promote();
    expect([run.exitCode, verdictsOf(decided(run))]).toEqual([3, { provenance: 'UNREACHABLE' }]);
    expect(bed.writes(bed.prod)).toEqual([]);
  });

  it('404 in place of the list is "none of them"', async () => {
    bed.github.fault({ path: '/attestations/', status: 404, body: { message: 'Not Found' } });
    const run = await promote();
    expectRefused(run);
    expect(verdictsOf(decided(run))).toEqual({ provenance: 'NO_EVIDENCE' });
  });

  it('one of another image does not, and no list at all is not "none of them"', async () => {
    const about = githubIdentity({ repository: 'acme/other' });
    const { provenance: predicateType } = say.predicateTypes;
    const foreign = await sigstore.attest({
      by: about,
      predicateType,
      predicate: say.provenance({ ...built, repository: 'acme/other' }),
      subjects: [image],
    });
    const bundle: unknown = JSON.parse(foreign.toString());
    bed.repository.attestations.set(image, [{ bundle }]);
    const untrusted = await promote();
    expectRefused(untrusted);
    expect(verdictsOf(decided(untrusted))).toEqual({ provenance: 'UNTRUSTED' });

    bed.repository.permissions = new Set(['metadata', 'contents', 'deployments']);
    const run = await promote();
    expect([run.exitCode, outputsOf(run)['outcome']]).toEqual([3, 'failed']);
    expect(checkOf(decided(run), 'provenance').reasons).toMatchObject([
      { code: 'UNREACHABLE', observed: expect.stringContaining('attestations: read') },
    ]);
    expect(bed.writes(bed.prod)).toEqual([]);
  });
});

describe('when a policy asks for the checks of the commit', () => {
  const config = `${fromGitHub}policies:
  gate:
    - provenance: { by: ci }
    - checks: { required: [build], workflow: .github/workflows/ci.yml }
${pipelines}`;
  const suite = 7;
  const actions = { slug: 'github-actions', id: 15368 };
  const build = { id: 1, name: 'build', status: 'completed', app: actions, check_suite: { id: suite } };

  it.each([
    ['green in the workflow that is named', '.github/workflows/ci.yml', 'success', 'pass'],
    ['green in another workflow', '.github/workflows/fake.yml', 'success', 'UNTRUSTED'],
    ['red', '.github/workflows/ci.yml', 'failure', 'VIOLATION'],
  ])('%s: it counts so', async (_, path, conclusion, verdict) => {
    commitConfig(config, { 'trust/root.json': rootText(sigstore.trustRoot) });
    const bundle: unknown = JSON.parse((await attested()).toString());
    bed.repository.attestations.set(image, [{ bundle }]);
    bed.repository.known.set(commit, {
      checkRuns: [{ ...build, conclusion }],
      workflowRuns: [{ id: 9, check_suite_id: suite, path }],
    });
    const run = await promote();
    expect(verdictsOf(decided(run))).toEqual({ provenance: 'pass', checks: verdict });
    expect(run.exitCode).toBe(verdict === 'pass' ? 0 : 1);
  });
});

describe('when an earlier step of the job wrote a report', () => {
  const policy = (by: string, stage = ''): string => `version: 1
trust: { signers: { ci: { key: { file: keys/ci.pub, transparency-log: none } } } }
evidence: { files: { scans: ['reports/trivy-*.json'] } }
policies:
  gate: [{ vulnerabilities: { by: ${by}, max-age: 24h, max: { critical: 0 } } }]
pipelines:
  web:
    source: DEV/dev/web
    stages: [{ name: qa, to: PROD/qa/web, policy: gate${stage} }]
`;

  async function report(digest?: string): Promise<Record<string, string>> {
    const manifest = JSON.parse((await dev.manifest(image))?.toString() ?? '{}') as {
      config: { digest: string };
    };
    const scan = say.trivy([{ id: 'CVE-2026-0001', severity: 'LOW' }], {
      Metadata: { ImageID: digest ?? manifest.config.digest, OS: { Family: 'debian', Name: '12.8' } },
    });
    return { 'reports/trivy-web.json': JSON.stringify(scan) };
  }

  it('counts it where the policy says local', async () => {
    commitConfig(policy('[ci, local]'), { 'keys/ci.pub': ci.pem });
    const run = await promote({ workspace: await report() });
    expect([run.exitCode, verdictsOf(decided(run))]).toEqual([0, { vulnerabilities: 'pass' }]);
    expect(checkOf(decided(run), 'vulnerabilities').evidence).toMatchObject([
      { place: 'local', trust: 'local' },
    ]);
  });

  it.each([
    ['the policy names signers only', 'ci', undefined, 'NO_EVIDENCE', /does not name local/],
    [
      'it is about another image',
      '[ci, local]',
      `sha256:${'d'.repeat(64)}`,
      'WRONG_SUBJECT',
      /WRONG_SUBJECT/,
    ],
  ])('not where %s', async (_, by, digest, verdict, why) => {
    commitConfig(policy(by), { 'keys/ci.pub': ci.pem });
    const run = await promote({ workspace: await report(digest) });
    expectRefused(run);
    expect(verdictsOf(decided(run))).toEqual({ vulnerabilities: verdict });
    expect(checkOf(decided(run), 'vulnerabilities').ignored).toMatchObject([
      { why: expect.stringMatching(why) },
    ]);
  });

  it('nor before a stage that people approve, unless the limits say so', async () => {
    const approved = ', environment: { name: production, approval: required }';
    const workspace = await report();
    bed.repository.environments.add({ name: 'production', reviewers: ['eve'] });
    const planned = async (config: string): Promise<ActionRun> => {
      commitConfig(config, { 'keys/ci.pub': ci.pem });
      return await promote({ inputs: { command: 'plan' }, workspace });
    };
    const run = await planned(policy('[ci, local]', approved));
    expect(verdictsOf(decided(run))).toEqual({ vulnerabilities: 'NO_EVIDENCE' });
    expect(checkOf(decided(run), 'vulnerabilities').ignored).toMatchObject([
      { why: expect.stringContaining('before this stage such files do not count') },
    ]);
    const lax = `${policy('[ci, local]', approved)}limits: { local-with-approval: true }\n`;
    expect(verdictsOf(decided(await planned(lax)))).toEqual({ vulnerabilities: 'pass' });
  });
});
