import type { Identity } from '../domain/evidence.ts';
import type { Provenance } from '../domain/provenance.ts';
import { sourceRepository } from './source-url.ts';

/** Fulcio's extensions (policy.md §1.6). */
export const sourceRepositoryClaim = 12;
export const sourceCommitClaim = 13;

/**
 * Where a provenance names another repository or commit than the certificate that signed it. The certificate's claims are
 * out of the workflow's reach, the predicate's are not (policy.md §5.3). What one of the two does not state contradicts
 * nothing.
 */
export function contradictionOf(provenance: Provenance, { claims }: Identity): string | undefined {
  const repository = claims[sourceRepositoryClaim];
  const commit = claims[sourceCommitClaim];
  const { source, workflow } = provenance;
  for (const stated of [source?.uri, workflow?.repository]) {
    const named = stated === undefined ? undefined : sourceRepository(stated);
    const proven = repository === undefined ? undefined : sourceRepository(repository);
    if (named !== undefined && proven !== undefined && named !== proven)
      return `the provenance names ${named}, its certificate ${proven}`;
  }
  if (source?.commit === undefined || commit === undefined) return undefined;
  if (source.commit.toLowerCase() === commit.toLowerCase()) return undefined;
  return `the provenance names commit ${source.commit.slice(0, 64)}, its certificate ${commit}`;
}
