import { z } from 'zod';
import { parseFilePath } from '../domain/file-path.ts';
import { HoistError } from '../errors.ts';

/** A hint travels behind the message of a schema's error, on a line of its own; the mapper of issues parts them. */
export function say(message: string, hint?: string): string {
  return hint === undefined ? message : `${message}\n${hint}`;
}

/** A map that refuses unknown keys; the message of that issue is the list of known ones, for "did you mean". */
export function strict<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined),
  });
}

/** One, or a list of at least one. */
export function oneOrMore<Item extends z.ZodType>(item: Item): z.ZodUnion<[Item, z.ZodArray<Item>]> {
  return z.union([item, z.array(item).min(1)]);
}

/** The name of a pipeline, stage, policy or signer: it is part of outputs, job titles and file names (A27). */
export const Name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, {
  error: say(
    'is not a name',
    'A name has 1 to 64 ASCII letters, digits, ".", "_" or "-" and begins with a letter or a digit.',
  ),
});

/** A GitHub environment. GitHub allows more; a name that looks like another is worth refusing (A27). */
export const EnvironmentName = z.string().regex(/^[!-~](?:[ -~]{0,253}[!-~])?$/, {
  error: say(
    'is not the name of an environment',
    'It has 1 to 255 printable ASCII characters, without spaces at its ends.',
  ),
});

/** A file of the repository, in its one spelling. */
export const FilePath = z
  .string()
  .min(1)
  .transform((path, context) => {
    try {
      return parseFilePath(path);
    } catch (error) {
      const hint = error instanceof HoistError ? error.hint : undefined;
      context.addIssue({ code: 'custom', message: say('is not a path inside the repository', hint) });
      return z.NEVER;
    }
  });

/** `90d`, `36h`. */
export const Duration = z.string().regex(/^[1-9][0-9]{0,4}[mhdw]$/, {
  error: say('is not a duration', 'Write a number and a unit, m, h, d or w: 90d.'),
});

export const VariableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  error: say(
    'is not the name of an environment variable',
    'Name the variable, not its value: HOIST_HOOK_URL.',
  ),
});

/** Text that another part of Hoist judges, with its own message. */
export const Text = z.string().min(1);

/** `{ file: PATH }`: the part is in a file of its own, of the same commit. */
export const FromFile = strict({
  file: FilePath.describe('A YAML file of this repository that holds what would stand here.'),
});

/** Apart from a policy that is called "file": that is a list or a map. */
export function isFromFile(part: unknown): part is z.infer<typeof FromFile> {
  return FromFile.safeParse(part).success;
}
