import { HoistError } from '../errors.ts';
import type { Attachment } from '../image/graph.ts';
import { blobsOf } from '../image/manifest.ts';
import type { TransferWorld } from './carry.ts';
import type { Delivery } from './delivery.ts';
import { tryInOrder } from './manifests.ts';
import { readBack } from './read-back.ts';

/**
 * Brings what is attached to the target and makes it findable there, before any tag of the image moves: whoever checks
 * signatures must never see a tag without them.
 */
export async function attach(world: TransferWorld, delivery: Delivery): Promise<void> {
  const { graph, lacking } = delivery;
  delivery.referrers = graph.attachments.length - lacking.attachments.length;
  if (lacking.attachments.length === 0) return;
  const failures = await tryInOrder(world, delivery, lacking.attached);
  for (const { error } of failures.values()) leaveBehind(world, delivery, error);
  const pushed = lacking.attachments.filter(({ descriptor }) => !failures.has(descriptor.digest));
  const referrers = pushed.filter((attachment) => attachment.how === 'referrer');
  for (const subject of new Set(referrers.map((attachment) => attachment.subject))) {
    const descriptors = referrers.flatMap((attachment) =>
      attachment.subject === subject ? [attachment.descriptor] : [],
    );
    try {
      const pushed = { manifests: lacking.manifests, signal: world.signal };
      await world.registry.attach(delivery.target.repository, subject, descriptors, pushed);
      delivery.referrers += descriptors.length;
    } catch (error) {
      leaveBehind(world, delivery, error);
    }
  }
  for (const attachment of pushed) {
    if (attachment.how !== 'cosign-tag') continue;
    try {
      await attachTag(world, delivery, attachment);
    } catch (error) {
      leaveBehind(world, delivery, error);
    }
  }
}

/** Notes what could not travel where the stage carries as much as it can; elsewhere it is an error. */
function leaveBehind(world: TransferWorld, delivery: Delivery, error: unknown): void {
  const { target, left } = delivery;
  world.signal.throwIfAborted();
  if (target.referrers === 'all' || !(error instanceof HoistError)) throw error;
  left.push(error.message);
  world.log.warn(`${target.repository}: not everything attached to the image could travel: ${error.message}`);
}

/**
 * A cosign tag gathers signatures as layers of one manifest, so one at the target may hold some that the source lacks. It
 * is replaced only where nothing is lost (transport.md §4.5).
 */
async function attachTag(
  world: TransferWorld,
  delivery: Delivery,
  { tag, descriptor }: Extract<Attachment, { how: 'cosign-tag' }>,
): Promise<void> {
  const { registry, signal } = world;
  const { repository } = delivery.target;
  const { digest } = descriptor;
  const ours = delivery.lacking.manifests.get(digest);
  if (ours === undefined) return;
  const theirs = await registry.manifest(repository, tag, { signal });
  const kept = new Set(blobsOf(ours).map((blob) => blob.digest));
  const lost = theirs?.kind === 'manifest' ? theirs.layers.filter((layer) => !kept.has(layer.digest)) : [];
  if (theirs !== undefined && (theirs.kind !== 'manifest' || lost.length > 0)) {
    const message = `${repository}:${tag} holds ${lost.length} signature${lost.length === 1 ? '' : 's'} that the source does not have, and was kept`;
    delivery.left.push(message);
    world.log.warn(message);
    return;
  }
  await registry.tag(repository, ours, tag, { signal });
  // Who verifies finds it by this tag alone: that it travelled is looked at, not assumed.
  const before = theirs?.digest ?? null;
  const now = await readBack(world, { repository, reference: tag, digest, before });
  if (now !== digest) throw notAttached(`${repository}:${tag}`, now);
  delivery.referrers += 1;
}

function notAttached(reference: string, names: string | null): HoistError {
  return new HoistError(
    'incomplete',
    'REFERRER_NOT_KEPT',
    `${reference} was written, and names ${names ?? 'nothing'}: what it holds did not travel`,
    { hint: 'Let one job at a time write signatures of an image, and run again.' },
  );
}
