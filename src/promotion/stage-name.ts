import type { Pipeline, Stage } from '../domain/pipeline.ts';
import { HoistError } from '../errors.ts';

/**
 * The stage that a person named, in the one pipeline that can be meant.
 *
 * @throws HoistError `STAGE_MISSING`, `PIPELINE_UNKNOWN`, `STAGE_UNKNOWN`, `PIPELINE_AMBIGUOUS` (config)
 */
export function stageWithName(
  pipelines: readonly Pipeline[],
  wanted: { readonly pipeline?: string | undefined; readonly stage?: string | undefined },
): { readonly pipeline: Pipeline; readonly stage: Stage } {
  const asked = pipelines.filter(({ name }) => wanted.pipeline === undefined || name === wanted.pipeline);
  const places = asked.flatMap((pipeline) => pipeline.stages.map((stage) => ({ pipeline, stage })));
  const all = [...new Set(places.map(({ stage }) => stage.name))].join(', ');
  if (asked.length === 0) {
    throw new HoistError(
      'config',
      'PIPELINE_UNKNOWN',
      `there is no pipeline "${wanted.pipeline ?? ''}" here`,
      {
        hint: `There is ${pipelines.map(({ name }) => name).join(', ') || 'none'}.`,
      },
    );
  }
  if (wanted.stage === undefined) {
    throw new HoistError('config', 'STAGE_MISSING', 'no stage was given', { hint: `Name one of ${all}.` });
  }
  const found = places.filter(({ stage }) => stage.name === wanted.stage);
  const [only, second] = found;
  if (only === undefined) {
    throw new HoistError('config', 'STAGE_UNKNOWN', `there is no stage "${wanted.stage}"`, {
      hint: `There is ${all}.`,
    });
  }
  if (second === undefined) return only;
  throw new HoistError('config', 'PIPELINE_AMBIGUOUS', `several pipelines have a stage "${wanted.stage}"`, {
    hint: `Name the pipeline, one of ${found.map(({ pipeline }) => pipeline.name).join(', ')}.`,
  });
}
