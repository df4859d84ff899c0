import type { TagPast } from '../domain/stage-past.ts';
import { HoistError } from '../errors.ts';
import { hexOf, type Digest } from '../image/digest.ts';
import type { Repository } from '../image/reference.ts';
import type { Ground } from './prepare.ts';

/**
 * Whether a record says that signatures and the like were carried with an image, and none is at the target now: neither of
 * the image nor of its platforms, neither as referrer nor under a tag of its own. What cannot be read is not lost.
 */
export async function hasLostReferrers(
  ground: Ground,
  { repository, expected, referrers }: TagPast,
): Promise<boolean> {
  if (expected === undefined || referrers === undefined || referrers === 0) return false;
  try {
    if (await hasAny(ground, repository, expected.digest)) return false;
    const root = await ground.registry.manifest(repository, expected.digest, { signal: ground.world.signal });
    // Without the image itself, its tag tells what is wrong.
    if (root === undefined) return false;
    const digests = root.kind === 'index' ? root.manifests.map(({ digest }) => digest) : [];
    for (const digest of digests) if (await hasAny(ground, repository, digest)) return false;
    return !(await hasTags(ground, repository, [expected.digest, ...digests]));
  } catch (thrown) {
    if (thrown instanceof HoistError) return false;
    throw thrown;
  }
}

async function hasAny({ registry, world }: Ground, repository: Repository, digest: Digest): Promise<boolean> {
  const { descriptors } = await registry.referrers(repository, digest, { signal: world.signal });
  return descriptors.length > 0;
}

/** cosign's `.sig`, `.att` and `.sbom`. */
async function hasTags(
  { registry, world }: Ground,
  repository: Repository,
  digests: readonly Digest[],
): Promise<boolean> {
  const starts = digests.map((digest) => `${digest.slice(0, digest.indexOf(':'))}-${hexOf(digest)}`);
  for await (const tag of registry.tags(repository, { signal: world.signal })) {
    if (starts.some((start) => tag.startsWith(`${start}.`))) return true;
  }
  return false;
}
