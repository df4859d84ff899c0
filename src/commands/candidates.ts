import { parseCandidateQuery } from '../domain/candidate-query.ts';
import type { Command, Option } from './command.ts';
import { readConfig, requireConfig, withRegistry } from './ground.ts';
import {
  configOption,
  formatOf,
  imageOption,
  journalOption,
  markdownOption,
  pipelineOption,
  stageOption,
  textOf,
  whereOption,
} from './options.ts';

const toStage: Option = { ...stageOption, description: 'The stage that they could be promoted to.' };
const ofRepository: Option = {
  ...imageOption,
  positional: false,
  placeholder: 'REPOSITORY',
  description: 'The repository at the source, where the pipeline has a pattern for many.',
};

export const candidatesCommand: Command = {
  name: 'candidates',
  summary: 'Show the images that could be promoted to a stage now, with what its policies say of each.',
  writes: false,
  options: [toStage, pipelineOption, ofRepository, whereOption, markdownOption, configOption, journalOption],
  async run(world, values) {
    const query = parseCandidateQuery(textOf(values, whereOption), world.clock.now());
    const loaded = await readConfig(world, values);
    const config = requireConfig(loaded, values);
    const request = {
      stage: textOf(values, toStage),
      pipeline: textOf(values, pipelineOption),
      image: textOf(values, ofRepository),
    };
    const report = await withRegistry(world, config, async (registry) => {
      const { candidates } = await import('../promotion/candidates.ts');
      return await candidates({ world, config, registry }, request, query);
    });
    const notices = [...loaded.notices, ...report.notices];
    return {
      kind: 'candidates',
      format: formatOf(values),
      document: { ...report, notices },
      notices,
      exitCode: 0,
    };
  },
};
