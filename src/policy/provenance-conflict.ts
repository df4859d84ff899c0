import type { Evidence } from '../domain/evidence.ts';
import type { Provenance } from '../domain/provenance.ts';
import { claimOf, repositoryUrl } from './claims.ts';

/**
 * Where a provenance says something else than the certificate that signed it: it is not believed then, whatever the
 * policy asks for (policy.md §5.3). A builder may call itself what it likes; which repository and commit it ran for,
 * GitHub states in the certificate.
 */
export function conflictOf(evidence: Evidence, provenance: Provenance): string | undefined {
  const { source, workflow } = provenance;
  const repository = claimOf(evidence, 'repository');
  if (repository !== undefined) {
    for (const stated of [source?.uri, workflow?.repository]) {
      if (stated !== undefined && differs(repositoryUrl(stated), repositoryUrl(repository)))
        return `it names the repository ${stated}, its certificate ${repository}`;
    }
  }
  const commit = claimOf(evidence, 'commit');
  if (commit !== undefined && source?.commit !== undefined && differs(source.commit, commit))
    return `it names the commit ${source.commit}, its certificate ${commit}`;
  const ref = claimOf(evidence, 'ref');
  if (ref === undefined) return undefined;
  for (const stated of [source?.ref, workflow?.ref]) {
    if (stated !== undefined && stated !== ref) return `it names the ref ${stated}, its certificate ${ref}`;
  }
  return undefined;
}

/** GitHub's names do not know case; hex digits neither. */
function differs(a: string, b: string): boolean {
  return a.toLowerCase() !== b.toLowerCase();
}
