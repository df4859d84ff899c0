import type { StagePlan } from '../domain/plan.ts';
import type { TargetResult } from '../domain/record.ts';
import { HoistError } from '../errors.ts';
import { isLoopbackHost } from '../image/loopback.ts';
import { hostOf, type Repository } from '../image/reference.ts';
import type { Trip } from './trip.ts';

type Ground = Pick<Trip, 'world' | 'config'>;

/**
 * With `linked-artifacts: required`, asks before anything is written whether the organisation's ledger can be told of
 * what these stages would write.
 *
 * @throws HoistError `LINKED_ARTIFACTS_IMPOSSIBLE` (config)
 */
export async function demandLedger(
  { world, config }: Ground,
  plans: readonly Pick<StagePlan, 'state' | 'targets'>[],
): Promise<void> {
  if (config?.record.linkedArtifacts !== 'required') return;
  const targets = plans
    .filter(({ state }) => state === 'ready' || state === 'unchanged')
    .flatMap((plan) => plan.targets);
  const [first] = targets;
  if (first === undefined) return;
  const unlisted = targets.find(({ repository }) => !isListed({ world, config }, repository));
  if (unlisted !== undefined)
    throw impossible(
      `${unlisted.repository} is not reached by https`,
      'The ledger takes registries with TLS only: serve it with TLS, or write linked-artifacts: auto.',
    );
  const ledger = await world.ledger();
  if (ledger === undefined)
    throw impossible(
      'there is no GitHub to tell',
      'Promote in Actions, where the job has artifact-metadata: write; or write linked-artifacts: auto.',
    );
  const obstacle = await ledger.obstacle(first.digest);
  if (obstacle !== undefined) throw impossible(obstacle.why, obstacle.hint);
}

/** Tells the ledger what targets hold now. Gives why it could not be told, each reason once. */
export async function tellLedger(
  ground: Ground,
  targets: readonly TargetResult[],
): Promise<readonly string[]> {
  const ledger = await ground.world.ledger();
  if (ledger === undefined) return [];
  const reasons = new Set<string>();
  for (const { repository, digest, tags } of targets) {
    const tag = tags.find(({ after }) => after === digest)?.tag;
    if (tag === undefined || !isListed(ground, repository)) continue;
    const why = await ledger.store({ repository, digest, tag });
    if (why !== undefined) reasons.add(why);
  }
  return [...reasons];
}

/**
 * The same for a stage whose targets must be in the ledger before its record says that all is well. It has moved its tags
 * by then: what could not be told is made up for by the next run.
 */
export async function mustBeListed(
  ground: Ground,
  targets: readonly TargetResult[],
): Promise<HoistError | undefined> {
  if (ground.config?.record.linkedArtifacts !== 'required') return undefined;
  const reasons = await tellLedger(ground, targets);
  if (reasons.length === 0) return undefined;
  return new HoistError(
    'incomplete',
    'LINKED_ARTIFACTS_MISSING',
    `the targets are written, and the organisation's ledger could not be told: ${reasons.join('; ')}`,
    { hint: 'Promote the same digest again: what is there already is not sent again.' },
  );
}

/** The ledger takes addresses with TLS only. */
function isListed({ config }: Ground, repository: Repository): boolean {
  if (repository.startsWith('oci:')) return false;
  const host = hostOf(repository);
  return !(config?.registries.get(host)?.plainHttp ?? isLoopbackHost(host));
}

function impossible(why: string, hint: string): HoistError {
  const message = `record.linked-artifacts is required, and ${why}`;
  return new HoistError('config', 'LINKED_ARTIFACTS_IMPOSSIBLE', message, { hint });
}
