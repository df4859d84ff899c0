import type { Evidence } from '../domain/evidence.ts';
import type { Answer, CommitFacts, Needs } from '../domain/facts.ts';
import type { CommitPlace, Forge } from '../ports/forge.ts';
import { answerTo, notAsked, unknown } from './answer.ts';
import { sourceCommitClaim, sourceRepositoryClaim } from './contradiction.ts';
import { inLanes } from './lanes.ts';

const lanes = 4;
const commitId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const repositoryPath = /^\/([\w.-]+\/[\w.-]+)$/;

export function needsCommit({ commit }: Needs): boolean {
  return commit.checks || commit.statuses || commit.tags || commit.pull || commit.branches.length > 0;
}

/** What the forge knows of the commit that the image was built from, each thing by itself: one may fail alone. */
export async function commitFacts(
  forge: Forge | undefined,
  evidence: readonly Evidence[],
  { commit: needs }: Needs,
): Promise<Answer<CommitFacts>> {
  const proven = provenCommit(evidence, forge?.server);
  if (proven.state === 'unknown') return proven;
  if (forge === undefined) return unknown('UNREACHABLE', 'GitHub is asked in GitHub Actions only');
  const at = proven.value;
  const [checks, statuses, tags, pull, branches] = await Promise.all([
    needs.checks ? answerTo(() => forge.checkRuns(at)) : notAsked('the checks'),
    needs.statuses ? answerTo(() => forge.statuses(at)) : notAsked('the statuses'),
    needs.tags ? answerTo(() => forge.tagsAt(at)) : notAsked('the tags of the commit'),
    needs.pull ? answerTo(() => forge.pullOf(at)) : notAsked('the pull request'),
    inLanes([...new Set(needs.branches)], lanes, async (branch) => {
      const answer = await answerTo(() => forge.contains(at, branch));
      return [branch, answer] as const;
    }),
  ]);
  return {
    state: 'known',
    value: { ...at, checks, statuses, tags, pull, onBranch: new Map(branches) },
  };
}

/**
 * The commit that a certificate proves: of trusted provenance that was signed itself; where there is none, of trusted
 * signatures and of what they seal. A label or a predicate alone proves nothing (policy.md §5.2, `checks`).
 */
export function provenCommit(evidence: readonly Evidence[], server: string | undefined): Answer<CommitPlace> {
  const own = provenBy(evidence, (one) => has(one, 'provenance') && !isSealed(one));
  const proven =
    own.size > 0 ? own : provenBy(evidence, (one) => has(one, 'signature') || has(one, 'provenance'));
  const [first, ...more] = proven.values();
  if (first === undefined) {
    return unknown(
      'NO_EVIDENCE',
      'no certificate of a trusted provenance or signature says which commit the image was built from',
    );
  }
  if (more.length > 0) {
    const names = [first, ...more].map(({ repository, commit }) => `${repository} ${commit}`);
    return unknown(
      'CONTRADICTION',
      `trusted documents name different commits: ${names.slice(0, 5).join(', ')}`,
    );
  }
  return placeOf(first, server);
}

type Claimed = { readonly repository: string; readonly commit: string };

function provenBy(
  evidence: readonly Evidence[],
  counts: (one: Evidence) => boolean,
): ReadonlyMap<string, Claimed> {
  const proven = new Map<string, Claimed>();
  for (const one of evidence) {
    if (one.trust.level !== 'signed' || one.problem !== undefined || !counts(one)) continue;
    const { claims } = one.trust.identity;
    const [repository, commit] = [claims[sourceRepositoryClaim], claims[sourceCommitClaim]];
    if (repository !== undefined && commit !== undefined)
      proven.set(`${repository.toLowerCase()} ${commit}`, { repository, commit });
  }
  return proven;
}

/** Only commits of the server that the job is on can be asked about. */
function placeOf({ repository, commit }: Claimed, server: string | undefined): Answer<CommitPlace> {
  const url = URL.canParse(repository) ? new URL(repository) : undefined;
  const path = url && repositoryPath.exec(url.pathname)?.[1];
  if (path === undefined || !commitId.test(commit))
    return unknown(
      'UNSUPPORTED',
      `the certificate names no commit of a repository on GitHub: ${repository.slice(0, 200)}`,
    );
  const ours = server === undefined || url?.origin === new URL(server).origin;
  if (ours) return { state: 'known', value: { repository: path, commit } };
  return unknown('UNSUPPORTED', `the commit is on ${url?.origin}, and this job asks ${server} only`);
}

function has({ parts }: Evidence, kind: 'signature' | 'provenance'): boolean {
  return parts.some((part) => part.kind === kind);
}

function isSealed({ trust }: Evidence): boolean {
  return trust.level === 'signed' && trust.sealedBy !== undefined;
}
