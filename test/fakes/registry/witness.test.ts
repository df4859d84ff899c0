import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacking, requireTool } from '../../tools.ts';
import { fallbackTag } from './document.ts';
import { addSample, type Sample } from './sample.ts';
import { startRegistry, type RunningRegistry } from './server.ts';

// Clients that others wrote, and so read the spec independently of us, in both directions.

const users = { ada: { password: 'lovelace' } };
let registry: RunningRegistry;
let guarded: RunningRegistry;
let sample: Sample;
let folder: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  registry = await startRegistry({ pageSize: 2 });
  guarded = await startRegistry({
    store: registry.store,
    referrers: false,
    auth: { scheme: 'bearer', users },
    storage: { blobs: true },
  });
  sample = addSample(registry.store, 'dev/web', {
    tags: ['1.0', '1.1', '1.2'],
    platforms: ['linux/amd64', 'linux/arm64/v8'],
    layerBytes: 200_000,
    referrers: 3,
  });
  folder = await mkdtemp(join(tmpdir(), 'hoist-witness-'));
  const auth = Buffer.from('ada:lovelace').toString('base64');
  await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { [guarded.host]: { auth } } }));
  environment = {
    ...process.env,
    HOME: folder,
    DOCKER_CONFIG: folder,
    REGISTRY_AUTH_FILE: join(folder, 'config.json'),
    REGCTL_CONFIG: join(folder, 'regctl.json'),
  };
});

afterAll(async () => {
  await Promise.all([registry.close(), guarded.close()]);
  await rm(folder, { recursive: true, force: true });
});

async function run(name: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(requireTool(name), args, { env: environment, cwd: folder });
  return stdout.trim();
}

/** Every image and blob of the sample is in the repository, byte for byte. */
function expectWhole(path: string): void {
  const repository = registry.store.repository(path);
  for (const digest of [sample.root, ...sample.images]) {
    expect(repository?.manifests.get(digest)?.bytes).toEqual(
      registry.store.manifest('dev/web', digest)?.bytes,
    );
  }
  const layers = sample.images.flatMap(
    (image) => registry.store.manifest('dev/web', image)?.document?.blobs ?? [],
  );
  expect(layers.filter(({ digest }) => !repository?.blobs.has(digest))).toEqual([]);
}

describe.skipIf(lacking('skopeo'))('when skopeo uses the registry', () => {
  it('pushes what it pulled into a layout, with equal digests', async () => {
    const plain = ['--all', '--preserve-digests'];
    const layout = `oci:${join(folder, 'skopeo')}:1.0`;
    await run(
      'skopeo',
      'copy',
      ...plain,
      '--src-tls-verify=false',
      `docker://${registry.host}/dev/web:1.0`,
      layout,
    );
    await run(
      'skopeo',
      'copy',
      ...plain,
      '--dest-tls-verify=false',
      layout,
      `docker://${registry.host}/skopeo/web:1.0`,
    );
    expectWhole('skopeo/web');
    const inspected = await run(
      'skopeo',
      'inspect',
      '--tls-verify=false',
      `docker://${registry.host}/skopeo/web:1.0`,
    );
    expect(JSON.parse(inspected)).toMatchObject({ Digest: sample.root, RepoTags: ['1.0'] });
    const listed = await run(
      'skopeo',
      'list-tags',
      '--tls-verify=false',
      `docker://${registry.host}/dev/web`,
    );
    expect(JSON.parse(listed)).toMatchObject({ Tags: ['1.0', '1.1', '1.2'] });
  });

  it('gets a token, and follows redirects of blobs', async () => {
    const verify = ['--src-tls-verify=false', '--dest-tls-verify=false'];
    const from = `docker://${guarded.host}/dev/web:1.0`;
    await run('skopeo', 'copy', '--all', ...verify, from, `docker://${guarded.host}/skopeo/guarded:1.0`);
    expectWhole('skopeo/guarded');
    await run('skopeo', 'delete', '--tls-verify=false', `docker://${guarded.host}/skopeo/guarded:1.0`);
    expect(registry.store.tags('skopeo/guarded')).toEqual([]);
  });
});

describe.skipIf(lacking('crane'))('when crane uses the registry', () => {
  it('copies, tags, lists and deletes', async () => {
    await run('crane', 'copy', `${registry.host}/dev/web:1.0`, `${registry.host}/crane/web:1.0`);
    expectWhole('crane/web');
    await run('crane', 'tag', `${registry.host}/crane/web:1.0`, 'latest');
    expect(await run('crane', 'digest', `${registry.host}/crane/web:latest`)).toBe(sample.root);
    expect(await run('crane', 'ls', `${registry.host}/dev/web`)).toBe('1.0\n1.1\n1.2');
    await run('crane', 'validate', '--remote', `${registry.host}/crane/web@${sample.root}`, '--fast');
    await run('crane', 'delete', `${registry.host}/crane/web@${sample.root}`);
    expect(registry.store.tags('crane/web')).toEqual([]);
  });

  it('gets a token, sends its own layers and reads them back', async () => {
    await writeFile(join(folder, 'layer.tar'), Buffer.alloc(10_240));
    const layer = ['--new_layer', join(folder, 'layer.tar'), '--new_tag', `${guarded.host}/crane/new:1`];
    await run('crane', 'append', '--oci-empty-base', ...layer);
    const pulled = await run(
      'crane',
      'pull',
      '--format=oci',
      `${guarded.host}/crane/new:1`,
      join(folder, 'crane'),
    );
    expect(pulled).toBe('');
    expect(guarded.storage?.requests.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
  });
});

describe.skipIf(lacking('regctl'))('when regctl uses the registry', () => {
  it('copies an image with referrers through the API and its pages', async () => {
    for (const { host } of [registry, guarded])
      await run('regctl', 'registry', 'set', '--tls=disabled', '--skip-check', host);
    const to = `${registry.host}/regctl/web:1.0`;
    await run('regctl', 'image', 'copy', '--referrers', `${registry.host}/dev/web:1.0`, to);
    expectWhole('regctl/web');
    const listed = registry.store.referrers('regctl/web', sample.root).map(({ digest }) => digest);
    expect(listed.sort()).toEqual([...sample.referrers].sort());
    const filter = ['--filter-artifact-type', 'application/spdx+json', '--format', '{{ len .Descriptors }}'];
    expect(await run('regctl', 'artifact', 'list', ...filter, to)).toBe('3');
  });

  it('writes the fallback tag where there is no API, as our own reading of it expects', async () => {
    await run('regctl', 'registry', 'set', '--tls=disabled', '--skip-check', guarded.host);
    const to = `${guarded.host}/regctl/guarded:1.0`;
    await run('regctl', 'image', 'copy', '--referrers', `${registry.host}/dev/web:1.0`, to);
    const list = registry.store.manifest('regctl/guarded', fallbackTag(sample.root))?.document?.children;
    const expected = registry.store.referrers('dev/web', sample.root);
    const byDigest = (one: { digest: string }, other: { digest: string }): number =>
      one.digest < other.digest ? -1 : 1;
    expect([...(list ?? [])].sort(byDigest)).toEqual([...expected].sort(byDigest));
  });
});
