import type { CommandResult } from '../commands/command.ts';
import type { CandidatesReport } from '../domain/candidate.ts';
import type { CheckReport } from '../domain/check.ts';
import type { CheckResult, Decision } from '../domain/decision.ts';
import type { HistoryReport } from '../domain/history.ts';
import type { Plan, StagePlan } from '../domain/plan.ts';
import type { RunResult } from '../domain/record.ts';
import type { StageStatus, StatusReport } from '../domain/status.ts';
import { visibleJson } from '../report/visible-json.ts';

/** GitHub takes 1 MB for all outputs of a job, at two bytes a character; the rest is for the others (ecosystem, §2.7). */
const room = 400_000;
const fewFindings = 20;
const fewDrifts = 100;

/** A document with less in it, and still of its own form. */
type Cut<Document> = (document: Document) => Document;

/**
 * The document of a command as the output `result`. Where GitHub would not take all of it, what explains goes first, then
 * what is told twice, then what is told elsewhere; what a command came to, and the verdict on each image, stay longest. The
 * document then says so. All of it is in `hoist/result.json` of the job's temporary folder.
 */
export function resultText(result: CommandResult): string {
  const whole = visibleJson(result.document);
  if (whole.length <= room) return whole;
  switch (result.kind) {
    case 'history':
      return newestOf(result.document);
    case 'plan':
      return shortened(result.document, planCuts);
    case 'run':
      return shortened(result.document, runCuts);
    case 'candidates':
      return shortened(result.document, candidatesCuts);
    case 'status':
      return shortened(result.document, statusCuts);
    case 'check':
      return shortened(result.document, checkCuts);
    default:
      return shortened({ ...result.document, notices: result.notices }, []);
  }
}

const shortenedNotice =
  'the output result is more than GitHub takes, so parts of it are left out; hoist/result.json in the temporary folder of the job has all of it';

type Told = { readonly schema?: string; readonly outcome?: string; readonly notices: readonly string[] };

/** With one cut after the other, each on top of those before it; where none is enough, what it came to alone. */
function shortened<Document extends Told>(document: Document, cuts: readonly Cut<Document>[]): string {
  let cut: Document = { ...document, notices: [...document.notices, shortenedNotice] };
  for (const one of cuts) {
    cut = one(cut);
    const text = visibleJson(cut);
    if (text.length <= room) return text;
  }
  const { schema, outcome } = document;
  return visibleJson({ schema, outcome, notices: [shortenedNotice] });
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

const decisionCuts: readonly Cut<Decision>[] = [
  cutChecks((check) => ({
    ...check,
    findings: check.findings.slice(0, fewFindings),
    ignored: check.ignored.slice(0, fewFindings),
  })),
  cutChecks((check) => ({ ...check, findings: [], ignored: [] })),
  (decision) => ({ ...decision, checks: [] }),
];

function cutChecks(cut: (check: CheckResult) => CheckResult): Cut<Decision> {
  const each = (check: CheckResult): CheckResult => ({
    ...cut(check),
    ...(check.any === undefined ? {} : { any: check.any.map(each) }),
  });
  return (decision) => ({ ...decision, checks: decision.checks.map(each) });
}

type Decided = { readonly decisions?: readonly Decision[] };

function inDecisions(cut: Cut<Decision>): <Each extends Decided>(each: Each) => Each {
  return (each) => (each.decisions === undefined ? each : { ...each, decisions: each.decisions.map(cut) });
}

function inStages(cut: Cut<StagePlan>): Cut<Plan> {
  return (plan) => ({ ...plan, stages: plan.stages.map(cut) });
}

function withoutChanges(stage: StagePlan): StagePlan {
  const { changes: _, ...rest } = stage;
  return rest;
}

function withoutSources(stage: StagePlan): StagePlan {
  const { decisions: _, ...rest } = stage;
  return { ...rest, sources: [] };
}

function withoutTargets<Each extends { readonly targets: StagePlan['targets'] }>(each: Each): Each {
  return { ...each, targets: [] };
}

const decidedPlans: readonly Cut<Plan>[] = decisionCuts.map((cut) => inStages(inDecisions(cut)));

const planCuts: readonly Cut<Plan>[] = [
  ...decidedPlans,
  inStages(withoutChanges),
  // What is there already needs nothing.
  inStages((stage) => (stage.state === 'unchanged' ? withoutTargets(stage) : stage)),
  inStages(withoutTargets),
  inStages(withoutSources),
];

function inPlan(cut: Cut<Plan>): Cut<RunResult> {
  return (run) => ({ ...run, plan: cut(run.plan) });
}

/** Records stay whole; of too many the newest stay. */
function halfOfRecords(run: RunResult): RunResult {
  return { ...run, records: run.records.slice(Math.ceil(run.records.length / 2)) };
}

const runCuts: readonly Cut<RunResult>[] = [
  ...decidedPlans.map(inPlan),
  // The records tell it again.
  inPlan(inStages(withoutTargets)),
  inPlan(inStages(withoutSources)),
  ...Array.from({ length: 12 }, () => halfOfRecords),
];

const candidatesCuts: readonly Cut<CandidatesReport>[] = [
  ...decisionCuts.map(inDecisions).map(inCandidates),
  inCandidates(withoutTargets),
  ...Array.from({ length: 12 }, () => halfOfCandidates),
];

function inCandidates(cut: Cut<CandidatesReport['candidates'][number]>): Cut<CandidatesReport> {
  return (report) => ({ ...report, candidates: report.candidates.map(cut) });
}

/** The newest are first. */
function halfOfCandidates(report: CandidatesReport): CandidatesReport {
  return { ...report, candidates: report.candidates.slice(0, Math.floor(report.candidates.length / 2)) };
}

const statusCuts: readonly Cut<StatusReport>[] = [
  inBoard((stage) => ({ ...stage, tags: stage.tags.filter(({ state }) => state !== 'as-promoted') })),
  inBoard((stage) => ({ ...stage, tags: [] })),
  inBoard((stage) => ({ ...stage, drift: stage.drift.slice(0, fewDrifts) })),
  inBoard((stage) => ({ ...stage, drift: stage.drift.slice(0, 1), unfinished: [] })),
];

function inBoard(cut: Cut<StageStatus>): Cut<StatusReport> {
  return (report) => ({ ...report, stages: report.stages.map(cut) });
}

const checkCuts: readonly Cut<CheckReport>[] = [
  (report) => ({ ...report, access: report.access.filter(({ ok }) => !ok) }),
  (report) => ({ ...report, access: report.access.slice(0, fewDrifts) }),
];
