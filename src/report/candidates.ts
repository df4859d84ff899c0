import type { Candidate, CandidatesReport } from '../domain/candidate.ts';
import type { Decision } from '../domain/decision.ts';
import { shortDigest } from '../image/digest.ts';
import { referenceText } from '../image/reference.ts';
import { checkState } from './check-state.ts';
import { columns } from './columns.ts';
import { decisionBlocks } from './decision-markdown.ts';
import { code, jsonDetails, prose, tables } from './escape-markdown.ts';
import { inertText, visibleLine } from './escape-text.ts';
import { fit, ranked, ranks, summaryRoom, type Block } from './fit.ts';
import { countText, instantText } from './number.ts';
import type { MarkdownOptions, TextOptions } from './plan.ts';
import { problemLines, problemMarkdown } from './problem.ts';
import { stateSign } from './sign.ts';
import { plainStyle } from './style.ts';
import { indented, wrapped } from './wrap.ts';

/** What could be promoted to a stage, a line an image, and what stands in the way. Ends with a line end. */
export function candidatesText(report: CandidatesReport, options: TextOptions = {}): string {
  const { width = 100, style = plainStyle } = options;
  const lines = columns(
    report.candidates.map((one) => [
      `${stateSign(one.state).mark} ${imagesText(one)}`,
      stateSign(one.state).word,
      verdictText(one),
      promotedText(one),
    ]),
    options.columns,
  );
  return inertText([
    style.strong(visibleLine(totalText(report))),
    ...holdLines(report).flatMap((line) => wrapped(visibleLine(line, 2000), width, 2).map(style.warn)),
    ...(lines.length === 0 ? [] : ['']),
    ...report.candidates.flatMap((one, at) => [
      ...(lines[at] ?? []).map(style[stateSign(one.state).tone]),
      ...indented(
        one.problems.flatMap((problem) => problemLines(problem, width - 4, style)),
        4,
      ),
    ]),
    ...(report.notices.length === 0 ? [] : ['']),
    ...report.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2000)}`, width, 6)),
    '',
  ]);
}

export function candidatesMarkdown(report: CandidatesReport, options: MarkdownOptions = {}): string {
  const rows = report.candidates.map((one) => [
    code(imagesText(one)),
    `${stateSign(one.state).emoji} ${stateSign(one.state).word}`,
    verdictText(one),
    one.promoted === undefined
      ? '–'
      : `${prose(instantText(one.promoted.at))} by ${code(one.promoted.actor)}`,
  ]);
  const blocks: readonly Block[] = [
    `## ${prose(totalText(report))}`,
    ...holdLines(report).map((line) => `> ${prose(line)}`),
    ...tables(['Image', 'Plan', 'Policy', 'Promoted'], rows),
    ...report.notices.map((notice) => `> Note: ${prose(notice)}`),
    ...report.candidates.flatMap((one): readonly Block[] => {
      const decisions = (one.decisions ?? []).filter(hasMoreToTell);
      if (one.problems.length === 0 && decisions.length === 0) return [];
      return [
        `### ${code(imagesText(one))}`,
        ...(one.problems.length === 0 ? [] : [one.problems.map(problemMarkdown).join('\n')]),
        ...decisions.flatMap(decisionBlocks),
      ];
    }),
    ...ranked(ranks.json, [jsonDetails('The candidates as JSON', report)]),
  ];
  return fit(blocks, options.room ?? summaryRoom);
}

/** That every check passed is in the table. */
function hasMoreToTell({ checks, waivers }: Decision): boolean {
  return waivers.used.length > 0 || checks.some((check) => checkState(check) !== 'passed');
}

function totalText({ pipeline, stage, from, candidates }: CandidatesReport): string {
  const ready = candidates.filter(({ state }) => state === 'ready' || state === 'pending').length;
  const origin = from === 'source' ? 'the source' : from;
  if (candidates.length === 0) return `Nothing of ${origin} is missing in ${pipeline}/${stage}`;
  return `${countText(candidates.length, 'candidate')} of ${origin} for ${pipeline}/${stage}, ${ready} ready`;
}

function holdLines({ hold, environment, stage }: CandidatesReport): readonly string[] {
  return [
    ...(hold === undefined
      ? []
      : [
          `The stage is held since ${hold.actor} rolled it back, ${instantText(hold.since)}; promote to ${stage} by name to go on.`,
        ]),
    ...(environment === undefined ? [] : [`The stage is guarded by the environment ${environment}.`]),
  ];
}

function imagesText({ sources }: Candidate): string {
  return sources
    .map(({ repository, tag, digest }) => {
      const name = referenceText({ repository, ...(tag === undefined ? {} : { tag }) });
      return `${name} ${shortDigest(digest)}`;
    })
    .join(', ');
}

function verdictText({ decisions = [] }: Candidate): string {
  if (decisions.length === 0) return 'no policy';
  const checks = decisions.flatMap((decision) => decision.checks);
  const passed = checks.filter(({ verdict }) => verdict === 'pass').length;
  return `${passed} of ${countText(checks.length, 'check')} passed`;
}

function promotedText({ promoted }: Candidate): string {
  return promoted === undefined ? '' : `${instantText(promoted.at)} by ${promoted.actor}`;
}
