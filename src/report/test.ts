import type { CaseReport, CaseResult } from '../domain/policy-case.ts';
import { decisionText } from './decision.ts';
import { inertText, visibleLine } from './escape-text.ts';
import { grouped } from './grouping.ts';
import { countText } from './number.ts';
import { configText, type TextOptions } from './plan.ts';
import { plainStyle, type Style } from './style.ts';
import { indented, wrapped } from './wrap.ts';

/** What `hoist test` found: a line a case; of one that is not as expected, why, and the whole explanation. */
export function testText(report: CaseReport, options: TextOptions = {}): string {
  const { width = 100, style = plainStyle } = options;
  return inertText([
    ...grouped(report.cases, ({ file }) => file).flatMap((results) => [
      style.strong(visibleLine(results[0].file)),
      ...results.flatMap((result) => indented(caseLines(result, width - 2, style), 2)),
      '',
    ]),
    style.strong(totalText(report, style)),
    style.faint(`Config ${configText(report.config)}`),
    ...report.notices.flatMap((notice) => wrapped(`note: ${visibleLine(notice, 2000)}`, width, 6)),
    '',
  ]);
}

function caseLines(result: CaseResult, width: number, style: Style): readonly string[] {
  const name = visibleLine(result.name, 300);
  if (result.ok) return [`${style.good('✓')} ${name}`];
  return [
    `${style.bad('✗')} ${style.strong(name)} ${style.faint(visibleLine(`${result.file}:${result.line}`))}`,
    ...result.mismatches.flatMap((mismatch) =>
      indented(wrapped(visibleLine(mismatch, 2000), width - 4, 2), 4).map(style.bad),
    ),
    '',
    ...indented(decisionText(result.decision, { width: width - 4, style }), 4),
    '',
  ];
}

function totalText({ cases, ok }: CaseReport, style: Style): string {
  const failed = cases.filter((result) => !result.ok).length;
  if (ok) return style.good(`✓ ${countText(cases.length, 'case')} as expected`);
  return style.bad(`✗ ${failed} of ${countText(cases.length, 'case')} not as expected`);
}
