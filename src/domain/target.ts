import type { Repository } from '../image/reference.ts';
import { expandTarget, matchPattern, matchSource, patternsOverlap } from './pattern.ts';
import type { Pipeline, RepositoryPattern, Stage, StageId } from './pipeline.ts';

/** A target of a stage, for one source where the source is not a pattern. */
export type Target = {
  readonly pipeline: Pipeline;
  readonly stage: Stage;
  /** Its place in `to`. */
  readonly index: number;
  /** The source that fills it; absent for a pattern. */
  readonly source?: Repository;
  /** Without captures where the source is not a pattern. */
  readonly repository: RepositoryPattern;
};

/** Every target of a stage, expanded as far as it can be without asking a registry. */
export function targetsOf(pipeline: Pipeline, stage: Stage): readonly Target[] {
  return stage.to.flatMap((to, index) => {
    const sources = namedSources(pipeline);
    if (sources === undefined) return [{ pipeline, stage, index, repository: to }];
    return sources.map((source) => {
      const captures = matchSource(pipeline, source) ?? new Map<string, string>();
      const repository = { text: expandTarget(to, captures), captures: [] };
      return { pipeline, stage, index, source, repository };
    });
  });
}

/** The repositories that a source names; undefined for a pattern. */
export function namedSources({ source }: Pipeline): readonly Repository[] | undefined {
  if (source.kind === 'pattern') return undefined;
  return source.kind === 'set' ? source.repositories : [source.repository];
}

/** Whether a target is, or for some source of a pattern would be, this repository. */
export function couldBe({ pipeline, repository }: Target, wanted: Repository): boolean {
  if (repository.captures.length === 0 || pipeline.source.kind !== 'pattern')
    return repository.text === wanted;
  const captures = matchPattern(repository, wanted);
  if (captures === undefined) return false;
  const { pattern, except } = pipeline.source;
  // A target that leaves a capture out may come of several sources, one of which is surely not excepted.
  if (pattern.captures.some((name) => !captures.has(name))) return true;
  return !except.has(expandTarget(pattern, captures));
}

/** Whether some repository would be filled by both. */
export function targetsMeet(a: Target, b: Target): boolean {
  if (a.repository.captures.length === 0) return couldBe(b, a.repository.text as Repository);
  if (b.repository.captures.length === 0) return couldBe(a, b.repository.text as Repository);
  return patternsOverlap(a.repository, b.repository);
}

/** Whether a pipeline reads what the target holds. */
export function feeds(target: Target, reader: Pipeline): boolean {
  const { source } = reader;
  const { repository } = target;
  if (source.kind !== 'pattern') return (namedSources(reader) ?? []).some((each) => couldBe(target, each));
  if (repository.captures.length > 0) return patternsOverlap(source.pattern, repository);
  return matchSource(reader, repository.text as Repository) !== undefined;
}

/** The stage that fills a repository, which `copy` therefore may not write (contract §5). */
export function stageThatFills(pipelines: readonly Pipeline[], repository: Repository): StageId | undefined {
  const target = pipelines
    .flatMap((pipeline) => pipeline.stages.flatMap((stage) => targetsOf(pipeline, stage)))
    .find((each) => couldBe(each, repository));
  return target === undefined ? undefined : { pipeline: target.pipeline.name, stage: target.stage.name };
}

/** A pipeline that does nothing but keep a repository as its source is: one stage that runs by itself, every tag moves. */
export function isMirror({ stages }: Pipeline): boolean {
  const [only, second] = stages;
  return (
    only !== undefined &&
    second === undefined &&
    only.auto &&
    only.environment === undefined &&
    only.tags.every(({ template, move }) => template.text === '%n' && move === 'any')
  );
}
