import type { Reason } from '../../domain/decision.ts';
import { needsNothing, type CommitFacts } from '../../domain/facts.ts';
import { parseTextGlob } from '../../domain/glob.ts';
import { defineCheck } from '../check.ts';
import { passes, stops, violation } from '../judgement.ts';
import { oneOrMore, reading, say, strict, Text } from '../written.ts';

/** The commit that was built is on a branch, or has a tag: as GitHub says, of the commit that the provenance proves. */
export const sourceCheck = defineCheck({
  name: 'source',
  title: 'The commit that was built is on a branch, or has a tag.',
  schema: strict({
    'reachable-from': oneOrMore(Text)
      .transform((written) => [written].flat())
      .describe('A branch that has the commit; of a list, any one.')
      .optional(),
    tagged: Text.transform(reading(parseTextGlob))
      .describe('A glob: some tag of the commit is like it: v*.')
      .optional(),
  }).refine((written) => (written['reachable-from'] ?? written.tagged) !== undefined, {
    error: say('asks for nothing', 'Write { reachable-from: main } or { tagged: "v*" }.'),
  }),
  about: 'image',
  needs: ({ 'reachable-from': branches = [], tagged }) => ({
    evidence: true,
    commit: { ...needsNothing.commit, branches, tags: tagged !== undefined },
  }),
  judge({ 'reachable-from': branches, tagged }, { commit }) {
    const help = 'Build from a commit of the branch, by a signer whose provenance proves the commit.';
    if (commit.state === 'unknown') return stops([{ code: commit.code, message: commit.message }], { help });
    const reasons = [
      ...(branches === undefined ? [] : onBranch(commit.value, branches)),
      ...(tagged === undefined ? [] : hasTag(commit.value, tagged.text, (name) => tagged.matches(name))),
    ];
    const [first, ...rest] = reasons;
    if (first === undefined) return passes(`commit ${commit.value.commit.slice(0, 12)}`);
    return stops([first, ...rest], { help });
  },
});

function onBranch(
  { commit, onBranch: answers }: CommitFacts,
  branches: readonly string[],
): readonly Reason[] {
  const found = branches.map((branch) => ({ branch, answer: answers.get(branch) }));
  if (found.some(({ answer }) => answer?.state === 'known' && answer.value)) return [];
  const open = found.find(({ answer }) => answer?.state !== 'known');
  if (open !== undefined) {
    const { branch, answer } = open;
    const message = `whether ${branch} has the commit is not known`;
    if (answer?.state !== 'unknown') return [{ code: 'INCOMPLETE', message }];
    return [{ code: answer.code, message: `${message}: ${answer.message}` }];
  }
  const expected = branches.join(' or ');
  return [violation('the commit is on no such branch', { observed: commit, expected })];
}

function hasTag(
  { commit, tags }: CommitFacts,
  expected: string,
  matches: (name: string) => boolean,
): readonly Reason[] {
  if (tags.state === 'unknown')
    return [{ code: tags.code, message: `the tags of the commit are not known: ${tags.message}` }];
  if (tags.value.some(matches)) return [];
  const observed = tags.value.length === 0 ? `${commit} without a tag` : tags.value.slice(0, 5).join(', ');
  return [violation('the commit has no such tag', { observed, expected: `like ${expected}` })];
}
