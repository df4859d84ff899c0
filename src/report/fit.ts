import { bytesText, countText } from './number.ts';

/** How much a place on GitHub takes (ecosystem.md §2.7), with a margin. */
export type Room = { readonly unit: 'bytes' | 'characters'; readonly size: number };

/** A job summary over 1 MiB is not shown at all. */
export const summaryRoom: Room = { unit: 'bytes', size: 900 * 1024 };

/** A comment over 65,536 characters is refused. */
export const commentRoom: Room = { unit: 'characters', size: 60_000 };

/** A block of Markdown, and how soon it goes where not everything fits: 0, as of a text alone, goes last. */
export type Block = string | { readonly text: string; readonly rank: number };

/** In what order the parts of a page go: what happened and where stays longest. */
export const ranks = { calm: 1, explanation: 2, fold: 4, json: 8 } as const;

/** The same blocks, each going so much sooner. */
export function ranked(rank: number, blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block) => ({ text: textOf(block), rank: rankOf(block) + rank }));
}

/**
 * Joins blocks of Markdown with blank lines. Where not all of it fits, whole blocks go, so that no table, fence or
 * `<details>` is left open: those of the highest rank first, of one rank the last first. The last line counts them, and
 * `rest` says where all of it is. A heading must not have a higher rank than what is below it.
 */
export function fit(
  blocks: readonly Block[],
  room: Room,
  rest = 'the `result` output has all of it',
): string {
  const whole = `${blocks.map(textOf).join('\n\n')}\n`;
  if (sizeOf(whole, room) <= room.size) return whole;
  // The note is at most a line; 300 is more than it can be.
  let over = sizeOf(whole, room) + 300 - room.size;
  const order = blocks
    .map((block, at) => ({ block, at }))
    .sort((a, b) => rankOf(b.block) - rankOf(a.block) || b.at - a.at);
  const gone = new Set<number>();
  for (const { block, at } of order) {
    if (over <= 0) break;
    over -= sizeOf(textOf(block), room) + 2;
    gone.add(at);
  }
  const texts = blocks.map(textOf);
  const bytes = texts.reduce((sum, text, at) => (gone.has(at) ? sum + Buffer.byteLength(text) : sum), 0);
  const note = `_${countText(gone.size, 'more section')} (${bytesText(bytes)}) did not fit here; ${rest}._`;
  return `${[...texts.filter((_, at) => !gone.has(at)), note].join('\n\n')}\n`;
}

function textOf(block: Block): string {
  return typeof block === 'string' ? block : block.text;
}

function rankOf(block: Block): number {
  return typeof block === 'string' ? 0 : block.rank;
}

function sizeOf(text: string, room: Room): number {
  return room.unit === 'bytes' ? Buffer.byteLength(text) : text.length;
}
