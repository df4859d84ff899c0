import { HoistError } from '../errors.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { sameHost, type Repository } from '../image/reference.ts';
import type { BlobProgress } from '../ports/progress.ts';
import type { BeginOptions, BlobUpload } from '../ports/registry.ts';
import type { TransferWorld } from './carry.ts';
import type { Delivery } from './delivery.ts';
import { createRelay, type Relay } from './relay.ts';

/** Targets of one registry, other than the one that asks: a blob may be mounted from there. */
export type Siblings = (repository: Repository) => readonly Repository[];

/** One blob, and targets that may lack it. */
export type Task = {
  readonly blob: Descriptor;
  readonly deliveries: readonly Delivery[];
  /** A neighbour has it already: a mount is tried before the source is asked. */
  readonly isNear?: boolean;
  /** {@link BeginOptions.resend} */
  readonly resend?: boolean;
};

export type Counting = TransferWorld & {
  /** Told of bytes read from a source; throws when it has taken too long. */
  readonly count: (bytes: number) => void;
};

export type Failure = { readonly delivery: Delivery; readonly error: unknown };

/** A target that takes part in a shared read. */
type Taker = {
  readonly delivery: Delivery;
  /** What its registry wants: an upload, or nothing because the blob is there or was mounted. */
  readonly begun: Promise<BlobUpload | undefined>;
  readonly end: AbortController;
};

/** One read of the source for all targets that lack the blob; gives those that did not get it. */
export async function share(world: Counting, task: Task, siblings: Siblings): Promise<readonly Failure[]> {
  const { blob, deliveries, resend } = task;
  const source = deliveries[0]?.graph.source;
  if (source === undefined) return [];
  const failures: Failure[] = [];
  const take = (delivery: Delivery): Taker => ({
    delivery,
    end: new AbortController(),
    begun: begin(world, delivery, { blob, siblings, resend }).catch((error: unknown) => {
      failures.push({ delivery, error });
      return undefined;
    }),
  });

  // Where nothing is there, the source is asked beside the target, not after it (transport.md §3.8).
  const eager =
    task.isNear !== true &&
    deliveries.every(({ lacking, target }) => lacking.fresh && !sameHost(target.repository, source));
  const asked = eager ? undefined : await uploading(deliveries.map(take));
  if (asked?.length === 0) return failures;

  const hosts = (asked?.map(({ delivery }) => delivery) ?? deliveries).map(({ target }) => target.repository);
  const free = await world.registry.reserve([source, ...hosts], blob.size, { signal: world.signal });
  const bar = world.progress.blob({ digest: blob.digest, size: blob.size, to: hosts });
  try {
    const takers = asked ?? deliveries.map(take);
    const relay = relayTo(world, { blob, source, takers, bar });
    const reading = relay.run();
    await Promise.all(
      takers.map(async (taker, writer) => {
        try {
          await deliver(world, { relay, writer, taker, blob });
        } catch (error) {
          failures.push({ delivery: taker.delivery, error });
        } finally {
          relay.leave(writer);
        }
      }),
    );
    await reading;
  } finally {
    bar.done();
    free();
  }
  return failures;
}

/** The target has the blob without our bytes. */
export function skip(world: TransferWorld, delivery: Delivery, blob: Descriptor): void {
  delivery.count('skipped', blob);
  world.progress.skip({ digest: blob.digest, size: blob.size, how: 'present' });
}

async function begin(
  world: Counting,
  delivery: Delivery,
  {
    blob,
    siblings,
    resend,
  }: {
    readonly blob: Descriptor;
    readonly siblings: Siblings;
    readonly resend: BeginOptions['resend'];
  },
): Promise<BlobUpload | undefined> {
  const { target, graph, lacking } = delivery;
  const begun = await world.registry.beginBlob(target.repository, blob, {
    resend,
    mountFrom: [graph.source, ...siblings(target.repository), ...target.mountFrom],
    assumeAbsent: lacking.fresh && !(await delivery.hasBegun(world.registry, world.signal)),
    signal: world.signal,
  });
  if (begun.state === 'upload') return begun.upload;
  if (begun.state === 'present') skip(world, delivery, blob);
  else {
    delivery.count('mounted', blob);
    world.progress.skip({ digest: blob.digest, size: blob.size, how: 'mounted' });
  }
  return undefined;
}

async function uploading(takers: readonly Taker[]): Promise<readonly Taker[]> {
  const uploads = await Promise.all(takers.map(({ begun }) => begun));
  return takers.filter((_, at) => uploads[at] !== undefined);
}

function relayTo(
  world: Counting,
  {
    blob,
    source,
    takers,
    bar,
  }: {
    readonly blob: Descriptor;
    readonly source: Repository;
    readonly takers: readonly Taker[];
    readonly bar: BlobProgress;
  },
): Relay {
  return createRelay(takers.length, {
    blob,
    source,
    clock: world.clock,
    open: (from) => world.registry.openBlob(source, blob, from, { signal: world.signal }),
    read: (bytes) => {
      world.count(bytes);
      bar.advance(bytes);
    },
    stalled: (writer) => takers[writer]?.end.abort(stalledError(takers[writer].delivery)),
  });
}

async function deliver(
  world: Counting,
  {
    relay,
    writer,
    taker,
    blob,
  }: { readonly relay: Relay; readonly writer: number; readonly taker: Taker; readonly blob: Descriptor },
): Promise<void> {
  const upload = await taker.begun;
  const open = relay.writers[writer];
  if (upload === undefined || open === undefined) return;
  try {
    await upload.send(open, { signal: AbortSignal.any([world.signal, taker.end.signal]) });
    taker.delivery.count('pushed', blob);
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

function stalledError({ target }: Delivery): HoistError {
  return new HoistError(
    'unreachable',
    'TARGET_STALLED',
    `${target.repository} took no byte of a blob for 20 s`,
    {
      hint: 'The registry, or the way to it, is stuck. Run again; what is complete there is not sent again.',
    },
  );
}
