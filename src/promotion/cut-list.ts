import type { Cut } from '../domain/change.ts';

/** So many of each list: more is in the documents themselves, and a plan has to fit an output. */
const most = 25;
const longest = 200;

/** The first of a list. */
export function cut<Item>(items: readonly Item[]): Cut<Item> {
  return { items: items.slice(0, most), more: Math.max(0, items.length - most) };
}

/** A text of a document that anybody may have written. */
export function clipped(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest).replace(/[\ud800-\udbff]$/u, '')}…`;
}
