import { setOutput } from '@actions/core';
import type { CommandResult } from '../commands/command.ts';
import { isInPlace } from '../domain/outcome.ts';
import type { Outcome, Plan, PlannedSource } from '../domain/plan.ts';
import type { RunResult } from '../domain/record.ts';
import type { VerifyReport } from '../domain/verify-report.ts';
import { wavesOf } from '../domain/waves.ts';
import { HoistError, messageOf, type ErrorKind } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository } from '../image/reference.ts';
import { visibleJson } from '../report/visible-json.ts';
import { resultText } from './result-text.ts';

/** The outputs of the contract's §2. `stages`, `digests`, `waves` and `result` are JSON, `targets` is a list by line. */
export type Outputs = {
  readonly outcome: Outcome;
  readonly stages: string;
  /** Empty unless exactly one. */
  readonly digest: string;
  /** By source repository. */
  readonly digests: string;
  readonly targets: string;
  /** Of the last record. */
  readonly 'record-id': string;
  /** Of the first stage that has one. */
  readonly 'plan-hash': string;
  readonly waves: string;
  readonly result: string;
};

/** What is set before anything is done, so that `if:` in later steps never reads an unset output. */
export const nothingHappened: Outputs = {
  outcome: 'none',
  stages: '{}',
  digest: '',
  digests: '{}',
  targets: '',
  'record-id': '',
  'plan-hash': '',
  waves: '{"count":0}',
  result: '{}',
};

type Place = { readonly repository: Repository; readonly digest: Digest };

export function outputsOf(result: CommandResult): Outputs {
  const whole = { ...nothingHappened, result: resultText(result) };
  if (result.kind === 'plan') return { ...whole, ...outputsOfPlan(result.document) };
  if (result.kind === 'run') return { ...whole, ...outputsOfRun(result.document) };
  const outcome = outcomeAfter(result.exitCode);
  return result.kind === 'verify'
    ? { ...whole, outcome, ...outputsOfVerify(result.document) }
    : { ...whole, outcome };
}

/** After an error that ended the run before it had a result. */
export function outputsAfter(exitCode: number): Outputs {
  return { ...nothingHappened, outcome: outcomeAfter(exitCode) };
}

/**
 * What a command came to that promotes nothing: that drift, or an image without proof, is what the step fails on is an answer,
 * not a failure to look.
 */
function outcomeAfter(exitCode: number): Outcome {
  if (exitCode === 0) return 'none';
  if (exitCode === 1) return 'refused';
  return exitCode === 4 ? 'conflict' : 'failed';
}

/**
 * Writes all outputs. Users paste them into scripts, so one that is not JSON holds nothing but
 * `[A-Za-z0-9_.:/@+-]` (A43): a line with anything else, a folder with a space, is left out here and is in `result`.
 *
 * @param kind what it means for the run that they cannot be written: by default something happened that they were to tell
 * @throws HoistError `OUTPUTS_UNWRITABLE`
 */
export function writeOutputs(outputs: Outputs, kind: ErrorKind = 'incomplete'): void {
  try {
    for (const [name, value] of Object.entries(outputs)) {
      const lines = name === 'targets' ? value.split('\n') : [value];
      setOutput(name, json.has(name) ? value : lines.filter(isSafe).join('\n'));
    }
  } catch (cause) {
    const message = `the outputs of this step cannot be written: ${messageOf(cause)}`;
    throw new HoistError(kind, 'OUTPUTS_UNWRITABLE', message, {
      hint: 'GITHUB_OUTPUT has to name the file that the runner made for this step, on a disk that has room; a container needs it mounted.',
      cause,
    });
  }
}

const json: ReadonlySet<string> = new Set(['stages', 'digests', 'waves', 'result']);

function isSafe(line: string): boolean {
  return /^[A-Za-z0-9_.:/@+-]*$/.test(line);
}

function outputsOfVerify({ ok, repository, digest }: VerifyReport): Partial<Outputs> {
  if (digest === undefined) return {};
  return { digest, ...(ok ? { targets: targetLines([{ repository, digest }]) } : {}) };
}

function outputsOfPlan(plan: Plan): Partial<Outputs> {
  return {
    outcome: plan.outcome,
    stages: visibleJson(byStage(plan.stages.map((stage) => [stage, stage.state]))),
    ...sourceOutputs(plan.stages.flatMap((stage) => stage.sources)),
    targets: targetLines(plan.stages.flatMap((stage) => stage.targets)),
    'plan-hash': plan.stages.find((stage) => stage.hash !== undefined)?.hash ?? '',
    waves: visibleJson(wavesOf(plan)),
  };
}

function outputsOfRun(run: RunResult): Partial<Outputs> {
  const done = new Set(
    run.stages.filter(({ outcome }) => isInPlace(outcome)).map((stage) => `${stage.pipeline}/${stage.stage}`),
  );
  const recorded = new Set(run.records.map(({ intent }) => `${intent.pipeline}/${intent.stage}`));
  // A stage where nothing had to be done may have no record: its plan says what is there.
  const unrecorded = run.plan.stages.filter((stage) => !recorded.has(`${stage.pipeline}/${stage.stage}`));
  const sources = [...run.records.map((record) => record.intent), ...unrecorded].flatMap(
    (stage) => stage.sources,
  );
  const places = [...run.records.map((record) => record.intent), ...unrecorded]
    .filter((stage) => done.has(`${stage.pipeline}/${stage.stage}`))
    .flatMap((stage): readonly Place[] => stage.targets);
  return {
    outcome: run.outcome,
    stages: visibleJson(byStage(run.stages.map((stage) => [stage, stage.outcome]))),
    ...sourceOutputs(sources),
    targets: targetLines(places),
    'record-id': run.records.at(-1)?.id ?? '',
    'plan-hash': run.plan.stages.find((stage) => stage.hash !== undefined)?.hash ?? '',
  };
}

function byStage(
  stages: readonly (readonly [{ readonly pipeline: string; readonly stage: string }, string])[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(stages.map(([{ pipeline, stage }, word]) => [`${pipeline}/${stage}`, word]));
}

function sourceOutputs(sources: readonly PlannedSource[]): Pick<Outputs, 'digest' | 'digests'> {
  const digests = new Set(sources.map((source) => source.digest));
  const [only = ''] = digests.size === 1 ? digests : [];
  const byRepository = Object.fromEntries(sources.map((source) => [source.repository, source.digest]));
  return { digest: only, digests: visibleJson(byRepository) };
}

function targetLines(places: readonly Place[]): string {
  return Array.from(new Set(places.map(({ repository, digest }) => `${repository}@${digest}`))).join('\n');
}
