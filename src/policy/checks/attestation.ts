import { z } from 'zod';
import { Signers } from '../by.ts';
import { defineCheck } from '../check.ts';
import { choose, inspect, type Want } from '../choose.ts';
import { anyOne, freshness } from '../one-document.ts';
import { Age } from '../operator.ts';
import { PointerCondition } from '../pointer-condition.ts';
import { strict, Text } from '../written.ts';
import { weigh } from '../weigh.ts';

/** The image has a signed statement of a type, and it says what it must. One document must satisfy all of it. */
export const attestationCheck = defineCheck({
  name: 'attestation',
  title: 'A signed statement of any type about the image, and what it says.',
  schema: strict({
    type: Text.describe('The predicate type, exactly: https://example.com/review/v1.'),
    by: Signers.describe('Whose statement counts.'),
    'max-age': Age.describe('How long ago it may have been signed: 30d.').optional(),
    where: z
      .array(PointerCondition)
      .min(1)
      .describe('What its predicate must say: [{ at: /result, equals: PASSED }].')
      .optional(),
  }),
  about: 'image',
  needs: () => ({ evidence: true }),
  signers: ({ by }) => by.names,
  judge({ type, by, 'max-age': maxAge, where = [] }, facts, judging) {
    const noun = 'attestation';
    const want: Want<{ readonly predicate: unknown }> = {
      noun: `${noun} ${type}`,
      read: ({ predicateType, predicate }) => (predicateType === type ? [{ predicate }] : []),
      couldBe: ({ predicateType }) => predicateType === type,
      by,
      covers: 'image',
    };
    return weigh(
      choose(inspect(facts), want, judging),
      ({ counted }) =>
        anyOne(counted, ({ evidence, part }) => [
          ...where.flatMap((condition) => condition.reasons(part.predicate)),
          ...freshness(evidence, undefined, { noun, maxAge, now: judging.now }),
        ]),
      {
        note: `${type} is there`,
        help: 'Make the statement again when it says what the policy wants.',
        howTo: `Attest it: cosign attest --type ${type}, or actions/attest, for ${facts.image.digest}.`,
      },
    );
  },
});
