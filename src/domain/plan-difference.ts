import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { ConfigOrigin } from './config.ts';
import {
  coveredBy,
  hexOfPlan,
  instantText,
  type CoveredPlan,
  type CoveredTag,
  type HashedStage,
  type PlanHash,
} from './plan-hash.ts';

export type DifferenceOptions = {
  readonly config: ConfigOrigin | undefined;
  /** What a tag at a target may have named before: what the journal knows. */
  readonly before: (repository: Repository, tag: Tag) => readonly (Digest | null)[];
  /** Images that the journal knows: a source tag may have named one of them. */
  readonly images: readonly Digest[];
  /** Commits at which the default branch may have been. */
  readonly commits?: readonly string[];
};

/** A part of a plan as it may have been then. */
type Then = {
  /** For people: how it was, and how it is now. */
  readonly text: string;
  readonly restore: (plan: CoveredPlan) => CoveredPlan;
};

/** So many things may have changed at once. */
const mostChanges = 3;
/** Bytes of canonical JSON that are hashed at most: a few seconds, of hundreds of targets. */
const mostBytes = 64 * 1024 * 1024;
const mostTries = 4096;

/**
 * For people: what changed since a plan was made. Only its hash is there, which does not tell what it was made of. So what
 * is there now is hashed with parts as they may have been, and what gives that very hash is what was. Where nothing does,
 * it prints what is there now.
 */
export function explainDifference(
  expected: PlanHash,
  stage: HashedStage,
  options: DifferenceOptions,
): string {
  const now = coveredBy(stage, options.config);
  const what = `${now.pipeline}/${now.stage} (${now.kind}) is no longer what was planned at ${instantText(expected.instant)}`;
  const changes = changesSince(expected, now, options);
  const lines =
    changes === undefined
      ? [`${what}. With that instant it is now:`, ...asItIs(now)]
      : [`${what}:`, ...changes];
  return lines.join('\n  ');
}

function changesSince(
  expected: PlanHash,
  now: CoveredPlan,
  options: DifferenceOptions,
): readonly string[] | undefined {
  const parts = partsOf(now, options).filter((part) => part.length > 0);
  let tries = Math.min(mostTries, Math.floor(mostBytes / JSON.stringify(now).length));
  for (let count = 1; count <= mostChanges; count += 1) {
    for (const chosen of choices(parts, count)) {
      if (tries === 0) return undefined;
      tries -= 1;
      const then = chosen.reduce((plan, { restore }) => restore(plan), now);
      if (hexOfPlan(then) === expected.hex) return chosen.map(({ text }) => text);
    }
  }
  return undefined;
}

/** Every way to take one of so many different parts. */
function* choices(parts: readonly (readonly Then[])[], count: number): Generator<readonly Then[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (const [at, part] of parts.entries()) {
    for (const one of part)
      for (const others of choices(parts.slice(at + 1), count - 1)) yield [one, ...others];
  }
}

/** What of a plan may have been otherwise, the likeliest first. */
function partsOf(now: CoveredPlan, options: DifferenceOptions): readonly (readonly Then[])[] {
  const tags = now.targets.flatMap(({ repository, tags: own }) =>
    own.map((tag) => namesThen(now, { repository, tag, before: options.before })),
  );
  return [
    ...tags,
    ...now.sources.map((source) => imagesThen(source, options)),
    now.waivers.map(notUsed),
    kindsThen(now),
    approvalsThen(now),
    configsThen(now, options),
    now.targets.length > 1 ? now.targets.map(({ repository }) => notThere(repository)) : [],
  ];
}

function namesThen(
  plan: CoveredPlan,
  {
    repository,
    tag: { tag, now },
    before,
  }: {
    readonly repository: Repository;
    readonly tag: CoveredTag;
    readonly before: DifferenceOptions['before'];
  },
): readonly Then[] {
  const known = [
    null,
    ...before(repository, tag),
    ...plan.targets.flatMap(({ tags }) => tags.map((other) => other.now)),
    ...plan.sources.map(({ digest }) => digest),
    'unread' as const,
  ];
  return [...new Set(known)]
    .filter((named) => named !== now)
    .map((named) => ({
      text: `${repository}:${tag} ${nameText(named, 'then')}, and ${nameText(now, 'now')}`,
      restore: (from) => ({
        ...from,
        targets: from.targets.map((target) =>
          target.repository === repository
            ? { ...target, tags: target.tags.map((one) => (one.tag === tag ? { ...one, now: named } : one)) }
            : target,
        ),
      }),
    }));
}

function nameText(named: CoveredTag['now'], when: 'then' | 'now'): string {
  if (named === 'unread') return when === 'then' ? 'could not be read' : 'cannot be read now';
  return when === 'then' ? `named ${named ?? 'nothing'}` : `names ${named ?? 'nothing'} now`;
}

function imagesThen(
  { repository, tag, digest }: CoveredPlan['sources'][number],
  { images }: DifferenceOptions,
): readonly Then[] {
  return [...new Set(images)]
    .filter((named) => named !== digest)
    .map((named) => ({
      text: `the image ${repository}${tag === null ? '' : `:${tag}`} was ${named}, and is ${digest} now`,
      restore: (from) => ({
        ...from,
        sources: from.sources.map((source) =>
          source.repository === repository ? { ...source, digest: named } : source,
        ),
      }),
    }));
}

function notUsed(id: string): Then {
  return {
    text: `the waiver ${id} was not used, and is now`,
    restore: (from) => ({ ...from, waivers: from.waivers.filter((one) => one !== id) }),
  };
}

function kindsThen({ kind }: CoveredPlan): readonly Then[] {
  return ['auto', 'manual', 'rollback', 'sync']
    .filter((other) => other !== kind)
    .map((other) => ({
      text: `it was planned as ${other}, and is asked for as ${kind} now`,
      restore: (from) => ({ ...from, kind: other }),
    }));
}

function approvalsThen({ environment }: CoveredPlan): readonly Then[] {
  if (environment === null) return [];
  return ['auto', 'required', 'none']
    .filter((other) => other !== environment.approval)
    .map((other) => ({
      text: `the environment ${environment.name} had the approval ${other}, and has ${environment.approval} now`,
      restore: (from) => ({ ...from, environment: { ...environment, approval: other } }),
    }));
}

function configsThen({ config }: CoveredPlan, { commits = [] }: DifferenceOptions): readonly Then[] {
  if (config === null || config.commit === null) return [];
  const { commit: now } = config;
  const other = (commit: string): Then => ({
    text: `the default branch was at commit ${commit.slice(0, 12)}, and is at ${now.slice(0, 12)} now, with the same config`,
    restore: (from) => ({ ...from, config: { ...config, commit } }),
  });
  return [
    ...[...new Set(commits)].filter((commit) => commit !== now).map(other),
    {
      text: `it was planned by the config on disk, and goes by the one of commit ${now.slice(0, 12)} now`,
      restore: (from) => ({ ...from, config: { ...config, commit: null } }),
    },
  ];
}

function notThere(repository: Repository): Then {
  return {
    text: `${repository} was none of the targets, and is now`,
    restore: (from) => ({
      ...from,
      targets: from.targets.filter((target) => target.repository !== repository),
    }),
  };
}

function asItIs(now: CoveredPlan): readonly string[] {
  return [
    ...now.sources.map((s) => `from ${s.repository}${s.tag === null ? '' : `:${s.tag}`} at ${s.digest}`),
    ...now.targets.flatMap((target) =>
      target.tags.map(
        ({ tag, move, now: named }) =>
          `to   ${target.repository}:${tag} (move: ${move}), which names ${named ?? 'nothing'}`,
      ),
    ),
    now.environment === null
      ? 'in no environment'
      : `in  environment ${now.environment.name} (approval: ${now.environment.approval})`,
    now.waivers.length === 0 ? 'with no waiver' : `with the waivers ${now.waivers.join(', ')}`,
    now.config === null
      ? 'by  no config'
      : `by  config ${now.config.sha256.slice(0, 12)}${now.config.commit === null ? ' on disk' : ` at commit ${now.config.commit.slice(0, 12)}`}`,
  ];
}
