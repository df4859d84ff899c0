import type { CommentWish } from '../promotion/discuss.ts';
import type { PromoteRequest } from '../promotion/prepare.ts';
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

function wishOf(text: string | undefined): CommentWish | undefined {
  return text === 'auto' || text === 'always' || text === 'never' ? text : undefined;
}
