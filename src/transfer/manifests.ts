import { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import { blobsOf, childrenOf, type Manifest } from '../image/manifest.ts';
import { isForeignLayerType } from '../image/media-type.ts';
import type { TransferWorld } from './carry.ts';
import { sendBlob } from './blobs.ts';
import type { Delivery } from './delivery.ts';
import { readBack } from './read-back.ts';

/** Waits before a manifest is pushed again whose parts the registry says it lacks: lag, or a clean-up (F30). */
const waits = [1_000, 3_000, 9_000];

/** Pushes the image's manifests, children before the root. */
export async function pushManifests(world: TransferWorld, delivery: Delivery): Promise<void> {
  const [failure] = (await tryInOrder(world, delivery, delivery.lacking.image)).values();
  if (failure !== undefined) throw failure.error;
}

const denials: ReadonlySet<string> = new Set(['DENIED', 'UNAUTHORIZED']);

/**
 * Where the root was there already, its push has not shown that this account may write (contract §6, Sets): the registry is
 * asked. Only a denial counts, since what else it may say of a question that leaves nothing behind is no news of a tag.
 */
export async function proveRights(
  { registry, signal }: Pick<TransferWorld, 'registry' | 'signal'>,
  { lacking, target: { repository, provesRights = false } }: Delivery,
): Promise<void> {
  if (!provesRights || lacking.image.length > 0) return;
  try {
    await registry.access(repository, 'push', { signal });
  } catch (error) {
    if (!(error instanceof HoistError) || denials.has(error.code)) throw error;
  }
}

/** Looks that the root is there, where it was pushed; readers that lag behind get a minute (F35, F44). */
export async function lookAtRoot(
  world: Pick<TransferWorld, 'registry' | 'clock' | 'signal'>,
  { graph, lacking, target: { repository } }: Delivery,
): Promise<void> {
  if (lacking.image.length === 0) return;
  const { digest } = graph.root;
  if ((await readBack(world, { repository, reference: digest, digest, before: null })) !== null) return;
  throw new HoistError(
    'incomplete',
    'NOT_KEPT',
    `${repository} took ${digest} and does not have it after a minute`,
    {
      hint: 'The registry, or something before it, answers without storing. No tag was moved.',
    },
  );
}

/**
 * Pushes manifests so that nothing is pushed before what it points to; what does not depend on each other at once. Gives
 * what could not be pushed, and why. All are waited for, so that none goes on behind an error.
 */
export async function tryInOrder(
  world: TransferWorld,
  delivery: Delivery,
  order: readonly Digest[],
): Promise<ReadonlyMap<Digest, { readonly error: unknown }>> {
  const wanted = new Set(order);
  const done = new Map<Digest, Promise<void>>();
  for (const digest of order) {
    const manifest = delivery.lacking.manifests.get(digest);
    if (manifest === undefined) continue;
    const before = childrenOf(manifest).flatMap((child) =>
      wanted.has(child.digest) ? (done.get(child.digest) ?? []) : [],
    );
    done.set(
      digest,
      Promise.all(before).then(() => pushOne(world, delivery, manifest)),
    );
  }
  const results = await Promise.allSettled(done.values());
  const failures = new Map<Digest, { readonly error: unknown }>();
  for (const [at, digest] of [...done.keys()].entries()) {
    const result = results[at];
    if (result?.status === 'rejected') failures.set(digest, { error: result.reason });
  }
  return failures;
}

async function pushOne(world: TransferWorld, delivery: Delivery, manifest: Manifest): Promise<void> {
  const { repository } = delivery.target;
  for (let tries = 0; ; tries += 1) {
    try {
      await world.registry.putManifest(repository, manifest, { signal: world.signal });
      return;
    } catch (error) {
      const wait = waits[tries];
      if (!(error instanceof HoistError) || error.code !== 'PARTS_MISSING' || wait === undefined) throw error;
      await world.clock.sleep(wait, world.signal);
      // What it said that it has was looked at the first time, and was not true (F30).
      await pushParts(world, delivery, { manifest, regardless: tries > 0 });
    }
  }
}

/**
 * The registry knows better than our short cuts: everything is looked at again, nothing is mounted (P29); `regardless`, it
 * is not asked what it has, and everything that the manifest points to is sent again (F30, Q10, Q17).
 */
async function pushParts(
  world: TransferWorld,
  delivery: Delivery,
  { manifest, regardless }: { readonly manifest: Manifest; readonly regardless: boolean },
): Promise<void> {
  const { registry, signal } = world;
  const { repository } = delivery.target;
  for (const child of childrenOf(manifest)) {
    if (!regardless && (await registry.head(repository, child.digest, { signal })) !== undefined) continue;
    const found = delivery.graph.manifests.get(child.digest);
    if (found === undefined) continue;
    await pushParts(world, delivery, { manifest: found, regardless: false });
    await pushOne(world, delivery, found);
  }
  const carried = new Set(delivery.lacking.blobs.map((blob) => blob.digest));
  for (const blob of blobsOf(manifest)) {
    // What the source does not hold cannot be sent, and the stage allows that it is not (P17).
    if (isForeignLayerType(blob.mediaType) && !carried.has(blob.digest)) continue;
    if (regardless) await sendBlob(world, delivery, { blob, resend: true });
    else if (!(await registry.hasBlob(repository, blob, { signal })))
      await sendBlob(world, delivery, { blob });
  }
}
