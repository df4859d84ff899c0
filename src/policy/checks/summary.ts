import { z } from 'zod';
import type { Reason } from '../../domain/decision.ts';
import type { Summary } from '../../domain/summary.ts';
import { Signers } from '../by.ts';
import { defineCheck } from '../check.ts';
import { choose, inspect } from '../choose.ts';
import { newest, verifiedTime } from '../document-time.ts';
import { ofKind } from '../evidence-kind.ts';
import { violation } from '../judgement.ts';
import { conditionOn } from '../one-document.ts';
import { TextCondition } from '../operator.ts';
import { strict, Text } from '../written.ts';
import { weigh } from '../weigh.ts';

const SummaryOptions = strict({
  by: Signers.describe('Who may sign the summary.'),
  verifier: Text.describe('The id of the verifier for whom they sign: https://verify.example.com.'),
  resource: TextCondition.describe(
    'The resource that was verified: oci://ghcr.io/acme/web, or { starts-with: … }.',
  ),
  levels: z
    .array(Text)
    .min(1)
    .describe('Levels that it must have reached, or a higher one of the same track: [SLSA_BUILD_LEVEL_3].')
    .optional(),
});
type SummaryOptions = z.output<typeof SummaryOptions>;

/**
 * What a verifier said of the image, by the steps of SLSA (verification_summary, "How to verify"): 1 signature, 2 subject
 * and 3 predicate type were judged when the document was found; 4 verifier, 5 resource, 6 result and 7 levels are here.
 * The newest summary on the resource decides.
 */
export const summaryCheck = defineCheck({
  name: 'summary',
  title: 'A verification summary of a trusted verifier.',
  schema: SummaryOptions,
  about: 'image',
  needs: () => ({ evidence: true }),
  signers: ({ by }) => by.names,
  judge(options, facts, judging) {
    const want = {
      noun: 'verification summary',
      ...ofKind('summary'),
      by: options.by,
      covers: 'image',
      wantsAll: true,
    } as const;
    return weigh(
      choose(inspect(facts), want, judging),
      ({ counted }) => {
        const ours = counted.filter(({ part }) => strayOf(part.summary, options).length === 0);
        const [first] = counted;
        if (ours.length === 0 && first !== undefined)
          return { reasons: strayOf(first.part.summary, options), used: [] };
        const last = newest(ours, ({ evidence }) => verifiedTime(evidence));
        return {
          reasons: last.flatMap(({ part }) => judgeResult(part.summary, options)),
          used: last.map(({ evidence }) => evidence),
        };
      },
      {
        note: ['verified', ...(options.levels ?? [])].join(', '),
        help: 'Look at what the verifier refused, then have it verify this digest again.',
        howTo: `Have ${options.verifier} verify ${facts.image.digest} and attach the summary.`,
      },
    );
  },
});

/** Why a summary is another one than is asked for: steps 4 and 5. */
function strayOf({ verifier, resource }: Summary, options: SummaryOptions): readonly Reason[] {
  if (verifier !== options.verifier) {
    const message = 'the signer speaks for another verifier';
    return [{ code: 'UNTRUSTED', message, observed: verifier, expected: options.verifier }];
  }
  return conditionOn('resource', resource, options.resource).map((reason) =>
    reason.code === 'VIOLATION' ? { ...reason, code: 'WRONG_SUBJECT' } : reason,
  );
}

function judgeResult({ passed, levels }: Summary, options: SummaryOptions): readonly Reason[] {
  if (!passed) return [violation('the verifier refused it', { observed: 'FAILED', expected: 'PASSED' })];
  const missing = (options.levels ?? []).filter((level) => !levels.some((each) => reaches(each, level)));
  if (missing.length === 0) return [];
  return [
    violation('a level was not reached', {
      observed: levels.join(', ') || 'none',
      expected: missing.join(', '),
    }),
  ];
}

/** A level stands for the lower ones of its track (SLSA: only the highest of a track need be listed). */
function reaches(reached: string, wanted: string): boolean {
  if (reached === wanted) return true;
  const [, track, number] = /^([A-Z_]+_LEVEL_)(\d{1,3})$/.exec(reached) ?? [];
  const [, other, least] = /^([A-Z_]+_LEVEL_)(\d{1,3})$/.exec(wanted) ?? [];
  return track !== undefined && track === other && Number(number) >= Number(least);
}
