import { HoistError } from '../errors.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';
import { sameHost, type Repository } from '../image/reference.ts';
import type { TransferWorld } from './carry.ts';
import { blobDeadline, stageDeadline, type Deadline } from './deadline.ts';
import type { Delivery } from './delivery.ts';
import { biggestFirst, runAll } from './schedule.ts';
import { share, skip, type Counting, type Siblings, type Task } from './share.ts';

/** Tries of a target by itself, after the shared read failed for it. */
const ownTries = 2;

/** Brings all blobs to all targets, each read from a source once. Gives the bytes that were read. */
export async function carryBlobs(
  world: TransferWorld,
  deliveries: readonly Delivery[],
  siblings: Siblings,
): Promise<number> {
  const tasks = tasksOf(deliveries);
  const total = tasks.reduce((sum, { blob }) => sum + blob.size, 0);
  const state = { pulled: 0 };
  const inTime = stageDeadline(world.clock, total);
  const countOf = (blob: Descriptor): Counting['count'] => {
    let blobInTime: Deadline | undefined;
    return (bytes) => {
      state.pulled += bytes;
      // From its first bytes on: waiting for a slot is not slow.
      blobInTime ??= blobDeadline(world.clock, blob);
      blobInTime();
      inTime();
    };
  };
  world.progress.begin({ blobs: tasks.length, bytes: total });
  try {
    await runAll(biggestFirst(tasks), (task) =>
      carryBlob({ ...world, count: countOf(task.blob) }, task, siblings),
    );
  } finally {
    world.progress.end();
  }
  return state.pulled;
}

/** Brings one blob to one target that turned out to lack it, or, with `resend`, to lack what it claims to have. */
export async function sendBlob(
  world: TransferWorld,
  delivery: Delivery,
  { blob, resend }: Pick<Task, 'blob' | 'resend'>,
): Promise<void> {
  const inTime = blobDeadline(world.clock, blob);
  const task: Task = { blob, deliveries: [delivery], ...(resend === undefined ? {} : { resend }) };
  const count = (bytes: number): void => {
    delivery.repaired += bytes;
    inTime();
  };
  await toTargets({ ...world, count }, task, () => []);
}

function tasksOf(deliveries: readonly Delivery[]): readonly Task[] {
  const tasks = new Map<Digest, { blob: Descriptor; deliveries: Map<Repository, Delivery> }>();
  for (const delivery of deliveries) {
    for (const blob of delivery.lacking.blobs) {
      const task = tasks.get(blob.digest) ?? { blob, deliveries: new Map() };
      // Two images of a set may go to one repository: the blob goes there once.
      if (!task.deliveries.has(delivery.target.repository))
        task.deliveries.set(delivery.target.repository, delivery);
      tasks.set(blob.digest, task);
    }
  }
  return [...tasks.values()].map((task) => ({ blob: task.blob, deliveries: [...task.deliveries.values()] }));
}

async function carryBlob(world: Counting, { blob, deliveries }: Task, siblings: Siblings): Promise<void> {
  world.signal.throwIfAborted();
  const asking: Delivery[] = [];
  for (const delivery of deliveries.filter(({ live }) => live)) {
    if (delivery.lacking.known.has(blob.digest)) skip(world, delivery, blob);
    else asking.push(delivery);
  }
  // The first target of each registry gets the bytes, its neighbours mount them from there.
  const leaders = asking.filter(
    (delivery, at) =>
      !asking.slice(0, at).some((other) => sameHost(other.target.repository, delivery.target.repository)),
  );
  await toTargets(world, { blob, deliveries: leaders }, siblings);
  const followers = asking.filter((delivery) => !leaders.includes(delivery));
  await Promise.all(
    followers
      .filter(({ live }) => live)
      .map((delivery) =>
        toTargets(world, { blob, deliveries: [delivery], isNear: true }, (repository) =>
          carriersOf(leaders, repository, siblings),
        ),
      ),
  );
}

function carriersOf(
  leaders: readonly Delivery[],
  repository: Repository,
  siblings: Siblings,
): readonly Repository[] {
  const sure = leaders.filter(({ live }) => live).map((leader) => leader.target.repository);
  return [...new Set([...sure, ...siblings(repository)])];
}

async function toTargets(world: Counting, task: Task, siblings: Siblings): Promise<void> {
  const { blob, deliveries } = task;
  const [first] = deliveries;
  if (first === undefined) return;
  const failed = await share(world, task, siblings);
  await Promise.all(
    failed.map(async ({ delivery, error }) => {
      let last = error;
      for (let tries = 0; tries < ownTries && mayTryAlone(last); tries += 1) {
        const [again] = await share(world, { ...task, deliveries: [delivery] }, siblings);
        if (again === undefined) return;
        last = again.error;
      }
      world.signal.throwIfAborted();
      // What only attachments need does not stop a stage that carries them as far as it can.
      if (delivery.target.referrers === 'best-effort' && delivery.isForAttachmentsOnly(blob.digest)) return;
      delivery.fail(last);
    }),
  );
}

/** A stalled target, or a source that gave wrong bytes (F18), gets one more chance; what else may help was tried already. */
function mayTryAlone(error: unknown): boolean {
  return error instanceof HoistError && (error.code === 'TARGET_STALLED' || error.code === 'BLOB_DIGEST');
}
