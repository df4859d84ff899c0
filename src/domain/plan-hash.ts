import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { ConfigOrigin } from './config.ts';
import type { MoveRule } from './pipeline.ts';
import type { PlannedTarget, StagePlan } from './plan.ts';

/** `v1.<UTC instant, whole seconds>.<64 hex>`, taken apart. */
export type PlanHash = {
  readonly text: string;
  readonly instant: Date;
  readonly hex: string;
  /** Older than 35 days: nothing is what it was then. */
  readonly isExpired: boolean;
};

/** What a tag named when the plan was made; `unread`: its target could not be asked. */
type Named = Digest | 'unread' | null;

/** A tag of a target, its rule, and what it names. */
export type CoveredTag = { readonly tag: Tag; readonly move: MoveRule; readonly now: Named };

type CoveredTarget = { readonly repository: Repository; readonly tags: readonly CoveredTag[] };

/** Exactly what the contract's §6 says that a hash covers; nothing else may slip in, nor out. */
export type CoveredPlan = {
  readonly schema: 'hoist/plan/v1';
  readonly kind: string;
  readonly pipeline: string;
  readonly stage: string;
  readonly environment: { readonly name: string; readonly approval: string } | null;
  readonly sources: readonly {
    readonly repository: Repository;
    readonly tag: Tag | null;
    readonly digest: Digest;
  }[];
  readonly targets: readonly CoveredTarget[];
  readonly config: { readonly commit: string | null; readonly sha256: string } | null;
  readonly waivers: readonly string[];
};

/** What the hash needs of a stage's plan. */
export type HashedStage = Pick<
  StagePlan,
  'kind' | 'pipeline' | 'stage' | 'environment' | 'sources' | 'targets' | 'decisions'
>;

const grammar = /^v1\.(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)\.([0-9a-f]{64})$/;
const longestAge = 35 * 24 * 60 * 60 * 1000;
/** Earlier states of a half-written stage that are tried; beyond, the plan has to be made anew. */
const mostCombinations = 4096;

/** ISO 8601 in UTC with whole seconds: the one instant of a run, as plans and hashes write it. */
export function instantText(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

export function coveredBy(stage: HashedStage, config: ConfigOrigin | undefined): CoveredPlan {
  return covered(stage, config, stage.targets.map(asRead));
}

export function planHash(instant: Date, plan: CoveredPlan): string {
  return `v1.${instantText(instant)}.${hexOfPlan(plan)}`;
}

/**
 * Reads what was given as `expected-plan`.
 *
 * @throws HoistError `PLAN_HASH_INVALID` (config) for anything that no plan printed
 */
export function parsePlanHash(text: string, now: Date): PlanHash {
  const [, written = '', hex = ''] = grammar.exec(text.trim()) ?? [];
  const instant = new Date(written);
  if (Number.isNaN(instant.getTime()) || instantText(instant) !== written) {
    throw new HoistError('config', 'PLAN_HASH_INVALID', 'expected-plan is not the hash of a plan', {
      hint: 'Give the hash that `hoist plan` prints for the stage: v1.<instant>.<64 hex digits>.',
    });
  }
  if (instant.getTime() > now.getTime()) {
    throw new HoistError(
      'config',
      'PLAN_HASH_INVALID',
      `expected-plan was made in the future, at ${written}`,
      {
        hint: 'Compare the clocks of the two machines, or plan again.',
      },
    );
  }
  return { text: text.trim(), instant, hex, isExpired: now.getTime() - instant.getTime() > longestAge };
}

export type HoldsOptions = {
  readonly config: ConfigOrigin | undefined;
  /** What a tag may have named before this digest: what the journal knows. */
  readonly before: (repository: Repository, tag: Tag) => readonly (Digest | null)[];
};

/**
 * Whether a plan that is made now is the one that was expected. A tag that is at its destination already counts as
 * the plan being true (guarantee 3), so that a run that was killed between two tags can be run again: what it named
 * before is not there to be read any more, and is looked for among what the journal and the other targets know. A
 * target that could not be asked when the plan was made may be readable now.
 */
export function holdsPlan(expected: PlanHash, stage: HashedStage, options: HoldsOptions): boolean {
  const choices = stage.targets.map((target) => [
    ...combinations(target.tags.map((tag) => earlier(stage, target, { ...tag, before: options.before }))).map(
      (named): CoveredTarget => ({
        repository: target.repository,
        tags: target.tags.map((tag, index) => ({ tag: tag.tag, move: tag.move, now: named[index] ?? null })),
      }),
    ),
    unread(target),
  ]);
  for (const targets of combinations(choices)) {
    if (hexOfPlan(covered(stage, options.config, targets)) === expected.hex) return true;
  }
  return false;
}

function covered(
  stage: HashedStage,
  config: ConfigOrigin | undefined,
  targets: readonly CoveredTarget[],
): CoveredPlan {
  return {
    schema: 'hoist/plan/v1',
    kind: stage.kind,
    pipeline: stage.pipeline,
    stage: stage.stage,
    environment: stage.environment ?? null,
    sources: stage.sources
      .map(({ repository, tag, digest }) => ({ repository, tag: tag ?? null, digest }))
      .sort((a, b) => compare(a.repository, b.repository)),
    targets: [...targets].sort((a, b) => compare(a.repository, b.repository)),
    config: config === undefined ? null : { commit: config.commit ?? null, sha256: config.sha256 },
    waivers: usedWaivers(stage),
  };
}

/** By id, each once: one that the plan did not need is a change of what was approved. */
function usedWaivers({ decisions = [] }: HashedStage): readonly string[] {
  const ids = decisions.flatMap(({ waivers }) => waivers.used.map(({ id }) => id));
  return [...new Set(ids)].sort(compare);
}

function asRead(target: PlannedTarget): CoveredTarget {
  const tags = target.tags.map(
    ({ tag, move, now }) => ({ tag, move, now: now === undefined ? 'unread' : now }) as const,
  );
  return { repository: target.repository, tags };
}

function unread(target: PlannedTarget): CoveredTarget {
  return {
    repository: target.repository,
    tags: target.tags.map(({ tag, move }) => ({ tag, move, now: 'unread' })),
  };
}

/** What a tag may have named when the plan was made, the likeliest first. */
function earlier(
  stage: HashedStage,
  target: PlannedTarget,
  tag: PlannedTarget['tags'][number] & Pick<HoldsOptions, 'before'>,
): readonly Named[] {
  const now: Named = tag.now === undefined ? 'unread' : tag.now;
  if (now !== target.digest) return [now];
  const elsewhere = stage.targets.flatMap((other) =>
    other.tags.flatMap((sibling) =>
      sibling.tag === tag.tag && sibling.now !== undefined ? [sibling.now] : [],
    ),
  );
  return [...new Set<Named>([now, null, ...elsewhere, ...tag.before(target.repository, tag.tag)])];
}

/** Every way to take one of each, the first of each first; at most {@link mostCombinations}, and never more in memory. */
function combinations<T>(choices: readonly (readonly T[])[]): readonly (readonly T[])[] {
  let all: (readonly T[])[] = [[]];
  for (const options of choices) all = extended(all, options);
  return all;
}

function extended<T>(all: readonly (readonly T[])[], options: readonly T[]): (readonly T[])[] {
  const next: (readonly T[])[] = [];
  for (const chosen of all) {
    for (const option of options) {
      if (next.length === mostCombinations) return next;
      next.push([...chosen, option]);
    }
  }
  return next;
}

/** The last part of a plan's hash. */
export function hexOfPlan(plan: CoveredPlan): string {
  return createHash('sha256')
    .update(canonicalize(plan) ?? '')
    .digest('hex');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
