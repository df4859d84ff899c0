import { defineCheck } from '../check.ts';
import { passes, stops, violation } from '../judgement.ts';
import { NumberCondition } from '../operator.ts';
import { strict } from '../written.ts';

/**
 * The pull request that brought the commit was approved, by people other than its author. It stands in for required
 * reviewers of an environment where GitHub has none (contract §6).
 */
export const reviewCheck = defineCheck({
  name: 'review',
  title: 'The pull request that brought the commit was approved by others than its author.',
  schema: strict({
    approvals: NumberCondition.describe(
      'How many people must have approved it, its author aside, and not taken that back: ">= 2". Default: ">= 1".',
    ).prefault('>= 1'),
  }),
  about: 'image',
  needs: () => ({
    evidence: true,
    commit: { checks: false, statuses: false, tags: false, pull: true, branches: [] },
  }),
  judge({ approvals }, { commit }) {
    const help = 'Bring the commit by a pull request that enough people approve, and build it from there.';
    if (commit.state === 'unknown') return stops([{ code: commit.code, message: commit.message }], { help });
    const { pull } = commit.value;
    const id = commit.value.commit.slice(0, 12);
    if (pull.state === 'unknown') {
      const message = `the pull request of commit ${id} is not known: ${pull.message}`;
      return stops([{ code: pull.code, message }], { help });
    }
    if (pull.value === undefined) {
      const message = `no merged pull request brought commit ${id}: it was pushed`;
      return stops([{ code: 'NO_EVIDENCE', message }], { help });
    }
    const { number, approvers } = pull.value;
    const observed = approvers.length === 0 ? 'nobody' : approvers.join(', ');
    if (approvals.holds(approvers.length) === true)
      return passes(`pull request ${number}, approved by ${observed}`);
    const expected = `approvals ${approvals.text}`;
    const message = `pull request ${number} was not approved by the number of people that is asked for`;
    return stops([violation(message, { observed: `${approvers.length}: ${observed}`, expected })], { help });
  },
});
