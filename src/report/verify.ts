import type { ProvenStatement, VerifyReport } from '../domain/verify-report.ts';
import { code, jsonDetails, prose } from './escape-markdown.ts';
import { inertText, visibleLine } from './escape-text.ts';
import { fit, summaryRoom } from './fit.ts';
import type { MarkdownOptions, TextOptions } from './plan.ts';
import { problemLines, problemMarkdown } from './problem.ts';
import { plainStyle } from './style.ts';
import { indented, wrapped } from './wrap.ts';

/** What `verify` found, for a terminal or a log. Ends with a line end. */
export function verifyText(report: VerifyReport, options: TextOptions = {}): string {
  const { width = 100, style = plainStyle } = options;
  const head = `${report.ok ? '✓' : '✗'} ${headOf(report)}`;
  return inertText([
    style.strong(report.ok ? style.good(visibleLine(head)) : style.bad(visibleLine(head))),
    ...report.proven.flatMap((proven) => [
      '',
      `Proven by the signature of the ${proven.statement}:`,
      ...indented(
        factsOf(proven).map(([name, value]) => visibleLine(`${name.padEnd(12)}${value}`)),
        2,
      ),
    ]),
    ...(report.stated === undefined ? [] : ['', 'Stated by the workflow:']),
    ...indented(
      statedFacts(report).flatMap(([name, value]) =>
        wrapped(visibleLine(`${name.padEnd(12)}${value}`, 1000), width - 2, 12),
      ),
      2,
    ),
    ...(report.problems.length === 0 ? [] : ['']),
    ...report.problems.flatMap((problem) => problemLines(problem, width, style)),
    '',
  ]);
}

export function verifyMarkdown(report: VerifyReport, options: MarkdownOptions = {}): string {
  const list = (facts: readonly Fact[]): string =>
    facts.map(([name, value]) => `- ${name}: ${code(value)}`).join('\n');
  const blocks = [
    `## ${report.ok ? '✅' : '❌'} ${prose(headOf(report))}`,
    ...report.proven.map(
      (proven) => `**Proven** by the signature of the ${proven.statement}:\n\n${list(factsOf(proven))}`,
    ),
    ...(report.stated === undefined ? [] : [`**Stated** by the workflow:\n\n${list(statedFacts(report))}`]),
    ...(report.problems.length === 0 ? [] : [report.problems.map(problemMarkdown).join('\n')]),
    jsonDetails('The report as JSON', report),
  ];
  return fit(blocks, options.room ?? summaryRoom);
}

type Fact = readonly [name: string, value: string];

function headOf({ ok, repository, tag, digest, stage, promoted, unaltered }: VerifyReport): string {
  const image = `${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  if (ok && stage !== undefined)
    return `${image} was promoted by ${stage.pipeline}/${stage.stage}, and is unaltered`;
  if (!promoted) return `${image}: nothing proves that it was promoted`;
  return unaltered ? `${image} is not as it was promoted` : `${image} is not whole`;
}

function factsOf(proven: ProvenStatement): readonly Fact[] {
  return Object.entries(proven).filter(([name]) => name !== 'statement');
}

function statedFacts({ stated }: VerifyReport): readonly Fact[] {
  if (stated === undefined) return [];
  const { approvals, policy = [], sources, config, run } = stated;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['record', stated.record],
    ['outcome', stated.outcome],
    ['kind', stated.kind],
    ['finished', stated.finished],
    ['actor', stated.actor],
    ['comment', stated.comment],
    ['sources', sources.map(({ repository, digest }) => `${repository}@${digest}`).join(', ')],
    [
      'policy',
      policy.map(({ policies, verdict }) => `${policies.join(', ')}: ${verdict}`).join('; ') || undefined,
    ],
    ['approvals', approvals?.given.map(({ user, state }) => `${user} ${state}`).join(', ')],
    ['config', config && `${config.path}@${config.commit ?? 'a disk'}`],
    ['run', run.url],
  ];
  return facts.flatMap(([name, value]): readonly Fact[] => (value === undefined ? [] : [[name, value]]));
}
