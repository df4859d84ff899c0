import { HoistError } from '../errors.ts';
import { shortDigest } from '../image/digest.ts';
import { stageText } from './pipeline.ts';
import type { Plan, PlannedSource, StagePlan } from './plan.ts';

/**
 * One job of the reusable workflow. Names and hashes only, never a host: GitHub drops an output that contains a masked
 * string, and logins mask hosts (contract §9).
 */
export type WaveJob = {
  readonly pipeline: string;
  readonly stage: string;
  /** Empty where no environment guards the stage. */
  readonly environment: string;
  /** What the job gives as `image`: `:TAG@DIGEST`, of a set `:TAG`; empty where only the repository would tell. */
  readonly image: string;
  /** What the job gives as `expected-plan`. */
  readonly plan: string;
  /** What the job gives as `fixed`: there where no newer push overtakes the stage. */
  readonly fixed?: true;
  /** `production · web · 1.4.2 · ab12cd34ef56` */
  readonly title: string;
};

/** `{ count, w1: { include }, … }`: what `fromJSON` makes a matrix of, one a wave. */
type WaveList = { readonly count: number } & {
  readonly [wave in `w${number}`]: { readonly include: readonly WaveJob[] };
};

/** The waves of one pipeline by themselves. */
export type PipelineWaves = { readonly pipeline: string; readonly waves: WaveList };

/**
 * All waves of a run, and the same by pipeline, as a matrix of calls: so that no gate of one pipeline holds another
 * (contract §9). Without a job there are no pipelines.
 */
export type Waves = WaveList & { readonly pipelines?: { readonly include: readonly PipelineWaves[] } };

export const mostWaves = 6;
/** GitHub's limit for the jobs of one matrix, here for all waves of a run. */
const mostJobs = 256;

/**
 * The stages that a plan would carry out, as waves of jobs: each stage is one wave behind the last of the stages of its
 * own pipeline that it waits for. What a person has to ask for by name, what is refused and what is there already with
 * all that shows it is in none. Behind a stage that a person asked for, those without an environment run in its own job.
 *
 * @throws HoistError `TOO_MANY_WAVES`, `TOO_MANY_JOBS` (config)
 */
export function wavesOf(plan: Plan): Waves {
  const waves: WaveJob[][] = [];
  // By `pipeline/stage`: how many waves have to be through before what is behind that stage may run.
  const through = new Map<string, number>();
  // The stages that a job comes to: its own, and those that it goes on to.
  const reached = new Set<string>();
  for (const stage of plan.stages) {
    const before = (stage.after ?? []).map((name) => stageText({ pipeline: stage.pipeline, stage: name }));
    const depth = Math.max(0, ...before.map((name) => through.get(name) ?? 0));
    const isGoneOnTo =
      stage.kind === 'manual' && !isGuarded(stage) && before.some((name) => reached.has(name));
    const hasJob = isToDo(stage) && !isGoneOnTo;
    through.set(stageText(stage), hasJob ? depth + 1 : depth);
    if (hasJob || isGoneOnTo) reached.add(stageText(stage));
    if (hasJob) (waves[depth] ??= []).push(jobOf(stage));
  }
  const jobs = waves.reduce((sum, wave) => sum + wave.length, 0);
  if (waves.length > mostWaves) throw tooManyWaves(waves);
  if (jobs > mostJobs) throw tooManyJobs(jobs);
  const pipelines = new Set(waves.flat().map(({ pipeline }) => pipeline));
  const include = Array.from(pipelines, (pipeline) => ({
    pipeline,
    waves: listOf(wavesIn(waves, pipeline)),
  }));
  return { ...listOf(waves), ...(include.length === 0 ? {} : { pipelines: { include } }) };
}

/** A wave in which this pipeline has no job is not one of its own. */
function wavesIn(waves: readonly (readonly WaveJob[])[], pipeline: string): readonly (readonly WaveJob[])[] {
  return waves
    .map((wave) => wave.filter((job) => job.pipeline === pipeline))
    .filter((wave) => wave.length > 0);
}

function listOf(waves: readonly (readonly WaveJob[])[]): WaveList {
  return {
    count: waves.length,
    ...Object.fromEntries(waves.map((include, at) => [`w${at + 1}`, { include }])),
  };
}

function isToDo({ kind, state, gate, toKeep, hash }: StagePlan): boolean {
  if (kind === 'copy') return false;
  const behind = gate?.opens === 'environment' ? gate.behind : state;
  return hash !== undefined && (behind === 'ready' || behind === 'pending' || toKeep === true);
}

function isGuarded({ environment }: StagePlan): boolean {
  return environment !== undefined && environment.approval !== 'none';
}

function jobOf(stage: StagePlan): WaveJob {
  const { pipeline, environment, hash = '', sources } = stage;
  const [first] = sources;
  const digests = new Set(sources.map(({ digest }) => digest));
  const parts = [
    stage.stage,
    pipeline,
    ...(first?.tag === undefined ? [] : [first.tag]),
    ...(first === undefined || digests.size > 1 ? [] : [shortDigest(first.digest)]),
  ];
  return {
    pipeline,
    stage: stage.stage,
    environment: environment?.name ?? '',
    image: stage.isPattern === true ? '' : imageOf(sources),
    plan: hash,
    ...(stage.fixed === true || stage.kind === 'manual' ? { fixed: true } : {}),
    title: parts.join(' · '),
  };
}

/** A set has one tag and several digests; `expected-plan` holds them. */
function imageOf([first, second]: readonly PlannedSource[]): string {
  if (first === undefined) return '';
  const tag = first.tag === undefined ? '' : `:${first.tag}`;
  return second === undefined ? `${tag}@${first.digest}` : tag;
}

function tooManyWaves(waves: readonly (readonly WaveJob[])[]): HoistError {
  const last = waves[mostWaves]?.[0];
  const name = last === undefined ? '' : stageText(last);
  return new HoistError(
    'config',
    'TOO_MANY_WAVES',
    `the plan has ${waves.length} waves of stages, and a run has ${mostWaves}: ${name} would be in the next`,
    {
      hint: 'Split the pipeline: a stage whose target is the source of a second one. Or let stages run side by side with `after`, or without an environment behind one that a person asks for.',
    },
  );
}

function tooManyJobs(jobs: number): HoistError {
  return new HoistError(
    'config',
    'TOO_MANY_JOBS',
    `the plan has ${jobs} stages to carry out, and a run has at most ${mostJobs} jobs`,
    { hint: 'Split the run: call it once for each pipeline, with the input pipeline.' },
  );
}
