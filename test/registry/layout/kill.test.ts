import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { algorithmOf, digestOf, type Digest } from '../../../src/image/digest.ts';
import { blobsOf, childrenOf } from '../../../src/image/manifest.ts';
import { parseTag, type Tag } from '../../../src/image/reference.ts';
import { collect, listTags } from '../port/ground.ts';
import { makeBed, type Bed } from './bed.ts';

/** An image of the writer takes 27 writes. */
const killedAt = [1, 3, 6, 9, 12, 14, 16, 18, 20, 22, 24, 25, 26, 27, 40];

/** Starts a writer and kills it when it begins its nth write, so in the middle of that or soon after. */
async function writeUntilKilled(folder: string, seed: number, writes: number): Promise<string | null> {
  const writer = fileURLToPath(new URL('endless-writer.ts', import.meta.url));
  const child = spawn(process.execPath, [writer, folder, String(seed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let begun = 0;
  child.stdout.on('data', (bytes: Buffer) => {
    begun += bytes.toString().split('\n').length - 1;
    if (begun >= writes) child.kill('SIGKILL');
  });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_code, signal) => resolve(signal));
  });
}

/** Reads everything below a tag or digest and hashes it; throws where something is missing. */
async function readWhole(bed: Bed, reference: Tag | Digest): Promise<void> {
  const manifest = await bed.registry.manifest(bed.repository, reference);
  if (manifest === undefined) throw new Error(`${reference} is not there`);
  for (const child of childrenOf(manifest)) await readWhole(bed, child.digest);
  for (const blob of blobsOf(manifest)) {
    const bytes = await collect(bed.registry.openBlob(bed.repository, blob, 0));
    expect(digestOf(bytes, algorithmOf(blob.digest))).toBe(blob.digest);
  }
}

it('when a writer is killed at any write every tag names a whole image, and the next writer goes on', async () => {
  const bed = await makeBed();
  let last = 0;
  for (const writes of killedAt) {
    expect(await writeUntilKilled(bed.folder, last, writes)).toBe('SIGKILL');
    const tags = (await listTags(bed.registry, bed.repository)).map(parseTag);
    for (const tag of tags) await readWhole(bed, tag);
    last = Math.max(last, ...tags.filter((tag) => /^v[0-9]+$/.test(tag)).map((tag) => Number(tag.slice(1))));
  }
  expect(last).toBeGreaterThanOrEqual(2);
  await bed.close();
});
