import type { StageStatus, StatusReport, TagStatus } from '../domain/status.ts';
import { shortDigest } from '../image/digest.ts';
import { columns } from './columns.ts';
import { driftText } from './drift.ts';
import { code, jsonDetails, prose, table } from './escape-markdown.ts';
import { inertText, visibleLine } from './escape-text.ts';
import { fit, summaryRoom } from './fit.ts';
import { countText, durationText, instantText } from './number.ts';
import { picture, type PictureStage } from './picture.ts';
import { configText, type MarkdownOptions, type TextOptions } from './plan.ts';
import type { Sign } from './sign.ts';
import { plainStyle, type Style } from './style.ts';
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
    ...report.stages.flatMap((stage) => ['', ...stageLines(stage, width, style)]),
    ...(report.notices.length === 0 ? [] : ['']),
    ...report.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2000)}`, width, 6)),
    '',
  ]);
}

/** The same for a job summary, with a picture of the stages. */
export function statusMarkdown(report: StatusReport, options: MarkdownOptions = {}): string {
  const drawn = picture(report.stages.map(pictureStage));
  const blocks = [
    `## ${report.totals.drift > 0 ? '🔀' : '📋'} ${totalText(report)}`,
    ...(drawn === undefined ? [] : [drawn]),
    ...report.stages.flatMap(stageMarkdown),
    ...report.notices.map((notice) => `> Note: ${prose(notice)}`),
    `Config ${code(configText(report.config))}`,
    jsonDetails('The status as JSON', report),
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

function stageLines(stage: StageStatus, width: number, style: Style): readonly string[] {
  const rows = stage.tags.map((tag) => [
    `${tagSigns[tag.state].mark} ${tag.repository}:${tag.tag}`,
    nowText(tag),
    tagSigns[tag.state].word,
    sinceText(tag),
  ]);
  const lines = columns(rows).map((line, at) => {
    const tone = tagSigns[stage.tags[at]?.state ?? 'unknown'].tone;
    return tone === 'bad' ? style.bad(line) : line;
  });
  return [
    `${style.strong(visibleLine(`${stage.pipeline}/${stage.stage}`))} · ${visibleLine(lastText(stage))}`,
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

function stageMarkdown(stage: StageStatus): readonly string[] {
  const rows = stage.tags.map((tag) => {
    const { emoji, word } = tagSigns[tag.state];
    const place = code(`${tag.repository}:${tag.tag}`);
    return [place, code(nowText(tag)), `${emoji} ${word}`, code(sinceText(tag))];
  });
  const items = [
    ...remarksOf(stage).map((remark) => `- ⏸️ ${prose(remark)}`),
    ...stage.drift.map((drift) => `- 🔀 ${prose(driftText(drift))}`),
    ...stage.notices.map((notice) => `- Note: ${prose(notice)}`),
  ];
  return [
    `### ${code(`${stage.pipeline}/${stage.stage}`)}`,
    `Last: ${prose(lastText(stage))}`,
    ...(items.length === 0 ? [] : [items.join('\n')]),
    ...(rows.length === 0 ? [] : [table(['Tag', 'Names now', '', 'Since'], rows)]),
  ];
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

function remarksOf({ hold, split, unfinished }: StageStatus): readonly string[] {
  const why = hold?.comment === undefined ? '' : `: ${hold.comment}`;
  return [
    ...(hold === undefined
      ? []
      : [
          `held since ${hold.actor} rolled it back, ${instantText(hold.since)}${why}; promote to it by name to go on`,
        ]),
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

function pictureStage({ pipeline, stage, last, tags, drift, hold, split }: StageStatus): PictureStage {
  const state =
    drift.length > 0 || split !== undefined
      ? 'conflict'
      : hold !== undefined
        ? 'waiting'
        : last === undefined
          ? 'none'
          : 'promoted';
  const targets = new Set(tags.map(({ repository }) => repository)).size;
  return { pipeline, stage, state, sources: last?.sources ?? [], targets };
}
