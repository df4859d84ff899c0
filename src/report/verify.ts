import type { ProvenStatement, VerifyReport } from '../domain/verify-report.ts';
import { approvalLine } from './approval.ts';
import { code, jsonDetails } from './escape-markdown.ts';
import { inertText, visibleLine } from './escape-text.ts';
import { fit, ranked, ranks, summaryRoom } from './fit.ts';
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
      statedFacts(report).flatMap(([name, value]) => {
        const [first = '', ...more] = wrapped(visibleLine(value, 1000), width - 14);
        return [`${name.padEnd(12)}${first}`, ...indented(more, 12)];
      }),
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
    `## ${report.ok ? '✅' : '❌'} ${code(imageOf(report))} ${verdictOf(report)}`,
    ...(report.digest === undefined ? [] : [`Digest ${code(report.digest)}`]),
    ...(report.problems.length === 0 ? [] : [report.problems.map(problemMarkdown).join('\n')]),
    ...report.proven.map(
      (proven) => `**Proven** by the signature of the ${proven.statement}:\n\n${list(factsOf(proven))}`,
    ),
    ...(report.stated === undefined ? [] : [`**Stated** by the workflow:\n\n${list(statedFacts(report))}`]),
    ...ranked(ranks.json, [jsonDetails('The report as JSON', report)]),
  ];
  return fit(blocks, options.room ?? summaryRoom);
}

type Fact = readonly [name: string, value: string];

function headOf(report: VerifyReport): string {
  const { stage, digest } = report;
  const by =
    report.ok && stage !== undefined
      ? `was promoted by ${stage.pipeline}/${stage.stage}, and is unaltered`
      : verdictOf(report);
  return `${imageOf(report)}${digest === undefined ? '' : `@${digest}`} ${by}`;
}

function imageOf({ repository, tag }: VerifyReport): string {
  return `${repository}${tag === undefined ? '' : `:${tag}`}`;
}

/** Our own words only. */
function verdictOf({ ok, promoted, unaltered }: VerifyReport): string {
  if (ok) return 'was promoted, and is unaltered';
  if (!promoted) return 'is not proven to be promoted';
  return unaltered ? 'is not as it was promoted' : 'is not whole';
}

function factsOf(proven: ProvenStatement): readonly Fact[] {
  return Object.entries(proven)
    .filter(([name]) => name !== 'statement')
    .map(([name, value]) => [name === 'signedAt' ? 'signed at' : name, value]);
}

function statedFacts({ stated, stage }: VerifyReport): readonly Fact[] {
  if (stated === undefined) return [];
  const { approvals, policy = [], sources, config, run } = stated;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['stage', stage && `${stage.pipeline}/${stage.stage}`],
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
    ['approvals', approvals && approvalLine(approvals)],
    ['config', config && `${config.path}@${config.commit ?? 'a disk'}`],
    ['run', run.url],
  ];
  return facts.flatMap(([name, value]): readonly Fact[] => (value === undefined ? [] : [[name, value]]));
}
