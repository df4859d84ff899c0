import type { Reason, ReasonCode } from '../domain/decision.ts';
import type { Evidence, Search } from '../domain/evidence.ts';
import type { Digest } from '../image/digest.ts';
import { groupText, local } from './by.ts';
import type { DemandContext, Seen, Subject } from './choose.ts';

export function isBound(evidence: Evidence, { by }: Subject): boolean {
  return evidence.subjects.some((digest) => by.includes(digest));
}

/**
 * Why nothing counts: what could not be looked at is never "there is none" (I4); then what our own signers attached and
 * does not serve, which nobody else can hide by attaching more (I2); then the most telling of the rest.
 */
export function absence<Part>(context: DemandContext<Part>): Reason {
  const { inspected, want, seen, subject, group } = context;
  const { noun, covers } = want;
  const hidden = outOfSight(context);
  if (hidden !== undefined) return hidden;
  const ours = seen.filter(({ isOurs }) => isOurs);
  const isOfIndex = ours.some(
    ({ evidence, why }) => why === undefined && evidence.subjects.includes(inspected.digest),
  );
  if (isOfIndex && covers === 'platform') {
    return { code: 'PARTIAL', message: `the ${noun} of the index does not say of which platform it is` };
  }
  const broken = brokenOf(ours);
  if (broken !== undefined) return problemReason(noun, broken);

  const who = want.trust === 'unsigned' && group.length === 0 ? '' : ` by ${groupText(group)}`;
  const others = seen.filter(({ evidence, byOthers }) => byOthers && isBound(evidence, subject));
  const [other] = others;
  if (other !== undefined) {
    const rest = others.length === 1 ? 'the one that is there is' : `${others.length} are there`;
    return {
      code: 'UNTRUSTED',
      message: `no ${noun}${who}; ${rest} by others`,
      ...(other.why !== undefined && { observed: other.why }),
    };
  }
  const foreign = brokenOf(seen);
  if (foreign === undefined) return { code: 'NO_EVIDENCE', message: `no ${noun}${who}` };
  const reason = problemReason(noun, foreign);
  // What is wrong inside a document that is not ours says nothing of the image: ours is not there, that is all.
  return aboutContent.has(reason.code) ? { ...reason, code: 'UNTRUSTED' } : reason;
}

const aboutContent: ReadonlySet<ReasonCode> = new Set(['INCOMPLETE', 'CONTRADICTION']);

/** One that is about another image first: that is the mistake that is made most. */
function brokenOf<Part>(seen: readonly Seen<Part>[]): Evidence | undefined {
  const broken = seen.map(({ evidence }) => evidence).filter(({ problem }) => problem !== undefined);
  return broken.find(({ problem }) => problem?.code === 'WRONG_SUBJECT') ?? broken[0];
}

function problemReason(noun: string, { title, problem }: Evidence): Reason {
  return {
    code: problem?.code ?? 'UNPARSABLE',
    message: `no ${noun} that counts; ${title}: ${problem?.message ?? 'cannot be read'}`,
  };
}

/** A search that could have found one and got no answer, or not the whole of it. */
export function outOfSight<Part>(context: DemandContext<Part>): Reason | undefined {
  const { inspected, want, subject, judging } = context;
  const takesLocal = judging.localCounts && want.by?.names.includes(local) === true;
  const searches = inspected.searches.filter((search) =>
    concerns(search, [...subject.by, inspected.digest], takesLocal),
  );
  const failed = searches.find(({ state }) => state === 'unreachable');
  if (failed !== undefined) {
    return {
      code: 'UNREACHABLE',
      message: `could not look for a ${want.noun} in ${placeNames[failed.place]}`,
      ...(failed.message !== undefined && { observed: failed.message }),
    };
  }
  const cut = searches.find(({ state }) => state === 'cut');
  if (cut === undefined) return undefined;
  return {
    code: 'PARTIAL',
    message: `more is in ${placeNames[cut.place]} than is read, and a ${want.noun} may be among the rest`,
  };
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
