import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { accessSync, constants } from 'node:fs';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addSample } from '../fakes/registry/sample.ts';
import { createAuthority } from '../fakes/registry/certificate.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { goodCredentials } from '../servers/credentials.ts';
import { outcomesOf, startHoist, type Hoist } from './hoist.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const least = [20, 18, 1] as const;

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function versionOf(node: string): Promise<string> {
  const { stdout } = await promisify(execFile)(node, ['--version']);
  return stdout.trim();
}

function isEnough(version: string): boolean {
  const parts = version.slice(1).split('.').map(Number);
  const at = least.findIndex((part, index) => part !== parts[index]);
  return at < 0 || (parts[at] ?? 0) > (least[at] ?? 0);
}

/** The machine's own Node, and the one that npm brought for the project's scripts. */
async function nodes(): Promise<readonly (readonly [string, string])[]> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const own = folders
    .filter((folder) => folder !== '' && !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .find(isProgram);
  const brought = join(root, 'node_modules/.bin/node');
  const found = [own, brought, process.execPath].filter((path) => path !== undefined && isProgram(path));
  const byVersion = new Map<string, string>();
  for (const path of found) {
    const version = path === undefined ? '' : await versionOf(path);
    if (path !== undefined && isEnough(version) && !byVersion.has(version)) byVersion.set(version, path);
  }
  return [...byVersion];
}

describe.each(await nodes())('when it runs on Node %s', (_, node) => {
  let source: RunningRegistry;
  let target: RunningRegistry;
  let hoist: Hoist;
  beforeAll(async () => {
    const authority = createAuthority();
    const users = { [goodCredentials.user]: goodCredentials };
    source = await startRegistry({
      tls: authority.issue(['127.0.0.1']),
      auth: { scheme: 'bearer', users },
      storage: { blobs: true },
    });
    target = await startRegistry({ referrers: false });
    hoist = await startHoist({
      node,
      files: { 'certs/own.pem': authority.ca },
      logins: [{ host: source.host, credentials: goodCredentials }],
      config: {
        version: 1,
        registries: {
          [source.host]: { ca: 'certs/own.pem' },
          [source.storage?.host ?? '']: { ca: 'certs/own.pem' },
        },
        copy: { to: [`${target.host}/copy/**`, 'oci:**'] },
        pipelines: {
          web: {
            source: { repository: `${source.host}/dev/web`, tags: { matches: '[0-9.]+' } },
            stages: [
              { name: 'qa', to: `${target.host}/qa/web`, tag: '%n-%Y%m%d' },
              { name: 'prod', to: `${target.host}/prod/web`, auto: false },
            ],
          },
        },
      },
    });
  });
  afterAll(async () => {
    await hoist.close();
    await source.close();
    await target.close();
  });

  it('says its version', async () => {
    const { code, stdout } = await hoist.run('--version');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('checks, plans, promotes over TLS with tokens and redirects, and copies to a folder and back', async () => {
    const sample = addSample(source.store, 'dev/web', {
      tags: ['1.0.0'],
      platforms: ['linux/amd64', 'linux/arm64'],
      layerBytes: 3_000_000,
      referrers: 2,
      cosign: true,
    });
    expect((await hoist.check()).document.access.filter(({ ok }) => !ok)).toEqual([]);
    const planned = await hoist.plan('1.0.0');
    expect(planned.code).toBe(0);
    const hash = planned.document.stages[0]?.hash ?? '';
    const ran = await hoist.promote('1.0.0', '--expected-plan', hash);
    expect(ran.code).toBe(0);
    expect(outcomesOf(ran)).toEqual({ 'web/qa': 'promoted', 'web/prod': 'waiting' });
    expect((await hoist.promote('1.0.0', '--stage', 'prod')).code).toBe(0);
    expect((await hoist.promote('1.0.0')).document.stages[0]?.outcome).toBe('unchanged');

    const [tag = ''] = target.store.tags('qa/web').filter((each) => each.startsWith('1.0.0-'));
    expect(target.store.tagged('qa/web', tag)).toBe(sample.root);
    expect(target.store.tagged('prod/web', tag)).toBe(sample.root);
    expect((await hoist.copy(`${target.host}/qa/web:${tag}`, 'oci:disk:1')).code).toBe(0);
    expect((await hoist.copy('oci:disk:1', `${target.host}/copy/web:1`)).code).toBe(0);
    for (const digest of sample.blobs)
      expect(target.store.blob('copy/web', digest)?.size).toBe(source.store.blob('dev/web', digest)?.size);
    expect(target.store.referrers('copy/web', sample.root)).toHaveLength(2);
  });
});
