import { shortDigest } from '../image/digest.ts';
import { isInPlace } from '../domain/outcome.ts';
import type { Outcome, PlannedSource, StagePlan } from '../domain/plan.ts';
import type { Intent, PromotionRecord, Result, RunResult, TargetResult } from '../domain/record.ts';
import { referenceText } from '../image/reference.ts';
import { approvalMarkdown, approvalTexts } from './approval.ts';
import { decisionBlocks } from './decision-markdown.ts';
import { decisionText } from './decision.ts';
import { code, jsonDetails, link, prose, tables } from './escape-markdown.ts';
import { inertText, visibleLine } from './escape-text.ts';
import { fit, ranked, ranks, summaryRoom, type Block } from './fit.ts';
import { bytesText, countText, durationText } from './number.ts';
import { overview, urgency } from './overview.ts';
import { picture, type PictureStage } from './picture.ts';
import { configText, sourceMarkdown, type MarkdownOptions, type TextOptions } from './plan.ts';
import { beside, problemLines, problemsMarkdown } from './problem.ts';
import { recordedText } from './recorded-decision.ts';
import { stateSign, type Sign } from './sign.ts';
import { plainStyle, type Style } from './style.ts';
import { resultRow, tagCells, tagLines } from './tag-row.ts';
import { indented, wrapped } from './wrap.ts';

/** One stage of a run with what is known of it: its record, or at least its plan. */
type StageReport = {
  readonly pipeline: string;
  readonly stage: string;
  readonly outcome: Outcome;
  readonly record: PromotionRecord | undefined;
  readonly plan: StagePlan | undefined;
};

/** What a run did, for a terminal or a log. Ends with a line end. */
export function resultText(result: RunResult, options: TextOptions = {}): string {
  const { width = 100, style = plainStyle } = options;
  const sign = runSign(result);
  return inertText([
    style.strong(style[sign.tone](`${sign.mark} ${capital(sign.word)}`)),
    ...stageReports(result).flatMap((stage) => ['', ...stageLines(stage, width, style)]),
    ...(result.notices.length === 0 ? [] : ['']),
    ...result.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2000)}`, width, 6)),
    '',
  ]);
}

/** The same for a job summary or a comment; the whole document folds open. */
export function resultMarkdown(result: RunResult, options: MarkdownOptions = {}): string {
  const sign = runSign(result);
  const stages = stageReports(result);
  const shown = stages.map(pictureStage);
  const drawn = picture(shown);
  const blocks: readonly Block[] = [
    `## ${sign.emoji} ${capital(sign.word)}`,
    ...ranked(ranks.fold, drawn === undefined ? [] : [drawn]),
    ...overview(shown),
    ...result.notices.map((notice) => `> Note: ${prose(notice)}`),
    ...stages.flatMap(stageMarkdown),
    ...(result.plan.config === undefined ? [] : [`Config ${code(configText(result.plan.config))}`]),
    ...ranked(ranks.json, [jsonDetails('The records as JSON', result)]),
  ];
  return fit(blocks, options.room ?? summaryRoom);
}

/** A rollback is of one stage. */
function runSign({ outcome, plan }: RunResult): Sign {
  return stateSign(outcome, plan.stages[0]?.kind);
}

/** The stages alone, as blocks. */
export function stagesMarkdown(result: RunResult): readonly Block[] {
  return stageReports(result).flatMap(stageMarkdown);
}

function stageReports(result: RunResult): readonly StageReport[] {
  const records = [...result.records];
  const plans = [...result.plan.stages];
  return result.stages.map(({ pipeline, stage, outcome }) => {
    const record = taken(records, ({ intent }) => intent.pipeline === pipeline && intent.stage === stage);
    const plan = taken(plans, (planned) => planned.pipeline === pipeline && planned.stage === stage);
    return { pipeline, stage, outcome, record, plan };
  });
}

/** Each record and plan belongs to one stage, in order: `sync` has several of one name. */
function taken<T>(list: T[], matches: (item: T) => boolean): T | undefined {
  const index = list.findIndex(matches);
  return index < 0 ? undefined : list.splice(index, 1)[0];
}

function pictureStage({ pipeline, stage, outcome, record, plan }: StageReport): PictureStage {
  return {
    pipeline,
    stage,
    state: outcome,
    kind: plan?.kind,
    sources: record?.intent.sources ?? plan?.sources ?? [],
    environment: plan?.environment,
    targets: (record?.intent.targets ?? plan?.targets ?? []).length,
  };
}

function stageLines(stage: StageReport, width: number, style: Style): readonly string[] {
  const { record, plan } = stage;
  const sign = stateSign(stage.outcome, plan?.kind);
  const name = style.strong(visibleLine(`${stage.pipeline}/${stage.stage}`));
  const result = record?.result;
  const took = result === undefined ? '' : style.faint(` in ${tookText(result)}`);
  const inner = [
    ...(record?.intent.sources ?? plan?.sources ?? []).map(sourceText),
    ...(result?.targets ?? []).flatMap((target) => targetLines(target, stage.outcome, style)),
    ...(result === undefined || result.pulled === 0
      ? []
      : [
          style.faint(
            `${bytesText(result.pulled)} pulled${isReadOnce(result) ? ', once for all targets' : ''}`,
          ),
        ]),
    ...problemsOf(stage)
      .map(beside(plan?.decisions))
      .flatMap((problem) => problemLines(problem, width - 2, style)),
    ...(plan?.decisions ?? []).flatMap((decision) => [
      '',
      ...decisionText(decision, { width: width - 2, style }),
      '',
    ]),
    ...recordedOf(stage).flatMap((text) => wrapped(visibleLine(text, 2000), width - 2, 4)),
    ...(result?.split === true ? [style.bad(splitText)] : []),
    ...approvalTexts(result?.approvals).flatMap((text) => wrapped(visibleLine(text, 1000), width - 2, 4)),
    ...(record === undefined ? [] : [style.faint(`record ${visibleLine(record.id)}`)]),
  ];
  return [
    `${style[sign.tone](sign.mark)} ${name} · ${style[sign.tone](sign.word)}${took}`,
    ...indented(inner, 2),
  ];
}

/**
 * Whether several targets were sure to share each read. A repository is sent a blob once, so as many bytes as one of them
 * was sent are distinct; more may have been read a second time for one that was slow, or had lost them.
 */
function isReadOnce({ targets, pulled }: Result): boolean {
  if (targets.length < 2) return false;
  const sent = new Map<string, number>();
  for (const { repository, pushed } of targets) sent.set(repository, (sent.get(repository) ?? 0) + pushed);
  return pulled <= Math.max(...sent.values());
}

const splitText = 'Split: some targets have the new tags and some do not. Promote the same digests again.';

function targetLines(target: TargetResult, outcome: Outcome, style: Style): readonly string[] {
  const rows = target.tags.map(resultRow);
  return [
    visibleLine(`→ ${target.repository}: ${carriedText(target, outcome)}`),
    ...indented(tagLines(rows, style), 4),
    ...indented(
      target.left.map((left) => style.warn(`left behind: ${visibleLine(left, 300)}`)),
      4,
    ),
  ];
}

/** `12 blobs (48.2 MiB) pushed, 3 mounted, 5 there already, 2 referrers`. */
function carriedText({ blobs, pushed, referrers }: TargetResult, outcome: Outcome): string {
  const parts = [
    ...(blobs.pushed === 0 ? [] : [`${countText(blobs.pushed, 'blob')} (${bytesText(pushed)}) pushed`]),
    ...(blobs.mounted === 0 ? [] : [`${countText(blobs.mounted, 'blob')} mounted`]),
    ...(blobs.skipped === 0 ? [] : [`${countText(blobs.skipped, 'blob')} there already`]),
    ...(referrers === 0 ? [] : [countText(referrers, 'referrer')]),
  ];
  if (parts.length > 0) return parts.join(', ');
  return isInPlace(outcome) ? 'nothing had to be pushed' : 'nothing was pushed';
}

/** Of a stage whose decision is not at hand any more, what its record keeps of it. */
function recordedOf({ plan, record }: StageReport): readonly string[] {
  return plan?.decisions === undefined ? (record?.intent.policy ?? []).map(recordedText) : [];
}

/** As blocks, so that what does not fit is cut behind one: what went wrong and what every tag names now come first. */
function stageMarkdown(stage: StageReport): readonly Block[] {
  const { record, plan } = stage;
  const sign = stateSign(stage.outcome, plan?.kind);
  const targets = record?.result?.targets ?? [];
  const rows = targets.flatMap((target) =>
    target.tags.map((tag) => [code(target.repository), ...tagCells(resultRow(tag))]),
  );
  const carried = targets.map(
    (target) => `- ${code(target.repository)}: ${carriedText(target, stage.outcome)}`,
  );
  const left = targets.flatMap((target) => target.left.map((text) => `- Left behind: ${prose(text, 300)}`));
  return ranked(urgency(stage.outcome) > 1 ? ranks.calm : 0, [
    `### ${sign.emoji} ${code(`${stage.pipeline}/${stage.stage}`)} ${sign.word}`,
    ...problemsMarkdown(problemsOf(stage).map(beside(plan?.decisions))),
    ...sourceMarkdown(record?.intent.sources ?? plan?.sources ?? []),
    ...tables(['Target', 'Tag', 'Change', 'Before', 'After'], rows),
    ...(record?.result?.split === true ? [`**${splitText}**`] : []),
    ...approvalMarkdown(record?.result?.approvals),
    ...(record === undefined ? [] : [recordMarkdown(record)]),
    ...(plan?.decisions ?? []).flatMap(decisionBlocks),
    ...ranked(ranks.explanation, [
      ...recordedOf(stage).map((text) => `> Note: ${prose(text, 2000)}`),
      ...(carried.length === 0 ? [] : [[...carried, ...left].join('\n')]),
    ]),
  ]);
}

function recordMarkdown({ id, intent, result }: PromotionRecord): string {
  return [
    ...(result === undefined ? [] : [`${bytesText(result.pulled)} pulled, took ${tookText(result)}`]),
    `by ${code(intent.actor)}${intent.initiator === intent.actor ? '' : `, started by ${code(intent.initiator)}`}`,
    ...(intent.comment === undefined ? [] : [`comment ${code(intent.comment, 500)}`]),
    `record ${code(id)}${runMarkdown(intent)}`,
  ].join('; ');
}

function runMarkdown({ run }: Intent): string {
  return run.url === undefined ? '' : ` of run ${link(run.id ?? 'run', run.url)}`;
}

/** The record's own problems and error; of a stage that did not run, what the plan says. */
function problemsOf({ record, plan }: StageReport): StagePlan['problems'] {
  const result = record?.result;
  if (result === undefined) return plan?.problems ?? [];
  return [...result.problems, ...(result.error === undefined ? [] : [result.error])];
}

function sourceText(source: PlannedSource): string {
  const tag = source.tag === undefined ? {} : { tag: source.tag };
  return visibleLine(
    `${referenceText({ repository: source.repository, ...tag })} ${shortDigest(source.digest)}`,
  );
}

function tookText({ started, finished }: Result): string {
  const took = Date.parse(finished) - Date.parse(started);
  return Number.isNaN(took) ? 'an unknown time' : durationText(took);
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}
