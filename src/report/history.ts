import type { HistoryEntry, HistoryReport, HistoryStep } from '../domain/history.ts';
import type { PlannedSource } from '../domain/plan.ts';
import { shortDigest } from '../image/digest.ts';
import { referenceText } from '../image/reference.ts';
import { columns } from './columns.ts';
import { csvText } from './csv.ts';
import { code, jsonDetails, prose, tables } from './escape-markdown.ts';
import { inertText, visibleLine } from './escape-text.ts';
import { fit, ranked, ranks, summaryRoom } from './fit.ts';
import { countText, instantText } from './number.ts';
import type { MarkdownOptions, TextOptions } from './plan.ts';
import { stateSign, type Sign } from './sign.ts';
import { plainStyle } from './style.ts';
import { indented, wrapped } from './wrap.ts';

const unfinished: Sign = { mark: '?', emoji: '❔', tone: 'warn', word: 'unfinished' };

/** How an entry of a journal ended, as every report shows it. */
function entrySign(outcome: HistoryEntry['outcome']): Sign {
  return outcome === 'unfinished' ? unfinished : stateSign(outcome);
}

/** The promotions as a table for a terminal or a log, and below it the path of a digest. Ends with a line end. */
export function historyText(report: HistoryReport, options: TextOptions = {}): string {
  const { width = 100, style = plainStyle } = options;
  const rows = report.entries.map((entry) => [
    instantText(entry.at),
    `${entrySign(entry.outcome).mark} ${entry.pipeline}/${entry.stage}`,
    outcomeText(entry),
    entry.kind,
    imagesText(entry.sources),
    placesText(entry),
    actorText(entry),
    entry.comment ?? '',
  ]);
  return inertText([
    style.strong(totalText(report)),
    ...(report.environments === undefined ? [] : [visibleLine(placesLooked(report.environments))]),
    ...(rows.length === 0 ? [] : ['', ...columns(rows, options.columns).flat()]),
    ...(report.path ?? []).flatMap((step, at) => [
      ...(at === 0 ? ['', style.strong('Path')] : []),
      ...indented([visibleLine(stepText(step))], 2),
    ]),
    ...(report.notices.length === 0 ? [] : ['']),
    ...report.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2000)}`, width, 6)),
    '',
  ]);
}

export function historyMarkdown(report: HistoryReport, options: MarkdownOptions = {}): string {
  const head = ['When', 'Promotion', 'Image', 'To', 'By', 'Why'];
  const rows = report.entries.map((entry) => [
    prose(instantText(entry.at)),
    `${entrySign(entry.outcome).emoji} ${outcomeText(entry)}<br>${code(`${entry.pipeline}/${entry.stage}`)} ${entry.kind}`,
    entry.sources.map((source) => code(imageText(source))).join('<br>'),
    [
      ...entry.targets.map((target) => code(placeText(target))),
      ...(entry.cut === true ? [notKept] : []),
    ].join('<br>'),
    code(actorText(entry)),
    entry.comment === undefined ? '' : code(entry.comment),
  ]);
  const steps = (report.path ?? []).map(
    (step) =>
      `- ${code(instantText(step.at))} ${code(`${step.pipeline}/${step.stage}`)} ${code(shortDigest(step.digest))}: ${code(referenceText(step.from))} → ${step.to.map((to) => code(`${to.repository}:${to.tags.join(' ')}`)).join(', ')}`,
  );
  const blocks = [
    `## ${totalText(report)}`,
    ...(report.environments === undefined
      ? []
      : [`In the environments ${report.environments.map((one) => code(one)).join(', ')}.`]),
    ...(steps.length === 0 ? [] : ['### Path', steps.join('\n'), '### Promotions']),
    ...tables(head, rows),
    ...report.notices.map((notice) => `> Note: ${prose(notice)}`),
    ...ranked(ranks.json, [jsonDetails('The history as JSON', report)]),
  ];
  return fit(blocks, options.room ?? summaryRoom);
}

const csvHead = [
  'id',
  'at',
  'planned',
  'pipeline',
  'stage',
  'kind',
  'outcome',
  'moved',
  'all',
  'actor',
  'initiator',
  'source',
  'source-tag',
  'digest',
  'from',
  'from-tag',
  'target',
  'tags',
  'comment',
  'environment',
  'plan-hash',
  'url',
  'made-by',
];

/** A row for each image at each target, for a spreadsheet. */
export function historyCsv({ entries }: HistoryReport): string {
  const rows = entries.flatMap((entry) => {
    const places = entry.targets.map((target) => ({
      target,
      source: entry.sources.find(({ digest }) => digest === target.digest),
    }));
    const nowhere = entry.sources.map((source) => ({ target: undefined, source }));
    return (places.length > 0 ? places : nowhere).map(({ target, source }) => [
      entry.id,
      entry.at,
      entry.planned,
      entry.pipeline,
      entry.stage,
      entry.kind,
      entry.outcome,
      countOrNothing(entry.moved),
      countOrNothing(entry.all),
      entry.actor,
      entry.initiator,
      source?.repository ?? '',
      source?.tag ?? '',
      target?.digest ?? source?.digest ?? '',
      source?.from ?? '',
      source?.fromTag ?? '',
      target?.repository ?? '',
      (target?.tags ?? []).map(({ tag }) => tag).join(' '),
      entry.comment ?? '',
      entry.environment ?? '',
      entry.planHash ?? '',
      entry.url ?? '',
      entry.madeBy ?? '',
    ]);
  });
  return csvText(csvHead, rows);
}

function countOrNothing(count: number | undefined): string {
  return count === undefined ? '' : String(count);
}

function totalText({ entries, limited, where, gap }: HistoryReport): string {
  const unread = gap === undefined ? '' : `, looked for back to ${instantText(gap.before)}`;
  if (entries.length === 0) return `No promotion is recorded that matches${unread}`;
  const more = limited ? `, and there may be more (limit=${where['limit'] ?? entries.length})` : '';
  return `${countText(entries.length, 'promotion')}${more}${unread}`;
}

function placesLooked(environments: readonly string[]): string {
  return `in the environments ${environments.join(', ')}`;
}

/** `promoted`, `failed 3/4`. */
function outcomeText({ outcome, moved, all }: HistoryEntry): string {
  const { word } = entrySign(outcome);
  return moved === undefined || all === undefined || moved === all ? word : `${word} ${moved}/${all}`;
}

/** Who promoted; of what no run made, who says so. */
function actorText({ actor, madeBy }: HistoryEntry): string {
  if (madeBy === undefined) return actor;
  return `${actor}, says ${madeBy === '' ? 'somebody' : madeBy}: no run made this entry`;
}

/** `ghcr.io/acme/dev/web:1.4.2 ab12cd34ef56`. */
function imageText({ repository, tag, digest }: PlannedSource): string {
  const name = referenceText({ repository, ...(tag === undefined ? {} : { tag }) });
  return `${name} ${shortDigest(digest)}`;
}

function imagesText(sources: readonly PlannedSource[]): string {
  const [first] = sources;
  if (first === undefined) return '–';
  return sources.length === 1 ? imageText(first) : `${imageText(first)} and ${sources.length - 1} more`;
}

function placeText({ repository, tags }: HistoryEntry['targets'][number]): string {
  return tags.length === 0 ? repository : `${repository}:${tags.map(({ tag }) => tag).join(' ')}`;
}

const notKept = 'and what the journal could not take';

function placesText({ targets, cut }: HistoryEntry): string {
  const [first] = targets;
  if (first === undefined) return '–';
  const more = targets.length > 1 ? ` and ${targets.length - 1} more` : '';
  return `→ ${placeText(first)}${more}${cut === true ? `, ${notKept}` : ''}`;
}

function stepText(step: HistoryStep): string {
  const to = step.to.map(({ repository, tags }) => `${repository}:${tags.join(' ')}`).join(', ');
  const stage = `${step.pipeline}/${step.stage}`;
  return `${instantText(step.at)}  ${stage}  ${shortDigest(step.digest)}  ${referenceText(step.from)} → ${to}`;
}
