import type { Hold } from '../domain/hold.ts';
import type { StageStatus, StatusReport, TagStatus } from '../domain/status.ts';
import { shortDigest } from '../image/digest.ts';
import { columns } from './columns.ts';
import { driftText } from './drift.ts';
import { code, jsonDetails, prose, tables } from './escape-markdown.ts';
import { inertText, visibleLine } from './escape-text.ts';
import { fit, ranked, ranks, summaryRoom, type Block } from './fit.ts';
import { countText, durationText, instantText } from './number.ts';
import { picture, type PictureStage } from './picture.ts';
import { configText, type MarkdownOptions, type TextOptions } from './plan.ts';
import type { Sign } from './sign.ts';
import { plainStyle } from './style.ts';
import { indented, wrapped } from './wrap.ts';

const tagSigns: Readonly<Record<TagStatus['state'], Sign>> = {
  'as-promoted': { mark: '✓', emoji: '✅', tone: 'good', word: 'as promoted' },
  unsettled: { mark: '?', emoji: '❔', tone: 'warn', word: 'unsettled' },
  moved: { mark: '✗', emoji: '🔀', tone: 'bad', word: 'moved' },
  deleted: { mark: '✗', emoji: '🗑️', tone: 'bad', word: 'deleted' },
  'never-promoted': { mark: '✗', emoji: '👻', tone: 'bad', word: 'never promoted' },
  unknown: { mark: '?', emoji: '❓', tone: 'warn', word: 'unknown' },
};

/** The board for a terminal or a log. Ends with a line end. */
export function statusText(report: StatusReport, options: TextOptions = {}): string {
  const { width = 100, style = plainStyle } = options;
  return inertText([
    style.strong(totalText(report)),
    style.faint(`Config ${configText(report.config)}`),
    ...report.stages.flatMap((stage) => ['', ...stageLines(stage, options)]),
    ...(report.notices.length === 0 ? [] : ['']),
    ...report.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2000)}`, width, 6)),
    '',
  ]);
}

/** The same for a job summary, with a picture of the stages. */
export function statusMarkdown(report: StatusReport, options: MarkdownOptions = {}): string {
  const drawn = picture(report.stages.map(pictureStage));
  const blocks: readonly Block[] = [
    `## ${report.totals.drift > 0 ? '🔀' : '📋'} ${totalText(report)}`,
    ...ranked(ranks.fold, drawn === undefined ? [] : [drawn]),
    ...report.stages.flatMap(stageMarkdown),
    ...report.notices.map((notice) => `> Note: ${prose(notice)}`),
    `Config ${code(configText(report.config))}`,
    ...ranked(ranks.json, [jsonDetails('The status as JSON', report)]),
  ];
  return fit(blocks, options.room ?? summaryRoom);
}

function totalText({ stages, totals }: StatusReport): string {
  const parts = [
    totals.drift === 0 ? 'no drift' : countText(totals.drift, 'difference'),
    ...(totals.unknown === 0 ? [] : [`${countText(totals.unknown, 'tag')} unknown`]),
    ...(totals.held === 0 ? [] : [`${totals.held} held`]),
    ...(totals.split === 0 ? [] : [`${totals.split} split`]),
    ...(totals.unfinished === 0 ? [] : [`${totals.unfinished} unfinished`]),
  ];
  return `${countText(stages.length, 'stage')}: ${parts.join(', ')}`;
}

function stageLines(
  stage: StageStatus,
  { width = 100, columns: room = Infinity, style = plainStyle }: TextOptions,
): readonly string[] {
  const rows = stage.tags.map((tag) => [
    `${tagSigns[tag.state].mark} ${tag.repository}:${tag.tag}`,
    nowText(tag),
    tagSigns[tag.state].word,
    sinceText(tag),
  ]);
  const lines = columns(rows, room - 2).flatMap((row, at) => {
    const tone = tagSigns[stage.tags[at]?.state ?? 'unknown'].tone;
    return tone === 'bad' ? row.map(style.bad) : row;
  });
  const name = visibleLine(`${stage.pipeline}/${stage.stage}`);
  const [head = '', ...more] = wrapped(visibleLine(`${name} · ${lastText(stage)}`), Math.min(width, room), 4);
  return [
    `${style.strong(name)}${head.slice(name.length)}`,
    ...more,
    ...indented(
      [
        ...lines,
        ...remarksOf(stage).flatMap((remark) =>
          wrapped(visibleLine(remark, 2000), width - 2, 2).map((line) => style.warn(line)),
        ),
        ...stage.drift.flatMap((drift) =>
          wrapped(visibleLine(`drift: ${driftText(drift)}`, 2000), width - 2, 2).map(style.bad),
        ),
        ...stage.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2000)}`, width - 2, 6)),
      ],
      2,
    ),
  ];
}

function stageMarkdown(stage: StageStatus): readonly Block[] {
  const rows = stage.tags.map((tag) => {
    const { emoji, word } = tagSigns[tag.state];
    const place = code(`${tag.repository}:${tag.tag}`);
    return [place, code(nowText(tag)), `${emoji} ${word}`, prose(sinceText(tag))];
  });
  const { hold } = stage;
  const items = [
    ...(hold === undefined ? [] : [`- ⏸️ ${prose(holdText(hold))}`]),
    ...(hold?.comment === undefined ? [] : [`- Reason of the rollback: ${code(hold.comment, 500)}`]),
    ...openOf(stage).map((remark) => `- ⏸️ ${prose(remark)}`),
    ...stage.drift.map((drift) => `- 🔀 ${prose(driftText(drift))}`),
    ...stage.notices.map((notice) => `- Note: ${prose(notice)}`),
  ];
  const isCalm = stage.drift.length === 0 && items.length === 0;
  return ranked(isCalm ? ranks.calm : 0, [
    `### ${code(`${stage.pipeline}/${stage.stage}`)}`,
    `Last: ${prose(lastText(stage))}`,
    ...(items.length === 0 ? [] : [items.join('\n')]),
    ...ranked(ranks.explanation, tables(['Tag', 'Names now', '', 'Since'], rows)),
  ]);
}

/** `web:1.4.2 ab12cd34ef56, promoted 2026-05-04 10:11:12 UTC by ada`. */
function lastText({ last }: StageStatus): string {
  if (last === undefined) return 'nothing was promoted here yet';
  const images = last.sources.map(({ repository, tag, digest }) => {
    const name = repository.slice(repository.lastIndexOf('/') + 1);
    return `${name}${tag === undefined ? '' : `:${tag}`} ${shortDigest(digest)}`;
  });
  const what = last.kind === 'rollback' ? 'rolled back' : 'promoted';
  return `${images.join(', ')}, ${what} ${instantText(last.at)} by ${last.actor}`;
}

function nowText({ now }: TagStatus): string {
  if (now === undefined) return 'not read';
  return now === null ? 'nothing' : shortDigest(now);
}

function sinceText({ since, state, reason, expected }: TagStatus): string {
  if (state === 'unknown') return reason ?? '';
  if (since === undefined) return '';
  const was =
    state === 'as-promoted' || expected === undefined ? '' : `${shortDigest(expected)} was promoted `;
  return `${was}${state === 'as-promoted' ? 'since ' : ''}${instantText(since)}`;
}

function remarksOf({ hold, ...stage }: StageStatus): readonly string[] {
  return [...(hold === undefined ? [] : [holdText(hold, hold.comment)]), ...openOf(stage)];
}

function holdText({ actor, since }: Hold, comment?: string): string {
  const why = comment === undefined ? '' : `: ${comment}`;
  return `held since ${actor} rolled it back, ${instantText(since)}${why}; promote to it by name to go on`;
}

function openOf({ split, unfinished }: Pick<StageStatus, 'split' | 'unfinished'>): readonly string[] {
  return [
    ...(split === undefined
      ? []
      : [
          `split: ${split.moved} of ${split.all} tags moved (record ${split.record}); promote the same images again`,
        ]),
    ...unfinished.map(
      ({ record, ageSeconds, actor, kind }) =>
        `unfinished: record ${record} (${kind}, by ${actor}) began ${durationText(ageSeconds * 1000)} ago and has not ended; it is under way, or run the same image again`,
    ),
  ];
}

/** What the board has to say of a stage in a word; a stage that is as it was promoted has no sign of its own. */
function pictureStage({ pipeline, stage, last, tags, drift, hold, split }: StageStatus): PictureStage {
  const targets = new Set(tags.map(({ repository }) => repository)).size;
  const drawn = { pipeline, stage, sources: last?.sources ?? [], targets };
  if (drift.length > 0) return { ...drawn, state: 'conflict', sign: { mark: '✗', word: 'drift' } };
  if (split !== undefined) return { ...drawn, state: 'conflict', sign: { mark: '✗', word: 'split' } };
  if (hold !== undefined) return { ...drawn, state: 'waiting', sign: { mark: '‖', word: 'held' } };
  if (last === undefined) return { ...drawn, state: 'none', sign: { mark: '·', word: 'nothing yet' } };
  return { ...drawn, state: 'promoted' };
}
