import type { Config } from '../domain/config.ts';
import { expandTarget } from '../domain/pattern.ts';
import type { Run } from '../domain/run.ts';
import { HoistError } from '../errors.ts';
import type { Repository } from '../image/reference.ts';
import type { CommentWish } from '../promotion/discuss.ts';
import type { PromoteRequest } from '../promotion/prepare.ts';
import { route } from '../promotion/route.ts';
import { select } from '../promotion/select.ts';
import type { Option, Values } from './command.ts';
import * as options from './options.ts';

/** What `promote` and `plan` are asked alike. */
export const requestOptions: readonly Option[] = [
  options.imageOption,
  options.pipelineOption,
  options.stageOption,
  options.tagOption,
  options.targetsOption,
  options.commentOption,
  options.expectedPlanOption,
  options.prCommentOption,
];

export function promoteRequest(values: Values): PromoteRequest {
  return {
    image: options.textOf(values, options.imageOption),
    pipeline: options.textOf(values, options.pipelineOption),
    stage: options.textOf(values, options.stageOption),
    tag: options.textOf(values, options.tagOption),
    targets: options.textOf(values, options.targetsOption),
    comment: options.textOf(values, options.commentOption),
    expectedPlan: options.textOf(values, options.expectedPlanOption),
    prComment: wishOf(options.textOf(values, options.prCommentOption)),
  };
}

/** The repositories that a promotion asks first, as the config names them; none where the request is wrong, which is told later. */
export function askedFirst(config: Config, run: Run, request: PromoteRequest): readonly Repository[] {
  try {
    return select(config, run, request).selections.flatMap(({ pipeline, sources }) => {
      const [stage] = route(pipeline, request.stage);
      const targets = stage?.to ?? [];
      return sources.flatMap(({ repository, captures }) => [
        repository,
        ...targets.map((target) => expandTarget(target, captures)),
      ]);
    });
  } catch (error) {
    if (error instanceof HoistError) return [];
    throw error;
  }
}

function wishOf(text: string | undefined): CommentWish | undefined {
  return text === 'auto' || text === 'always' || text === 'never' ? text : undefined;
}
