import { shortDigest, type Digest } from '../image/digest.ts';
import { namesImage, type PlannedTag, type TagAction } from '../domain/plan.ts';
import type { TagResult } from '../domain/record.ts';
import { code, prose } from './escape-markdown.ts';
import { visibleLine } from './escape-text.ts';
import { tagSign } from './sign.ts';
import type { Style } from './style.ts';

/** One tag at one target, planned or done, as every report shows it. */
export type TagRow = {
  readonly tag: string;
  readonly action: TagAction | 'failed' | 'skipped';
  /** What it names before; undefined: it could not be read. */
  readonly from: Digest | null | undefined;
  /** What it names after: as planned, or as read back. */
  readonly after: Digest | null | undefined;
  readonly reason?: string | undefined;
};

export function plannedRow(tag: PlannedTag, digest: Digest): TagRow {
  return {
    tag: tag.tag,
    action: tag.action,
    from: tag.now,
    after: namesImage(tag) ? digest : tag.now,
    reason: tag.reason,
  };
}

export function resultRow(tag: TagResult): TagRow {
  return { tag: tag.tag, action: tag.action, from: tag.before, after: tag.after, reason: tag.reason };
}

/** `→ stable   99aabbccddee → ab12cd34ef56`, one line a tag, columns in line. */
export function tagLines(rows: readonly TagRow[], style: Style): readonly string[] {
  const tags = rows.map((row) => visibleLine(row.tag, 200));
  const width = Math.max(0, ...tags.map((tag) => tag.length));
  return rows.map((row, index) => {
    const sign = tagSign(row.action);
    const paint = style[sign.tone];
    return `${paint(sign.mark)} ${(tags[index] ?? '').padEnd(width)}  ${changeText(row, style)}`;
  });
}

/** The cells tag, change, before, after. */
export function tagCells(row: TagRow): readonly string[] {
  const sign = tagSign(row.action);
  const reason = row.reason === undefined ? '' : `: ${prose(row.reason, 300)}`;
  return [code(row.tag), `${sign.emoji} ${sign.word}${reason}`, digestCell(row.from), digestCell(row.after)];
}

function changeText(row: TagRow, style: Style): string {
  const sign = tagSign(row.action);
  const from = digestText(row.from);
  const after = digestText(row.after);
  const reason = row.reason === undefined ? '' : ` (${visibleLine(row.reason, 300)})`;
  if (row.action === 'create' && row.from === undefined)
    return `→ ${after} if it is new; it could not be read`;
  if (row.action === 'create') return style.good(`${sign.word} → ${after}`);
  if (row.action === 'move') return `${from} → ${style.good(after)}`;
  if (row.action === 'unchanged') return style.faint(`names ${after} already`);
  // Of a tag that was not written, nothing is also what there is to say where it could not be read.
  const names = row.after === null ? '' : `, names ${after}`;
  return style[sign.tone](`${sign.word}${names}${reason}`);
}

function digestText(digest: Digest | null | undefined): string {
  if (digest === undefined) return 'what could not be read';
  return digest === null ? 'nothing' : shortDigest(digest);
}

function digestCell(digest: Digest | null | undefined): string {
  if (digest === undefined) return '_not read_';
  return digest === null ? '–' : code(shortDigest(digest));
}
