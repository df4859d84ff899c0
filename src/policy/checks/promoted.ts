import { stageText, type StageId } from '../../domain/pipeline.ts';
import { readStageResource } from '../../domain/statement.ts';
import { Signers } from '../by.ts';
import { defineCheck } from '../check.ts';
import { choose, inspect, type Want } from '../choose.ts';
import { ofKind } from '../evidence-kind.ts';
import { stops } from '../judgement.ts';
import { Age } from '../operator.ts';
import { Name, strict } from '../written.ts';
import { judgeStay, type StayPart } from '../stay.ts';
import { weigh } from '../weigh.ts';

/**
 * The digest went through an earlier stage of this pipeline: our own signed statements prove that policy let it, and that
 * it came to a target of that stage, and since when.
 */
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
  needs: ({ from }) => ({ evidence: true, stages: [from] }),
  signers: ({ by }) => by.names,
  judge({ from, by, for: soak }, facts, judging) {
    const { stage, image } = facts;
    if (stage === undefined) {
      const message = 'this is no promotion to a stage, so no stage comes before it';
      return stops([{ code: 'INCOMPLETE', message }], {
        help: 'Take `promoted` out of the policy of `copy`.',
      });
    }
    const place = facts.stages?.get(from);
    if (place === undefined) {
      const message = `the pipeline ${stage.pipeline} has no stage ${from}`;
      return stops([{ code: 'INCOMPLETE', message }], {
        help: `Name a stage of ${stage.pipeline}: ${[...(facts.stages?.keys() ?? [])].join(', ')}.`,
      });
    }
    const earlier: StageId = { pipeline: stage.pipeline, stage: from };
    const name = stageText(earlier);
    const isOurs = (id: StageId | undefined): boolean => id?.pipeline === stage.pipeline && id.stage === from;
    const want: Want<StayPart> = {
      noun: `promotion to ${name}`,
      read: (evidence) => [
        ...decision
          .read(evidence)
          .filter(
            ({ summary }) => summary.form === 'vsa' && isOurs(readStageResource(summary.resource ?? '')),
          ),
        ...promotion.read(evidence).filter(({ record }) => isOurs(record.intent)),
      ],
      couldBe: (evidence) => decision.couldBe(evidence) || promotion.couldBe(evidence),
      by,
      covers: 'digest',
      wantsAll: true,
    };
    return weigh(
      choose(inspect(facts), want, judging),
      ({ counted }) =>
        judgeStay(counted, { stage: earlier, place, digest: image.digest, soak, now: judging.now }),
      {
        note: `promoted to ${name}${soak === undefined ? '' : ` at least ${soak.text} ago`}`,
        help:
          soak === undefined
            ? `Promote it to ${from} first.`
            : `Wait until it has been in ${from} for ${soak.text}.`,
        howTo: `Promote it to ${from} first; its statements are what proves it.`,
      },
    );
  },
});

const decision = ofKind('summary');
const promotion = ofKind('promotion');
