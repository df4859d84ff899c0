import { afterEach, describe, expect, it } from 'vitest';
import { createAuthority } from '../fakes/registry/certificate.ts';
import { runCommit } from '../fakes/runner/runner.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import {
  configPath,
  errorTitles,
  notSigned,
  outputsOf,
  startActionBed,
  type ActionBed,
} from './action-bed.ts';

let bed: ActionBed;
let image: Sample;

afterEach(() => bed.close());

async function start(options: Parameters<typeof startActionBed>[0] = {}): Promise<void> {
  bed = await startActionBed(options);
  image = addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'] });
}

function promoting(to: string, more = ''): string {
  return bed.named(
    `version: 1\n${more}pipelines: { web: { source: DEV/dev/web, stages: [{ name: qa, to: ${to} }] } }\n`,
  );
}

describe('when the run is of another branch and its workspace has another config (A31)', () => {
  it.each([
    ['push', {}, undefined],
    ['workflow_dispatch', { inputs: { image: '1.0.0', config: 'evil.yml' } }, undefined],
    ['pull_request', { pull_request: { base: { ref: 'feature' }, head: { ref: 'feature' } } }, 'plan'],
  ])(
    '%s: the head of the default branch decides, and the difference is shown',
    async (name, payload, command) => {
      await start();
      const good = bed.config(promoting('PROD/good/web'));
      const evil = { [configPath]: promoting('PROD/evil/web'), 'evil.yml': promoting('PROD/evil/web') };
      const feature = bed.repository.commit('heads/feature', evil);
      bed.repository.commit('tags/main', evil);
      const run = await bed.run({
        event: { name, payload },
        inputs: { image: '1.0.0', ...(command === undefined ? {} : { command }) },
        workspace: evil,
        env: {
          GITHUB_REF: 'refs/heads/feature',
          GITHUB_SHA: feature,
          GITHUB_HEAD_REF: 'feature',
          GITHUB_BASE_REF: 'feature',
        },
      });
      expect(run.exitCode).toBe(0);
      const annotations = run.annotations.filter(({ message }) => !message.startsWith('the pull request'));
      expect(annotations).toEqual([
        ...(command === undefined ? [notSigned] : []),
        {
          level: 'notice',
          message: `${configPath} in the workspace differs from the one on the default branch (main at ${good.slice(0, 12)}), which decides`,
        },
      ]);
      expect(outputsOf(run)['targets']).toBe(bed.named(`PROD/good/web@${image.root}`));
      expect(outputsOf(run)['result']).toContain(good);
      expect(outputsOf(run)['result']).not.toContain('evil');
      expect(bed.github.requests.filter((request) => /feature|tags|evil/.test(request))).toEqual([]);
      expect([...bed.prod.store.repositories.keys()]).toEqual(command === 'plan' ? [] : ['good/web']);
    },
  );

  it('a config that only the workspace has does not count', async () => {
    await start();
    bed.repository.commit('heads/main', {});
    const run = await bed.run({
      inputs: { image: '1.0.0' },
      workspace: { [configPath]: promoting('PROD/evil/web') },
    });
    expect([run.exitCode, errorTitles(run)]).toEqual([2, ['CONFIG_MISSING']]);
    expect([...bed.dev.requests, ...bed.prod.requests]).toEqual([]);
  });

  it('the same config in the workspace is not worth a word', async () => {
    await start();
    bed.config(promoting('PROD/good/web'));
    const run = await bed.run({
      inputs: { image: '1.0.0' },
      workspace: { [configPath]: promoting('PROD/good/web') },
    });
    expect([run.exitCode, run.annotations]).toEqual([0, [notSigned]]);
  });
});

describe('when the config lies elsewhere', () => {
  it('the input names it, and the default branch may be called anything', async () => {
    await start();
    const tools = bed.github.repository('acme/tools', 'trunk');
    tools.commits.set(runCommit, {});
    tools.commit('heads/main', { 'ops/hoist.yml': promoting('PROD/evil/web') });
    tools.commit('heads/trunk', { 'ops/hoist.yml': promoting('PROD/good/web') });
    const run = await bed.run({
      repository: 'acme/tools',
      inputs: { image: '1.0.0', config: 'ops/hoist.yml' },
    });
    expect(outputsOf(run)['targets']).toBe(bed.named(`PROD/good/web@${image.root}`));
  });

  it.each(['../hoist.yml', '/etc/passwd', 'a/../../b'])('%s is no path in the repository', async (config) => {
    await start();
    const run = await bed.run({ inputs: { image: '1.0.0', config } });
    expect([run.exitCode, errorTitles(run)]).toEqual([2, ['FILE_PATH_INVALID']]);
    expect(bed.github.requests.filter((request) => request.includes('/contents/'))).toEqual([]);
  });
});

describe('when the config names a CA', () => {
  const own = createAuthority();
  const other = createAuthority();
  const settings = "registries: { 'PROD': { ca: certs/own.pem } }\n";

  it('its file is read from the same commit, not from the workspace', async () => {
    await start({ prod: { tls: own.issue(['127.0.0.1']) }, files: { 'certs/own.pem': own.ca } });
    bed.config(promoting('PROD/qa/web', settings));
    const run = await bed.run({ inputs: { image: '1.0.0' }, workspace: { 'certs/own.pem': other.ca } });
    expect([run.exitCode, outputsOf(run)['outcome']]).toEqual([0, 'promoted']);
    expect(bed.prod.store.tagged('qa/web', '1.0.0')).toBe(image.root);
  });

  it('another one on the default branch is not helped by the right one in the workspace', async () => {
    await start({ prod: { tls: own.issue(['127.0.0.1']) }, files: { 'certs/own.pem': other.ca } });
    bed.config(promoting('PROD/qa/web', settings));
    const run = await bed.run({ inputs: { image: '1.0.0' }, workspace: { 'certs/own.pem': own.ca } });
    expect(run.exitCode).toBe(3);
    expect(errorTitles(run)).toContain('TLS');
    expect(bed.prod.requests).toEqual([]);
  });

  it('one that is not there is an error at its place', async () => {
    await start();
    bed.config(promoting('PROD/qa/web', settings));
    const run = await bed.run({ inputs: { image: '1.0.0' }, workspace: { 'certs/own.pem': own.ca } });
    expect(run.exitCode).toBe(2);
    expect(run.annotations[0]).toMatchObject({ level: 'error', file: configPath, line: 2 });
  });
});

describe('when GitHub does not give the config', () => {
  const path = '/repos/acme/web/contents';

  it.each([
    ['no token', { 'github-token': '' }, 2, 'GITHUB_TOKEN_MISSING'],
    ['a token that is not accepted', { 'github-token': 'ghs_wrong' }, 2, 'GITHUB_UNAUTHORIZED'],
  ])('%s: the step fails with %s', async (_, inputs, exitCode, code) => {
    await start();
    const run = await bed.run({ inputs: { image: '1.0.0', ...inputs } });
    expect([run.exitCode, errorTitles(run)]).toEqual([exitCode, [code]]);
    expect([...bed.dev.requests, ...bed.prod.requests]).toEqual([]);
  });

  it('a permission that the job lacks is named with the line to add', async () => {
    await start();
    bed.repository.permissions = new Set(['metadata']);
    const run = await bed.run({ inputs: { image: '1.0.0' } });
    expect([run.exitCode, errorTitles(run)]).toEqual([2, ['GITHUB_FORBIDDEN']]);
    expect(run.annotations[0]?.message).toContain('Add "contents: read" under permissions: of the job');
  });

  it('a fault of its own is waited out', async () => {
    await start();
    bed.config(promoting('PROD/good/web'));
    bed.github.fault({ path, status: 502, body: '<html>' });
    bed.github.fault({ path, hangUp: true });
    const run = await bed.run({ inputs: { image: '1.0.0' } });
    expect([run.exitCode, outputsOf(run)['outcome']]).toEqual([0, 'promoted']);
  });

  it('a limit that ends too late fails the step with 3', async () => {
    await start();
    const headers = { 'retry-after': '3600' };
    bed.github.fault({ path: '/repos/acme/web', status: 403, headers, body: { message: 'rate limit' } });
    const run = await bed.run({ inputs: { image: '1.0.0' } });
    expect([run.exitCode, errorTitles(run)]).toEqual([3, ['GITHUB_RATE_LIMIT']]);
  });
});
