import type { EnvironmentCheck, HookCheck } from '../domain/check.ts';
import type { Outcome, Problem, StagePlan } from '../domain/plan.ts';
import { stageText } from '../domain/pipeline.ts';
import type { CaseResult } from '../domain/policy-case.ts';
import type { RunResult } from '../domain/record.ts';
import type { StageStatus } from '../domain/status.ts';
import { driftText } from '../report/drift.ts';
import { decisionAnnotations, type Annotation } from '../report/decision-annotations.ts';
import type { CommandResult } from './command.ts';

/** What stood in the way, each with the stage or repository it is about: why an exit code is not 0. */
export function problemsOf(result: CommandResult): readonly Problem[] {
  switch (result.kind) {
    case 'plan':
      return result.document.stages.flatMap((stage) => about(stageText(stage), stage.problems));
    case 'run':
      return ofRun(result.document);
    case 'check':
      return result.document.access
        .flatMap(({ repository, problem }) => (problem ? about(repository, [problem]) : []))
        .concat(ofEnvironments(result.document.environments ?? []))
        .concat(ofCases(result.document.cases ?? []))
        .concat(ofHooks(result.document.hooks ?? []));
    case 'status':
      return result.document.stages.flatMap(ofBoard);
    case 'verify':
      return result.document.problems;
    case 'test':
      return ofCases(result.document.cases);
    default:
      return [];
  }
}

/**
 * What is to be shown beside the config's lines: of every decision, the checks that refuse, and waivers that end soon or
 * do nothing. Nothing is an error where the command succeeded.
 */
export function annotationsOf(result: CommandResult): readonly Annotation[] {
  const annotations = stagesOf(result)
    .flatMap(({ decisions }) => decisions ?? [])
    .flatMap(decisionAnnotations);
  if (result.exitCode !== 0) return annotations;
  return annotations.map((each) => (each.level === 'error' ? { ...each, level: 'warning' } : each));
}

function stagesOf(result: CommandResult): readonly StagePlan[] {
  if (result.kind === 'plan') return result.document.stages;
  return result.kind === 'run' ? result.document.plan.stages : [];
}

function ofEnvironments(environments: readonly EnvironmentCheck[]): readonly Problem[] {
  return environments.flatMap(({ name, problem }) => (problem ? about(name, [problem]) : []));
}

function ofBoard(stage: StageStatus): readonly Problem[] {
  const name = stageText(stage);
  return stage.drift.map((drift) => ({ code: 'DRIFT', message: `${name}: ${driftText(drift)}` }));
}

function ofHooks(hooks: readonly HookCheck[]): readonly Problem[] {
  return hooks
    .filter(({ ok }) => !ok)
    .map(({ urlFromEnv, message }) => ({
      code: 'HOOK_FAILED',
      message: `the webhook of ${urlFromEnv}: ${message}`,
    }));
}

function ofCases(cases: readonly CaseResult[]): readonly Problem[] {
  return cases
    .filter(({ ok }) => !ok)
    .map(({ name, file, line, mismatches }) => ({
      code: 'CASE_MISMATCH',
      message: `${file}:${line}: ${name}: ${mismatches.join('; ')}`,
      hint: '`hoist test` shows the whole explanation.',
    }));
}

/** Ends of a stage that are no reason for an exit code: a gate that nobody asked for is no error. */
const well: ReadonlySet<Outcome> = new Set(['waiting', 'superseded', 'promoted', 'unchanged', 'none']);

/** Of a stage with a record, what the record says; of others, what the plan says. What the run did not come to says nothing. */
function ofRun({ stages, records, plan }: RunResult): readonly Problem[] {
  const recorded = new Map(records.map((record) => [stageText(record.intent), record]));
  const ended = new Map(stages.map((stage) => [stageText(stage), stage.outcome]));
  const named = new Set([...recorded.keys(), ...plan.stages.map(stageText)]);
  return [...named].flatMap((name) => {
    const outcome = ended.get(name);
    if (outcome === undefined || well.has(outcome)) return [];
    const result = recorded.get(name)?.result;
    if (result === undefined)
      return about(name, plan.stages.find((stage) => stageText(stage) === name)?.problems ?? []);
    return about(name, [...(result.error === undefined ? [] : [result.error]), ...result.problems]);
  });
}

function about(name: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => {
    const { message } = problem;
    return message.includes(name) ? problem : { ...problem, message: `${name}: ${message}` };
  });
}
