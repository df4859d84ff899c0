import { HoistError } from '../errors.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';
import type { Attachment, ImageGraph } from '../image/graph.ts';
import { blobsOf, childrenOf, type Manifest } from '../image/manifest.ts';
import { isForeignLayerType } from '../image/media-type.ts';
import type { Repository } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import { walkAttachments } from './walk.ts';
import type { Delivery } from './delivery.ts';

/** What a target has to be given. */
export type Lacking = {
  /** Manifests of the image, in pushing order. */
  readonly image: readonly Digest[];
  /** Manifests of attachments, in pushing order. */
  readonly attached: readonly Digest[];
  /** Attachments that are not at the target, or not as here. */
  readonly attachments: readonly Attachment[];
  /** All manifests by digest: the graph's, and those of attachments that were read later. */
  readonly manifests: ReadonlyMap<Digest, Manifest>;
  readonly blobs: readonly Descriptor[];
  /** Blobs that the image now under the target's tags lists: there without asking. */
  readonly known: ReadonlySet<Digest>;
  /** {@link isFresh} */
  readonly fresh: boolean;
};

type Asker = { readonly registry: Registry; readonly signal: AbortSignal };

/**
 * Finds out what a target lacks with as few requests as a sure answer takes: its root; if that is there and a tag would
 * move, every child, since clean-up jobs delete untagged children under an index (transport.md §4.3); what is attached.
 */
export async function lacking(world: Asker, delivery: Delivery): Promise<Lacking> {
  const { graph, target } = delivery;
  const { repository } = target;
  const fresh =
    target.currentRoots.length === 0 &&
    graph.whole &&
    (target.fresh ?? (await isFresh(world.registry, repository, { root: graph.root, signal: world.signal })));
  const image = graph.whole ? await missingManifests(world, delivery, fresh) : [];
  const attachments = await missingAttachments(world, delivery, fresh);
  const isRead = graph.whole || attachments.length === 0;
  const read = isRead
    ? graph
    : await walkAttachments(world.registry, graph, {
        attachments,
        referrers: target.referrers,
        signal: world.signal,
      });
  if (!isRead) delivery.left.push(...read.left);
  const real = isRead ? attachments : read.attachments;
  const carriedAlong = belowAll(read, real);
  const attached = read.attachmentOrder.filter((digest) => carriedAlong.has(digest));
  const manifests = [...image, ...attached].flatMap((digest) => read.manifests.get(digest) ?? []);
  const blobs = new Map(manifests.flatMap(blobsOf).map((blob) => [blob.digest, blob]));
  const foreign = [...blobs.values()].filter((blob) => isForeignLayerType(blob.mediaType));
  const carried = await withoutForeign(world, { delivery, foreign }, blobs);
  return {
    image,
    attached,
    attachments: real,
    manifests: read.manifests,
    blobs: carried,
    known: carried.length === 0 ? new Set() : await knownBlobs(world, delivery, carried.length),
    fresh,
  };
}

/**
 * Whether a repository holds no tag, not this image's root, and not the biggest blob that the root names: then nothing of
 * the image is there but for what a try that was cut short may have left, and the source is asked at once.
 */
export async function isFresh(
  registry: Registry,
  repository: Repository,
  { root, signal }: { readonly root: Manifest; readonly signal: AbortSignal },
): Promise<boolean> {
  const biggest = biggestOf(blobsOf(root));
  const [empty, head, begun] = await Promise.all([
    hasNoTag(registry, repository, signal),
    registry.head(repository, root.digest, { signal }),
    biggest === undefined ? false : registry.hasBlob(repository, biggest, { signal }),
  ]);
  return empty && head === undefined && !begun;
}

/** The blob that goes first. */
export function biggestOf(blobs: readonly Descriptor[]): Descriptor | undefined {
  const [first, ...others] = blobs;
  return first && others.reduce((most, blob) => (blob.size > most.size ? blob : most), first);
}

async function hasNoTag(registry: Registry, repository: Repository, signal: AbortSignal): Promise<boolean> {
  try {
    for await (const _ of registry.tags(repository, { signal })) return false;
    return true;
  } catch (error) {
    // Only a short cut: some accounts may pull and push, and not list.
    if (error instanceof HoistError) return false;
    throw error;
  }
}

async function missingManifests(
  { registry, signal }: Asker,
  { graph, target }: Delivery,
  fresh: boolean,
): Promise<readonly Digest[]> {
  if (fresh) return graph.imageOrder;
  const { repository } = target;
  const root = graph.root.digest;
  const [rootHead, ...childHeads] = await Promise.all([
    registry.head(repository, root, { signal }),
    ...graph.imageOrder.slice(0, -1).map((digest) => registry.head(repository, digest, { signal })),
  ]);
  const absent = graph.imageOrder.slice(0, -1).filter((_, at) => childHeads[at] === undefined);
  // A root over a missing child is pushed again with it: some registries drop the index with its children.
  return rootHead === undefined || absent.length > 0 ? [...absent, root] : [];
}

async function missingAttachments(
  { registry, signal }: Asker,
  { graph, target, left }: Delivery,
  fresh: boolean,
): Promise<readonly Attachment[]> {
  if (target.referrers === 'none') return [];
  if (fresh) return graph.attachments;
  const bySubject = new Map<Digest, Attachment[]>();
  for (const attachment of graph.attachments) {
    bySubject.set(attachment.subject, [...(bySubject.get(attachment.subject) ?? []), attachment]);
  }
  const missing = await Promise.all(
    [...bySubject].map(async ([subject, attachments]) => {
      try {
        const asked = { subject, attachments, isLookedAt: graph.whole };
        return await missingOf({ registry, signal }, target.repository, asked);
      } catch (error) {
        if (target.referrers !== 'best-effort' || !(error instanceof HoistError)) throw error;
        left.push(error.message);
        return [];
      }
    }),
  );
  return missing.flat();
}

async function missingOf(
  { registry, signal }: Asker,
  repository: Repository,
  {
    subject,
    attachments,
    isLookedAt,
  }: {
    readonly subject: Digest;
    readonly attachments: readonly Attachment[];
    /** A list under the fallback tag is not believed: like an index, it outlives the untagged manifests that it names. */
    readonly isLookedAt: boolean;
  },
): Promise<readonly Attachment[]> {
  const mayBeListed = attachments.some((attachment) => attachment.how === 'referrer');
  const list = mayBeListed ? await registry.referrers(repository, subject, { signal }) : undefined;
  const there = new Set(list?.descriptors.map((descriptor) => descriptor.digest));
  const isClaim = isLookedAt && list?.way === 'tag';
  const found = await Promise.all(
    attachments.map(async (attachment) => {
      const { digest } = attachment.descriptor;
      if (attachment.how === 'referrer') {
        if (!there.has(digest) || !isClaim) return there.has(digest);
        return (await registry.head(repository, digest, { signal })) !== undefined;
      }
      return (
        (await registry.head(repository, attachment.tag, { signal, expected: digest }))?.digest === digest
      );
    }),
  );
  return attachments.filter((_, at) => found[at] !== true);
}

/** Attachments and all manifests below them, each looked at once: an index may name one child a thousand times (A14). */
function belowAll(graph: ImageGraph, attachments: readonly Attachment[]): ReadonlySet<Digest> {
  const reach = new Set(attachments.map(({ descriptor }) => descriptor.digest));
  for (const digest of reach) {
    const manifest = graph.manifests.get(digest);
    if (manifest !== undefined) for (const child of childrenOf(manifest)) reach.add(child.digest);
  }
  return reach;
}

/**
 * The blobs of the images under the target's tags now. An index costs a request for each of its platforms, so it is
 * opened only where it may save more.
 */
async function knownBlobs(
  { registry, signal }: Asker,
  { target }: Delivery,
  wanted: number,
): Promise<ReadonlySet<Digest>> {
  const known = new Set<Digest>();
  for (const root of target.currentRoots) {
    const children = childrenOf(root);
    for (const blob of blobsOf(root)) known.add(blob.digest);
    if (children.length >= wanted) continue;
    const manifests = await Promise.all(
      children.map((child) => registry.manifest(target.repository, child.digest, { signal })),
    );
    for (const manifest of manifests)
      for (const blob of manifest === undefined ? [] : blobsOf(manifest)) known.add(blob.digest);
  }
  return known;
}

/**
 * Layers that may not be distributed are carried like any other where the source has them; their `urls` are never
 * fetched (P17, A4). Where it does not, the stage says whether that matters.
 */
async function withoutForeign(
  { registry, signal }: Asker,
  { delivery, foreign }: { readonly delivery: Delivery; readonly foreign: readonly Descriptor[] },
  blobs: ReadonlyMap<Digest, Descriptor>,
): Promise<readonly Descriptor[]> {
  const { graph, target } = delivery;
  const absent = new Set<Digest>();
  for (const layer of foreign) {
    if (await registry.hasBlob(graph.source, layer, { signal })) continue;
    if (target.foreignLayers === 'fail') {
      throw new HoistError(
        'unreachable',
        'FOREIGN_LAYER',
        `${graph.source} does not hold the foreign layer ${layer.digest}`,
        {
          hint: 'Push the image with its foreign layers, or set missing: { foreign-layers: allow } where the target takes it.',
        },
      );
    }
    absent.add(layer.digest);
  }
  return [...blobs.values()].filter((blob) => !absent.has(blob.digest));
}
