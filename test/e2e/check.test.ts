import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { addSample } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { badCredentials, goodCredentials, type Credentials } from '../servers/credentials.ts';
import { distributionProgram, startDistribution, type DistributionOptions } from '../servers/distribution.ts';
import { startTokenServer } from '../servers/token-server.ts';
import { lacking } from '../tools.ts';
import { outcomesOf, startHoist, statesOf, type Hoist } from './hoist.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close();
});

function kept<T extends { close(): Promise<void> }>(one: T): T {
  opened.push(one);
  return one;
}

type Place = { readonly host: string; readonly realm?: string | undefined };

/** A source at one repository, a target at another of the same host. */
async function configured({ host, realm }: Place, credentials?: Credentials): Promise<Hoist> {
  return kept(
    await startHoist({
      logins: credentials === undefined ? [] : [{ host, credentials }],
      config: {
        version: 1,
        registries: realm === undefined ? {} : { [host]: { 'plain-http': true, 'token-realms': [realm] } },
        pipelines: {
          web: {
            source: `${host}/dev/web`,
            stages: [
              { name: 'qa', to: `${host}/qa/web` },
              { name: 'prod', to: `${host}/prod/web` },
            ],
          },
        },
      },
    }),
  );
}

/** `dev/web pull ok` by repository. */
async function accessOf(
  hoist: Hoist,
  host: string,
): Promise<{ readonly code: number; readonly access: object }> {
  const { code, document } = await hoist.check();
  const access = document.access.map(({ repository, actions, ok, problem }) => [
    repository.replace(`${host}/`, ''),
    `${actions} ${ok ? 'ok' : (problem?.code ?? '?')}`,
  ]);
  return { code, access: Object.fromEntries(access) as object };
}

const allOk = { code: 0, access: { 'dev/web': 'pull ok', 'qa/web': 'push ok', 'prod/web': 'push ok' } };
const reads = (_: string, action: string): boolean => action === 'pull';

describe.each(['basic', 'bearer'] as const)('when a registry with %s credentials is checked', (scheme) => {
  async function start(allow: (repository: string, action: string) => boolean): Promise<RunningRegistry> {
    const users = { [goodCredentials.user]: { ...goodCredentials, allow } };
    const registry = kept(await startRegistry({ auth: { scheme, users } }));
    addSample(registry.store, 'dev/web', { tags: ['1.0.0'] });
    return registry;
  }

  it('right ones open everything, and nothing is left there', async () => {
    const registry = await start(() => true);
    const hoist = await configured(registry, goodCredentials);
    expect(await accessOf(hoist, registry.host)).toEqual(allOk);
    expect([...registry.store.repositories.keys()]).toEqual(['dev/web']);
    expect(registry.uploads).toBe(0);
  });

  it.each([
    ['wrong ones', badCredentials],
    ['none', undefined],
  ])('%s open nothing, and it says for whom', async (_, credentials) => {
    const registry = await start(() => true);
    const hoist = await configured(registry, credentials);
    const { code, access } = await accessOf(hoist, registry.host);
    expect(code).toBe(3);
    expect(access).toEqual({
      'dev/web': 'pull UNAUTHORIZED',
      'qa/web': 'push UNAUTHORIZED',
      'prod/web': 'push UNAUTHORIZED',
    });
    const { stdout } = await hoist.run('check');
    expect(stdout).toContain(`${registry.host}/qa/web`);
    expect(stdout).toContain('web/qa');
  });

  it('read-only ones open the source and not the targets', async () => {
    const registry = await start(reads);
    const { code, access } = await accessOf(await configured(registry, goodCredentials), registry.host);
    expect(code).toBe(3);
    expect(access).toMatchObject({ 'dev/web': 'pull ok' });
    expect(Object.values(access).slice(1).join(' ')).toMatch(
      /^push (DENIED|UNAUTHORIZED) push (DENIED|UNAUTHORIZED)$/,
    );
    expect([...registry.store.repositories.keys()]).toEqual(['dev/web']);
  });

  it('of one repository each, the one that is closed is named', async () => {
    const registry = await start((repository) => repository !== 'prod/web');
    const { code, access } = await accessOf(await configured(registry, goodCredentials), registry.host);
    expect(code).toBe(3);
    expect(access).toMatchObject({ 'dev/web': 'pull ok', 'qa/web': 'push ok' });
    expect(access).not.toMatchObject({ 'prod/web': 'push ok' });
  });
});

describe.each([2, 3] as const)('when distribution %i is checked', (version) => {
  describe.skipIf(lacking(distributionProgram(version)))('on this machine', () => {
    async function start(options: Omit<DistributionOptions, 'version'> = {}): Promise<Place> {
      return kept(await startDistribution({ version, ...options }));
    }

    it('with htpasswd, the right password opens it and the wrong one does not', async () => {
      const registry = await start({ htpasswd: true });
      expect(await accessOf(await configured(registry, goodCredentials), registry.host)).toEqual(allOk);
      const wrong = await accessOf(await configured(registry, badCredentials), registry.host);
      expect(wrong).toMatchObject({ code: 3, access: { 'qa/web': 'push UNAUTHORIZED' } });
    });

    it('with tokens, what the token server grants decides', async () => {
      const tokens = kept(
        await startTokenServer({
          grant: (_, { name, actions }) =>
            name.startsWith('prod/') ? actions.filter((action) => action === 'pull') : actions,
        }),
      );
      const registry = await start({ token: tokens });
      const hoist = await configured({ ...registry, realm: new URL(tokens.realm).host }, goodCredentials);
      const { code, access } = await accessOf(hoist, registry.host);
      expect(code).toBe(3);
      expect(access).toMatchObject({ 'dev/web': 'pull ok', 'qa/web': 'push ok' });
      expect(access).not.toMatchObject({ 'prod/web': 'push ok' });
    });

    it('a token server that no config names gets no password', async () => {
      const tokens = kept(await startTokenServer());
      const registry = await start({ token: { ...tokens, realm: tokens.realm } });
      const hoist = await configured(registry, goodCredentials);
      const { code, document } = await hoist.check();
      expect(code).toBe(3);
      expect(document.access.every(({ ok }) => !ok)).toBe(true);
      expect(document.access[0]?.problem?.hint).toMatch(/token-realms|registries/);
      expect(tokens.requests).toEqual([]);
    });
  });
});

describe('when a program keeps the credentials', () => {
  const script = `#!/bin/sh
test "$1" = get || exit 1
read -r host
test "$host" = "$KNOWN" || { echo 'credentials not found in native keychain'; exit 1; }
printf '{"ServerURL":"%s","Username":"%s","Secret":"%s"}' "$host" 'hoist' 'correct horse'
`;

  it.each([
    ['for this host', (host: string) => ({ credHelpers: { [host]: 'acme' } })],
    ['for every host', () => ({ credsStore: 'acme' })],
  ])('%s, it is asked', async (_, docker) => {
    const users = { [goodCredentials.user]: goodCredentials };
    const registry = kept(await startRegistry({ auth: { scheme: 'bearer', users } }));
    addSample(registry.store, 'dev/web', { tags: ['1.0.0'] });
    const { host } = registry;
    const bin = await mkdtemp(join(tmpdir(), 'hoist-helper-'));
    opened.push({ close: () => rm(bin, { recursive: true, force: true }) });
    await writeFile(join(bin, 'docker-credential-acme'), script, { mode: 0o755 });
    const hoist = kept(
      await startHoist({
        docker: docker(host),
        env: { PATH: `${bin}:${process.env['PATH']}`, KNOWN: host },
      }),
    );
    expect((await hoist.copy(`${host}/dev/web:1.0.0`, `${host}/copy/web`)).code).toBe(0);
    const other = kept(await startRegistry({ auth: { scheme: 'bearer', users } }));
    const ran = await hoist.run('copy', `${other.host}/dev/web:1.0.0`, `${host}/copy/web`);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(other.requests.filter(({ headers }) => /basic/i.test(headers.authorization ?? ''))).toEqual([]);
  });
});

describe('when somebody begins in an empty folder', () => {
  it('what init writes is a config that check and plan take', async () => {
    const registry = kept(await startRegistry());
    const hoist = kept(await startHoist());
    const begun = await hoist.run('init', '--owner', 'Acme', '--name', 'shop');
    expect(begun).toMatchObject({
      code: 0,
      stdout: 'wrote .github/hoist.yml\nwrote .github/workflows/promote.yml\n',
    });
    const config = await readFile(join(hoist.folder, '.github/hoist.yml'), 'utf8');
    expect(config).toContain('ghcr.io/acme/dev/shop');
    const workflow = await readFile(join(hoist.folder, '.github/workflows/promote.yml'), 'utf8');
    expect(workflow).toContain('uses: OWNER/hoist/.github/workflows/promote.yml@v1');

    // The same on a registry that is here.
    await hoist.write('.github/hoist.yml', config.replaceAll('ghcr.io/', `${registry.host}/`));
    const { root } = addSample(registry.store, 'acme/dev/shop', {
      tags: ['1.0.0'],
      platforms: ['linux/amd64'],
    });
    const checked = await hoist.check();
    expect(checked).toMatchObject({ code: 0, document: { ok: true } });
    expect(checked.document.access.map(({ repository }) => repository)).toEqual(
      ['dev', 'qa', 'prod'].map((place) => `${registry.host}/acme/${place}/shop`),
    );
    const planned = await hoist.plan('1.0.0');
    expect(planned.code).toBe(0);
    expect(statesOf(planned.document)).toEqual({ 'shop/qa': 'ready', 'shop/production': 'waiting' });
    expect(outcomesOf(await hoist.promote('1.0.0'))).toEqual({
      'shop/qa': 'promoted',
      'shop/production': 'waiting',
    });
    const last = await hoist.promote('1.0.0', '--stage', 'production');
    expect(last.code).toBe(0);
    expect(registry.store.tagged('acme/prod/shop', 'stable')).toBe(root);
  });

  it('what is there already stays as it is', async () => {
    const hoist = kept(await startHoist({ config: 'mine' }));
    const first = await hoist.run('init');
    expect(first).toMatchObject({ code: 0, stdout: 'wrote .github/workflows/promote.yml\n' });
    expect(first.stderr).toContain('.github/hoist.yml was there already');
    expect(await readFile(join(hoist.folder, '.github/hoist.yml'), 'utf8')).toBe('mine');
    const second = await hoist.run('init');
    expect(second).toMatchObject({ code: 2, stdout: '' });
    expect(second.stderr).toContain('FILES_EXIST');
  });
});
