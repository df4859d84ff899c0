import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lacking } from '../tools.ts';
import { badCredentials, basic, goodCredentials } from './credentials.ts';
import { distributionProgram, startDistribution, type RunningRegistry } from './distribution.ts';
import { ping } from './ping.ts';
import { startTokenServer, type TokenServer } from './token-server.ts';

describe.each([2, 3] as const)('distribution %i', (version) => {
  describe.skipIf(lacking(distributionProgram(version)))('when it is on this machine', () => {
    const started: { close(): Promise<void> }[] = [];
    afterEach(async () => {
      for (const server of started.splice(0)) await server.close();
    });
    async function start(options: Omit<Parameters<typeof startDistribution>[0], 'version'> = {}) {
      const registry = await startDistribution({ version, ...options });
      started.push(registry);
      return registry;
    }

    it('answers without credentials where none are asked for, and leaves nothing behind', async () => {
      const registry = await start();
      expect(await ping(`${registry.url}/v2/`)).toMatchObject({ status: 200, challenge: undefined });
      await registry.close();
      expect(existsSync(registry.folder)).toBe(false);
      await expect(ping(`${registry.url}/v2/`)).rejects.toThrow(/ECONNREFUSED/);
    });

    it('is trusted over TLS by its own authority only', async () => {
      const { url, ca = '' } = await start({ tls: true });
      expect(await ping(`${url}/v2/`, { ca })).toMatchObject({ status: 200 });
      expect(await ping(`${url.replace('127.0.0.1', 'localhost')}/v2/`, { ca })).toMatchObject({
        status: 200,
      });
      await expect(ping(`${url}/v2/`)).rejects.toThrow(/certificate/);
    });

    it('takes the right password and no other', async () => {
      const { url } = await start({ htpasswd: true });
      expect(await ping(`${url}/v2/`)).toMatchObject({ status: 401, challenge: 'Basic realm="hoist tests"' });
      expect(await ping(`${url}/v2/`, { authorization: basic(badCredentials) })).toMatchObject({
        status: 401,
      });
      expect(await ping(`${url}/v2/`, { authorization: basic(goodCredentials) })).toMatchObject({
        status: 200,
      });
    });

    describe('with a token server', () => {
      let tokens: TokenServer;
      let registry: RunningRegistry;
      beforeAll(async () => {
        tokens = await startTokenServer({
          grant: (user, { name, actions }) => (user !== undefined && name === 'acme/web' ? actions : []),
        });
        registry = await startDistribution({ version, token: tokens });
      });
      afterAll(async () => {
        await registry.close();
        await tokens.close();
      });

      async function listWith(authorization: string | undefined, repository: string): Promise<number> {
        const url = new URL(tokens.realm);
        url.searchParams.set('service', tokens.service);
        url.searchParams.set('scope', `repository:${repository}:pull`);
        const answer = await ping(url.href, authorization === undefined ? {} : { authorization });
        if (answer.status !== 200) return answer.status;
        const { token } = JSON.parse(answer.body) as { token: string };
        const list = await ping(`${registry.url}/v2/${repository}/tags/list`, {
          authorization: `Bearer ${token}`,
        });
        return list.status;
      }

      it('names realm, service and scope in its challenge', async () => {
        const { status, challenge } = await ping(`${registry.url}/v2/acme/web/tags/list`);
        expect(status).toBe(401);
        expect(challenge).toContain(`Bearer realm="${tokens.realm}",service="${tokens.service}"`);
        expect(challenge).toContain('scope="repository:acme/web:pull"');
      });

      it('takes a token for what it was granted, and for nothing else', async () => {
        expect(await listWith(basic(goodCredentials), 'acme/web')).toBe(404);
        expect(await listWith(basic(goodCredentials), 'acme/other')).toBe(401);
        expect(await listWith(undefined, 'acme/web')).toBe(401);
        expect(tokens.requests.at(-3)).toEqual({
          method: 'GET',
          user: goodCredentials.user,
          service: tokens.service,
          scopes: [{ type: 'repository', name: 'acme/web', actions: ['pull'] }],
          status: 200,
        });
      });

      it('gives no token for a wrong password', async () => {
        expect(await listWith(basic(badCredentials), 'acme/web')).toBe(401);
        expect(tokens.requests.at(-1)).toMatchObject({ user: undefined, status: 401 });
      });
    });
  });
});
