import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layoutRepository, parseTag } from '../../../src/image/reference.ts';
import { sampleImage, withReferrers } from '../../fixtures/images.ts';
import { distributionProgram, startDistribution, type RunningRegistry } from '../../servers/distribution.ts';
import { lacking } from '../../tools.ts';
import { startWitness, type Witness, type WitnessName } from '../../witness.ts';
import { listTags, putImage, putSample } from '../port/ground.ts';
import { imageOf } from '../samples.ts';
import { makeBed, type Bed } from './bed.ts';

const names: readonly WitnessName[] = ['skopeo', 'crane', 'regctl'];
const sample = withReferrers(sampleImage());
const v1 = parseTag('v1');

describe.each(names)('layouts and %s', (name) => {
  describe.skipIf(lacking(name, distributionProgram(2)))('when it is on this machine', () => {
    let bed: Bed;
    let theirs: Bed;
    let server: RunningRegistry;
    let witness: Witness;
    beforeEach(async () => {
      [bed, theirs] = [await makeBed(), await makeBed()];
      server = await startDistribution({ version: 2 });
      witness = await startWitness(name, [server]);
    });
    afterEach(async () => {
      await witness.close();
      await server.close();
      await theirs.close();
      await bed.close();
    });

    /** crane's folders have no tags. */
    const tag = name === 'crane' ? '' : ':v1';

    it('what we wrote it copies, and what it wrote of that we read, with one digest', async () => {
      await putSample(bed.registry, bed.repository, sampleImage(), v1);
      const remote = `${server.host}/acme/web:v1`;
      await witness.copy(`${bed.repository}${tag}`, remote);
      expect(await witness.digest(remote)).toBe(sample.root.digest);
      await witness.copy(remote, `${theirs.repository}${tag}`);
      expect((await theirs.registry.manifest(theirs.repository, sample.root.digest))?.bytes).toEqual(
        sample.root.bytes,
      );
      expect(await listTags(theirs.registry, theirs.repository)).toEqual(name === 'crane' ? [] : ['v1']);
    });

    it('what it wrote we go on writing, and it still reads both', async () => {
      await putSample(bed.registry, bed.repository, sampleImage(), v1);
      const remote = `${server.host}/acme/web`;
      await witness.copy(`${bed.repository}${tag}`, `${remote}:v1`);
      await witness.copy(`${remote}:v1`, `${theirs.repository}${tag}`);
      const more = imageOf('more');
      await theirs.registry.tag(theirs.repository, sample.root, v1);
      await putImage(theirs.registry, theirs.repository, more, parseTag('v2'));
      const reader = name === 'crane' ? await startWitness('skopeo', [server]) : witness;
      expect(await reader.digest(`${theirs.repository}:v1`)).toBe(sample.root.digest);
      expect(await reader.digest(`${theirs.repository}:v2`)).toBe(more.manifest.digest);
      if (reader !== witness) await reader.close();
    });
  });
});

describe.skipIf(lacking('skopeo'))('layouts and skopeo alone', () => {
  it('when a folder has one image skopeo takes it without a tag', async () => {
    const bed = await makeBed();
    const skopeo = await startWitness('skopeo');
    await putSample(bed.registry, bed.repository, sampleImage());
    await skopeo.copy(bed.repository, `dir:${join(bed.folder, '../copy')}`);
    expect(await skopeo.digest(`dir:${join(bed.folder, '../copy')}`)).toBe(sample.root.digest);
    await skopeo.close();
    await bed.close();
  });
});

describe.skipIf(lacking('regctl'))('referrers in layouts and regctl', () => {
  it('what we attached regctl lists and carries on, and we read what it carried', async () => {
    const bed = await makeBed();
    const regctl = await startWitness('regctl');
    await putSample(bed.registry, bed.repository, sample, v1);
    const theirs = layoutRepository(join(bed.folder, '../theirs'));
    await regctl.copy(`${bed.repository}:v1`, `${theirs}:v1`);
    for (const { subject } of sample.referrers) {
      const ours = await bed.registry.referrers(bed.repository, subject);
      const copied = await bed.registry.referrers(theirs, subject);
      expect(copied).toEqual({
        ...ours,
        descriptors: expect.arrayContaining([...ours.descriptors]) as unknown,
      });
      expect(copied.descriptors).toHaveLength(ours.descriptors.length);
    }
    expect(await listTags(bed.registry, theirs)).toEqual(
      expect.arrayContaining(sample.cosignTags.map(({ tag }) => tag)),
    );
    await regctl.close();
    await bed.close();
  });
});
