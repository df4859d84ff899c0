import type { PlannedSource } from '../../domain/plan.ts';
import type { Intent, PromotionRecord } from '../../domain/record.ts';

/** The payload of our deployments: a record without its result, cut to what GitHub takes. */
export type Payload = {
  readonly schema: PromotionRecord['schema'];
  readonly id: string;
  readonly intent: Omit<Intent, 'sources'> & { readonly sources: readonly PayloadSource[] };
  /** What was left out, in the order in which it was; absent where nothing was. */
  readonly cut?: readonly Cut[];
};

/** `from` and `fromTag` may have been cut. */
export type PayloadSource = Omit<PlannedSource, 'from'> & Partial<Pick<PlannedSource, 'from'>>;

/**
 * `evidence`: the digests of what each check looked at. `checks`: the checks one by one, and the waivers; the verdict of
 * each image stays. `policy`: that too. `sources`: where each source was read. `comment`: all but its beginning.
 * `targets`: the last of them, of their tags, and of the sources.
 */
export type Cut = 'evidence' | 'checks' | 'policy' | 'sources' | 'comment' | 'targets';

/**
 * Bytes of JSON in UTF-8. GitHub documents no limit for a deployment's payload; for `client_payload`, which is the same
 * kind of thing, it is 64 KB.
 */
export const payloadLimit = 60_000;

/** Characters of a comment that are kept when it is cut. */
const keptOfComment = 300;

/**
 * What of a record is put into a deployment. Cut in a stated order until it fits: id, pipeline, stage, kind, time and
 * people always stay, and digests and tags as long as everything else can go instead.
 */
export function payloadOf({ schema, id, intent }: PromotionRecord, limit = payloadLimit): Payload {
  let payload: Payload = { schema, id, intent };
  for (const [cut, without] of cuts) {
    if (sizeOf(payload) <= limit) return payload;
    const smaller = without(payload.intent);
    if (smaller !== payload.intent)
      payload = { ...payload, intent: smaller, cut: [...(payload.cut ?? []), cut] };
  }
  while (sizeOf(payload) > limit) {
    const smaller = half(payload.intent);
    if (smaller === undefined) return payload;
    payload = {
      ...payload,
      intent: smaller,
      cut: [...new Set([...(payload.cut ?? []), 'targets' as const])],
    };
  }
  return payload;
}

function sizeOf(payload: Payload): number {
  return Buffer.byteLength(JSON.stringify(payload));
}

type Cuttable = Payload['intent'];

const cuts: readonly (readonly [Cut, (intent: Cuttable) => Cuttable])[] = [
  [
    'evidence',
    (intent) =>
      withPolicy(intent, (one) => ({
        ...one,
        checks: one.checks.map((check) => ({ ...check, evidence: [] })),
      })),
  ],
  ['checks', (intent) => withPolicy(intent, (one) => ({ ...one, checks: [], waivers: [] }))],
  ['policy', withoutPolicy],
  ['sources', (intent) => ({ ...intent, sources: intent.sources.map(withoutPlace) })],
  ['comment', withShortComment],
];

type Recorded = NonNullable<Intent['policy']>[number];

function withPolicy(intent: Cuttable, change: (one: Recorded) => Recorded): Cuttable {
  return intent.policy === undefined ? intent : { ...intent, policy: intent.policy.map(change) };
}

function withShortComment(intent: Cuttable): Cuttable {
  const { comment } = intent;
  if (comment === undefined || comment.length <= keptOfComment) return intent;
  return { ...intent, comment: `${Array.from(comment).slice(0, keptOfComment).join('')}…` };
}

/** With half as many sources, targets, or tags of the one target; undefined where there is nothing left to halve. */
function half(intent: Cuttable): Cuttable | undefined {
  const { sources, targets } = intent;
  if (sources.length > 1 && sources.length >= targets.length)
    return { ...intent, sources: firstHalf(sources) };
  if (targets.length > 1) return { ...intent, targets: firstHalf(targets) };
  const [only] = targets;
  if (only === undefined || only.tags.length <= 1) return undefined;
  return { ...intent, targets: [{ ...only, tags: firstHalf(only.tags) }] };
}

function firstHalf<T>(all: readonly T[]): readonly T[] {
  return all.slice(0, Math.ceil(all.length / 2));
}

function withoutPlace({ repository, tag, digest }: PayloadSource): PayloadSource {
  return { repository, ...(tag !== undefined && { tag }), digest };
}

function withoutPolicy(intent: Cuttable): Cuttable {
  if (intent.policy === undefined) return intent;
  const { policy: _, ...rest } = intent;
  return rest;
}
