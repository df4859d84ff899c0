import type { IgnoredRef, Reason, ReasonCode } from '../domain/decision.ts';
import type { Evidence, Search } from '../domain/evidence.ts';
import type { Facts, PreviousImage } from '../domain/facts.ts';
import type { Judging } from '../domain/policy.ts';
import type { Digest } from '../image/digest.ts';
import { platformText } from '../image/platform.ts';
import { anySigner, groupText, local, type By } from './by.ts';

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

type Seen<Part> = {
  readonly evidence: Evidence;
  readonly parts: readonly Part[];
  /** Undefined: it counts for these names. */
  readonly why?: string;
  readonly names: readonly string[];
  /** Somebody else's signature, or one that is not valid. */
  readonly byOthers: boolean;
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
  context: { readonly want: Want<Part>; readonly by: By; readonly judging: Judging },
): readonly Seen<Part>[] {
  const { want } = context;
  if (evidence.problem !== undefined) {
    const { problem } = evidence;
    if (!want.couldBe(evidence)) return [];
    return [{ evidence, parts: [], names: [], byOthers: false, why: `${problem.code}: ${problem.message}` }];
  }
  const parts = want.read(evidence);
  return parts.length === 0 ? [] : [{ evidence, parts, ...standing(evidence, context) }];
}

/** For whom a document may speak (policy.md §5.3). */
function standing<Part>(
  { trust }: Evidence,
  { want, by, judging }: { readonly want: Want<Part>; readonly by: By; readonly judging: Judging },
): Pick<Seen<Part>, 'why' | 'names' | 'byOthers'> {
  const wanted = by.groups.map(groupText).join(' and ');
  switch (trust.level) {
    case 'signed': {
      const names =
        by.names.length === 0 ? trust.signers : trust.signers.filter((name) => by.names.includes(name));
      if (names.length > 0) return { names, byOthers: false };
      const why = `signed by ${trust.signers.join(', ')}, the policy wants ${wanted}`;
      return { names, byOthers: true, why };
    }
    case 'local':
      if (!by.names.includes(local))
        return { names: [], byOthers: false, why: 'a file of this job, and `by` does not name local' };
      if (!judging.localCounts)
        return {
          names: [],
          byOthers: false,
          why: 'a file of this job, which does not count before this stage',
        };
      return { names: [local], byOthers: false };
    case 'unsigned':
      // A check that takes unsigned documents takes them for whomever it names.
      if (want.trust === 'unsigned') return { names: by.names, byOthers: false };
      return { names: [], byOthers: false, why: 'unsigned' };
    case 'untrusted':
      return { names: [], byOthers: true, why: trust.why };
  }
}

type Subject = { readonly platform?: string; readonly digest: Digest; readonly by: readonly Digest[] };

function subjectsOf<Part>({ digest, platforms }: Inspected, { covers }: Want<Part>): readonly Subject[] {
  if (covers === 'digest') return [{ digest, by: [digest] }];
  // Without any platform nothing can be a platform's own: an empty image passes no check by having nothing to look at.
  if (platforms.length === 0) return [{ digest, by: covers === 'image' ? [digest] : [] }];
  return platforms.map((facts) => ({
    platform: facts.platform === undefined ? facts.digest : platformText(facts.platform),
    digest: facts.digest,
    by: covers === 'image' ? [facts.digest, digest] : [facts.digest],
  }));
}

function demand<Part>(context: {
  readonly inspected: Inspected;
  readonly want: Want<Part>;
  readonly seen: readonly Seen<Part>[];
  readonly subject: Subject;
  readonly group: readonly string[];
  readonly judging: Judging;
}): Demand<Part> {
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

function isBound(evidence: Evidence, { by }: Subject): boolean {
  return evidence.subjects.some((digest) => by.includes(digest));
}

type Context<Part> = Parameters<typeof demand<Part>>[0];

/** Why nothing counts, the most telling reason first: what could not be looked at is never "there is none" (I4). */
function absence<Part>(context: Context<Part>): Reason {
  const { inspected, want, seen, subject, group } = context;
  const { noun } = want;
  const hidden = outOfSight(context);
  if (hidden !== undefined) return hidden;
  const who = want.trust === 'unsigned' && group.length === 0 ? '' : ` by ${groupText(group)}`;
  const others = seen.filter(({ evidence, byOthers }) => byOthers && isBound(evidence, subject));
  const [other] = others;
  if (other !== undefined) {
    const message = `no ${noun}${who}; ${others.length === 1 ? 'the one that is there is' : `${others.length} are there`} by others`;
    return { code: 'UNTRUSTED', message, ...(other.why !== undefined && { observed: other.why }) };
  }
  const broken = brokenOf(seen, 'WRONG_SUBJECT') ?? brokenOf(seen);
  if (broken?.problem?.code === 'WRONG_SUBJECT') return problemReason(noun, broken);
  const elsewhere = seen.some(
    ({ evidence, why }) => why === undefined && evidence.subjects.includes(inspected.digest),
  );
  if (elsewhere && want.covers === 'platform') {
    return { code: 'PARTIAL', message: `the ${noun} of the index does not say of which platform it is` };
  }
  if (broken !== undefined) return problemReason(noun, broken);
  return { code: 'NO_EVIDENCE', message: `no ${noun}${who}` };
}

function brokenOf<Part>(seen: readonly Seen<Part>[], code?: ReasonCode): Evidence | undefined {
  return seen.find(
    ({ evidence: { problem } }) => problem !== undefined && (code === undefined || problem.code === code),
  )?.evidence;
}

function problemReason(noun: string, { title, problem }: Evidence): Reason {
  return {
    code: problem?.code ?? 'UNPARSABLE',
    message: `no ${noun} that counts: ${title}: ${problem?.message ?? 'cannot be read'}`,
  };
}

/** A search that could have found one and did not get an answer, or not the whole of it. */
function outOfSight<Part>({ inspected, want, subject, judging }: Context<Part>): Reason | undefined {
  const takesLocal = judging.localCounts && want.by?.names.includes(local) === true;
  const searches = inspected.searches.filter((search) =>
    concerns(search, [...subject.by, inspected.digest], takesLocal),
  );
  const failed = searches.find(({ state }) => state === 'unreachable');
  if (failed !== undefined) {
    const message = `could not look for a ${want.noun} in ${placeNames[failed.place]}`;
    return {
      code: 'UNREACHABLE',
      message,
      ...(failed.message !== undefined && { observed: failed.message }),
    };
  }
  const cut = searches.find(({ state }) => state === 'cut');
  if (cut === undefined) return undefined;
  const message = `${placeNames[cut.place]} have more documents than are read, so a ${want.noun} may be among the rest`;
  return { code: 'PARTIAL', message };
}

function concerns({ place, subject }: Search, subjects: readonly Digest[], takesLocal: boolean): boolean {
  if (place === 'local') return takesLocal;
  return subject === undefined || subjects.includes(subject);
}

const placeNames = {
  referrers: 'the referrers',
  'fallback-tag': 'the referrers of the fallback tag',
  'cosign-tag': "cosign's tags",
  index: 'the attestations of the index',
  github: "GitHub's attestations",
  local: 'the files of this job',
} as const satisfies Record<Search['place'], string>;

function unboundText({ subjects }: Evidence, { digest }: Inspected): string {
  return subjects.includes(digest)
    ? 'about the index, and it does not say of which platform it is'
    : 'about another manifest';
}
