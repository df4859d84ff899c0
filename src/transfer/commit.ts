import { HoistError } from '../errors.ts';
import { isWritten, type TagAction } from '../domain/plan.ts';
import type { TagResult } from '../domain/record.ts';
import type { Digest } from '../image/digest.ts';
import type { Manifest } from '../image/manifest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { TransferWorld } from './carry.ts';
import { readBack } from './read-back.ts';

export type TagCommit = {
  readonly repository: Repository;
  readonly manifest: Manifest;
  readonly tag: Tag;
  /** What the plan saw under the tag; null: nothing. */
  readonly expectedBefore: Digest | null;
  /** Whether every target holds everything, where that is still being looked at beside our reading of the tag. Default: true. */
  readonly ready?: Promise<boolean>;
  /** Judges what the tag names now by the stage's rule: the same as in the plan; it may have to ask for more first. */
  decide(now: Digest | null): Decided | Promise<Decided>;
};

type Decided = { readonly action: TagAction; readonly reason?: string };

type CommitWorld = Pick<TransferWorld, 'registry' | 'clock' | 'signal'>;

/** How often a tag is decided anew because somebody else wrote it between our tries. */
const racesTaken = 3;
/** A reading of the tag that is older, in milliseconds, because the root was still waited for, is made again (P31). */
const freshReading = 500;

/**
 * Writes one tag: read again, judged again, written, read back. No registry offers compare-and-swap, so this is as close
 * as it gets (P31, guarantee 5). Outcomes are values; only what could not be reached is thrown.
 */
export async function commitTag(world: CommitWorld, commit: TagCommit): Promise<TagResult> {
  for (let tries = 1; ; tries += 1) {
    const result = await writeOnce(world, commit);
    if (result !== 'raced') return result;
    if (tries < racesTaken) continue;
    const { tag, expectedBefore: before } = commit;
    return { tag, before, after: null, action: 'failed', reason: 'others keep writing the tag' };
  }
}

/** One read, one decision, one write. `raced`: somebody else wrote between our tries, so it has to be decided anew. */
async function writeOnce(world: CommitWorld, commit: TagCommit): Promise<TagResult | 'raced'> {
  const { registry, signal } = world;
  const { repository, tag, manifest } = commit;
  const [reading, ready = true] = await Promise.all([read(world, commit), commit.ready]);
  const isOld = (at: number): boolean => world.clock.ticks() - at > freshReading;
  const { digest: before, at } = ready && isOld(reading.at) ? await read(world, commit) : reading;
  if (!ready) return { tag, before, after: before, action: 'skipped', reason: 'the image did not arrive' };
  const decision = await commit.decide(before);
  // To decide may have taken long, too.
  if (isWritten(decision) && isOld(at) && (await read(world, commit)).digest !== before) return 'raced';
  const { action, reason } = decision;
  const result = { tag, before, action, ...(reason === undefined ? {} : { reason }) };
  if (!isWritten(decision)) return { ...result, after: before };
  try {
    await registry.tag(repository, manifest, tag, { signal, before });
  } catch (error) {
    if (!(error instanceof HoistError)) throw error;
    if (error.code === 'TAG_RACED') return 'raced';
    if (error.kind === 'conflict')
      return { ...result, action: 'conflict', reason: error.message, after: before };
    const after = await quietly(world, commit, before);
    return { ...result, action: 'failed', reason: error.message, after };
  }
  try {
    const after = await readBack(world, { repository, reference: tag, digest: manifest.digest, before });
    if (after === manifest.digest) return { ...result, after };
    return { ...result, action: 'failed', after, reason: lostReason(before, after) };
  } catch (error) {
    if (!(error instanceof HoistError)) throw error;
    // The registry took it: that it moved is what the record has to say.
    const unread = `written, but it could not be read back: ${error.message}`;
    return { ...result, action: 'failed', after: manifest.digest, reason: unread };
  }
}

/** What the tag names, and when that was seen. */
async function read(
  { registry, clock, signal }: CommitWorld,
  { repository, tag, manifest }: TagCommit,
): Promise<{ readonly digest: Digest | null; readonly at: number }> {
  const head = await registry.head(repository, tag, { signal, expected: manifest.digest });
  return { digest: head?.digest ?? null, at: clock.ticks() };
}

/** What the tag names after a write that failed, if that can be seen; else what it named before. */
async function quietly(
  { registry, signal }: CommitWorld,
  { repository, tag, manifest }: TagCommit,
  before: Digest | null,
): Promise<Digest | null> {
  try {
    return (await registry.head(repository, tag, { signal, expected: manifest.digest }))?.digest ?? null;
  } catch {
    return before;
  }
}

function lostReason(before: Digest | null, after: Digest | null): string {
  if (after === before)
    return `the registry took the tag and still shows ${after ?? 'nothing'} under it after a minute`;
  return `somebody else wrote the tag at the same moment: it names ${after ?? 'nothing'}`;
}
