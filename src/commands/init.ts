import { defaultConfigPath } from '../config/locate.ts';
import { originOf, type Origin } from '../config/origin.ts';
import { starterFiles, starterOwner } from '../config/starter.ts';
import { HoistError } from '../errors.ts';
import type { World } from '../ports/world.ts';
import type { Command, Option } from './command.ts';
import { textOf } from './options.ts';

const ownerOption: Option = {
  name: 'owner',
  kind: 'text',
  placeholder: 'OWNER',
  surfaces: ['cli'],
  description: "The owner of the images on ghcr.io; default: that of git's remote origin on GitHub.",
};

const nameOption: Option = {
  name: 'name',
  kind: 'text',
  placeholder: 'NAME',
  surfaces: ['cli'],
  description: "The image's name; default: the repository's.",
};

const unknownOwner = `whose images these are was not found, so the config says ${starterOwner}: write the owner there, or remove the file and run \`hoist init --owner OWNER\``;

export const initCommand: Command = {
  name: 'init',
  summary: 'Write a config and a workflow to start from. Files that are there stay as they are.',
  writes: false,
  surfaces: ['cli'],
  options: [ownerOption, nameOption],
  async run(world, values) {
    const origin = await originHere(world);
    const owner = textOf(values, ownerOption) ?? origin?.owner;
    const files = starterFiles({ owner, name: textOf(values, nameOption) ?? origin?.name });
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
      notices: [
        ...kept.map((path) => `${path} was there already`),
        ...(owner === undefined && written.includes(defaultConfigPath) ? [unknownOwner] : []),
        `${written.join(' and ')} ${written.length === 1 ? 'names' : 'name'} OWNER/hoist: replace OWNER by the account on GitHub that hosts your copy of Hoist`,
      ],
      exitCode: 0,
    };
  },
};

/** Only a default: what cannot be read is none. */
async function originHere({ files }: World): Promise<Origin | undefined> {
  const config = await files.read('.git/config').catch(() => undefined);
  return config === undefined ? undefined : originOf(new TextDecoder().decode(config));
}
