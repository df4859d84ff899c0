import type { EntryEnd, MovedTag } from '../../domain/journal-entry.ts';
import type { Outcome } from '../../domain/plan.ts';

/** Characters that GitHub takes as the description of a deployment's status; with more it answers 422. */
const longest = 140;

const outcomes: Readonly<Record<Outcome, true>> = {
  failed: true,
  conflict: true,
  refused: true,
  waiting: true,
  superseded: true,
  promoted: true,
  unchanged: true,
  none: true,
};

const endGrammar = /^([a-z]{1,20}) (\d{1,7})\/(\d{1,7}) ([0-9a-f]{12})$/;

/** `promoted 3/3 0123456789ab`: all that is left of a result on GitHub (contract §8). */
export function endText({ outcome, moved, all, record }: Omit<EntryEnd, 'finished'>): string {
  return `${outcome} ${moved}/${all} ${record}`;
}

/** What {@link endText} wrote; undefined for any other text. */
export function parseEnd(text: string): Omit<EntryEnd, 'finished'> | undefined {
  const [, outcome = '', moved, all, record = ''] = endGrammar.exec(text) ?? [];
  if (!Object.hasOwn(outcomes, outcome)) return undefined;
  return { outcome: outcome as Outcome, moved: Number(moved), all: Number(all), record };
}

/** `ghcr.io/acme/web:1.2 → sha256:0123456789ab`, the beginning of a long name left out. */
export function movedText({ repository, tag, after }: MovedTag): string {
  const to = ` → ${after.slice(0, 'sha256:'.length + 12)}`;
  return `${withoutStart(`${repository}:${tag}`, longest - to.length)}${to}`;
}

/** At most 140 characters. */
export function shortText(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

function withoutStart(text: string, most: number): string {
  return text.length <= most ? text : `…${text.slice(text.length - most + 1)}`;
}
