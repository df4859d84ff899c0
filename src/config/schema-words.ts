import { z } from 'zod';
import { parseFilePath } from '../domain/file-path.ts';
import { hintOf } from '../errors.ts';
import { say, strict } from '../policy/written.ts';

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
      context.addIssue({
        code: 'custom',
        message: say('is not a path inside the repository', hintOf(error)),
      });
      return z.NEVER;
    }
  });

export const VariableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  error: say(
    'is not the name of an environment variable',
    'Name the variable, not its value: HOIST_HOOK_URL.',
  ),
});

/** `{ file: PATH }`: the part is in a file of its own, of the same commit. */
export const FromFile = strict({
  file: FilePath.describe('A YAML file of this repository that holds what would stand here.'),
});

/** Apart from a policy that is called "file": that is a list or a map. */
export function isFromFile(part: unknown): part is z.infer<typeof FromFile> {
  return FromFile.safeParse(part).success;
}
