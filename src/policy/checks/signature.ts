import { z } from 'zod';
import { groupText, Signers } from '../by.ts';
import { defineCheck } from '../check.ts';
import { choose, inspect, type Counted } from '../choose.ts';
import { distinctSigners } from '../distinct-signers.ts';
import { ofKind } from '../evidence-kind.ts';
import { violation } from '../judgement.ts';
import { TextCondition } from '../operator.ts';
import { strict, whole } from '../written.ts';
import { weigh } from '../weigh.ts';

const covers = { index: 'digest', platforms: 'platform', any: 'image' } as const;

const Signature = strict({
  by: Signers.describe('Whose signature counts: a signer, a list of which any will do, or { all-of: […] }.'),
  threshold: whole(1)
    .describe('So many of the named signers must have signed, each by itself. Default: 1.')
    .optional(),
  annotations: z
    .record(z.string(), TextCondition)
    .describe('What the signature must say besides the digest, by key.')
    .optional(),
  on: z
    .enum(['index', 'platforms', 'any'])
    .describe(
      'What must be signed: the promoted digest itself (index), each platform, or each platform by either. Default: index.',
    )
    .default('index'),
});

/** The digest is signed by a signer whom the policy names. */
export const signatureCheck = defineCheck({
  name: 'signature',
  title: 'The digest is signed by a named signer.',
  schema: Signature,
  about: 'image',
  needs: () => ({ evidence: true }),
  signers: ({ by }) => by.names,
  judge({ by, threshold = 1, annotations = {}, on }, facts, judging) {
    const want = { noun: 'signature', ...ofKind('signature'), by, covers: covers[on] };
    return weigh(
      choose(inspect(facts), want, judging),
      ({ counted, group }) => {
        const fitting = counted.filter((one) => annotationProblem(one, annotations) === undefined);
        const used = fitting.map(({ evidence }) => evidence);
        const [first] = counted;
        const problem = first && annotationProblem(first, annotations);
        if (used.length === 0 && problem !== undefined) {
          const { key, ...rest } = problem;
          const message = `the signature by ${groupText(group)} does not say what it must of ${key}`;
          return { reasons: [violation(message, rest)] };
        }
        const signers = distinctSigners(used, group);
        if (signers >= threshold) return { reasons: [], used };
        const message = `${signers} of the signers ${group.join(', ')} signed`;
        return {
          reasons: [violation(message, { observed: String(signers), expected: `>= ${threshold}` })],
          used,
        };
      },
      {
        note: `signed by ${by.groups.map(groupText).join(' and ')}`,
        help: 'Sign the digest as the policy asks, then run it again.',
        howTo: `Sign ${on === 'platforms' ? 'each platform' : 'the digest of the index'}: cosign sign REPOSITORY@${facts.image.digest}`,
      },
    );
  },
});

type Mismatch = { readonly key: string; readonly observed: string; readonly expected: string };

function annotationProblem(
  { part }: Counted<{ readonly annotations: Readonly<Record<string, string>> }>,
  wanted: z.output<typeof Signature>['annotations'],
): Mismatch | undefined {
  for (const [key, condition] of Object.entries(wanted ?? {})) {
    const value = Object.hasOwn(part.annotations, key) ? part.annotations[key] : undefined;
    if (value === undefined || condition.holds(value) !== true)
      return { key, observed: value ?? 'nothing', expected: condition.text };
  }
  return undefined;
}
