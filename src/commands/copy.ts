import { HoistError } from '../errors.ts';
import { parseReference, type Repository } from '../image/reference.ts';
import type { Command, Option } from './command.ts';
import { openSoon, readConfig, requireConfig, requireWrite, withRegistry } from './ground.ts';
import {
  commentOption,
  configOption,
  dryRunOption,
  isSet,
  journalOption,
  textOf,
  wholeImageOption,
} from './options.ts';

const toOption: Option = {
  name: 'to',
  kind: 'text',
  placeholder: 'REFERENCE',
  positional: true,
  description: 'Where `copy` writes: a repository, or `oci:FOLDER`, with or without a tag.',
};

export const copyCommand: Command = {
  name: 'copy',
  summary: 'Copy one image, with what is attached to it, outside any pipeline, where the config allows it.',
  writes: true,
  options: [wholeImageOption, toOption, commentOption, dryRunOption, configOption, journalOption],
  async run(world, values) {
    requireWrite(world);
    const image = textOf(values, wholeImageOption);
    const to = textOf(values, toOption);
    if (image === undefined || to === undefined) throw incomplete();
    const loaded = await readConfig(world, values);
    // Without any config, only the command line may copy (contract §5).
    const config = world.run.surface === 'action' ? requireConfig(loaded, values) : loaded.config;
    const request = { image, to, comment: textOf(values, commentOption) };
    const { notices } = loaded;
    return await withRegistry(world, config, async (registry) => {
      const ground = { world, config, registry };
      await openSoon(registry, named([image, to]));
      const { copy, planCopy } = await import('../promotion/copy.ts');
      if (isSet(values, dryRunOption)) return { kind: 'plan', notices, ...(await planCopy(ground, request)) };
      return { kind: 'run', notices, ...(await copy(ground, request)) };
    });
  },
};

/** What cannot be read is told by what reads it for good. */
function named(references: readonly string[]): readonly Repository[] {
  return references.flatMap((text) => {
    try {
      return [parseReference(text).repository];
    } catch {
      return [];
    }
  });
}

function incomplete(): HoistError {
  return new HoistError('config', 'IMAGE_MISSING', 'copy needs an image and where to copy it', {
    hint: 'Write hoist copy REPOSITORY:TAG REPOSITORY[:TAG]; in Actions, give the inputs image and to.',
  });
}
