import { defineCheck } from '../check.ts';
import { passes, stops, violation } from '../judgement.ts';
import { TextCondition } from '../operator.ts';

export const repositoryCheck = defineCheck({
  name: 'repository',
  title: "The canonical name of the pipeline's source: ghcr.io/acme/dev/web.",
  schema: TextCondition,
  about: 'image',
  judge(condition, { image }) {
    const { repository } = image;
    const holds = condition.holds(repository);
    if (holds === true) return passes(repository);
    const compared = { observed: repository, expected: condition.text };
    if (holds === undefined) {
      const message = `the repository ${repository} cannot be compared with that`;
      return stops([{ code: 'INCOMPLETE', message, ...compared }]);
    }
    return stops([violation(`the repository ${repository} is not allowed`, compared)], {
      help: 'Promote from a repository that the policy allows; names are canonical, with their host.',
    });
  },
});
