import type { Problem } from '../domain/plan.ts';
import { code, prose } from './escape-markdown.ts';
import { visibleLine, visibleLines } from './escape-text.ts';
import type { Style } from './style.ts';
import { wrapped } from './wrap.ts';

/** `CODE: message`, and the hint below. */
export function problemLines(problem: Problem, width: number, style: Style): readonly string[] {
  const name = visibleLine(problem.code);
  // Further lines are set in, so that no text of a registry can pass for a row of the report.
  const [first = '', ...more] = visibleLines(`${name}: ${problem.message}`, 2000).flatMap((line, at) =>
    at === 0 ? wrapped(line, width, 2) : wrapped(line, width - 4, 2).map((part) => `    ${part}`),
  );
  const head = first.startsWith(name) ? `${style.bad(name)}${first.slice(name.length)}` : first;
  return [head, ...more, ...hintLines(problem.hint, width, style)];
}

export function hintLines(hint: string | undefined, width: number, style: Style): readonly string[] {
  if (hint === undefined) return [];
  return wrapped(`hint: ${visibleLine(hint, 2000)}`, width - 2, 6).map((line) => `  ${style.faint(line)}`);
}

/** What a decision says at length below is not hinted at above it. */
export function beside(decisions: readonly unknown[] | undefined): (problem: Problem) => Problem {
  return (problem) => {
    if (decisions === undefined || decisions.length === 0 || !problem.code.startsWith('POLICY_'))
      return problem;
    const { hint: _, ...rest } = problem;
    return rest;
  };
}

/** A list item a problem. */
export function problemMarkdown(problem: Problem): string {
  const hint = problem.hint === undefined ? '' : `<br>Hint: ${prose(problem.hint)}`;
  return `- ${code(problem.code)} ${prose(problem.message)}${hint}`;
}

/** At most so many in one list: a list that is long is cut between two. */
const most = 20;

/** The same as lists under one another; nothing of nothing. */
export function problemsMarkdown(problems: readonly Problem[]): readonly string[] {
  return Array.from({ length: Math.ceil(problems.length / most) }, (_, at) =>
    problems
      .slice(at * most, (at + 1) * most)
      .map(problemMarkdown)
      .join('\n'),
  );
}
