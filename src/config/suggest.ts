/** The known word that was probably meant: spelled alike, whatever its case and dashes, or cut short. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  const plain = normal(word);
  const longer = known.filter((candidate) => plain.length > 2 && normal(candidate).startsWith(plain));
  if (longer.length === 1) return longer[0];
  const [best] = known
    .map((candidate) => ({ candidate, distance: distance(plain, normal(candidate)) }))
    .filter(({ distance, candidate }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return best?.candidate;
}

/** A hint for a word that is not among the known ones. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const meant = suggest(word, known);
  if (meant !== undefined) return `Did you mean ${meant}?`;
  return known.length === 0 ? undefined : `Known here: ${known.join(', ')}.`;
}

function normal(word: string): string {
  return word.slice(0, 64).toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** How many letters to insert, drop, replace or swap with their neighbour. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next[j] = Math.min(
        (row[j] ?? 0) + 1,
        (next[j - 1] ?? 0) + 1,
        (row[j - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
