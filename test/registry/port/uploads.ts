import { describe, expect, it } from 'vitest';
import { HoistError } from '../../../src/errors.ts';
import type { Repository } from '../../../src/image/reference.ts';
import { blob as blobOf, randomBlob, type TestBlob } from '../../fixtures/images.ts';
import { beginUpload, collect, ledger, openerOf, putBlob, type Ground } from './ground.ts';

const big = 2 * 1024 * 1024 + 3;

export function uploadCases(ground: Ground): void {
  /** Whether the blob is there, whole and unaltered. */
  async function holds(repository: Repository, blob: TestBlob): Promise<boolean> {
    if (!(await ground.registry.hasBlob(repository, blob.descriptor))) return false;
    const got = await collect(ground.registry.openBlob(repository, blob.descriptor, 0));
    return Buffer.compare(got, blob.bytes) === 0;
  }

  describe('beginBlob', () => {
    it('when the blob was sent the next one finds it present', async () => {
      const repository = ground.fresh();
      const blob = randomBlob(10_000, 11);
      const upload = await beginUpload(ground.registry, repository, blob.descriptor);
      await upload.send(openerOf(blob.bytes));
      expect(await ground.registry.beginBlob(repository, blob.descriptor)).toEqual({ state: 'present' });
    });

    it('when a piece was sent it is released, each exactly once', async () => {
      const repository = ground.fresh();
      const blob = randomBlob(big, 12);
      const book = ledger();
      const upload = await beginUpload(ground.registry, repository, blob.descriptor);
      await upload.send(openerOf(blob.bytes, { pieceSize: 10_000, ledger: book }));
      expect(await holds(repository, blob)).toBe(true);
      expect(book).toEqual({ given: 210, released: 210, twice: 0, opened: [0] });
    });

    it('when the caller knows that it is absent it is sent all the same', async () => {
      const repository = ground.fresh();
      const blob = randomBlob(10_000, 13);
      const begun = await ground.registry.beginBlob(repository, blob.descriptor, { assumeAbsent: true });
      if (begun.state !== 'upload') throw new Error(begun.state);
      await begun.upload.send(openerOf(blob.bytes));
      expect(await holds(repository, blob)).toBe(true);
    });

    it('when the caller is wrong about that nothing is harmed', async () => {
      const repository = ground.fresh();
      const blob = randomBlob(10_000, 14);
      await putBlob(ground.registry, repository, blob);
      const begun = await ground.registry.beginBlob(repository, blob.descriptor, { assumeAbsent: true });
      if (begun.state === 'upload') await begun.upload.send(openerOf(blob.bytes));
      expect(await holds(repository, blob)).toBe(true);
    });

    it('when the registry is wrong about what it has the bytes are sent whatever it says', async () => {
      const [repository, near] = [ground.fresh(), ground.fresh()];
      const blob = randomBlob(10_000, 19);
      for (const one of [repository, near]) await putBlob(ground.registry, one, blob);
      const options = { resend: true, mountFrom: [near] };
      const begun = await ground.registry.beginBlob(repository, blob.descriptor, options);
      if (begun.state !== 'upload') throw new Error(begun.state);
      await begun.upload.send(openerOf(blob.bytes));
      expect(await holds(repository, blob)).toBe(true);
    });

    it('when it was aborted the blob is not there, and can be sent later', async () => {
      const repository = ground.fresh();
      const blob = randomBlob(10_000, 15);
      const upload = await beginUpload(ground.registry, repository, blob.descriptor);
      await upload.abort();
      expect(await ground.registry.hasBlob(repository, blob.descriptor)).toBe(false);
      await putBlob(ground.registry, repository, blob);
      expect(await holds(repository, blob)).toBe(true);
    });

    it('when one blob is sent twice at once both succeed', async () => {
      const repository = ground.fresh();
      const blob = randomBlob(big, 16);
      const uploads = [
        await beginUpload(ground.registry, repository, blob.descriptor),
        await beginUpload(ground.registry, repository, blob.descriptor),
      ];
      await Promise.all(uploads.map((upload) => upload.send(openerOf(blob.bytes))));
      expect(await holds(repository, blob)).toBe(true);
    });

    it('when many blobs are sent at once all arrive', async () => {
      const repository = ground.fresh();
      const blobs = Array.from({ length: 40 }, (_, at) => randomBlob(1000 + at * 977, 100 + at));
      await Promise.all(blobs.map((blob) => putBlob(ground.registry, repository, blob)));
      for (const blob of blobs) expect(await holds(repository, blob)).toBe(true);
    });
  });

  describe('what is wrong is never committed', () => {
    it('when the bytes are others than the digest says', async () => {
      const repository = ground.fresh();
      const blob = randomBlob(200_000, 17);
      const wrong = blob.bytes.slice();
      wrong[150_000] = (wrong[150_000] ?? 0) ^ 1;
      const upload = await beginUpload(ground.registry, repository, blob.descriptor);
      await expect(upload.send(openerOf(wrong))).rejects.toThrow(HoistError);
      await upload.abort();
      expect(await ground.registry.hasBlob(repository, blob.descriptor)).toBe(false);
    });

    it.each([-1, 1])('when they are %i more than the descriptor says', async (more) => {
      const repository = ground.fresh();
      const bytes = randomBlob(200_000 + more, 18);
      const { descriptor } = randomBlob(200_000, 18);
      const upload = await beginUpload(ground.registry, repository, descriptor);
      await expect(upload.send(openerOf(bytes.bytes))).rejects.toThrow(HoistError);
      await upload.abort();
      expect(await ground.registry.hasBlob(repository, descriptor)).toBe(false);
    });

    it('when the source breaks off; each piece is released at most once, and the blob can be sent again', async () => {
      const repository = ground.fresh();
      const blob = randomBlob(200_000, 19);
      const book = ledger();
      const whole = openerOf(blob.bytes, { ledger: book, pieceSize: 10_000 });
      const upload = await beginUpload(ground.registry, repository, blob.descriptor);
      const broken = async function* (from: number) {
        let left = 7;
        for await (const piece of whole(from)) {
          yield piece;
          left -= 1;
          if (left === 0) throw new Error('the source broke off');
        }
      };
      await expect(upload.send(broken)).rejects.toSatisfy((error) =>
        messagesOf(error).includes('the source broke off'),
      );
      await upload.abort();
      expect(book.twice).toBe(0);
      expect(await ground.registry.hasBlob(repository, blob.descriptor)).toBe(false);
      await putBlob(ground.registry, repository, blob);
      expect(await holds(repository, blob)).toBe(true);
    });

    it('when the call was cancelled in the middle', async () => {
      const repository = ground.fresh();
      const blob = randomBlob(200_000, 20);
      const cancel = new AbortController();
      const whole = openerOf(blob.bytes, { pieceSize: 10_000 });
      const upload = await beginUpload(ground.registry, repository, blob.descriptor);
      const cancelled = async function* (from: number) {
        let left = 5;
        for await (const piece of whole(from)) {
          yield piece;
          left -= 1;
          if (left === 0) cancel.abort();
        }
      };
      await expect(upload.send(cancelled, { signal: cancel.signal })).rejects.toThrow(/abort/i);
      await upload.abort();
      expect(await ground.registry.hasBlob(repository, blob.descriptor)).toBe(false);
    });
  });

  describe('mountFrom', () => {
    const mounts = !ground.lacks('mount');

    it(`when the other repository has the blob it is ${mounts ? 'mounted without a byte' : 'sent'}`, async () => {
      const [from, to] = [ground.fresh(), ground.fresh()];
      const blob = randomBlob(10_000, 21);
      await putBlob(ground.registry, from, blob);
      const begun = await ground.registry.beginBlob(to, blob.descriptor, { mountFrom: [from] });
      expect(begun).toMatchObject(mounts ? { state: 'mounted', from } : { state: 'upload' });
      if (begun.state === 'upload') await begun.upload.send(openerOf(blob.bytes));
      expect(await holds(to, blob)).toBe(true);
    });

    it('when no other repository has the blob it is sent', async () => {
      const [from, to] = [ground.fresh(), ground.fresh()];
      await putBlob(ground.registry, from, blobOf('another'));
      const blob = randomBlob(10_000, 22);
      const begun = await ground.registry.beginBlob(to, blob.descriptor, { mountFrom: [from] });
      if (begun.state !== 'upload') throw new Error(begun.state);
      await begun.upload.send(openerOf(blob.bytes));
      expect(await holds(to, blob)).toBe(true);
      expect(await ground.registry.hasBlob(from, blob.descriptor)).toBe(false);
    });
  });
}

/** The messages of an error and of its causes. */
function messagesOf(error: unknown): readonly string[] {
  return error instanceof Error ? [error.message, ...messagesOf(error.cause)] : [];
}
