import { z } from 'zod';
import type { Reason } from '../../domain/decision.ts';
import type { EvidencePart } from '../../domain/evidence.ts';
import { cameThere } from '../../domain/proven-promotion.ts';
import type { PromotionRecord } from '../../domain/record.ts';
import type { Digest } from '../../image/digest.ts';
import { builtAt } from '../built-at.ts';
import { Signers } from '../by.ts';
import { defineCheck } from '../check.ts';
import { choose, inspect, type Counted, type Want } from '../choose.ts';
import { ageText, secondsSince } from '../document-time.ts';
import { ofKind } from '../evidence-kind.ts';
import { violation } from '../judgement.ts';
import { anyOne } from '../one-document.ts';
import { Age } from '../operator.ts';
import { weigh } from '../weigh.ts';
import { say, strict } from '../written.ts';

const AgeOptions = strict({
  'min-age': Age.describe('At least so old: 24h.').optional(),
  'max-age': Age.describe('At most so old: 90d.').optional(),
  since: z
    .enum(['signed', 'built', 'promoted'])
    .describe('The proven time of a signature or provenance, the end of the build, or an earlier promotion.')
    .default('signed'),
  by: Signers.describe(
    'Whose evidence counts. Default: every signer of trust.signers; with since: promoted it has to be named.',
  ).optional(),
})
  .refine((written) => written['min-age'] !== undefined || written['max-age'] !== undefined, {
    error: say('is empty', 'Name a limit: { min-age: 24h } or { max-age: 90d }.'),
  })
  .refine(({ since, by }) => since !== 'promoted' || by !== undefined, {
    error: say('does not say who promoted it', 'Name the signer of the promotions: { by: promoter }.'),
  });
type AgeOptions = z.output<typeof AgeOptions>;

/** One document within the bounds is enough for what it covers, so that taking evidence away never helps (I3). */
export const ageCheck = defineCheck({
  name: 'age',
  title: 'How long ago the image was signed, built or promoted, as signed evidence proves it.',
  schema: AgeOptions,
  about: 'world',
  // What is too old grows no younger by waiting.
  dependsOn: ({ since, 'min-age': least }) =>
    since === 'promoted' ? 'stage' : least === undefined ? 'nothing' : 'time',
  needs: () => ({ evidence: true }),
  signers: ({ by }) => by?.names ?? [],
  judge(options, facts, judging) {
    const { since, by } = options;
    const want: Want<EvidencePart> = { ...wants[since], covers: 'image', by };
    return weigh(
      choose(inspect(facts), want, judging),
      ({ counted }) =>
        anyOne(counted, (one) =>
          one.part.kind === 'promotion' && !brought(one.part.record, facts.image.digest)
            ? [{ code: 'INCOMPLETE', message: 'the record does not say that the image came anywhere' }]
            : ageReasons(one, options, judging.now),
        ),
      {
        note: `${since} ${boundsText(options)}`,
        help: options['min-age'] ? 'Wait, or change the limit.' : 'Build and sign the image again.',
        howTo: 'Sign the image with a transparency log or a time stamp, so that the time is proven.',
      },
    );
  },
});

const signature = ofKind('signature');
const provenance = ofKind('provenance');
const promotion = ofKind('promotion');

const wants: Readonly<Record<AgeOptions['since'], Pick<Want<EvidencePart>, 'noun' | 'read' | 'couldBe'>>> = {
  signed: {
    noun: 'signature or provenance',
    read: (evidence) => [...signature.read(evidence), ...provenance.read(evidence)],
    couldBe: (evidence) => signature.couldBe(evidence) || provenance.couldBe(evidence),
  },
  built: { noun: 'provenance', ...provenance },
  // Not the decision, which is signed before anything has moved.
  promoted: { noun: 'record of a promotion', ...promotion },
};

function ageReasons(
  one: Counted<EvidencePart>,
  { since, 'min-age': min, 'max-age': max }: AgeOptions,
  now: Date,
): readonly Reason[] {
  const times = timesOf(one, since, now);
  if (times === undefined) return [{ code: 'INCOMPLETE', message: `nothing proves when it was ${since}` }];
  // Of a time that is known as between two, each bound takes the one that is worse for it.
  const [youngest, oldest] = [secondsSince(times.last, now), secondsSince(times.first, now)];
  if (youngest < -skewSeconds) {
    return [
      { code: 'INCOMPLETE', message: `it was ${since} later than now`, observed: times.last.toISOString() },
    ];
  }
  return [
    ...(min && youngest < min.seconds
      ? [violation('it is too young', { observed: ageText(youngest), expected: `>= ${min.text}` })]
      : []),
    ...(max && oldest > max.seconds
      ? [violation('it is too old', { observed: ageText(oldest), expected: `<= ${max.text}` })]
      : []),
  ];
}

/** Whether the image came to any target by a promotion that a config of a commit let pass. */
function brought(record: PromotionRecord, digest: Digest): boolean {
  const targets = record.result?.targets ?? [];
  return targets.some(({ repository }) => cameThere(record, { repository, digest }));
}

/** Clocks differ by so much; what was signed later than that is not yet. */
const skewSeconds = 300;

function timesOf(
  { evidence, part }: Counted<EvidencePart>,
  since: AgeOptions['since'],
  now: Date,
): { readonly first: Date; readonly last: Date } | undefined {
  if (since !== 'built') return evidence.trust.level === 'signed' ? evidence.trust.signedAt : undefined;
  const built = part.kind === 'provenance' ? builtAt(evidence, part.provenance, now) : undefined;
  return built && { first: built, last: built };
}

function boundsText({ 'min-age': min, 'max-age': max }: AgeOptions): string {
  return [...(min ? [`>= ${min.text}`] : []), ...(max ? [`<= ${max.text}`] : [])].join(' and ') + ' ago';
}
