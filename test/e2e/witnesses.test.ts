import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Digest } from '../../src/image/digest.ts';
import { blobsOf } from '../../src/image/manifest.ts';
import { fallbackTag, indexBytes } from '../fakes/registry/document.ts';
import { addImage } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import type { Store } from '../fakes/registry/store.ts';
import { sampleImage, withReferrers } from '../fixtures/images.ts';
import { lacking } from '../tools.ts';
import { startWitness, type Witness, type WitnessName } from '../witness.ts';
import { outcomesOf, startHoist, type Hoist } from './hoist.ts';
import { subjectKinds, type Subject } from './subjects.ts';

/** Three platforms that share a layer, referrers on the index and on a child, and a signature of cosign's. */
const sample = withReferrers(sampleImage({ layers: 3, sharedLayers: 1, layerSize: 20_000 }));
const tag = '1.4.0';
const subjects = [...new Set(sample.referrers.map(({ subject }) => subject))];
const cosignTags = sample.cosignTags.map((one) => one.tag as string);
const fallbackTags = subjects.map(fallbackTag);
const stages = ['qa', 'staging', 'production'];

/** Whether the tool can bring a list of referrers: skopeo 1.9 rewrites one and then complains that it changed. */
function bringsReferrers(name: WitnessName): boolean {
  return name !== 'skopeo';
}

function referrersOf(subject: Digest): readonly Digest[] {
  return sample.referrers.flatMap((one) => (one.subject === subject ? [one.manifest.digest] : []));
}

/** The image is in a repository byte for byte, with its signature and, if so said, its referrers. */
function expectWhole(store: Store, path: string, withReferrers: boolean): void {
  const referrers = new Set(subjects.flatMap(referrersOf));
  const expected = [...sample.manifests.values()].filter(
    ({ digest }) => withReferrers || !referrers.has(digest),
  );
  const repository = store.repository(path);
  for (const { digest, bytes } of expected) {
    expect(Buffer.from(repository?.manifests.get(digest)?.bytes ?? [])).toEqual(Buffer.from(bytes));
  }
  const missing = expected.flatMap(blobsOf).filter(({ digest }) => repository?.blobs.has(digest) !== true);
  expect(missing).toEqual([]);
  for (const { tag: cosign, manifest } of sample.cosignTags)
    expect(store.tagged(path, cosign)).toBe(manifest.digest);
  for (const subject of subjects) {
    const listed = store.referrers(path, subject).map(({ digest }) => digest);
    expect(listed.toSorted()).toEqual(withReferrers ? referrersOf(subject).toSorted() : []);
  }
}

describe.each(subjectKinds)('when an image goes through $name', ({ programs, api, start }) => {
  describe.skipIf(lacking(...programs))('on this machine', () => {
    /** Where the tools have the image from, and where they bring what they read. */
    let aside: RunningRegistry;
    let subject: Subject;

    beforeAll(async () => {
      aside = await startRegistry();
      addImage(aside.store, 'origin', sample, [tag]);
      for (const one of sample.cosignTags) aside.store.tag('origin', one.tag, one.manifest.digest);
      for (const digest of subjects) {
        const descriptors = sample.referrers.flatMap((one) =>
          one.subject === digest ? [one.descriptor] : [],
        );
        aside.store.putManifest('origin', indexBytes(descriptors), { tags: [fallbackTag(digest)] });
      }
      subject = await start();
    });
    afterAll(async () => {
      await subject.close();
      await aside.close();
    });

    describe.each(['skopeo', 'crane', 'regctl'] as const)('%s', (name) => {
      describe.skipIf(lacking(name))('as a witness', () => {
        let witness: Witness;
        let hoist: Hoist;

        beforeAll(async () => {
          witness = await startWitness(name, [subject.witness, { host: aside.host }]);
          const both = [subject.host, aside.host];
          const to = (stage: string, hosts: readonly string[]) => ({
            name: stage,
            to: hosts.map((host) => `${host}/${name}/${stage}`),
          });
          const stable = { name: 'stable', move: 'forward' };
          const config = {
            version: 1,
            registries: subject.settings,
            pipelines: {
              web: {
                source: { repository: `${subject.host}/${name}/dev`, tags: { semver: '>= 1' } },
                stages: [
                  to('qa', [subject.host]),
                  to('staging', both),
                  { ...to('production', both), tag: ['%n', stable] },
                ],
              },
            },
          };
          hoist = await startHoist({ ...subject, config });
        });
        afterAll(async () => {
          await witness.close();
          await hoist.close();
        });

        /** The image with what is attached to it: regctl finds that by itself, the others take it for more tags. */
        async function copy(from: string, to: string, attached: readonly string[]): Promise<void> {
          const tags = name === 'regctl' ? [tag] : [tag, ...attached];
          for (const each of tags) await witness.copy(`${from}:${each}`, `${to}:${each}`);
        }

        it('pushes what is carried through three stages, and reads the same digests there', async () => {
          const lists = bringsReferrers(name) ? fallbackTags : [];
          await copy(`${aside.host}/origin`, `${subject.host}/${name}/dev`, [...cosignTags, ...lists]);

          const promoted = await hoist.promote(`${subject.host}/${name}/dev:${tag}`);

          expect(promoted).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
          expect(outcomesOf(promoted)).toEqual({
            'web/qa': 'promoted',
            'web/staging': 'promoted',
            'web/production': 'promoted',
          });
          const targets = promoted.document.records.flatMap(({ result }) => result?.targets ?? []);
          const attached = bringsReferrers(name) ? sample.referrers.length + 1 : 1;
          expect(targets.map(({ referrers }) => referrers)).toEqual([1, 2, 3, 4, 5].map(() => attached));
          for (const stage of stages) {
            const place = `${subject.host}/${name}/${stage}`;
            expect(await witness.digest(`${place}:${tag}`)).toBe(sample.root.digest);
            for (const { tag: cosign, manifest } of sample.cosignTags)
              expect(await witness.digest(`${place}:${cosign}`)).toBe(manifest.digest);
          }
          expect(await witness.digest(`${subject.host}/${name}/production:stable`)).toBe(sample.root.digest);
          // What the same run brought to the other registry can be looked at without any tool.
          for (const stage of ['staging', 'production'])
            expectWhole(aside.store, `${name}/${stage}`, bringsReferrers(name));

          const back = `${name}/back`;
          await copy(`${subject.host}/${name}/production`, `${aside.host}/${back}`, [
            ...cosignTags,
            ...(api ? [] : lists),
          ]);
          // Where there is the API there is no tag that crane could follow.
          expectWhole(aside.store, back, name === 'regctl' || (bringsReferrers(name) && !api));
        });
      });
    });
  });
});
