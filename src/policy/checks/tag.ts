import { defineCheck } from '../check.ts';
import { passes, stops, violation } from '../judgement.ts';
import { TextCondition } from '../operator.ts';

/** The tag that is promoted, as it is at the source: never the operator's (contract §5). */
export const tagCheck = defineCheck({
  name: 'tag',
  title: "The image's tag at the pipeline's source.",
  schema: TextCondition,
  about: 'image',
  judge(condition, { image }) {
    const { tag } = image;
    if (tag === undefined) {
      return stops(
        [{ code: 'INCOMPLETE', message: 'the image was given by digest alone, so there is no tag to judge' }],
        { help: 'Promote it by its tag.' },
      );
    }
    const holds = condition.holds(tag);
    if (holds === true) return passes(tag);
    const expected = condition.text;
    if (holds === undefined) {
      return stops([
        { code: 'INCOMPLETE', message: `the tag ${tag} is no version`, observed: tag, expected },
      ]);
    }
    return stops([violation(`the tag ${tag} is not allowed`, { observed: tag, expected })], {
      help: 'Promote a tag that the policy allows.',
    });
  },
});
