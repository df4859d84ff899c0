import type { Approvals } from '../domain/environment.ts';
import { code } from './escape-markdown.ts';

const bypassText = 'GitHub lists no approval';
/** GitHub gives no name for it. */
const gone = 'an account that is gone';

/** Who let a promotion into its environment, and how much that shows: a line each. */
export function approvalTexts(approvals: Approvals | undefined): readonly string[] {
  if (approvals === undefined) return [];
  const place = `environment ${approvals.environment}`;
  const lines = saidTexts(approvals).map((said) => `${place}: ${said}`);
  return approvals.bypassed ? [`${place}: bypassed, ${bypassText}`, ...lines] : lines;
}

/** The same in one line, for a table that has a row for it. */
export function approvalLine(approvals: Approvals): string {
  const said = saidTexts(approvals).join('; ');
  const bypass = `bypassed, ${bypassText}`;
  const text = approvals.bypassed ? [bypass, ...(said === '' ? [] : [said])].join('; ') : said;
  return `${approvals.environment}: ${text}`;
}

function saidTexts({ given, attribution }: Approvals): readonly string[] {
  return given.map(({ user, state, comment }) => {
    const said = comment === '' ? '' : `: ${comment}`;
    return `${state} by ${user === '' ? gone : user} ${whoseText(attribution)}${said}`;
  });
}

/** The same, with what a person wrote kept apart from what we say. */
export function approvalMarkdown(approvals: Approvals | undefined): readonly string[] {
  if (approvals === undefined) return [];
  const { environment, given, attribution, bypassed } = approvals;
  const place = `Environment ${code(environment)}`;
  const said = given.map(({ user, state, comment }) => {
    const why = comment === '' ? '' : `: ${code(comment, 500)}`;
    return `${place}: ${code(state)} by ${user === '' ? gone : code(user)} ${whoseText(attribution)}${why}`;
  });
  const lines = bypassed ? [`⚠️ ${place}: **bypassed**, ${bypassText}`, ...said] : said;
  return lines.length === 0 ? [] : [lines.join('<br>')];
}

function whoseText(attribution: Approvals['attribution']): string {
  return attribution === 'job' ? 'for this job' : 'for this run, maybe for another job of it';
}
