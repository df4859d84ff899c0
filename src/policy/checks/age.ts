import { z } from 'zod';
import type { Reason } from '../../domain/decision.ts';
import type { Facts } from '../../domain/facts.ts';
import { defineCheck } from '../check.ts';
import { violation } from '../judgement.ts';
import { Age } from '../operator.ts';
import { concluded } from '../per-platform.ts';
import { platformName } from '../platform-name.ts';
import { provenTimes, timesOf, type ProvenTime } from '../proven-time.ts';
import { Name, oneOrMore, say, strict } from '../written.ts';

type Bounds = { readonly min: Age | undefined; readonly max: Age | undefined; readonly now: Date };

export const ageCheck = defineCheck({
  name: 'age',
  title: 'How long ago the image was signed, built or promoted, as signed evidence proves it.',
  schema: strict({
    'min-age': Age.describe('At least so old: 24h.').optional(),
    'max-age': Age.describe('At most so old: 90d.').optional(),
    since: z
      .enum(['signed', 'built', 'promoted'])
      .describe(
        'The proven time of a signature, the end of the build in provenance, or an earlier promotion.',
      )
      .default('signed'),
    by: oneOrMore(Name).describe('Whose evidence counts; default: every signer of the config.').optional(),
  })
    .refine((written) => written['min-age'] !== undefined || written['max-age'] !== undefined, {
      error: say('is empty', 'Name a limit: { min-age: 24h } or { max-age: 90d }.'),
    })
    .refine(({ since, by }) => since !== 'promoted' || by !== undefined, {
      error: say('does not say who promoted it', 'Name the signer of the summaries: { by: promoter }.'),
    }),
  about: 'world',
  dependsOn: ({ since }) => (since === 'promoted' ? 'stage' : 'time'),
  needs: () => ({ evidence: true }),
  signers: ({ by }) => listOf(by) ?? [],
  judge({ 'min-age': min, 'max-age': max, since, by }, facts, { now }) {
    const image = { ...facts, digest: facts.image.digest };
    const { times, ignored, why } = provenTimes(image, { since, by: listOf(by), now });
    const bounds: Bounds = { min, max, now };
    const reasons = ageReasons(facts, { times, why, bounds });
    const what = since === 'promoted' ? 'promoted' : since === 'built' ? 'built' : 'signed';
    return concluded(reasons, {
      evidence: times.map(({ ref }) => ref),
      ignored,
      note: `${what} ${times.map((time) => agoText(time, now)).join(', ')}`,
      help:
        since === 'signed'
          ? 'Sign the image with a signer of the config, where a log or a time stamp proves when.'
          : 'Attach signed evidence that says when, or wait.',
    });
  },
});

function listOf(by: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof by === 'string' ? [by] : by;
}

type Given = { readonly times: readonly ProvenTime[]; readonly why: Reason; readonly bounds: Bounds };

/**
 * One document within the bounds is enough, of the whole image or of every platform (I6): so that taking evidence away
 * never helps (I3).
 */
function ageReasons({ image, platforms }: Facts, { times, why, bounds }: Given): readonly Reason[] {
  const whole = timesOf(times, image.digest);
  if (whole.some((time) => isWithin(time, bounds))) return [];
  const apart = times.some(({ subjects }) => !subjects.includes(image.digest));
  if (!apart) return [reasonOf(whole, why, bounds)];
  return platforms.flatMap((one): readonly Reason[] => {
    const own = timesOf(times, image.digest, one.digest);
    if (own.some((time) => isWithin(time, bounds))) return [];
    return [{ ...reasonOf(own, why, bounds), platform: platformName(one) }];
  });
}

/** A document that is too old or too young fails; while a place could not be looked at, another might be there (I4). */
function reasonOf(times: readonly ProvenTime[], why: Reason, { min, max, now }: Bounds): Reason {
  const [first] = times;
  if (first === undefined || why.code === 'UNREACHABLE') return why;
  const expected = [...(min ? [`at least ${min.text}`] : []), ...(max ? [`at most ${max.text}`] : [])].join(
    ' and ',
  );
  const isYoung = min !== undefined && times.every((time) => secondsSince(time.last, now) < min.seconds);
  return violation(isYoung ? 'it is too young' : 'it is too old', {
    observed: times.map((time) => agoText(time, now)).join(', '),
    expected,
  });
}

/** Of a time that is known as between two, the one that is worse. */
function isWithin({ first, last }: ProvenTime, { min, max, now }: Bounds): boolean {
  return (
    (min === undefined || secondsSince(last, now) >= min.seconds) &&
    (max === undefined || secondsSince(first, now) <= max.seconds)
  );
}

function secondsSince(time: Date, now: Date): number {
  return (now.getTime() - time.getTime()) / 1000;
}

function agoText({ first }: ProvenTime, now: Date): string {
  const hours = Math.max(0, Math.floor(secondsSince(first, now) / 3600));
  return hours < 72 ? `${hours} h ago` : `${Math.floor(hours / 24)} d ago`;
}
