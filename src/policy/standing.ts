import type { Trust } from '../domain/evidence.ts';
import type { Judging } from '../domain/policy.ts';
import { groupText, local, type By } from './by.ts';

/** For whom a document speaks, or why it counts for nobody. */
export type Standing = {
  readonly names: readonly string[];
  /** Undefined: it counts for these names. */
  readonly why?: string;
  /** Somebody else's signature, or one that is not valid. */
  readonly byOthers: boolean;
};

type Context = {
  readonly by: By;
  readonly judging: Judging;
  /** The check says by name that it takes unsigned documents. */
  readonly unsigned: boolean;
};

/** How far a document is believed here (policy.md §5.3): what is not named counts for nothing. */
export function standing(trust: Trust, { by, judging, unsigned }: Context): Standing {
  if (trust.level === 'signed') {
    const { signers } = trust;
    const names = by.names.length === 0 ? signers : signers.filter((name) => by.names.includes(name));
    if (names.length > 0) return { names, byOthers: false };
    const wanted = by.groups.map(groupText).join(' and ');
    return { names, byOthers: true, why: `signed by ${signers.join(', ')}, the policy wants ${wanted}` };
  }
  if (trust.level === 'untrusted') return { names: [], byOthers: true, why: trust.why };
  if (trust.level === 'local') {
    if (!by.names.includes(local)) return inert('a file of this job, and `by` does not name local');
    if (!judging.localCounts)
      return inert('a file of this job, and before this stage such files do not count');
    return { names: [local], byOthers: false };
  }
  // Taken for whomever the check names: nothing shows who wrote it.
  return unsigned ? { names: by.names, byOthers: false } : inert('unsigned');
}

function inert(why: string): Standing {
  return { names: [], byOthers: false, why };
}
