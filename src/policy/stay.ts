import type { Reason } from '../domain/decision.ts';
import type { Evidence, Identity } from '../domain/evidence.ts';
import type { StageId } from '../domain/pipeline.ts';
import { isFromDisk } from '../domain/promotion-statement.ts';
import {
  cameThere,
  environmentsOf,
  isAbout,
  isInside,
  isOfAnotherRun,
  isOfPromotingRun,
  isShownBy,
} from '../domain/proven-promotion.ts';
import type { PromotionRecord } from '../domain/record.ts';
import type { StagePlace } from '../domain/stage-place.ts';
import type { Summary } from '../domain/summary.ts';
import type { Digest } from '../image/digest.ts';
import type { Counted } from './choose.ts';
import { ageText, newest, secondsSince, verifiedTime } from './document-time.ts';
import { violation } from './judgement.ts';
import type { Age } from './operator.ts';
import type { Weight } from './weigh.ts';

/** What a statement of a promotion says: a decision, or the record. */
export type StayPart = { readonly summary: Summary } | { readonly record: PromotionRecord };

export type Stay = {
  /** The earlier stage. */
  readonly stage: StageId;
  readonly place: StagePlace;
  readonly digest: Digest;
  readonly soak: Age | undefined;
  readonly now: Date;
};

type Said<Value> = Value & { readonly evidence: Evidence; readonly identity: Identity };

type Found = {
  readonly decisions: readonly Said<{ readonly summary: Summary }>[];
  readonly records: readonly Said<{ readonly record: PromotionRecord }>[];
  /** The decisions that are about a target of the stage. */
  readonly atTargets: readonly Said<{ readonly summary: Summary }>[];
};

/**
 * Whether an image went through an earlier stage, by its statements, and since when. The last word of that stage's own jobs
 * decides; the stay counts from the first record of it, as a decision is signed before anything has moved.
 */
export function judgeStay(counted: readonly Counted<StayPart>[], stay: Stay): Weight {
  const { stage, place, digest, soak, now } = stay;
  const found = findings(counted, stay);
  // A decision does not say whether it was a rollback's.
  const environments = environmentsOf(place.environment, 'rollback');
  const last = newest(
    found.atTargets.filter(({ identity }) => isInside(identity, environments) && isOfPromotingRun(identity)),
    ({ evidence }) => verifiedTime(evidence),
  );
  if (last.some(({ summary }) => !summary.passed)) {
    const message = `the last promotion to ${stage.stage} was refused`;
    return { reasons: [violation(message, { observed: 'FAILED', expected: 'PASSED' })] };
  }
  const proven = found.records.filter((one) =>
    place.targets.some((repository) =>
      isShownBy(one, found.atTargets, { repository, digest, ...stage, guard: place.environment }),
    ),
  );
  if (proven.length === 0) return { reasons: [whyNot(found, stay)] };
  if (soak === undefined) return { reasons: [] };
  const expected = `>= ${soak.text}`;
  // The last of the proven times: the signature was surely there by then.
  const times = proven.flatMap(({ evidence: { trust } }) =>
    trust.level === 'signed' && trust.signedAt !== undefined ? [trust.signedAt.last.getTime()] : [],
  );
  if (times.length === 0) {
    const message = `nothing proves since when it is in ${stage.stage}`;
    return { reasons: [{ code: 'INCOMPLETE', message, expected }] };
  }
  const seconds = secondsSince(new Date(Math.min(...times)), now);
  if (seconds >= soak.seconds) return { reasons: [] };
  const message = `it is not in ${stage.stage} for long enough`;
  return { reasons: [violation(message, { observed: ageText(seconds), expected })] };
}

function findings(counted: readonly Counted<StayPart>[], { stage, place }: Stay): Found {
  const said = counted.flatMap(({ evidence, part }) =>
    evidence.trust.level === 'signed' ? [{ evidence, part, identity: evidence.trust.identity }] : [],
  );
  const decisions = said.flatMap(({ part, ...rest }) =>
    'summary' in part ? [{ ...rest, summary: part.summary }] : [],
  );
  return {
    decisions,
    records: said.flatMap(({ part, ...rest }) =>
      'record' in part ? [{ ...rest, record: part.record }] : [],
    ),
    atTargets: decisions.filter(({ summary }) =>
      place.targets.some((repository) => isAbout(summary, { repository, ...stage })),
    ),
  };
}

/** What is wrong with statements that are there: the first thing that somebody would have to mend. */
function whyNot({ decisions, records, atTargets }: Found, { stage, place, digest }: Stay): Reason {
  const name = stage.stage;
  const expected = place.targets.join(' or ');
  if (decisions.length === 0)
    return { code: 'INCOMPLETE', message: `no decision says that it may go to ${name}, only a record` };
  if (atTargets.length === 0) {
    const [observed = ''] = decisions.map(({ summary }) => summary.resource ?? '').toSorted();
    const message = `what was decided is of a repository that ${name} does not fill`;
    return { code: 'WRONG_SUBJECT', message, observed, expected };
  }
  if (records.length === 0)
    return { code: 'INCOMPLETE', message: `it was let into ${name}, and no record says that it came there` };
  const arrivals = records.filter(({ record }) =>
    place.targets.some((repository) =>
      cameThere(record, { repository, digest, ...stage, evenFromDisk: true }),
    ),
  );
  if (arrivals.length === 0)
    return { code: 'INCOMPLETE', message: `no record says that it came to a target of ${name}`, expected };
  const outside = [
    ...arrivals.filter(
      ({ identity, record }) => !isInside(identity, environmentsOf(place.environment, record.intent.kind)),
    ),
    ...atTargets.filter(({ identity }) => !isInside(identity, environmentsOf(place.environment, 'rollback'))),
  ];
  const [observed] = outside.map(({ identity }) => identity.claims[23] ?? 'no environment').toSorted();
  if (observed !== undefined) {
    return {
      code: 'UNTRUSTED',
      message: `its promotion to ${name} was signed outside of the environment that guards ${name}`,
      observed,
      ...(place.environment === undefined ? {} : { expected: place.environment.name }),
    };
  }
  const stranger = [...arrivals, ...atTargets].find(({ identity }) => !isOfPromotingRun(identity));
  if (stranger !== undefined) {
    const message = `its promotion to ${name} was signed in a run on an event under which nothing is promoted`;
    return { code: 'UNTRUSTED', message, observed: stranger.identity.claims[20] ?? '' };
  }
  const isOnDisk =
    arrivals.every(({ record }) => record.intent.config?.commit === undefined) ||
    atTargets.every(({ summary }) => isFromDisk(summary.policy));
  if (isOnDisk) {
    const message = `the config that let it into ${name} was a file on a disk, which nobody else could have read`;
    return violation(message, { observed: 'a disk', expected: 'a commit' });
  }
  if (arrivals.some(({ identity, record }) => isOfAnotherRun(identity, record))) {
    const message = `another run signed the record of its promotion to ${name} than the one that the record names`;
    return { code: 'CONTRADICTION', message };
  }
  const message = `no promotion to ${name} is whole: decision and record have to be of one target and one environment`;
  return { code: 'INCOMPLETE', message };
}
