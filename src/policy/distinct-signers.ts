import type { Evidence } from '../domain/evidence.ts';

/**
 * How many of the named signers signed, each by a signature of its own. One identity may satisfy several names and still
 * is one signer: documents that satisfy the same names count as one, and each is matched to at most one name.
 */
export function distinctSigners(documents: readonly Evidence[], names: readonly string[]): number {
  const sets = new Map<string, readonly string[]>();
  for (const { trust } of documents) {
    if (trust.level !== 'signed') continue;
    const satisfied =
      names.length === 0 ? trust.signers : trust.signers.filter((name) => names.includes(name));
    sets.set([...satisfied].sort().join(' '), satisfied);
  }
  const takenBy = new Map<string, readonly string[]>();
  return [...sets.values()].filter((set) => assign(set, takenBy, new Set())).length;
}

/** Gives the set a name of its own, moving others to another of theirs where that helps. */
function assign(
  set: readonly string[],
  takenBy: Map<string, readonly string[]>,
  tried: Set<string>,
): boolean {
  for (const name of set) {
    if (tried.has(name)) continue;
    tried.add(name);
    const holder = takenBy.get(name);
    if (holder !== undefined && !assign(holder, takenBy, tried)) continue;
    takenBy.set(name, set);
    return true;
  }
  return false;
}
