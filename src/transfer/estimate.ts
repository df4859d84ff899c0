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
  return {
    image: found.image.includes(graph.root.digest) ? 'absent' : 'present',
    transfer: {
      blobs: wanted.length,
      bytes: near ? 0 : bytes,
      mountable: near ? wanted.length : 0,
      manifests: found.image.length + found.attached.length,
      referrers: found.attachments.length,
    },
  };
}
