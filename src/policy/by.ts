import { z } from 'zod';
import { Name, say, strict } from './written.ts';

/** Whose evidence counts. */
export type By = {
  /** Every name once. Empty: any signer that `trust.signers` declares. */
  readonly names: readonly string[];
  /** Each group must be satisfied, by any of its names: one group for any-of, one a name for all-of. */
  readonly groups: readonly (readonly string[])[];
};

/** The name in `by` for files that the same job wrote. */
export const local = 'local';

/** Where a check does not say: every signer that the config declares, and no local file. */
export const anySigner: By = { names: [], groups: [[]] };

const Names = z.array(Name).min(1);

/** `ci`, `[ci, scanner, local]` (any of them), `{ any-of: […] }`, `{ all-of: […] }`. */
export const By = z
  .union([
    Name.describe('This signer, or `local`.'),
    Names.describe('Any of these.'),
    strict({ 'any-of': Names.describe('Any of these.') }),
    strict({
      'all-of': Names.refine((names) => !names.includes(local), {
        error: say(
          'asks for `local` besides signers',
          'A local file adds nothing to a signature; write any-of.',
        ),
      }).describe('Each of these.'),
    }),
  ])
  .transform((written): By => {
    if (typeof written === 'string') return { names: [written], groups: [[written]] };
    if (Array.isArray(written)) return anyOf(written);
    if ('any-of' in written) return anyOf(written['any-of']);
    const names = [...new Set(written['all-of'])];
    return { names, groups: names.map((name) => [name]) };
  });

function anyOf(written: readonly string[]): By {
  const names = [...new Set(written)];
  return { names, groups: [names] };
}

/** For people: `ci or local`, `a declared signer`. */
export function groupText(group: readonly string[]): string {
  return group.length === 0 ? 'a declared signer' : group.join(' or ');
}
