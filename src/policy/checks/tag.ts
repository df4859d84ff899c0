import { defineCheck } from '../check.ts';
import { passes, stops, violation } from '../judgement.ts';
import { isTag } from '../../image/reference.ts';
import { TextCondition } from '../operator.ts';
import { say } from '../written.ts';

/** A bare text is the whole tag: `v*` and `>= 1` are none, and would refuse every image. */
const TagCondition = TextCondition.superRefine(({ exactly = [] }, context) => {
  const text = exactly.find((each) => !isTag(each));
  if (text === undefined) return;
  const meant = /^[<>=~^]/.test(text) ? 'semver' : 'glob';
  context.addIssue({
    code: 'custom',
    message: say(
      `no tag is ${JSON.stringify(text.slice(0, 60))}: a bare text is the whole tag`,
      `Write tag: { ${meant}: '${text.slice(0, 60)}' }.`,
    ),
  });
});

/** The tag that is promoted, as it is at the source: never the operator's (contract §5). */
export const tagCheck = defineCheck({
  name: 'tag',
  title: "The image's tag at the pipeline's source.",
  schema: TagCondition,
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
