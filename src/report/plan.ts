import { shortDigest } from '../image/digest.ts';
import { referenceText } from '../image/reference.ts';
import type { Plan, PlannedSource, PlannedTarget, StagePlan, Transfer } from '../domain/plan.ts';
import { changeMarkdown, changeText } from './change.ts';
import { decisionBlocks } from './decision-markdown.ts';
import { decisionText } from './decision.ts';
import { code, jsonDetails, prose, tables } from './escape-markdown.ts';
import { inertText, visibleLine } from './escape-text.ts';
import { fit, ranked, ranks, summaryRoom, type Block, type Room } from './fit.ts';
import { bytesText, countText, instantText } from './number.ts';
import { overview, urgency } from './overview.ts';
import { picture } from './picture.ts';
import { beside, problemLines, problemsMarkdown } from './problem.ts';
import { stateSign, type Sign } from './sign.ts';
import { plainStyle, type Style } from './style.ts';
import { plannedRow, tagCells, tagLines } from './tag-row.ts';
import { indented, wrapped } from './wrap.ts';

export type TextOptions = {
  /** Columns; sentences are broken there, references never. Default 100. */
  readonly width?: number | undefined;
  /** Of a terminal: rows of a table that do not fit are folded between two cells. Default: they are not. */
  readonly columns?: number | undefined;
  readonly style?: Style | undefined;
};

export type MarkdownOptions = { readonly room?: Room | undefined };

/** What a promotion would do, for a terminal or a log. Ends with a line end. */
export function planText(plan: Plan, options: TextOptions = {}): string {
  const { width = 100, style = plainStyle } = options;
  const sign = planSign(plan);
  return inertText([
    `${style.strong('Plan')} ${visibleLine(instantText(plan.instant))}: ${style[sign.tone](sign.word)}`,
    ...configLines(plan, style),
    ...plan.stages.flatMap((stage) => ['', ...stageLines(stage, width, style)]),
    ...(plan.notices.length === 0 ? [] : ['']),
    ...plan.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2000)}`, width, 6)),
    '',
    style.faint(totals(plan)),
    '',
  ]);
}

/** The same for a job summary or a comment. */
export function planMarkdown(plan: Plan, options: MarkdownOptions = {}): string {
  const sign = planSign(plan);
  const drawn = picture(plan.stages.map((stage) => ({ ...stage, targets: stage.targets.length })));
  const blocks: readonly Block[] = [
    `## ${sign.emoji} Plan: ${sign.word}`,
    ...ranked(ranks.fold, drawn === undefined ? [] : [drawn]),
    ...overview(plan.stages),
    ...plan.notices.map((notice) => `> Note: ${prose(notice)}`),
    ...plan.stages.flatMap(stageMarkdown),
    [totals(plan), ...configMarkdown(plan)].join('<br>'),
    ...ranked(ranks.json, [jsonDetails('The plan as JSON', plan)]),
  ];
  return fit(blocks, options.room ?? summaryRoom);
}

/** A plan that would promote has not promoted. */
function planSign(plan: Plan): Sign {
  return stateSign(plan.outcome === 'promoted' ? 'ready' : plan.outcome);
}

/** `.github/hoist.yml at 3f2a91c0d2e4`, or the file's hash where it has no commit. */
export function configText(config: NonNullable<Plan['config']>): string {
  const at =
    config.commit === undefined ? `sha256 ${config.sha256.slice(0, 12)}` : config.commit.slice(0, 12);
  return visibleLine(`${config.path} at ${at}`);
}

function configLines(plan: Plan, style: Style): readonly string[] {
  return plan.config === undefined ? [] : [style.faint(`Config ${configText(plan.config)}`)];
}

function configMarkdown(plan: Plan): readonly string[] {
  return [
    `Planned ${code(instantText(plan.instant))}`,
    ...(plan.config === undefined ? [] : [`Config ${code(configText(plan.config))}`]),
  ];
}

function stageLines(stage: StagePlan, width: number, style: Style): readonly string[] {
  const sign = stateSign(stage.state, stage.kind);
  const name = style.strong(visibleLine(`${stage.pipeline}/${stage.stage}`));
  const guard = stage.environment === undefined ? '' : ` · ${guardText(stage.environment)}`;
  return [
    `${style[sign.tone](sign.mark)} ${name} · ${style[sign.tone](sign.word)}${visibleLine(guard)}`,
    ...indented(
      [
        ...stage.sources.map(sourceText),
        ...stage.targets.flatMap((target) => targetLines(target, style)),
        ...(stage.changes ?? []).flatMap((change) => changeText(change, width - 2, style)),
        ...keepText(stage)
          .flatMap((text) => wrapped(text, width - 2, 2))
          .map(style.faint),
        ...costText(stage).map(style.faint),
        ...stage.problems
          .map(beside(stage.decisions))
          .flatMap((problem) => problemLines(problem, width - 2, style)),
        ...(stage.decisions ?? []).flatMap((decision) => [
          '',
          ...decisionText(decision, { width: width - 2, style }),
          '',
        ]),
        ...(stage.hash === undefined ? [] : [style.faint(visibleLine(`hash ${stage.hash}`))]),
      ],
      2,
    ),
  ];
}

/** Why a stage has a job at which nothing is to be done. */
function keepText({ toKeep }: StagePlan): readonly string[] {
  if (toKeep !== true) return [];
  return [
    'Everything is there: its job only keeps the record or statement that is missing, or lifts the hold.',
  ];
}

/** `48.2 MiB to pull, once for all targets; about 38 requests`. */
function costText({ pulled = 0, requests = 0, targets }: StagePlan): readonly string[] {
  const parts = [
    ...(pulled === 0
      ? []
      : [`${bytesText(pulled)} to pull${targets.length > 1 ? ', once for all targets' : ''}`]),
    ...(requests === 0 ? [] : [`about ${countText(requests, 'request')}`]),
  ];
  return parts.length === 0 ? [] : [parts.join('; ')];
}

function guardText(environment: NonNullable<StagePlan['environment']>): string {
  return `environment ${environment.name}${environment.approval === 'required' ? ', approval required' : ''}`;
}

/** `ghcr.io/acme/dev/web:1.4.2 ab12cd34ef56 read from ghcr.io/acme/qa/web:1.4.2`. */
function sourceText(source: PlannedSource): string {
  const from =
    source.from === source.repository
      ? ''
      : ` read from ${referenceText({ repository: source.from, ...tagOf(source.fromTag) })}`;
  const name = referenceText({ repository: source.repository, ...tagOf(source.tag) });
  return visibleLine(`${name} ${shortDigest(source.digest)}${from}`);
}

function tagOf(tag: PlannedSource['tag']): Pick<PlannedSource, 'tag'> {
  return tag === undefined ? {} : { tag };
}

function targetLines(target: PlannedTarget, style: Style): readonly string[] {
  const rows = target.tags.map((tag) => plannedRow(tag, target.digest));
  return [
    visibleLine(`→ ${target.repository}: ${transferText(target)}`),
    ...indented(tagLines(rows, style), 4),
  ];
}

/** `the image is there; 2 referrers to push`, `12 blobs (48.2 MiB), 4 manifests to push; 3 blobs to mount`. */
function transferText({ image, transfer }: PlannedTarget): string {
  if (image === 'unread') return 'could not be read';
  const there = image === 'present' ? ['the image is there'] : [];
  const parts = [...there, ...(transfer === undefined ? [] : transferParts(transfer))];
  if (parts.length > 0) return parts.join('; ');
  return transfer === undefined ? 'the image is not there' : 'nothing to push';
}

function transferParts({ blobs, bytes, mountable, manifests, referrers }: Transfer): readonly string[] {
  const sent = blobs - mountable;
  const pushed = [
    ...(sent === 0 ? [] : [`${countText(sent, 'blob')} (${bytesText(bytes)})`]),
    ...(manifests === 0 ? [] : [countText(manifests, 'manifest')]),
    ...(referrers === 0 ? [] : [countText(referrers, 'referrer')]),
  ];
  return [
    ...(pushed.length === 0 ? [] : [`${pushed.join(', ')} to push`]),
    ...(mountable === 0 ? [] : [`${countText(mountable, 'blob')} to mount`]),
  ];
}

/**
 * As blocks, so that what does not fit is cut behind one: what stands in the way and which tag goes from what to what
 * first, then what changes, then what policy says of it.
 */
export function stageMarkdown(stage: StagePlan): readonly Block[] {
  const sign = stateSign(stage.state, stage.kind);
  const rows = stage.targets.flatMap((target) => {
    const head = [code(target.repository)];
    const tags = target.tags.map((tag) => [...head, ...tagCells(plannedRow(tag, target.digest))]);
    return tags.length === 0 ? [[...head, '–', '', '', '']] : tags;
  });
  const costs = stage.targets.map((target) => `- ${code(target.repository)}: ${transferText(target)}`);
  return ranked(urgency(stage.state) > 1 ? ranks.calm : 0, [
    `### ${sign.emoji} ${code(`${stage.pipeline}/${stage.stage}`)} ${sign.word}`,
    ...(stage.environment === undefined ? [] : [guardMarkdown(stage.environment)]),
    ...problemsMarkdown(stage.problems.map(beside(stage.decisions))),
    ...keepText(stage),
    ...sourceMarkdown(stage.sources),
    ...tables(['Target', 'Tag', 'Change', 'Now', 'After'], rows),
    ...ranked(ranks.explanation, (stage.changes ?? []).map(changeMarkdown)),
    ...(stage.decisions ?? []).flatMap(decisionBlocks),
    ...ranked(ranks.explanation, costs.length === 0 ? [] : [costs.join('\n')]),
    ...(stage.hash === undefined ? [] : [`Plan hash ${code(stage.hash)}`]),
  ]);
}

function guardMarkdown({ name, approval }: NonNullable<StagePlan['environment']>): string {
  return `Guarded by the environment ${code(name)}${approval === 'required' ? ', approval required' : ''}.`;
}

/** A line an image, with the whole digest: it is what an approver compares. */
export function sourceMarkdown(sources: readonly PlannedSource[]): readonly string[] {
  if (sources.length === 0) return [];
  const lines = sources.map((source) => {
    const from = source.from === source.repository ? '' : `, read from ${code(source.from)}`;
    return `${code(referenceText({ repository: source.repository, ...tagOf(source.tag) }))} is ${code(source.digest)}${from}`;
  });
  return [lines.join('<br>')];
}

/** `2 ready, 1 waiting; 48.2 MiB to pull, 96.4 MiB to push, about 80 requests. Nothing was written.` */
function totals(plan: Plan): string {
  const counts = new Map<string, number>();
  for (const stage of plan.stages) {
    const { word } = stateSign(stage.state);
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const states = Array.from(counts, ([word, count]) => `${count} ${word}`).join(', ');
  const pull = plan.stages.reduce((sum, stage) => sum + (stage.pulled ?? 0), 0);
  const push = plan.stages
    .flatMap((stage) => stage.targets)
    .reduce((sum, target) => sum + (target.transfer?.bytes ?? 0), 0);
  const requests = plan.stages.reduce((sum, stage) => sum + (stage.requests ?? 0), 0);
  const unread = plan.stages
    .flatMap((stage) => stage.targets)
    .filter(({ image }) => image === 'unread').length;
  const unknown = unread === 0 ? '' : `; what ${countText(unread, 'unread target')} would get is not known`;
  const sizes = `${bytesText(pull)} to pull, ${bytesText(push)} to push${requests === 0 ? '' : `, about ${countText(requests, 'request')}`}${unknown}`;
  return `${states === '' ? 'No stage' : states}; ${sizes}. Nothing was written.`;
}
