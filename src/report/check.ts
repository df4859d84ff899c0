import type { AccessCheck, CheckReport, EnvironmentCheck, HookCheck } from '../domain/check.ts';
import type { EnvironmentRules } from '../domain/environment.ts';
import type { CaseResult } from '../domain/policy-case.ts';
import { code, jsonDetails, prose, tables } from './escape-markdown.ts';
import { inertText, visibleLine } from './escape-text.ts';
import { fit, ranked, ranks, summaryRoom } from './fit.ts';
import { countText } from './number.ts';
import { configText, type MarkdownOptions, type TextOptions } from './plan.ts';
import { problemLines, problemMarkdown } from './problem.ts';
import { plainStyle, type Style } from './style.ts';
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
    ...(report.environments ?? []).flatMap((one) => [
      `${one.ok ? style.good('✓') : style.bad('✗')} ${environmentText(one)}`,
      ...(one.problem === undefined ? [] : indented(problemLines(one.problem, width - 4, style), 4)),
    ]),
    ...casesLines(report.cases ?? [], width, style),
    ...hooksLines(report.hooks ?? [], style),
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
  const guarded = (report.environments ?? []).map(({ name, usedBy, rules, ok }) => [
    code(name),
    prose(rules === undefined ? 'not known' : rulesText(rules)),
    usedBy.map((user) => code(user)).join(', '),
    ok ? '✅' : '❌',
  ]);
  const asked = [...report.access, ...(report.environments ?? [])];
  const problems = asked.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
  const blocks = [
    `## ${report.ok ? '✅' : '❌'} ${verdictText(report)}`,
    ...(problems.length === 0 ? [] : [problems.map(problemMarkdown).join('\n')]),
    ...tables(['Environment', 'Rules', 'Used by', ''], guarded),
    ...tables(['Repository', 'For', 'Used by', ''], rows),
    ...(report.pipelines.length === 0 ? [] : ['**Pipelines**', pipelinesMarkdown(report)]),
    ...casesMarkdown(report.cases ?? []),
    ...hooksMarkdown(report.hooks ?? []),
    ...report.notices.map((notice) => `> Note: ${prose(notice)}`),
    `Config ${code(configText(report.config))}`,
    ...ranked(ranks.json, [jsonDetails('The report as JSON', report)]),
  ];
  return fit(blocks, options.room ?? summaryRoom);
}

function pipelinesMarkdown({ pipelines }: CheckReport): string {
  return pipelines
    .map(({ name, stages }) => `- ${code(name)}: ${stages.map((stage) => code(stage)).join(' → ')}`)
    .join('\n');
}

/** Of all that is wrong, what counts most. */
function verdictText(report: CheckReport): string {
  const failed = report.access.filter((access) => !access.ok).length;
  const cases = report.cases?.filter(({ ok }) => !ok).length ?? 0;
  const hooks = report.hooks?.filter(({ ok }) => !ok).length ?? 0;
  if (failed > 0) return `${failed} of ${countText(report.access.length, 'credential check')} failed`;
  if (cases > 0) return `${cases} of ${countText(report.cases?.length ?? 0, 'policy case')} not as expected`;
  if (hooks > 0) return `${hooks} of ${countText(report.hooks?.length ?? 0, 'webhook')} failed`;
  const open = report.environments?.filter(({ ok }) => !ok).length ?? 0;
  if (open > 0)
    return `${open} of ${countText(report.environments?.length ?? 0, 'environment')} ${open === 1 ? 'does' : 'do'} not protect`;
  return report.ok ? 'The config is in order' : 'The config is not in order';
}

/** What is wrong in a sentence: `hoist test` explains it. */
function casesLines(cases: readonly CaseResult[], width: number, style: Style): readonly string[] {
  if (cases.length === 0) return [];
  const failed = cases.filter(({ ok }) => !ok);
  const passed = cases.length - failed.length;
  return [
    '',
    ...(passed === 0 ? [] : [`${style.good('✓')} ${countText(passed, 'policy case')} as expected`]),
    ...failed.flatMap(({ name, file, line, mismatches }) => [
      `${style.bad('✗')} ${visibleLine(`${name} (${file}:${line})`, 500)}`,
      ...mismatches.flatMap((mismatch) => indented(wrapped(visibleLine(mismatch, 2000), width - 4, 2), 4)),
    ]),
  ];
}

function hooksLines(hooks: readonly HookCheck[], style: Style): readonly string[] {
  if (hooks.length === 0) return [];
  return [
    '',
    ...hooks.map(
      ({ urlFromEnv, ok, message }) =>
        `${ok ? style.good('✓') : style.bad('✗')} ${visibleLine(`webhook of ${urlFromEnv}: ${message}`, 500)}`,
    ),
  ];
}

function hooksMarkdown(hooks: readonly HookCheck[]): readonly string[] {
  if (hooks.length === 0) return [];
  return [
    '**Webhooks**',
    hooks
      .map(
        ({ urlFromEnv, ok, message }) =>
          `- ${ok ? '✅' : '❌'} webhook of ${code(urlFromEnv)}: ${prose(message)}`,
      )
      .join('\n'),
  ];
}

function casesMarkdown(cases: readonly CaseResult[]): readonly string[] {
  if (cases.length === 0) return [];
  const failed = cases.filter(({ ok }) => !ok);
  const items = failed.map(
    ({ name, file, line, mismatches }) =>
      `- ❌ ${code(`${file}:${line}`)} ${prose(name, 300)}: ${prose(mismatches.join('; '), 1000)}`,
  );
  const passed = cases.length - failed.length;
  return [
    ...(passed === 0 ? [] : [`✅ ${countText(passed, 'policy case')} as expected`]),
    ...(items.length === 0 ? [] : [items.join('\n')]),
  ];
}

function environmentText({ name, usedBy, rules }: EnvironmentCheck): string {
  const known = rules === undefined ? '' : `: ${rulesText(rules)}`;
  return visibleLine(`environment ${name} for ${usedBy.join(', ')}${known}`, 500);
}

function rulesText({
  reviewers,
  preventsSelfReview,
  adminsBypass,
  waitTimer,
  branches,
}: EnvironmentRules): string {
  return [
    reviewers === 0 ? 'no reviewers' : countText(reviewers, 'reviewer'),
    ...(preventsSelfReview ? ['no self-review'] : []),
    ...(adminsBypass ? ['administrators may bypass'] : []),
    ...(waitTimer === 0 ? [] : [`waits ${countText(waitTimer, 'minute')}`]),
    ...(branches === 'all'
      ? []
      : [branches === 'protected' ? 'protected branches only' : 'listed branches only']),
  ].join(', ');
}

function accessText({ repository, actions, usedBy }: AccessCheck): string {
  return visibleLine(
    `${actions} ${repository}${usedBy.length === 0 ? '' : ` for ${usedBy.join(', ')}`}`,
    500,
  );
}
