import { starterFiles } from '../config/starter.ts';
import { HoistError } from '../errors.ts';
import type { Command, Option } from './command.ts';
import { textOf } from './options.ts';

const ownerOption: Option = {
  name: 'owner',
  kind: 'text',
  placeholder: 'OWNER',
  surfaces: ['cli'],
  description: "The owner of the images on ghcr.io; default: the repository's.",
};

const nameOption: Option = {
  name: 'name',
  kind: 'text',
  placeholder: 'NAME',
  surfaces: ['cli'],
  description: "The image's name.",
};

export const initCommand: Command = {
  name: 'init',
  summary: 'Write a config and a workflow to start from. Files that are there stay as they are.',
  writes: false,
  surfaces: ['cli'],
  options: [ownerOption, nameOption],
  async run(world, values) {
    const [owner] = world.run.repository?.split('/') ?? [];
    const files = starterFiles({
      owner: textOf(values, ownerOption) ?? owner,
      name: textOf(values, nameOption),
    });
    const written: string[] = [];
    const kept: string[] = [];
    for (const { path, text } of files) {
      const isNew = await world.create(path, new TextEncoder().encode(text));
      (isNew ? written : kept).push(path);
    }
    if (written.length === 0) {
      throw new HoistError('config', 'FILES_EXIST', `${kept.join(' and ')} are there already`, {
        hint: 'Remove what is to be written anew.',
      });
    }
    return {
      kind: 'files',
      document: { written },
      notices: kept.map((path) => `${path} was there already`),
      exitCode: 0,
    };
  },
};
