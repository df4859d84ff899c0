import { describe, expect, it } from 'vitest';
import { HoistError } from '../../../src/errors.ts';
import { blob as blobOf, randomBlob } from '../../fixtures/images.ts';
import { blobInSha512 } from '../samples.ts';
import { collect, putBlob, type Ground } from './ground.ts';

const big = 3 * 1024 * 1024 + 17;

export function blobCases(ground: Ground): void {
  describe('hasBlob and openBlob', () => {
    it('when nobody put it the blob is not there, in an absent repository neither', async () => {
      const repository = ground.fresh();
      const blob = blobOf('absent');
      expect(await ground.registry.hasBlob(repository, blob.descriptor)).toBe(false);
      await putBlob(ground.registry, repository, blobOf('another'));
      expect(await ground.registry.hasBlob(repository, blob.descriptor)).toBe(false);
    });

    it('when the size is not the one of the descriptor it is not that blob', async () => {
      const repository = ground.fresh();
      const blob = randomBlob(1000, 1);
      await putBlob(ground.registry, repository, blob);
      expect(await ground.registry.hasBlob(repository, blob.descriptor)).toBe(true);
      for (const size of [999, 1001]) {
        expect(await ground.registry.hasBlob(repository, { ...blob.descriptor, size })).toBe(false);
      }
    });

    const sizes = [...(ground.lacks('empty-blobs') ? [] : [0]), 1, 2, 65_536, big];

    it.each(sizes)('when it has %i bytes all of them come back', async (size) => {
      const repository = ground.fresh();
      const blob = randomBlob(size, 2);
      await putBlob(ground.registry, repository, blob);
      expect(await ground.registry.hasBlob(repository, blob.descriptor)).toBe(true);
      const got = await collect(ground.registry.openBlob(repository, blob.descriptor, 0));
      expect(got.length).toBe(size);
      expect(Buffer.compare(got, blob.bytes)).toBe(0);
    });

    it.each(ground.lacks('sha512-blobs') ? [] : ['sha512'])(
      'when its digest is %s it comes back by it',
      async () => {
        const repository = ground.fresh();
        const blob = blobInSha512(randomBlob(100_000, 3));
        expect(await ground.registry.hasBlob(repository, blob.descriptor)).toBe(false);
        await putBlob(ground.registry, repository, blob);
        expect(await ground.registry.hasBlob(repository, blob.descriptor)).toBe(true);
        const got = await collect(ground.registry.openBlob(repository, blob.descriptor, 0));
        expect(Buffer.compare(got, blob.bytes)).toBe(0);
      },
    );

    it('when it is opened from an offset it gives the rest', async () => {
      const repository = ground.fresh();
      const blob = randomBlob(big, 4);
      await putBlob(ground.registry, repository, blob);
      for (const from of [1, 65_536, 1_000_000, big - 1, big]) {
        const got = await collect(ground.registry.openBlob(repository, blob.descriptor, from));
        expect(got.length).toBe(big - from);
        expect(Buffer.compare(got, blob.bytes.subarray(from))).toBe(0);
      }
    });

    it('when a reader leaves early others read on, and so does the next', async () => {
      const repository = ground.fresh();
      const blob = randomBlob(big, 5);
      await putBlob(ground.registry, repository, blob);
      const patient = collect(ground.registry.openBlob(repository, blob.descriptor, 0));
      for (let round = 0; round < 5; round++) {
        for await (const piece of ground.registry.openBlob(repository, blob.descriptor, 0)) {
          expect(Buffer.compare(piece.bytes, blob.bytes.subarray(0, piece.bytes.length))).toBe(0);
          piece.release();
          break;
        }
      }
      expect(Buffer.compare(await patient, blob.bytes)).toBe(0);
      const again = await collect(ground.registry.openBlob(repository, blob.descriptor, 0));
      expect(Buffer.compare(again, blob.bytes)).toBe(0);
    });

    it('when pieces are held for a while their bytes stay what they are until released', async () => {
      const repository = ground.fresh();
      const blob = randomBlob(big, 6);
      await putBlob(ground.registry, repository, blob);
      let at = 0;
      let held: { bytes: Uint8Array; release(): void } | undefined;
      const check = () => {
        if (held === undefined) return;
        expect(Buffer.compare(held.bytes, blob.bytes.subarray(at, at + held.bytes.length))).toBe(0);
        at += held.bytes.length;
        held.release();
      };
      for await (const piece of ground.registry.openBlob(repository, blob.descriptor, 0)) {
        check();
        held = piece;
      }
      check();
      expect(at).toBe(big);
    });

    it('when it is not there opening it fails', async () => {
      const repository = ground.fresh();
      await putBlob(ground.registry, repository, blobOf('another'));
      const opened = ground.registry.openBlob(repository, blobOf('absent').descriptor, 0);
      await expect(collect(opened)).rejects.toThrow(HoistError);
    });

    it('when it is longer or shorter than the descriptor says reading it fails', async () => {
      const repository = ground.fresh();
      const blob = randomBlob(100_000, 7);
      await putBlob(ground.registry, repository, blob);
      for (const size of [99_999, 100_001]) {
        const opened = ground.registry.openBlob(repository, { ...blob.descriptor, size }, 0);
        await expect(collect(opened)).rejects.toThrow(HoistError);
      }
    });
  });
}
