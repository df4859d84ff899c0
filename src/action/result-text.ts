import type { CommandResult } from '../commands/command.ts';
import type { CheckResult, Decision } from '../domain/decision.ts';
import type { HistoryReport } from '../domain/history.ts';
import type { StagePlan } from '../domain/plan.ts';
import { visibleJson } from '../report/visible-json.ts';

/** GitHub takes 1 MB for all outputs of a job, at two bytes a character; the rest is for the others (ecosystem, §2.7). */
const room = 400_000;
const fewFindings = 20;

/**
 * The document of a command as the output `result`. Decisions may name thousands of findings: where GitHub would not take
 * it, those are left out first, then what else explains a check; the decision itself never is. All of it is in the log.
 */
export function resultText(result: CommandResult): string {
  const whole = visibleJson(result.document);
  if (whole.length <= room) return whole;
  if (result.kind === 'history') return newestOf(result.document);
  for (const cut of cuts) {
    const shorter = visibleJson(withDecisions(result, cut));
    if (shorter.length <= room) return shorter;
  }
  return visibleJson(withDecisions(result, withoutChecks));
}

/** Of a history the entries that fit, in their order; it then says that there may be more. */
function newestOf(report: HistoryReport): string {
  let { entries } = report;
  let text = '';
  do {
    entries = entries.slice(0, Math.floor(entries.length / 2));
    text = visibleJson({ ...report, entries, limited: true });
  } while (text.length > room && entries.length > 0);
  return text;
}

type Cut = (decision: Decision) => Decision;

const withoutChecks: Cut = (decision) => ({ ...decision, checks: [] });

const cuts: readonly Cut[] = [
  cutChecks((check) => ({
    ...check,
    findings: check.findings.slice(0, fewFindings),
    ignored: check.ignored.slice(0, fewFindings),
  })),
  cutChecks((check) => ({ ...check, findings: [], ignored: [] })),
];

function cutChecks(cut: (check: CheckResult) => CheckResult): Cut {
  const each = (check: CheckResult): CheckResult => ({
    ...cut(check),
    ...(check.any === undefined ? {} : { any: check.any.map(each) }),
  });
  return (decision) => ({ ...decision, checks: decision.checks.map(each) });
}

function withDecisions(result: CommandResult, cut: Cut): unknown {
  const shorten = (stage: StagePlan): StagePlan =>
    stage.decisions === undefined ? stage : { ...stage, decisions: stage.decisions.map(cut) };
  if (result.kind === 'plan') return { ...result.document, stages: result.document.stages.map(shorten) };
  if (result.kind === 'candidates') {
    const candidates = result.document.candidates.map((one) =>
      one.decisions === undefined ? one : { ...one, decisions: one.decisions.map(cut) },
    );
    return { ...result.document, candidates };
  }
  if (result.kind !== 'run') return result.document;
  const { plan } = result.document;
  return { ...result.document, plan: { ...plan, stages: plan.stages.map(shorten) } };
}
