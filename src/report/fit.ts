import { bytesText, countText } from './number.ts';

/** How much a place on GitHub takes (ecosystem.md §2.7), with a margin. */
export type Room = { readonly unit: 'bytes' | 'characters'; readonly size: number };

/** A job summary over 1 MiB is not shown at all. */
export const summaryRoom: Room = { unit: 'bytes', size: 900 * 1024 };

/** A comment over 65,536 characters is refused. */
export const commentRoom: Room = { unit: 'characters', size: 60_000 };

/**
 * Joins blocks of Markdown with blank lines. What does not fit is cut at a block's end, so that no table, fence or
 * `<details>` is left open, and the last line counts what was cut. `rest` says where all of it is.
 */
export function fit(
  blocks: readonly string[],
  room: Room,
  rest = 'the `result` output has all of it',
): string {
  const whole = `${blocks.join('\n\n')}\n`;
  if (sizeOf(whole, room) <= room.size) return whole;
  // The note is at most a line; 300 is more than it can be.
  let left = room.size - 300;
  let count = 0;
  for (const block of blocks) {
    left -= sizeOf(block, room) + 2;
    if (left < 0) break;
    count += 1;
  }
  const cut = blocks.slice(count);
  const bytes = cut.reduce((sum, block) => sum + Buffer.byteLength(block), 0);
  const note = `_${countText(cut.length, 'more section')} (${bytesText(bytes)}) did not fit here; ${rest}._`;
  return `${[...blocks.slice(0, count), note].join('\n\n')}\n`;
}

function sizeOf(text: string, room: Room): number {
  return room.unit === 'bytes' ? Buffer.byteLength(text) : text.length;
}
