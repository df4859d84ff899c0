import { HoistError } from '../errors.ts';
import type { TagAction } from '../domain/plan.ts';
import type { TagResult } from '../domain/record.ts';
import type { Digest } from '../image/digest.ts';
import type { Manifest } from '../image/manifest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { TransferWorld } from './carry.ts';

export type TagCommit = {
  readonly repository: Repository;
  readonly manifest: Manifest;
  readonly tag: Tag;
  /** What the plan saw under the tag; null: nothing. */
  readonly expectedBefore: Digest | null;
  /** Judges what the tag names now by the stage's rule: the same pure function as in the plan. */
  decide(now: Digest | null): { readonly action: TagAction; readonly reason?: string };
};

/** Read-back after a write, for registries whose readers lag behind (N19, F44). */
const readBack = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000];

/**
 * Writes one tag: read again, judged again, written, read back. No registry offers compare-and-swap, so this is as close
 * as it gets (P31, guarantee 5). Outcomes are values; only what could not be reached is thrown.
 */
export async function commitTag(
  world: Pick<TransferWorld, 'registry' | 'clock' | 'signal'>,
  commit: TagCommit,
): Promise<TagResult> {
  const { registry, signal } = world;
  const { repository, tag, manifest } = commit;
  const before = (await registry.head(repository, tag, { signal }))?.digest ?? null;
  const { action, reason } = commit.decide(before);
  const result = { tag, before, action, ...(reason === undefined ? {} : { reason }) };
  if (action !== 'create' && action !== 'move') return { ...result, after: before };
  try {
    await registry.tag(repository, manifest, tag, { signal });
  } catch (error) {
    if (!(error instanceof HoistError) || error.kind !== 'conflict') throw error;
    return { ...result, action: 'conflict', reason: error.message, after: before };
  }
  const after = await see(world, commit, before);
  if (after === manifest.digest) return { ...result, after };
  return { ...result, action: 'failed', after, reason: lostReason(before, after) };
}

/** Polls while the tag still shows what was there before; a third digest is somebody else's write. */
async function see(
  world: Pick<TransferWorld, 'registry' | 'clock' | 'signal'>,
  commit: TagCommit,
  before: Digest | null,
): Promise<Digest | null> {
  for (let tries = 0; ; tries += 1) {
    const now =
      (await world.registry.head(commit.repository, commit.tag, { signal: world.signal }))?.digest ?? null;
    const wait = readBack[tries];
    if (now === commit.manifest.digest || now !== before || wait === undefined) return now;
    await world.clock.sleep(wait, world.signal);
  }
}

function lostReason(before: Digest | null, after: Digest | null): string {
  if (after === before)
    return `the registry took the tag and still shows ${after ?? 'nothing'} under it after a minute`;
  return `somebody else wrote the tag at the same moment: it names ${after ?? 'nothing'}`;
}
