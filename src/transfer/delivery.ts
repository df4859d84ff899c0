import { HoistError, messageOf } from '../errors.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageGraph } from '../image/graph.ts';
import type { Registry } from '../ports/registry.ts';
import type { CarryOutcome, CarryTarget, Count } from './carry.ts';
import { biggestOf, type Lacking } from './lacking.ts';

/** How a blob came to be at the target; what is further on holds more surely. */
const arrivals = ['skipped', 'mounted', 'pushed'] as const;
type Arrival = (typeof arrivals)[number];

/** One image on its way to one target: what has to be done, what was done. */
export class Delivery {
  readonly graph: ImageGraph;
  readonly target: CarryTarget;
  readonly left: string[];
  /** Attachments that are there now. */
  referrers = 0;
  /** Bytes read from the source for this target alone, after the shared reads: what it turned out to lack. */
  repaired = 0;
  #lacking: Lacking | undefined;
  #begun: Promise<boolean> | undefined;
  #error: HoistError | undefined;
  readonly #arrived = new Map<Digest, { readonly how: Arrival; readonly bytes: number }>();

  constructor(graph: ImageGraph, target: CarryTarget) {
    this.graph = graph;
    this.target = target;
    this.left = [...graph.left];
  }

  get live(): boolean {
    return this.#error === undefined;
  }

  get lacking(): Lacking {
    if (this.#lacking === undefined) throw new Error('what the target lacks is not known yet');
    return this.#lacking;
  }

  need(lacking: Lacking): void {
    this.#lacking = lacking;
  }

  /** No manifest of the image itself names the blob. */
  isForAttachmentsOnly(blob: Digest): boolean {
    const image = new Set(this.graph.imageOrder);
    return !(this.graph.blobs.get(blob)?.usedBy.some((manifest) => image.has(manifest)) ?? false);
  }

  /**
   * Whether an earlier try left blobs below the children of an index: looked at the biggest, which goes first, and asked
   * once. For registries whose mounts do not tell what is there; of a plain manifest it is known already.
   */
  hasBegun(registry: Registry, signal: AbortSignal): Promise<boolean> {
    const biggest = this.graph.root.kind === 'index' ? biggestOf(this.lacking.blobs) : undefined;
    if (biggest === undefined) return Promise.resolve(false);
    this.#begun ??= registry.hasBlob(this.target.repository, biggest, { signal });
    return this.#begun;
  }

  /** A blob that is told of again counts once: as sent where it was ever sent, for a claim to have it was not true then. */
  count(how: Arrival, blob: Descriptor): void {
    const before = this.#arrived.get(blob.digest);
    if (before !== undefined && arrivals.indexOf(before.how) >= arrivals.indexOf(how)) return;
    this.#arrived.set(blob.digest, { how, bytes: blob.size });
  }

  /** The first error stays: what follows is often its consequence. */
  fail(error: unknown): void {
    this.#error ??= failureOf(error);
  }

  outcome(): CarryOutcome {
    const count = (wanted: Arrival): Count => {
      const arrived = [...this.#arrived.values()].filter(({ how }) => how === wanted);
      return { blobs: arrived.length, bytes: arrived.reduce((sum, { bytes }) => sum + bytes, 0) };
    };
    return {
      repository: this.target.repository,
      digest: this.graph.root.digest,
      pushed: count('pushed'),
      mounted: count('mounted'),
      skipped: count('skipped'),
      referrers: this.referrers,
      left: this.left,
      ...(this.#error === undefined ? {} : { error: this.#error }),
    };
  }
}

/** Whatever was thrown, as what ends a target. */
export function failureOf(error: unknown): HoistError {
  return error instanceof HoistError
    ? error
    : new HoistError('incomplete', 'TRANSFER_FAILED', messageOf(error), { cause: error });
}
