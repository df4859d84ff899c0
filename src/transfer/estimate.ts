import type { Transfer } from '../domain/plan.ts';
import type { ImageGraph } from '../image/graph.ts';
import { sameHost } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import type { CarryTarget } from './carry.ts';
import { Delivery } from './delivery.ts';
import { lacking } from './lacking.ts';

export type Estimate = {
  readonly image: 'present' | 'absent';
  readonly transfer: Transfer;
};

/** POST and PUT of a blob in one piece, which is the way of most registries (P20). */
const perUpload = 2;
const perMount = 1;
/** The root is read back before any tag names it. */
const perReadBack = 1;

/**
 * What a copy to one target would cost, with the questions that the copy itself would ask first; blobs are not asked for
 * one by one, so what is there already makes the copy cheaper than said.
 */
export async function estimate(
  world: { readonly registry: Registry; readonly signal: AbortSignal },
  graph: ImageGraph,
  target: CarryTarget,
): Promise<Estimate> {
  const found = await lacking(world, new Delivery(graph, target));
  const wanted = found.blobs.filter((blob) => !found.known.has(blob.digest));
  const near = sameHost(graph.source, target.repository);
  const bytes = wanted.reduce((sum, blob) => sum + blob.size, 0);
  const manifests = found.image.length + found.attached.length;
  const isAbsent = found.image.includes(graph.root.digest);
  return {
    image: isAbsent ? 'absent' : 'present',
    transfer: {
      blobs: wanted.length,
      bytes: near ? 0 : bytes,
      mountable: near ? wanted.length : 0,
      manifests,
      referrers: found.attachments.length,
      requests: wanted.length * (near ? perMount : perUpload) + manifests + (isAbsent ? perReadBack : 0),
    },
  };
}
