import type { AccessCheck, CheckReport } from '../domain/check.ts';
import { code, jsonDetails, prose, table } from './escape-markdown.ts';
import { inertText, visibleLine } from './escape-text.ts';
import { fit, summaryRoom } from './fit.ts';
import { countText } from './number.ts';
import { configText, type MarkdownOptions, type TextOptions } from './plan.ts';
import { problemLines, problemMarkdown } from './problem.ts';
import { plainStyle } from './style.ts';
import { indented, wrapped } from './wrap.ts';

/** What `check` found, for a terminal or a log. Ends with a line end. */
export function checkText(report: CheckReport, options: TextOptions = {}): string {
  const { width = 100, style = plainStyle } = options;
  const verdict = report.ok ? style.good(`✓ ${verdictText(report)}`) : style.bad(`✗ ${verdictText(report)}`);
  return inertText([
    style.strong(verdict),
    style.faint(`Config ${configText(report.config)}`),
    '',
    ...report.pipelines.map((pipeline) => visibleLine([pipeline.name, ...pipeline.stages].join(' → '))),
    ...(report.access.length === 0 ? [] : ['']),
    ...report.access.flatMap((access) => [
      `${access.ok ? style.good('✓') : style.bad('✗')} ${accessText(access)}`,
      ...(access.problem === undefined ? [] : indented(problemLines(access.problem, width - 4, style), 4)),
    ]),
    ...(report.notices.length === 0 ? [] : ['']),
    ...report.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2000)}`, width, 6)),
    '',
  ]);
}

export function checkMarkdown(report: CheckReport, options: MarkdownOptions = {}): string {
  const rows = report.access.map(({ repository, actions, usedBy, ok }) => [
    code(repository),
    actions,
    usedBy.map((user) => code(user)).join(', '),
    ok ? '✅' : '❌',
  ]);
  const problems = report.access.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  const blocks = [
    `## ${report.ok ? '✅' : '❌'} ${verdictText(report)}`,
    ...report.pipelines.map(
      ({ name, stages }) => `- ${code(name)}: ${stages.map((stage) => code(stage)).join(' → ')}`,
    ),
    ...(rows.length === 0 ? [] : [table(['Repository', 'For', 'Used by', ''], rows)]),
    ...(problems.length === 0 ? [] : [problems.map(problemMarkdown).join('\n')]),
    ...report.notices.map((notice) => `> Note: ${prose(notice)}`),
    `Config ${code(configText(report.config))}`,
    jsonDetails('The report as JSON', report),
  ];
  return fit(blocks, options.room ?? summaryRoom);
}

function verdictText(report: CheckReport): string {
  const failed = report.access.filter((access) => !access.ok).length;
  if (failed > 0) return `${failed} of ${countText(report.access.length, 'credential check')} failed`;
  return report.ok ? 'The config is in order' : 'The config is not in order';
}

function accessText({ repository, actions, usedBy }: AccessCheck): string {
  return visibleLine(
    `${actions} ${repository}${usedBy.length === 0 ? '' : ` for ${usedBy.join(', ')}`}`,
    500,
  );
}
