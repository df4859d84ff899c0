import { readBackWaits } from '../domain/read-back.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { TransferWorld } from './carry.ts';

export type Written = {
  readonly repository: Repository;
  readonly reference: Tag | Digest;
  /** What was written there. */
  readonly digest: Digest;
  /** What was there before; null: nothing. */
  readonly before: Digest | null;
};

/**
 * What a reference names after it was written; polls for a minute while it still shows what was there before, for readers
 * that lag behind (N19, F44). A third digest is somebody else's write, and not waited for.
 */
export async function readBack(
  { registry, clock, signal }: Pick<TransferWorld, 'registry' | 'clock' | 'signal'>,
  { repository, reference, digest, before }: Written,
): Promise<Digest | null> {
  for (let looks = 0; ; looks += 1) {
    const now = (await registry.head(repository, reference, { signal, expected: digest }))?.digest ?? null;
    const wait = readBackWaits[looks];
    if (now === digest || now !== before || wait === undefined) return now;
    await clock.sleep(wait, signal);
  }
}
