import type { RollbackRequest } from '../promotion/rollback.ts';
import type { Command, Option, Values } from './command.ts';
import { readConfig, requireConfig, requireWrite, withRegistry } from './ground.ts';
import * as options from './options.ts';

const imageOption: Option = {
  ...options.imageOption,
  description: 'An earlier image of the stage: a tag or a digest. Default: the previous one.',
};

const stageOption: Option = { ...options.stageOption, description: 'The stage that goes back.' };

const commentOption: Option = {
  ...options.commentOption,
  description: 'Why; required, and kept in the record.',
};

export const rollbackCommand: Command = {
  name: 'rollback',
  summary: 'Bring the previous image of a stage, or a named earlier one, back; the stage is held afterwards.',
  writes: true,
  options: [
    imageOption,
    options.pipelineOption,
    stageOption,
    commentOption,
    options.expectedPlanOption,
    options.dryRunOption,
    options.configOption,
    options.journalOption,
  ],
  async run(world, values) {
    requireWrite(world);
    const loaded = await readConfig(world, values);
    const config = requireConfig(loaded, values);
    const { notices } = loaded;
    return await withRegistry(world, config, async (registry) => {
      const ground = { world, config, registry };
      const request = requestOf(values);
      const { dryRollback, rollback } = await import('../promotion/rollback.ts');
      if (options.isSet(values, options.dryRunOption))
        return { kind: 'plan', notices, ...(await dryRollback(ground, request)) };
      return { kind: 'run', notices, ...(await rollback(ground, request)) };
    });
  },
};

function requestOf(values: Values): RollbackRequest {
  return {
    image: options.textOf(values, imageOption),
    pipeline: options.textOf(values, options.pipelineOption),
    stage: options.textOf(values, stageOption),
    comment: options.textOf(values, commentOption),
    expectedPlan: options.textOf(values, options.expectedPlanOption),
  };
}
