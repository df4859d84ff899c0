import type { IgnoredRef, Reason } from '../domain/decision.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Facts, PreviousImage } from '../domain/facts.ts';
import type { Judging } from '../domain/policy.ts';
import type { Digest } from '../image/digest.ts';
import { platformName } from './platform-name.ts';
import { absence, isBound, outOfSight } from './absence.ts';
import { anySigner, type By } from './by.ts';
import { standing } from './standing.ts';

/** An image whose evidence is looked at: the one that is promoted, or the one that the target has now. */
export type Inspected = Pick<PreviousImage, 'digest' | 'platforms' | 'evidence' | 'searches'>;

/** What kind of document a check wants, and from whom. */
export type Want<Part> = {
  /** For people, singular: `SBOM`, `scan`. */
  readonly noun: string;
  /** What of a document it looks at; empty for another kind. */
  read(evidence: Evidence): readonly Part[];
  /** Whether a document that could not be read may have been one. */
  couldBe(evidence: Evidence): boolean;
  readonly by?: By | undefined;
  /** `unsigned`: the check says by name that unsigned documents count, too (policy.md §5.3). */
  readonly trust?: 'signed' | 'unsigned' | undefined;
  /**
   * What has to be covered: each platform by a document of its own (`platform`), by that or one of the index (`image`),
   * or the promoted digest itself (`digest`) (I6).
   */
  readonly covers: 'platform' | 'image' | 'digest';
  /** One more document could turn a pass into a refusal, so none may have been out of sight. */
  readonly wantsAll?: boolean;
};

export type Counted<Part> = { readonly part: Part; readonly evidence: Evidence };

/** One thing that needs evidence of its own: a platform, and a group of signers of whom any will do. */
export type Demand<Part> = {
  /** Undefined: the image as a whole. */
  readonly platform: string | undefined;
  readonly digest: Digest;
  readonly group: readonly string[];
  readonly counted: readonly Counted<Part>[];
  /** Why nothing counts, or what was out of sight although something does. */
  readonly gap?: Reason;
};

export type Choice<Part> = {
  readonly want: Want<Part>;
  readonly demands: readonly Demand<Part>[];
  readonly ignored: readonly IgnoredRef[];
};

/** A document of the wanted kind, or one that may have been. */
export type Seen<Part> = {
  readonly evidence: Evidence;
  readonly parts: readonly Part[];
  /** Undefined: it counts for these names. */
  readonly why?: string;
  readonly names: readonly string[];
  /** Somebody else's signature, or one that is not valid. */
  readonly byOthers: boolean;
  /** It would count if it could be read. */
  readonly isOurs: boolean;
};

export function inspect({ image, platforms, evidence, searches }: Facts): Inspected {
  return { digest: image.digest, platforms, evidence, searches };
}

/** Finds what counts for each platform, and says of everything else of that kind why it does not. */
export function choose<Part>(inspected: Inspected, want: Want<Part>, judging: Judging): Choice<Part> {
  const by = want.by ?? anySigner;
  const seen = inspected.evidence.flatMap((evidence) => look(evidence, { want, by, judging }));
  const demands = subjectsOf(inspected, want).flatMap((subject) =>
    by.groups.map((group) => demand({ inspected, want, seen, subject, group, judging })),
  );
  const used = new Set(demands.flatMap(({ counted }) => counted.map(({ evidence }) => evidence)));
  const ignored = seen
    .filter(({ evidence }) => !used.has(evidence))
    .map(({ evidence, why }) => ({
      digest: evidence.digest,
      title: evidence.title,
      why: why ?? unboundText(evidence, inspected),
    }));
  return { want, demands, ignored };
}

function look<Part>(
  evidence: Evidence,
  { want, by, judging }: { readonly want: Want<Part>; readonly by: By; readonly judging: Judging },
): readonly Seen<Part>[] {
  const stands = standing(evidence.trust, { by, judging, unsigned: want.trust === 'unsigned' });
  const isOurs = stands.why === undefined;
  if (evidence.problem !== undefined) {
    const { problem } = evidence;
    if (!want.couldBe(evidence)) return [];
    const why = `${problem.code}: ${problem.message}`;
    return [{ evidence, parts: [], names: [], byOthers: false, isOurs, why }];
  }
  const parts = want.read(evidence);
  return parts.length === 0 ? [] : [{ evidence, parts, isOurs, ...stands }];
}

/** What needs evidence, and the digests to which that may be bound. */
export type Subject = { readonly platform?: string; readonly digest: Digest; readonly by: readonly Digest[] };

function subjectsOf<Part>({ digest, platforms }: Inspected, { covers }: Want<Part>): readonly Subject[] {
  if (covers === 'digest') return [{ digest, by: [digest] }];
  // Without any platform nothing can be a platform's own: an empty image passes no check by having nothing to look at.
  if (platforms.length === 0) return [{ digest, by: covers === 'image' ? [digest] : [] }];
  return platforms.map((facts) => ({
    platform: platformName(facts),
    digest: facts.digest,
    by: covers === 'image' ? [facts.digest, digest] : [facts.digest],
  }));
}

/** All that is known where one demand is judged. */
export type DemandContext<Part> = {
  readonly inspected: Inspected;
  readonly want: Want<Part>;
  readonly seen: readonly Seen<Part>[];
  readonly subject: Subject;
  readonly group: readonly string[];
  readonly judging: Judging;
};

function demand<Part>(context: DemandContext<Part>): Demand<Part> {
  const { want, seen, subject, group } = context;
  const counted = seen
    .filter(
      ({ why, names }) =>
        why === undefined && (group.length === 0 || names.some((name) => group.includes(name))),
    )
    .filter(({ evidence }) => isBound(evidence, subject))
    .flatMap(({ evidence, parts }) => parts.map((part) => ({ part, evidence })));
  const gap =
    counted.length === 0 ? absence(context) : want.wantsAll === true ? outOfSight(context) : undefined;
  return {
    platform: subject.platform,
    digest: subject.digest,
    group,
    counted,
    ...(gap && { gap: { ...gap, ...(subject.platform !== undefined && { platform: subject.platform }) } }),
  };
}

function unboundText({ subjects }: Evidence, { digest }: Inspected): string {
  return subjects.includes(digest)
    ? 'about the index, and it does not say of which platform it is'
    : 'about another manifest';
}
