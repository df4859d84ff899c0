import type { Evidence } from '../../domain/evidence.ts';
import { stageText } from '../../domain/pipeline.ts';
import { isFromDisk } from '../../domain/promotion-statement.ts';
import { readStageResource } from '../../domain/statement.ts';
import type { Summary } from '../../domain/summary.ts';
import { Signers } from '../by.ts';
import { defineCheck } from '../check.ts';
import { choose, inspect, type Counted, type Want } from '../choose.ts';
import { ageText, newest, secondsSince, verifiedTime } from '../document-time.ts';
import { ofKind } from '../evidence-kind.ts';
import { stops, violation } from '../judgement.ts';
import { Age } from '../operator.ts';
import { Name, strict } from '../written.ts';
import { weigh, type Weight } from '../weigh.ts';

type Statement = Counted<Summary>;

/** The digest went through an earlier stage of this pipeline, as our own signed summary proves, and stayed long enough. */
export const promotedCheck = defineCheck({
  name: 'promoted',
  title: 'The digest was promoted to an earlier stage, and has been there for a while.',
  schema: strict({
    from: Name.describe('The stage of this pipeline.'),
    by: Signers.describe('Who signs the statements of that stage.'),
    for: Age.describe('How long ago that must be, by the verified time of the signature: 24h.').optional(),
  }),
  about: 'image',
  dependsOn: 'stage',
  needs: () => ({ evidence: true }),
  signers: ({ by }) => by.names,
  judge({ from, by, for: soak }, facts, judging) {
    const { stage } = facts;
    if (stage === undefined) {
      const message = 'this is no promotion to a stage, so no stage comes before it';
      return stops([{ code: 'INCOMPLETE', message }], {
        help: 'Take `promoted` out of the policy of `copy`.',
      });
    }
    const wanted = { pipeline: stage.pipeline, stage: from };
    const kind = ofKind('summary');
    const isOurs = ({ summary }: { readonly summary: Summary }): boolean => {
      const resource = readStageResource(summary.resource ?? '');
      return summary.form === 'vsa' && resource?.pipeline === wanted.pipeline && resource.stage === from;
    };
    const want: Want<{ readonly summary: Summary }> = {
      ...kind,
      noun: `promotion to ${stageText(wanted)}`,
      read: (evidence: Evidence) => kind.read(evidence).filter(isOurs),
      by,
      covers: 'digest',
      wantsAll: true,
    };
    return weigh(
      choose(inspect(facts), want, judging),
      ({ counted }) =>
        judgeStay(
          counted.map(({ evidence, part }) => ({ evidence, part: part.summary })),
          { from, soak, now: judging.now },
        ),
      {
        note: `promoted to ${stageText(wanted)}${soak === undefined ? '' : ` at least ${soak.text} ago`}`,
        help:
          soak === undefined
            ? `Promote it to ${from} first.`
            : `Wait until it has been in ${from} for ${soak.text}.`,
        howTo: `Promote it to ${from} first; its statement is what proves it.`,
      },
    );
  },
});

type Stay = { readonly from: string; readonly soak: Age | undefined; readonly now: Date };

/** The last word is the newest; the stay counts from the first promotion that passed. */
function judgeStay(statements: readonly Statement[], { from, soak, now }: Stay): Weight {
  const last = newest(statements, ({ evidence }) => verifiedTime(evidence));
  if (!last.every(({ part }) => part.passed)) {
    const message = `the last promotion to ${from} was refused`;
    return { reasons: [violation(message, { observed: 'FAILED', expected: 'PASSED' })] };
  }
  const passed = statements.filter(({ part }) => part.passed && !isFromDisk(part.policy));
  if (passed.length === 0) {
    const message = `the config that let it into ${from} was a file on a disk, which nobody else could have read`;
    return { reasons: [violation(message, { observed: 'a disk', expected: 'a commit' })] };
  }
  if (soak === undefined) return { reasons: [] };
  const expected = `>= ${soak.text}`;
  // The last of the proven times: the signature was surely there by then.
  const times = passed.flatMap(({ evidence: { trust } }) =>
    trust.level === 'signed' && trust.signedAt !== undefined ? [trust.signedAt.last.getTime()] : [],
  );
  if (times.length === 0)
    return {
      reasons: [{ code: 'INCOMPLETE', message: `nothing proves since when it is in ${from}`, expected }],
    };
  const seconds = secondsSince(new Date(Math.min(...times)), now);
  if (seconds < soak.seconds) {
    return {
      reasons: [violation(`it is not in ${from} for long enough`, { observed: ageText(seconds), expected })],
    };
  }
  return { reasons: [] };
}
