import type { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { Manifest } from '../image/manifest.ts';
import type { Repository } from '../image/reference.ts';
import type { Call, Registry } from '../ports/registry.ts';

export type RootQuestion = Call & {
  readonly digest: Digest;
  /** What it means that the repository does not have it. */
  readonly absent: () => HoistError;
};

/** A root by its digest, read at most once and only when something beyond the digest is needed. */
export function rootReader(
  registry: Registry,
  repository: Repository,
  { digest, absent, ...call }: RootQuestion,
): () => Promise<Manifest> {
  let root: Promise<Manifest> | undefined;
  return () => (root ??= read());
  async function read(): Promise<Manifest> {
    const manifest = await registry.manifest(repository, digest, call);
    if (manifest === undefined) throw absent();
    return manifest;
  }
}
