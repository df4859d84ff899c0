import type { Reason } from '../../domain/decision.ts';
import { defineCheck } from '../check.ts';
import { violation } from '../judgement.ts';
import { NumberCondition, Size } from '../operator.ts';
import { concluded, onEachPlatform, platformsText } from '../per-platform.ts';
import { say, strict } from '../written.ts';

export const sizeCheck = defineCheck({
  name: 'size',
  title: 'What a platform weighs to pull, compressed, and how many layers it has.',
  schema: strict({
    max: Size.describe('At most so much a platform: 500MB, 1.5GiB.').optional(),
    layers: NumberCondition.describe('The layers of a platform: "<= 60".').optional(),
  }).refine(({ max, layers }) => max !== undefined || layers !== undefined, {
    error: say('is empty', 'Name a limit: { max: 500MB }.'),
  }),
  about: 'image',
  judge({ max, layers }, facts) {
    const reasons = onEachPlatform(facts, (one, platform) => {
      const found: Reason[] = [];
      // Written so that a number that is none is no pass.
      if (max !== undefined && !(one.bytes <= max.bytes)) {
        const compared = { observed: bytesText(one.bytes, max.text), expected: `<= ${max.text}` };
        found.push(violation('it weighs more than the policy allows', { platform, ...compared }));
      }
      if (layers !== undefined && layers.holds(one.layers) !== true) {
        const compared = { observed: `${one.layers} layers`, expected: layers.text };
        found.push(violation('the number of layers is not allowed', { platform, ...compared }));
      }
      return found;
    });
    return concluded(reasons, {
      note: platformsText(facts),
      help: 'Make the image smaller: a smaller base, build stages, fewer layers.',
    });
  },
});

/** In the unit of the limit, rounded up so that it never looks as if it fitted. */
function bytesText(bytes: number, limit: string): string {
  const binary = limit.includes('i');
  return `${Math.ceil((bytes / (binary ? 2 ** 20 : 1e6)) * 10) / 10}${binary ? 'MiB' : 'MB'}`;
}
