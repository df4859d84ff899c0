import type { Compared } from '../domain/change.ts';
import type { Evidence, EvidencePart } from '../domain/evidence.ts';
import type { Answer } from '../domain/facts.ts';
import { clipped } from './cut-list.ts';

/** A document of one of two images, with what it says. */
export type Told<Part> = { readonly evidence: Evidence; readonly part: Part };

type Choice<Part> = {
  readonly from: readonly Told<Part>[];
  readonly to: readonly Told<Part>[];
  readonly compared: Compared;
};

type Words<Part> = {
  /** `SBOM`, `scan`. */
  readonly noun: string;
  /** What two documents must share to be comparable: the format, the scanner. */
  readonly maker: (part: Part) => string;
  /** ISO 8601: of several about one thing, the newest is read. */
  readonly created: (part: Part) => string | undefined;
};

/** Whether somebody vouches for a document; one whose signature is nobody's counts for nothing. */
const ranks: Readonly<Record<Evidence['trust']['level'], number | undefined>> = {
  signed: 0,
  local: 1,
  unsigned: 2,
  untrusted: undefined,
};

/**
 * The documents of two images that can be compared: by one maker, as two tools call one package by two names and find
 * different things, and the ones that are vouched for best.
 */
export function choosePair<Part>(
  from: readonly Told<Part>[],
  to: readonly Told<Part>[],
  words: Words<Part>,
): Answer<Choice<Part>> {
  const [before, after] = [groups(from, words), groups(to, words)];
  if (before.size === 0) return missing(words.noun, 'image before');
  if (after.size === 0) return missing(words.noun, 'image after');
  const common = [...after.keys()].flatMap((maker) => {
    const [old, next] = [before.get(maker), after.get(maker)];
    if (old === undefined || next === undefined) return [];
    return [{ maker, from: old, to: next, rank: Math.max(old.rank, next.rank) }];
  });
  const [best] = common.toSorted((a, b) => a.rank - b.rank || (a.maker < b.maker ? -1 : 1));
  if (best === undefined)
    return {
      state: 'unknown',
      code: 'INCOMPLETE',
      message: `one has a ${words.noun} of ${clipped([...before.keys()].join(', '))}, the other of ${clipped([...after.keys()].join(', '))}`,
    };
  const [first] = best.to.told;
  return {
    state: 'known',
    value: {
      from: best.from.told,
      to: best.to.told,
      compared: {
        by: clipped(first?.evidence.title ?? best.maker),
        trust: best.rank === 0 ? 'signed' : 'unsigned',
      },
    },
  };
}

/** What documents that count for something say of a kind. */
export function toldOf<Kind extends EvidencePart['kind']>(
  evidence: readonly Evidence[],
  kind: Kind,
): readonly Told<Extract<EvidencePart, { readonly kind: Kind }>>[] {
  return evidence
    .filter(({ problem, trust }) => problem === undefined && ranks[trust.level] !== undefined)
    .flatMap((one) =>
      one.parts
        .filter((part): part is Extract<EvidencePart, { readonly kind: Kind }> => part.kind === kind)
        .map((part) => ({ evidence: one, part })),
    );
}

type Group<Part> = { readonly rank: number; readonly told: readonly Told<Part>[] };

/** Of each maker those that are vouched for best, the newest of each subject. */
function groups<Part>(told: readonly Told<Part>[], { maker, created }: Words<Part>) {
  const byMaker = new Map<string, Group<Part>>();
  for (const one of told) {
    const rank = ranks[one.evidence.trust.level] ?? 2;
    const known = byMaker.get(maker(one.part));
    if (known !== undefined && known.rank < rank) continue;
    const others = known?.rank === rank ? known.told : [];
    byMaker.set(maker(one.part), { rank, told: [...others, one] });
  }
  return new Map(
    [...byMaker].map(([name, group]) => [name, { ...group, told: newestOf(group.told, created) }] as const),
  );
}

function newestOf<Part>(told: readonly Told<Part>[], created: Words<Part>['created']): readonly Told<Part>[] {
  const bySubject = new Map<string, Told<Part>>();
  for (const one of told) {
    const key = one.evidence.subjects.toSorted().join(' ');
    const known = bySubject.get(key);
    if (known === undefined || (created(one.part) ?? '') >= (created(known.part) ?? ''))
      bySubject.set(key, one);
  }
  return [...bySubject.values()];
}

function missing(noun: string, which: string): Answer<never> {
  return { state: 'unknown', code: 'NO_EVIDENCE', message: `the ${which} has no ${noun} that counts` };
}
