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

const Signer = Name.refine((name) => name !== local, {
  error: say('is for files of the job, which cannot show who made this', 'Name signers of trust.signers.'),
});

/** `ci`, `[ci, scanner]` (any of them), `{ any-of: […] }`, `{ all-of: […] }`: where only a signature counts. */
export const Signers = byOf(Signer).meta({ id: 'signers' });

/** As {@link Signers}, and `local` may be one of any-of: where a file of the same job may count. */
export const By = byOf(Name).meta({ id: 'signers-or-local' });

function byOf(name: typeof Name) {
  return z
    .union([
      name.describe('This signer.'),
      z.array(name).min(1).describe('Any of these.'),
      strict({ 'any-of': z.array(name).min(1).describe('Any of these.') }),
      // A local file adds nothing to a signature, so it cannot be one of all-of.
      strict({ 'all-of': z.array(Signer).min(1).describe('Each of these.') }),
    ])
    .transform((written): By => {
      if (typeof written === 'string') return anyOf([written]);
      if (Array.isArray(written)) return anyOf(written);
      if ('any-of' in written) return anyOf(written['any-of']);
      const names = [...new Set(written['all-of'])];
      return { names, groups: names.map((each) => [each]) };
    });
}

function anyOf(written: readonly string[]): By {
  const names = [...new Set(written)];
  return { names, groups: [names] };
}

/** For people: `ci or local`, `a declared signer`. */
export function groupText(group: readonly string[]): string {
  return group.length === 0 ? 'a declared signer' : group.join(' or ');
}
