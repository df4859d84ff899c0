import { describe, expect, it } from 'vitest';
import { createAuthority } from '../fakes/registry/certificate.ts';
import { addSample } from '../fakes/registry/sample.ts';
import { lacking } from '../tools.ts';
import { callers } from '../workflows/callers.ts';
import { startActRepository } from './act.ts';
import { configPath, startActionBed } from './action-bed.ts';
import { startConnectProxy } from './action-proxy.ts';
import { pins } from './reusable-bed.ts';

const token = 'ghs_canaryGitHubToken0123456789';

describe.skipIf(lacking('act', 'git'))('when the documented caller for packages runs whole', () => {
  const text = callers().find(({ name }) => name === 'A package was pushed')?.text ?? '';

  // ghcr.io is a registry of this machine, behind TLS and a proxy that leads there.
  it.each([
    ['an image', '1.0.0', ['1.0.0']],
    ['a part of an image, without a tag', '', []],
  ])('that %s was pushed: what the event names is promoted by the job’s own token', async (_, tag, there) => {
    await using stack = new AsyncDisposableStack();
    const own = createAuthority();
    const users = { 'x-access-token': { password: token } };
    const bed = await startActionBed({
      prod: {
        tls: own.issue(['ghcr.io']),
        auth: { scheme: 'bearer', users, realm: 'https://ghcr.io/token' },
      },
      token,
    });
    stack.defer(() => bed.close());
    bed.repository.commit('heads/main', {
      'certs/own.pem': own.ca,
      [configPath]: `version: 1
registries: { ghcr.io: { ca: certs/own.pem } }
record: { attest: off }
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages: [{ name: qa, to: ghcr.io/acme/qa/web }, { name: staging, to: ghcr.io/acme/staging/web }]
`,
    });
    const { root } = addSample(bed.prod.store, 'acme/dev/web', { tags: ['1.0.0'] });
    const proxy = await startConnectProxy({ login: 'build:pass', ways: { 'ghcr.io:443': bed.prod.host } });
    stack.defer(() => proxy.close());
    const act = await startActRepository(
      { '.github/workflows/caller.yml': text, [configPath]: 'version: 1\npipelines: {}\n' },
      await pins(),
    );
    stack.defer(() => act.close());
    bed.repository.commits.set(act.commit, {});
    const version = { container_metadata: { tag: { name: tag, digest: root } } };
    const { code, log } = await act.run({
      event: 'registry_package',
      payload: {
        repository: { default_branch: 'main' },
        registry_package: { name: 'dev/web', namespace: 'Acme', package_version: version },
      },
      env: {
        GITHUB_API_URL: bed.github.url,
        DOCKER_CONFIG: bed.docker,
        HTTPS_PROXY: proxy.url.replace('://', '://build:pass@'),
      },
      secrets: { GITHUB_TOKEN: token },
    });
    expect(code, log).toBe(0);
    for (const path of ['acme/qa/web', 'acme/staging/web'])
      expect([path, bed.prod.store.repository(path) && bed.prod.store.tags(path)], log).toEqual([
        path,
        there.length === 0 ? undefined : there,
      ]);
    expect(log).not.toContain(token);
  });
});
