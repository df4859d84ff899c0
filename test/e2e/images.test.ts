import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { RunResult } from '../../src/domain/record.ts';
import { digestOf, isDigest } from '../../src/image/digest.ts';
import { mediaTypes } from '../../src/image/media-type.ts';
import { bodyLength } from '../fakes/registry/answer.ts';
import { addImage } from '../fakes/registry/sample.ts';
import { startRegistry, type RegistryOptions, type RunningRegistry } from '../fakes/registry/server.ts';
import {
  imageConfig,
  imageIndex,
  imageManifest,
  randomBlob,
  sampleImage,
  withReferrers,
  type Sample,
} from '../fixtures/images.ts';
import { distributionProgram, startDistribution } from '../servers/distribution.ts';
import { ping } from '../servers/ping.ts';
import { lacking } from '../tools.ts';
import { startHoist, type Hoist, type Told } from './hoist.ts';

let source: RunningRegistry;
let target: RunningRegistry;
let hoist: Hoist;
beforeEach(async () => {
  await begin();
});
afterEach(async () => {
  await hoist.close();
  await source.close();
  await target.close();
});

async function begin(options: { source?: RegistryOptions; target?: RegistryOptions } = {}): Promise<void> {
  source = await startRegistry(options.source);
  target = await startRegistry(options.target);
  hoist = await startHoist();
}

async function again(options: Parameters<typeof begin>[0]): Promise<void> {
  await Promise.all([hoist.close(), source.close(), target.close()]);
  await begin(options);
}

const foreignLayer = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';

/** Promotes `dev/web:1.0.0` to one stage with these rules. */
async function promote(rules: object = {}, to = `${target.host}/qa/web`): Promise<Told<RunResult>> {
  await hoist.write('.github/hoist.yml', {
    version: 1,
    pipelines: { web: { source: `${source.host}/dev/web`, stages: [{ name: 'qa', to, ...rules }] } },
  });
  return await hoist.promote('1.0.0');
}

function expectNothingThere(): void {
  expect(target.store.repository('qa/web')?.tags.size ?? 0).toBe(0);
}

/** An index over two platforms of which the second one's manifest is not in the repository. */
function sparse(): Sample {
  const whole = sampleImage({ platforms: 2 });
  const gone = whole.root.kind === 'index' ? whole.root.manifests[1]?.digest : undefined;
  return { ...whole, manifests: new Map([...whole.manifests].filter(([digest]) => digest !== gone)) };
}

describe('when an image is in the format of Docker', () => {
  it.skipIf(lacking(distributionProgram(2), distributionProgram(3)))(
    'its list and its manifests keep every byte on distribution 2 and 3',
    async () => {
      const image = sampleImage({ format: 'docker', platforms: 3 });
      addImage(source.store, 'dev/web', image, ['1.0.0']);
      for (const version of [2, 3] as const) {
        const registry = await startDistribution({ version });
        onTestFinished(() => registry.close());
        expect((await promote({}, `${registry.host}/qa/web`)).code).toBe(0);
        const accept = (type: string) => ({ accept: type });
        for (const { digest, bytes, mediaType } of image.manifests.values()) {
          const response = await fetch(`${registry.url}/v2/qa/web/manifests/${digest}`, {
            headers: accept(mediaType),
          });
          expect(response.headers.get('content-type')).toBe(mediaType);
          expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from(bytes));
        }
        expect((await ping(`${registry.url}/v2/qa/web/tags/list`)).body).toContain('"tags":["1.0.0"]');
      }
    },
  );

  it('of schema 1, it is refused by name before anything is written', async () => {
    const bytes = Buffer.from(
      JSON.stringify({
        schemaVersion: 1,
        name: 'dev/web',
        tag: '1.0.0',
        fsLayers: [],
        history: [],
        signatures: [],
      }),
    );
    source.store.putManifest('dev/web', bytes, {
      mediaType: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
      tags: ['1.0.0'],
    });
    await hoist.write('.github/hoist.yml', {
      version: 1,
      pipelines: {
        web: { source: `${source.host}/dev/web`, stages: [{ name: 'qa', to: `${target.host}/qa/web` }] },
      },
    });
    const ran = await hoist.run('promote', '1.0.0');
    expect(ran.code).not.toBe(0);
    expect(ran.stderr.replaceAll(/\s+/g, ' ')).toMatch(/schema ?1.*hint: \S/i);
    expect(target.requests).toEqual([]);
  });
});

describe('when a document is ambiguous', () => {
  it.each([
    ['a key twice', '{"schemaVersion":2,"mediaType":"MT","mediaType":"MT","config":C,"layers":[]}'],
    ['layers and manifests', '{"schemaVersion":2,"mediaType":"MT","config":C,"layers":[],"manifests":[]}'],
  ])('with %s, it is refused', async (_, template) => {
    const config = imageConfig({ os: 'linux', architecture: 'amd64' });
    const text = template
      .replaceAll('MT', mediaTypes.ociManifest)
      .replace('C', JSON.stringify(config.descriptor));
    source.store.putBlob('dev/web', config.bytes);
    source.store.putManifest('dev/web', Buffer.from(text), { tags: ['1.0.0'] });
    const ran = await hoist.run('copy', `${source.host}/dev/web:1.0.0`, `${target.host}/qa/web:1.0.0`);
    expect(ran.code).not.toBe(0);
    expect(ran.stderr).toMatch(/^[A-Z_]+: /);
    expect(target.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
    expectNothingThere();
  });
});

describe('when the source lies', () => {
  // A manifest is read before anything is sent, a blob while it is.
  it.each([
    ['a blob', 'blob', 5],
    ['the manifest of a child', 'manifest', 3],
  ])('about %s, no tag moves', async (_, kind, code) => {
    await again({
      source: {
        intercept: ({ method, route }) =>
          method === 'GET' && route.kind === kind && 'reference' in route && isDigest(route.reference)
            ? (answer) => ({ ...answer, body: Buffer.alloc(bodyLength(answer), ' ') })
            : undefined,
      },
    });
    addImage(source.store, 'dev/web', sampleImage(), ['1.0.0']);
    const ran = await promote();
    expect(ran).toMatchObject({ code, document: { outcome: 'failed' } });
    expect(ran.document.records[0]?.result?.error?.code).toMatch(/DIGEST/);
    expectNothingThere();
    for (const [digest, blob] of target.store.repository('qa/web')?.blobs ?? [])
      expect(digestOf(Buffer.concat(blob.chunks))).toBe(digest);
  });
});

describe('when the source is not complete', () => {
  it('a missing platform fails the stage, or is left out where that is allowed', async () => {
    await again({ target: { allowMissing: true } });
    addImage(source.store, 'dev/web', sparse(), ['1.0.0']);
    const strict = await promote();
    expect(strict.code).not.toBe(0);
    expect(strict.document.records[0]?.result?.error).toMatchObject({ code: 'CHILD_MISSING' });
    expectNothingThere();
    const lax = await promote({ missing: { platforms: 'allow' } });
    expect(lax).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(target.store.tagged('qa/web', '1.0.0')).toBe(sparse().root.digest);
  });

  it('a foreign layer fails the stage, or is left where it is', async () => {
    const foreign = randomBlob(1000, 9, foreignLayer);
    const layer = { ...foreign, descriptor: { ...foreign.descriptor, urls: ['https://example.com/layer'] } };
    const image = imageManifest({
      config: imageConfig({ os: 'windows', architecture: 'amd64' }),
      layers: [layer, randomBlob(1000, 10)],
    });
    const blobs = new Map([...image.blobs].filter(([digest]) => digest !== foreign.descriptor.digest));
    const root = image.manifest;
    addImage(source.store, 'dev/web', { root, manifests: new Map([[root.digest, root]]), blobs }, ['1.0.0']);
    const strict = await promote();
    expect(strict.code).not.toBe(0);
    expect(strict.document.records[0]?.result?.error).toMatchObject({ code: 'FOREIGN_LAYER' });
    expectNothingThere();
    const lax = await promote({ missing: { 'foreign-layers': 'allow' } });
    expect(lax).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(target.store.tagged('qa/web', '1.0.0')).toBe(root.digest);
  });

  it('a blob that is gone fails the stage', async () => {
    const image = sampleImage();
    const [lost] = image.blobs.keys();
    const blobs = new Map([...image.blobs].filter(([digest]) => digest !== lost));
    addImage(source.store, 'dev/web', { ...image, blobs }, ['1.0.0']);
    const ran = await promote();
    expect(ran).toMatchObject({ code: 5, document: { outcome: 'failed' } });
    expect(ran.document.records[0]?.result?.error?.message).toContain(lost);
    expectNothingThere();
  });
});

describe('when an image has referrers', () => {
  const sample = withReferrers(sampleImage({ platforms: 2 }));
  beforeEach(() => {
    addImage(source.store, 'dev/web', sample, ['1.0.0']);
    for (const { tag, manifest } of sample.cosignTags) source.store.tag('dev/web', tag, manifest.digest);
  });

  it('with none asked for, none travel', async () => {
    expect((await promote({ referrers: 'none' })).code).toBe(0);
    expect(target.store.tags('qa/web')).toEqual(['1.0.0']);
    expect(target.store.referrers('qa/web', sample.root.digest)).toEqual([]);
  });

  it('that came later, they are brought to the image that is there', async () => {
    await promote();
    const late = imageManifest({
      artifactType: 'application/vnd.acme.scan',
      layers: [randomBlob(500, 77, 'application/json')],
      subject: sample.root,
    });
    addImage(source.store, 'dev/web', {
      root: late.manifest,
      manifests: new Map([[late.manifest.digest, late.manifest]]),
      blobs: late.blobs,
    });
    const ran = await promote();
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'unchanged' } });
    expect(target.store.referrers('qa/web', sample.root.digest).map(({ digest }) => digest)).toContain(
      late.manifest.digest,
    );
  });

  it('and one cannot travel, the stage fails before its tag; as far as possible, it goes on', async () => {
    const [referrer] = sample.referrers;
    const refused = referrer?.manifest.digest ?? '';
    await again({
      target: {
        intercept: ({ method, path }) =>
          method === 'PUT' && path.endsWith(refused)
            ? { status: 400, body: '{"errors":[{"code":"MANIFEST_INVALID","message":"no artifacts"}]}' }
            : undefined,
      },
    });
    addImage(source.store, 'dev/web', sample, ['1.0.0']);
    const strict = await promote();
    expect(strict).toMatchObject({ code: 5, document: { outcome: 'failed' } });
    expectNothingThere();
    const lax = await promote({ referrers: 'best-effort' });
    expect(lax).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(lax.document.records[0]?.result?.targets[0]?.left.join()).toContain('no artifacts');
    expect(target.store.tagged('qa/web', '1.0.0')).toBe(sample.root.digest);
  });

  it('at the target that the source lacks, they stay', async () => {
    await again({ target: { referrers: false } });
    addImage(source.store, 'dev/web', sample, ['1.0.0']);
    await promote();
    const regctlLike = imageManifest({
      artifactType: 'application/vnd.acme.deploy',
      layers: [randomBlob(50, 78, 'application/json')],
      subject: sample.root,
    });
    const list = target.store.manifest('qa/web', sample.root.digest.replace(':', '-'));
    const before = list?.document?.children ?? [];
    expect(before.length).toBeGreaterThan(0);
    addImage(target.store, 'qa/web', {
      root: regctlLike.manifest,
      manifests: new Map([[regctlLike.manifest.digest, regctlLike.manifest]]),
      blobs: regctlLike.blobs,
    });
    const merged = imageIndex([...before, regctlLike.manifest]);
    target.store.putManifest('qa/web', merged.bytes, { tags: [sample.root.digest.replace(':', '-')] });
    const late = imageManifest({
      artifactType: 'application/vnd.acme.scan',
      layers: [randomBlob(50, 79, 'application/json')],
      subject: sample.root,
    });
    addImage(source.store, 'dev/web', {
      root: late.manifest,
      manifests: new Map([[late.manifest.digest, late.manifest]]),
      blobs: late.blobs,
    });
    expect((await promote()).code).toBe(0);
    const after = target.store.manifest('qa/web', sample.root.digest.replace(':', '-'))?.document?.children;
    expect(after?.map(({ digest }) => digest).toSorted()).toEqual(
      [...before.map(({ digest }) => digest), regctlLike.manifest.digest, late.manifest.digest].toSorted(),
    );
  });
});
