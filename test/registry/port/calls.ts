import { describe, expect, it } from 'vitest';
import { descriptorOf } from '../../../src/image/manifest.ts';
import { parseTag, type Repository } from '../../../src/image/reference.ts';
import type { Call, Registry } from '../../../src/ports/registry.ts';
import { randomBlob } from '../../fixtures/images.ts';
import { imageOf } from '../samples.ts';
import { collect, putBlob, putImage, type Ground } from './ground.ts';

const image = imageOf('cancelled');
const subject = descriptorOf(image.manifest);
const blob = randomBlob(1000, 31);

type Verb = (registry: Registry, repository: Repository, call: Call) => Promise<unknown>;

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const item of items) void item;
}

const verbs: Readonly<Record<string, Verb>> = {
  manifest: (registry, repository, call) => registry.manifest(repository, subject.digest, call),
  head: (registry, repository, call) => registry.head(repository, subject.digest, call),
  putManifest: (registry, repository, call) => registry.putManifest(repository, image.manifest, call),
  tag: (registry, repository, call) => registry.tag(repository, image.manifest, parseTag('v2'), call),
  hasBlob: (registry, repository, call) => registry.hasBlob(repository, blob.descriptor, call),
  openBlob: (registry, repository, call) => collect(registry.openBlob(repository, blob.descriptor, 0, call)),
  beginBlob: (registry, repository, call) =>
    registry.beginBlob(repository, randomBlob(1000, 32).descriptor, call),
  tags: (registry, repository, call) => drain(registry.tags(repository, call)),
  referrers: (registry, repository, call) => registry.referrers(repository, subject.digest, call),
  attach: (registry, repository, call) => registry.attach(repository, subject.digest, [subject], call),
  reserve: (registry, repository, call) => registry.reserve([repository], 1000, call),
  access: (registry, repository, call) => registry.access(repository, 'push', call),
};

export function callCases(ground: Ground): void {
  describe('a call that was cancelled before it began', () => {
    it.each(Object.keys(verbs))('when it is %s it fails', async (name) => {
      const repository = ground.fresh();
      await putImage(ground.registry, repository, image, parseTag('v1'));
      await putBlob(ground.registry, repository, blob);
      const verb = verbs[name];
      await expect(verb?.(ground.registry, repository, { signal: AbortSignal.abort() })).rejects.toThrow(
        /abort/i,
      );
      await expect(ground.registry.head(repository, parseTag('v2'))).resolves.toBeUndefined();
    });

    it('when a blob is cancelled in the middle the reader is told', async () => {
      const repository = ground.fresh();
      const large = randomBlob(4 * 1024 * 1024, 33);
      await putBlob(ground.registry, repository, large);
      const cancel = new AbortController();
      const read = async () => {
        let bytes = 0;
        const call = { signal: cancel.signal };
        for await (const piece of ground.registry.openBlob(repository, large.descriptor, 0, call)) {
          bytes += piece.bytes.length;
          piece.release();
          cancel.abort();
        }
        return bytes;
      };
      await expect(read()).rejects.toThrow(/abort/i);
    });
  });

  describe('reserve', () => {
    it('when slots are given back everyone gets one in the end, in whatever order hosts are named', async () => {
      const [one, two] = [ground.fresh(), ground.fresh()];
      let done = 0;
      const work = Array.from({ length: 200 }, async (_, at) => {
        const bytes = at % 3 === 0 ? 64 * 1024 * 1024 : 1000;
        const free = await ground.registry.reserve(at % 2 === 0 ? [one, two] : [two, one], bytes);
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
        free();
        done += 1;
      });
      await Promise.all(work);
      expect(done).toBe(200);
    });

    it('when a slot is given back twice it counts once, and nobody waits for ever', async () => {
      const repository = ground.fresh();
      let rounds = 0;
      for (; rounds < 100; rounds++) {
        const free = await ground.registry.reserve([repository, repository], 64 * 1024 * 1024);
        free();
        free();
      }
      expect(rounds).toBe(100);
    });

    it('when nothing is named nothing is waited for', async () => {
      const free = await ground.registry.reserve([], 1000);
      expect(free()).toBeUndefined();
    });
  });

  describe('access', () => {
    it('when it may be pulled and pushed it says nothing, and leaves nothing behind', async () => {
      const repository = ground.fresh();
      await putImage(ground.registry, repository, image, parseTag('v1'));
      await ground.registry.access(repository, 'pull');
      await ground.registry.access(repository, 'push');
      await drain(ground.registry.tags(repository));
      expect(await ground.registry.head(repository, parseTag('v1'))).toEqual({ digest: subject.digest });
    });
  });
}
