import type { Pipeline, Stage } from '../domain/pipeline.ts';
import { HoistError } from '../errors.ts';

/** What became of a stage in this run, as far as the stages behind it care. */
export type Passage = 'done' | 'stopped';

/**
 * The stages of a run, in the pipeline's order: each behind its `after` stages. With `from`, that stage and what lies
 * behind it.
 *
 * @throws HoistError `STAGE_UNKNOWN`
 */
export function route(pipeline: Pipeline, from: string | undefined): readonly Stage[] {
  const { stages } = pipeline;
  if (from === undefined) return stages;
  const first = stages.find((stage) => stage.name === from);
  if (first === undefined) {
    throw new HoistError('config', 'STAGE_UNKNOWN', `the pipeline ${pipeline.name} has no stage "${from}"`, {
      hint: `It has ${stages.map((stage) => stage.name).join(', ')}.`,
    });
  }
  const behind = new Set([first.name]);
  for (const stage of stages) if (stage.after.some((name) => behind.has(name))) behind.add(stage.name);
  return stages.filter((stage) => behind.has(stage.name));
}

/**
 * Whether a stage is looked at: nothing behind a gate, a refusal or a failure is (contract §6). Stages that this run
 * does not go through are no obstacle; what they promoted is asked of the records.
 */
export function isReached(
  stage: Stage,
  passed: ReadonlyMap<string, Passage>,
  stages: readonly Stage[],
): boolean {
  const inRun = new Set(stages.map((one) => one.name));
  return stage.after.every((name) => !inRun.has(name) || passed.get(name) === 'done');
}
