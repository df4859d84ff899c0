import type { PlannedSource } from '../domain/plan.ts';
import { HoistError, messageOf } from '../errors.ts';
import type { Discussion, PullPlace } from '../ports/discussion.ts';
import type { CommentNews } from '../report/comment.ts';
import { readRevision } from './revision.ts';
import type { Trip } from './trip.ts';

/** `auto`: where the commit and its pull request are known; `always`: says so where they are not; `never`. */
export type CommentWish = 'auto' | 'always' | 'never';

type News = CommentNews['news'];
type Commit = CommentNews['commit'];
type Thread = { readonly pull: PullPlace; readonly commit: Commit };

const mostPulls = 3;
const mostImages = 5;
const commitId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Tells the pull request that an image's commit came from what would become of it, or did. A pull request of another
 * repository is never written to (A30). That a comment could not be written is a notice: the promotion is what it is.
 */
export async function discuss(trip: Trip, news: News, wish: CommentWish = 'never'): Promise<void> {
  const { run, log, signal } = trip.world;
  if (wish === 'never' || signal.aborted) return;
  // Under other events that strangers cause, neither the run's commit nor its image is what it seems.
  if (!run.mayWrite && run.event !== 'pull_request') return;
  if (isQuiet(news) && wish === 'auto' && run.event !== 'pull_request') return;
  try {
    const discussion = await trip.world.discussion();
    if (discussion === undefined) return;
    const threads = await threadsOf(trip, news, discussion);
    const own = threads.filter(({ pull }) => !pull.isFromFork).slice(0, mostPulls);
    if (own.length === 0 && (threads.length > 0 || wish === 'always')) log.notice(nowhere(threads));
    for (const thread of own) await write(trip, news, { discussion, thread });
  } catch (thrown) {
    const hint = thrown instanceof HoistError && thrown.hint !== undefined ? `. ${thrown.hint}` : '';
    log.notice(`the pull request has no comment about this run: ${messageOf(thrown)}${hint}`);
  }
}

/** Nothing happened, or would: nobody is told, and nothing is asked for it. */
function isQuiet({ kind, document }: News): boolean {
  if (kind === 'run') return document.records.length === 0;
  return document.outcome === 'unchanged' || document.outcome === 'none';
}

function nowhere(threads: readonly Thread[]): string {
  return threads.length > 0
    ? 'the pull request is of another repository: there is no comment about this run'
    : 'no pull request is known that brought the image: there is no comment about this run';
}

async function write(
  { world }: Trip,
  news: News,
  { discussion, thread: { pull, commit } }: { readonly discussion: Discussion; readonly thread: Thread },
): Promise<void> {
  const { actor, id, url } = world.run;
  const { commentMarkdown, commentMarker } = await import('../report/comment.ts');
  const before = await discussion.said(pull.number, commentMarker);
  const body = commentMarkdown(
    world.hide({ news, at: world.clock.now().toISOString(), actor, run: { id, url }, commit, before }),
  );
  const address = await discussion.comment(pull.number, { marker: commentMarker, body });
  world.log.info(`told the pull request #${pull.number}: ${address}`);
}

/** In a pull request's own run it is that; elsewhere the ones that brought the images' commits. */
async function threadsOf(trip: Trip, news: News, discussion: Discussion): Promise<readonly Thread[]> {
  const { run } = trip.world;
  if (run.event === 'pull_request') {
    const pull = await ownPull(trip, discussion);
    return pull === undefined ? [] : [{ pull, commit: { id: run.sha ?? '', proof: 'run' } }];
  }
  const threads = new Map<number, Thread>();
  for (const source of sourcesOf(news)) {
    const commit = await commitOf(trip, news, source);
    if (commit === undefined) continue;
    const [pull] = await discussion.pullsOf(commit.id);
    if (pull !== undefined && !threads.has(pull.number)) threads.set(pull.number, { pull, commit });
  }
  return [...threads.values()];
}

async function ownPull({ world }: Trip, discussion: Discussion): Promise<PullPlace | undefined> {
  const { ref, sha } = world.run;
  const number = /^refs\/pull\/(\d+)\//.exec(ref ?? '')?.[1];
  if (number !== undefined) return await discussion.pull(Number(number));
  const pulls = sha === undefined ? [] : await discussion.pullsOf(sha);
  return pulls[0];
}

function sourcesOf({ document, kind }: News): readonly PlannedSource[] {
  const stages = kind === 'plan' ? document.stages : document.plan.stages;
  const byDigest = new Map(stages.flatMap(({ sources }) => sources).map((source) => [source.digest, source]));
  return [...byDigest.values()].slice(0, mostImages);
}

/** What a certificate proves, else what a label claims; only commits of this repository have pull requests here. */
async function commitOf(trip: Trip, news: News, source: PlannedSource): Promise<Commit | undefined> {
  const { registry, world, judge } = trip;
  const proven = judge?.proven.get(source.digest) ?? comparedCommit(news, source);
  if (proven !== undefined) {
    const isOurs = proven.repository.toLowerCase() === world.run.repository?.toLowerCase();
    return isOurs ? { id: proven.commit, proof: 'proven' } : undefined;
  }
  const call = { signal: world.signal };
  const root = await registry.manifest(source.repository, source.digest, call);
  const claimed = root && (await readRevision(registry, source.repository, root, call));
  return claimed !== undefined && commitId.test(claimed) ? { id: claimed, proof: 'claimed' } : undefined;
}

/** A plan may have found the commit when it compared the image with the one before. */
function comparedCommit(
  { kind, document }: News,
  { digest }: PlannedSource,
): { readonly repository: string; readonly commit: string } | undefined {
  const stages = kind === 'plan' ? document.stages : document.plan.stages;
  for (const { to, differences } of stages.flatMap(({ changes = [] }) => changes)) {
    const found = differences.state === 'known' ? differences.value.commits.to : undefined;
    if (to.digest !== digest || found?.proof !== 'proven' || found.repository === undefined) continue;
    return { repository: found.repository, commit: found.commit };
  }
  return undefined;
}
