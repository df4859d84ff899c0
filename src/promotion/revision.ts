import { readBlob } from '../evidence/blob.ts';
import { readImageConfig } from '../image/image-config.ts';
import type { Manifest } from '../image/manifest.ts';
import type { Repository } from '../image/reference.ts';
import type { Call, Registry } from '../ports/registry.ts';

const largestConfig = 4 * 1024 * 1024;

/**
 * The commit that the label `org.opencontainers.image.revision` of an image claims; of an index, what its first
 * platform claims. A claim of whoever built it, good enough for a name (`{sha}`), never for a decision.
 */
export async function readRevision(
  registry: Registry,
  repository: Repository,
  root: Manifest,
  call: Call,
): Promise<string | undefined> {
  const claimed = root.annotations['org.opencontainers.image.revision'];
  if (claimed !== undefined) return claimed;
  const image = await firstImage(registry, repository, root, call);
  if (image?.kind !== 'manifest' || image.config === undefined || image.config.size > largestConfig)
    return undefined;
  const bytes = await readBlob({ registry, repository }, image.config, { maxBytes: largestConfig, ...call });
  return readImageConfig(bytes, `the config of ${repository}@${image.digest}`).revision;
}

/** BuildKit's attestations stand in an index as platform `unknown`. */
async function firstImage(
  registry: Registry,
  repository: Repository,
  root: Manifest,
  call: Call,
): Promise<Manifest | undefined> {
  if (root.kind === 'manifest') return root;
  const child = root.manifests.find((descriptor) => descriptor.platform?.os !== 'unknown');
  return child && (await registry.manifest(repository, child.digest, call));
}
