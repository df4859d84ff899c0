import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAuthority } from '../fakes/registry/certificate.ts';
import { addSample } from '../fakes/registry/sample.ts';
import type { ActionRun, ActionStep } from '../fakes/runner/runner.ts';
import { configPath, errorTitles, outputsOf, startActionBed, type ActionBed } from './action-bed.ts';
import { startConnectProxy, type ConnectProxy } from './action-proxy.ts';
import { leaksOf } from './action-sinks.ts';

const githubToken = 'ghs_canaryGitHubToken0123456789';
const proxyPassword = 'pr0xy-canary/p@ss';

let bed: ActionBed;
let proxy: ConnectProxy;

// ghcr.io is the registry `prod`, behind TLS and a proxy, as it is for whoever runs in a company.
beforeAll(async () => {
  const own = createAuthority();
  const users = { 'x-access-token': { password: githubToken } };
  bed = await startActionBed({
    prod: { tls: own.issue(['ghcr.io']), auth: { scheme: 'bearer', users, realm: 'https://ghcr.io/token' } },
    token: githubToken,
  });
  bed.repository.commit('heads/main', {
    'certs/own.pem': own.ca,
    [configPath]: `version: 1
registries: { ghcr.io: { ca: certs/own.pem } }
pipelines:
  web: { source: ghcr.io/acme/dev/web, stages: [{ name: qa, to: ghcr.io/acme/qa/web }] }
`,
  });
  proxy = await startConnectProxy({
    login: `build:${proxyPassword}`,
    ways: { 'ghcr.io:443': bed.prod.host, 'api.acme.example:80': new URL(bed.github.url).host },
  });
});
afterAll(async () => {
  await proxy.close();
  await bed.close();
});
beforeEach(() => {
  bed.prod.store.repositories.clear();
  addSample(bed.prod.store, 'acme/dev/web', { tags: ['1.0.0'] });
});

function run(step: ActionStep): Promise<ActionRun> {
  return bed.run({ ...step, env: { HTTPS_PROXY: proxyAddress(), RUNNER_DEBUG: '1', ...step.env } });
}

function proxyAddress(): string {
  return proxy.url.replace('://', `://build:${encodeURIComponent(proxyPassword)}@`);
}

function pushed(tag: string): NonNullable<ActionStep['event']> {
  const version = {
    container_metadata: { tag: { name: tag, digest: bed.prod.store.tagged('acme/dev/web', tag) } },
  };
  return {
    name: 'registry_package',
    payload: { registry_package: { name: 'dev/web', namespace: 'Acme', package_version: version } },
  };
}

describe('when an image was pushed to GitHub Packages', () => {
  it('promotes it there with the job’s own token, through the proxy, and shows no secret', async () => {
    const ran = await run({ event: pushed('1.0.0') });
    expect([ran.exitCode, outputsOf(ran)['outcome']]).toEqual([0, 'promoted']);
    expect(bed.prod.store.tags('acme/qa/web')).toEqual(['1.0.0']);
    expect(new Set(proxy.tunnels)).toEqual(new Set(['ghcr.io:443']));
    const encoded = Buffer.from(`build:${proxyPassword}`).toString('base64');
    expect(leaksOf(ran, { githubToken, proxyPassword, encoded })).toEqual([]);
    expect(ran.masks).toEqual(expect.arrayContaining([githubToken, proxyPassword, encoded]));
  });

  it('the event of a child manifest, which has no tag, promotes nothing', async () => {
    const ran = await run({ event: pushed('') });
    expect([ran.exitCode, outputsOf(ran)['outcome']]).toEqual([0, 'none']);
    expect(bed.prod.store.repository('acme/qa/web')).toBeUndefined();
  });
});

describe('when GitHub is behind the proxy, too', () => {
  it('asks it there', async () => {
    const ran = await run({
      inputs: { command: 'plan' },
      apiUrl: 'http://api.acme.example',
      env: { HTTP_PROXY: proxyAddress() },
    });
    expect(errorTitles(ran)).toEqual(['IMAGE_MISSING']);
    expect(proxy.tunnels).toContain('api.acme.example:80');
    expect(bed.github.requests.join()).toContain(`/contents/${configPath}`);
    expect(leaksOf(ran, { githubToken, proxyPassword })).toEqual([]);
  });
});

describe('when the proxy does not let anybody through', () => {
  it('a wrong password is said to be one, and not shown', async () => {
    const ran = await run({
      inputs: { image: '1.0.0' },
      env: { HTTPS_PROXY: proxy.url.replace('://', '://build:wrong-canary-password@') },
    });
    expect(ran.exitCode).toBe(3);
    expect(leaksOf(ran, { wrong: 'wrong-canary-password', proxyPassword })).toEqual([]);
  });

  it('GitHub is asked through it too, and its password does not come out when that fails', async () => {
    const ran = await run({
      inputs: { image: '1.0.0' },
      apiUrl: 'https://api.acme.example',
    });
    expect([ran.exitCode, errorTitles(ran)]).toEqual([3, ['GITHUB_UNREACHABLE']]);
    const encoded = Buffer.from(`build:${proxyPassword}`).toString('base64');
    expect(leaksOf(ran, { githubToken, proxyPassword, encoded })).toEqual([]);
  });
});
