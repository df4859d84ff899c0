import type { Reason, ReasonCode } from '../domain/decision.ts';
import type { Evidence, Search } from '../domain/evidence.ts';
import type { Digest } from '../image/digest.ts';
import { groupText, local } from './by.ts';
import type { DemandContext, Seen, Subject } from './choose.ts';

export function isBound(evidence: Evidence, { by }: Subject): boolean {
  return evidence.subjects.some((digest) => by.includes(digest));
}

/** Why nothing counts, the most telling reason first: what could not be looked at is never "there is none" (I4). */
export function absence<Part>(context: DemandContext<Part>): Reason {
  const { inspected, want, seen, subject, group } = context;
  const { noun, covers } = want;
  const hidden = outOfSight(context);
  if (hidden !== undefined) return hidden;
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
  const misbound = brokenOf(seen, 'WRONG_SUBJECT');
  if (misbound !== undefined) return problemReason(noun, misbound);
  const ofIndex = seen.some(
    ({ evidence, why }) => why === undefined && evidence.subjects.includes(inspected.digest),
  );
  if (ofIndex && covers === 'platform') {
    return { code: 'PARTIAL', message: `the ${noun} of the index does not say of which platform it is` };
  }
  const broken = brokenOf(seen);
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
