import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Digest } from '../../src/image/digest.ts';
import { addImage } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { sampleImage, withReferrers } from '../fixtures/images.ts';
import { distributionProgram, startDistribution } from '../servers/distribution.ts';
import { lacking } from '../tools.ts';
import { startWitness } from '../witness.ts';
import { outcomesOf, startHoist, type Hoist } from './hoist.ts';

const sample = withReferrers(sampleImage({ platforms: 2, layers: 2 }));

let outside: RunningRegistry;
let inside: RunningRegistry;
let hoist: Hoist;
beforeEach(async () => {
  [outside, inside] = [await startRegistry(), await startRegistry({ referrers: false })];
  addImage(outside.store, 'dev/web', sample, ['1.0.0']);
  for (const { tag, manifest } of sample.cosignTags) outside.store.tag('dev/web', tag, manifest.digest);
});
afterEach(async () => {
  await hoist.close();
  await outside.close();
  await inside.close();
});

/** Every manifest and blob of the sample, as a repository or a folder should hold it. */
function contents(): readonly (readonly [Digest, Buffer])[] {
  const manifests = [...sample.manifests.values()].map(({ digest, bytes }) => [digest, bytes] as const);
  return [...manifests, ...sample.blobs].map(([digest, bytes]) => [digest, Buffer.from(bytes)]);
}

async function expectFolder(folder: string): Promise<void> {
  for (const [digest, bytes] of contents())
    expect(await readFile(join(folder, 'blobs', digest.replace(':', '/')))).toEqual(bytes);
  expect(JSON.parse(await readFile(join(folder, 'oci-layout'), 'utf8'))).toEqual({
    imageLayoutVersion: '1.0.0',
  });
}

function expectRepository({ store }: RunningRegistry, path: string, tag: string): void {
  expect(store.tagged(path, tag)).toBe(sample.root.digest);
  for (const [digest, bytes] of contents()) {
    const manifest = store.manifest(path, digest);
    const blob = store.blob(path, digest);
    const held = manifest?.bytes ?? Buffer.concat(blob?.chunks ?? []);
    expect(Buffer.from(held)).toEqual(bytes);
  }
  for (const { tag: cosign, manifest } of sample.cosignTags)
    expect(store.tagged(path, cosign)).toBe(manifest.digest);
  for (const subject of new Set(sample.referrers.map((referrer) => referrer.subject))) {
    const listed = store.referrers(path, subject).map(({ digest }) => digest);
    const expected = sample.referrers.flatMap((one) =>
      one.subject === subject ? [one.manifest.digest] : [],
    );
    expect(listed.toSorted()).toEqual(expected.toSorted());
  }
}

describe('when there is a gap of air between two networks', () => {
  it('two promotions carry an image across it on a disk, every digest and referrer the same', async () => {
    const disk = 'oci:disk/web';
    const pipelines = {
      out: { source: `${outside.host}/dev/web`, stages: [{ name: 'disk', to: disk }] },
      in: {
        source: { repository: disk, tags: { semver: '>= 1' } },
        stages: [
          { name: 'qa', to: `${inside.host}/qa/web` },
          { name: 'prod', to: `${inside.host}/prod/web`, tag: ['%n', { name: 'stable', move: 'forward' }] },
        ],
      },
    };
    hoist = await startHoist({ config: { version: 1, pipelines: { out: pipelines.out } } });
    const out = await hoist.promote(`${outside.host}/dev/web:1.0.0`);
    expect(outcomesOf(out)).toEqual({ 'out/disk': 'promoted' });
    await expectFolder(join(hoist.folder, 'disk/web'));

    await outside.close();
    await hoist.write('.github/hoist.yml', { version: 1, pipelines: { in: pipelines.in } });
    const into = await hoist.promote('1.0.0');
    expect(outcomesOf(into)).toEqual({ 'in/qa': 'promoted', 'in/prod': 'promoted' });
    expectRepository(inside, 'qa/web', '1.0.0');
    expectRepository(inside, 'prod/web', 'stable');
    expect((await hoist.promote('1.0.0')).document.outcome).toBe('unchanged');
  });

  it('two copies do as well, without any config', async () => {
    hoist = await startHoist();
    const out = await hoist.copy(`${outside.host}/dev/web:1.0.0`, 'oci:disk:1.0.0');
    expect(out).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    await expectFolder(join(hoist.folder, 'disk'));
    const into = await hoist.copy('oci:disk:1.0.0', `${inside.host}/copied/web:v1`);
    expect(into).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expectRepository(inside, 'copied/web', 'v1');
    const back = await hoist.copy(`${inside.host}/copied/web:v1`, 'oci:back:v1');
    expect(back.code).toBe(0);
    await expectFolder(join(hoist.folder, 'back'));
    const again = await hoist.copy('oci:disk:1.0.0', `${inside.host}/copied/web:v1`);
    expect(again).toMatchObject({ code: 0, document: { outcome: 'unchanged' } });
  });

  it('a second image on the disk shares what it has in common, and both stay whole', async () => {
    hoist = await startHoist();
    const next = withReferrers(sampleImage({ platforms: 2, layers: 2, seed: 2 }), { seed: 2 });
    addImage(outside.store, 'dev/web', next, ['2.0.0']);
    await hoist.copy(`${outside.host}/dev/web:1.0.0`, 'oci:disk:1.0.0');
    await hoist.copy(`${outside.host}/dev/web:2.0.0`, 'oci:disk:2.0.0');
    await expectFolder(join(hoist.folder, 'disk'));
    await hoist.copy('oci:disk:2.0.0', `${inside.host}/web:2.0.0`);
    expect(inside.store.tagged('web', '2.0.0')).toBe(next.root.digest);
    const conflict = await hoist.copy(`${outside.host}/dev/web:1.0.0`, 'oci:disk:2.0.0');
    expect(conflict).toMatchObject({ code: 4, document: { outcome: 'conflict' } });
  });

  it('what was damaged on the way is named, with words for a folder, and no tag is written', async () => {
    hoist = await startHoist();
    await hoist.copy(`${outside.host}/dev/web:1.0.0`, 'oci:disk:1.0.0');
    const [blob, bytes] = [...sample.blobs].find(([, { length }]) => length > 900) ?? [];
    if (blob === undefined || bytes === undefined) throw new Error('the sample has layers');
    const at = join(hoist.folder, 'disk/blobs', blob.replace(':', '/'));
    await writeFile(at, Buffer.from(bytes).fill(0, 0, 1));
    const flipped = await hoist.copy('oci:disk:1.0.0', `${inside.host}/web:1.0.0`);
    expect(flipped).toMatchObject({ code: 5, document: { outcome: 'failed' } });
    expect(flipped.document.records[0]?.result?.error).toMatchObject({
      code: 'BLOB_DIGEST',
      message: `oci:./disk gave other bytes than ${blob} for that blob`,
      hint: expect.stringContaining('write the folder again'),
    });
    expect(inside.store.tagged('web', '1.0.0')).toBeUndefined();
    await truncate(join(hoist.folder, 'disk/index.json'), 100);
    const cut = await hoist.run('copy', 'oci:disk:1.0.0', `${inside.host}/web:1.0.0`);
    expect(cut).toMatchObject({ code: 3, stdout: '' });
    expect(cut.stderr).toMatch(/JSON_INVALID: .*index\.json cannot be read[^]*write it again/);
    expect(cut.stderr).not.toContain('proxy');
    const gone = await hoist.run('copy', 'oci:dsk:1.0.0', `${inside.host}/web:1.0.0`);
    expect(gone.stderr).toMatch(/IMAGE_NOT_FOUND: there is no oci:\.\/dsk:1\.0\.0[^]*relative path/);
  });

  it('a folder that is no layout is refused, and nothing is written into it', async () => {
    hoist = await startHoist({ files: { 'notes/readme.txt': 'mine' } });
    await mkdir(join(hoist.folder, 'empty'));
    const from = await hoist.run('copy', 'oci:notes:1.0.0', `${inside.host}/web:1`);
    expect([2, 3]).toContain(from.code);
    expect(from.stdout).toBe('');
    expect(from.stderr).toMatch(/^[A-Z_]+: .*notes/);
    const asked = outside.requests.length;
    for (const place of [
      'oci:notes:1.0.0',
      'oci:notes/readme.txt:1.0.0',
      'oci:notes/readme.txt/below:1.0.0',
    ]) {
      const into = await hoist.copy(`${outside.host}/dev/web:1.0.0`, place);
      expect(into).toMatchObject({
        code: 2,
        document: { records: [{ result: { error: { code: 'LAYOUT_INVALID' } } }] },
      });
    }
    expect(outside.requests.slice(asked).filter(({ path }) => path.includes('/blobs/'))).toEqual([]);
    const onto = await hoist.copy(`${outside.host}/dev/web:1.0.0`, 'oci:empty:1.0.0');
    expect(onto.code).toBe(0);
    await expectFolder(join(hoist.folder, 'empty'));
  });
});

describe('when another tool looks at the folder', () => {
  it.skipIf(lacking('skopeo'))('skopeo reads what we wrote, and we read what it wrote', async () => {
    hoist = await startHoist();
    const disk = join(hoist.folder, 'disk');
    const skopeo = await startWitness('skopeo', [{ host: outside.host }, { host: inside.host }]);
    onTestFinished(() => skopeo.close());
    await hoist.copy(`${outside.host}/dev/web:1.0.0`, 'oci:disk:1.0.0');
    expect(await skopeo.digest(`oci:${disk}:1.0.0`)).toBe(sample.root.digest);
    await skopeo.copy(`oci:${disk}:1.0.0`, `${inside.host}/skopeo/web:1.0.0`);
    expect(inside.store.tagged('skopeo/web', '1.0.0')).toBe(sample.root.digest);

    await skopeo.copy(`${outside.host}/dev/web:1.0.0`, `oci:${join(hoist.folder, 'theirs')}:1.0.0`);
    const ran = await hoist.copy('oci:theirs:1.0.0', `${inside.host}/ours/web:1.0.0`);
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(inside.store.tagged('ours/web', '1.0.0')).toBe(sample.root.digest);
  });

  it.skipIf(lacking('regctl'))('regctl finds the referrers in it', async () => {
    hoist = await startHoist();
    const regctl = await startWitness('regctl', [{ host: inside.host }]);
    onTestFinished(() => regctl.close());
    await hoist.copy(`${outside.host}/dev/web:1.0.0`, 'oci:disk:1.0.0');
    await regctl.copy(`oci:${join(hoist.folder, 'disk')}:1.0.0`, `${inside.host}/regctl/web:1.0.0`);
    expect(await regctl.digest(`${inside.host}/regctl/web:1.0.0`)).toBe(sample.root.digest);
    expectRepository(inside, 'regctl/web', '1.0.0');
  });

  it.skipIf(lacking('crane'))('crane pushes it to a registry', async () => {
    hoist = await startHoist();
    const crane = await startWitness('crane', [{ host: inside.host }]);
    onTestFinished(() => crane.close());
    // It takes folders that hold one image and nothing else.
    const bare = sampleImage({ seed: 3 });
    addImage(outside.store, 'dev/bare', bare, ['1.0.0']);
    await hoist.copy(`${outside.host}/dev/bare:1.0.0`, 'oci:disk');
    await crane.copy(`oci:${join(hoist.folder, 'disk')}`, `${inside.host}/crane/bare:1.0.0`);
    expect(await crane.digest(`${inside.host}/crane/bare:1.0.0`)).toBe(bare.root.digest);
  });

  it.skipIf(lacking(distributionProgram(3)))('a distribution gets all of it', async () => {
    hoist = await startHoist();
    const registry = await startDistribution({ version: 3 });
    onTestFinished(() => registry.close());
    await hoist.copy(`${outside.host}/dev/web:1.0.0`, 'oci:disk:1.0.0');
    expect((await hoist.copy('oci:disk:1.0.0', `${registry.host}/web:1.0.0`)).code).toBe(0);
    expect((await hoist.copy(`${registry.host}/web:1.0.0`, 'oci:back:1.0.0')).code).toBe(0);
    await expectFolder(join(hoist.folder, 'back'));
  });
});
