import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSample } from '../fakes/registry/sample.ts';
import { startHoist } from './hoist.ts';
import { own, rootPath, startProofBed, type ProofBed } from './proof-bed.ts';

const server = 'https://git.acme.example';
const config = `trust: { roots: [{ trusted-root: ${rootPath} }] }
pipelines: { web: { source: DEV/dev/web, stages: [{ name: qa, to: DEV/qa/web }] } }
`;

let proof: ProofBed;
let image: string;

beforeEach(async () => {
  proof = await startProofBed();
  proof.config(config);
  proof.push('1.0.0');
  image = `${proof.bed.dev.host}/qa/web:1.0.0`;
});
afterEach(() => proof.close());

const repository = ['--signer-repository', 'acme/web'] as const;

describe('when a repository on GitHub Enterprise Server has promoted', () => {
  beforeEach(async () => {
    const workflow = { ...own, server, issuer: `${server}/_services/token` };
    await proof.bed.run({
      inputs: { image: '1.0.0', pipeline: 'web' },
      env: { ...proof.sigstore.jobOf(workflow), GITHUB_SERVER_URL: server },
    });
  });

  it('its server is named by a flag', async () => {
    for (const written of [server, `${server}/`]) {
      const { code, document } = await proof.verify(image, ...repository, '--signer-server', written);
      expect([code, document]).toMatchObject([
        0,
        { ok: true, proven: [{ repository: `${server}/acme/web` }, {}] },
      ]);
    }
    const { code, document } = await proof.verify(image, ...repository);
    expect([code, document]).toMatchObject([1, { problems: [{ code: 'NOT_PROMOTED' }] }]);
  });

  it('or by the environment, as in a job there', async () => {
    const root = await readFile(join(proof.auditor.folder, 'root.json'), 'utf8');
    const inJob = await startHoist({ files: { 'root.json': root }, env: { GITHUB_SERVER_URL: server } });
    try {
      const ran = await inJob.run('verify', image, ...repository, '--trusted-root', 'root.json');
      expect(ran.code).toBe(0);
    } finally {
      await inJob.close();
    }
  });

  it.each(['git.acme.example', 'http://git.acme.example', `${server}/acme`])(
    '%s is no server',
    async (written) => {
      const words = ['verify', image, ...repository, '--signer-server', written];
      const ran = await proof.auditor.run(...words);
      expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('is not the server')]);
    },
  );
});

describe('when a run that strangers can cause signs as the repository', () => {
  it('verify does not take it for a promotion, whatever else is named', async () => {
    await proof.promote({ ...own, trigger: 'pull_request_target' });
    const words = [...repository, '--signer-workflow', own.workflow ?? '', '--signer-ref', 'refs/heads/main'];
    const { code, document } = await proof.verify(image, ...words);
    expect([code, document]).toMatchObject([1, { promoted: false }]);
    await proof.promote(own);
    expect((await proof.verify(image, ...words)).code).toBe(0);
  });
});

describe('when an image has several tags where it was promoted', () => {
  it('each of two images of a set that are one is proven, and one that somebody else wrote is not', async () => {
    proof.config(`trust: { roots: [{ trusted-root: ${rootPath} }] }
pipelines:
  web:
    source: { repositories: [DEV/dev/web, DEV/dev/worker] }
    stages: [{ name: qa, to: DEV/qa/all, tag: '{name}-%n' }]
`);
    const { root } = addSample(proof.bed.dev.store, 'dev/worker', { seed: '1.0.0', tags: ['1.0.0'] });
    const run = await proof.promote(own);
    expect(run.exitCode).toBe(0);
    proof.bed.dev.store.tag('qa/all', 'by-hand', root);
    const all = `${proof.bed.dev.host}/qa/all`;
    for (const name of ['web', 'worker']) {
      const { code, document } = await proof.verify(`${all}:${name}-1.0.0`, ...repository);
      expect([name, code, document]).toMatchObject([name, 0, { ok: true, digest: root, problems: [] }]);
    }
    const { code, document } = await proof.verify(`${all}:by-hand`, ...repository);
    expect([code, document]).toMatchObject([1, { ok: false, problems: [{ code: 'TAG_NOT_RECORDED' }] }]);
  });
});

describe('when an auditor says who has to have signed', () => {
  it('a file of a workflow is one of that repository', async () => {
    await proof.promote(own);
    const file = (own.workflow ?? '').replace('acme/web/', '');
    expect(file).toMatch(/^\.github\/workflows\//);
    expect((await proof.verify(image, ...repository, '--signer-workflow', file)).code).toBe(0);
    const other = await proof.verify(
      image,
      ...repository,
      '--signer-workflow',
      '.github/workflows/other.yml',
    );
    expect(other.code).toBe(1);
  });

  it.each([
    [['--signer-ref', 'refs/heads/main'], '--signer-ref needs --signer-repository'],
    [['--signer-environment', 'production'], '--signer-environment needs --signer-repository'],
    [['--key', 'root.json', '--signer-ref', 'refs/heads/main'], '--key goes with no other'],
    [['--key', 'root.json', ...repository], '--key goes with no other'],
  ])('%j is an error, and nothing is passed over', async (words, said) => {
    const ran = await proof.auditor.run('verify', image, ...words);
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining(said)]);
    expect(ran.stderr).toContain('ARGUMENTS_INVALID');
  });
});
