import type { Pipeline, Stage } from '../domain/pipeline.ts';
import { namedSources, targetsOf } from '../domain/target.ts';
import type { Repository } from '../image/reference.ts';
import type { WrittenConfig } from './parse.ts';
import type { Problems } from './problems.ts';
import { isPattern, resolveSince, resolveSource, writtenCaptures } from './resolve-source.ts';
import { asList, itemPath, resolveStage } from './resolve-stage.ts';
import type { WrittenPipeline } from './schema-pipelines.ts';
import type { Path } from './yaml.ts';

/** The pipelines that are sound in themselves; the others are among the problems. */
export async function resolvePipelines(
  written: WrittenConfig,
  problems: Problems,
): Promise<readonly Pipeline[]> {
  const resolved = await Promise.all(
    Object.entries(written.pipelines).map(([name, pipeline]) =>
      resolvePipeline(name, pipeline, { written, problems }),
    ),
  );
  const pipelines = resolved.filter((pipeline) => pipeline !== undefined);
  return pipelines.map((pipeline) => withExcept(pipeline, pipelines));
}

type Context = { readonly written: WrittenConfig; readonly problems: Problems };

async function resolvePipeline(
  name: string,
  pipeline: WrittenPipeline,
  { written, problems }: Context,
): Promise<Pipeline | undefined> {
  const path = ['pipelines', name];
  const source = await resolveSource(pipeline, { path, problems });
  const after = resolveOrder(name, pipeline, problems);
  const captures = writtenCaptures(pipeline);
  const stages = pipeline.stages.map((stage, index) =>
    resolveStage(stage, {
      written,
      problems,
      captures,
      isPattern: isPattern(pipeline),
      path: [...path, 'stages', index],
      after: after?.get(stage.name) ?? [],
    }),
  );
  const { newest, since } = pipeline;
  if (source === undefined || after === undefined || !stages.every((stage) => stage !== undefined))
    return undefined;
  const resolved: Pipeline = {
    name,
    source,
    stages: inOrder(stages),
    ...(newest === undefined ? {} : { newest }),
    ...(since === undefined ? {} : { since: resolveSince(since) }),
    position: written.at(path, 'key'),
  };
  // The names of a set, put into `to`, may be too long: found here, with a position.
  const targets = problems.attempt(path, () => stages.map((stage) => targetsOf(resolved, stage)));
  return targets === undefined ? undefined : resolved;
}

/** What each stage comes after; undefined where that cannot be told. */
function resolveOrder(
  name: string,
  { stages }: WrittenPipeline,
  problems: Problems,
): ReadonlyMap<string, readonly string[]> | undefined {
  const names = stages.map((stage) => stage.name);
  const after = new Map<string, readonly string[]>();
  let sound = true;
  const refuse = (problem: Parameters<Problems['add']>[0]): void => {
    sound = false;
    problems.add(problem);
  };
  for (const [index, stage] of stages.entries()) {
    const path: Path = ['pipelines', name, 'stages', index];
    if (after.has(stage.name)) {
      const message = `the pipeline ${name} has two stages "${stage.name}"`;
      refuse({ code: 'STAGE_TWICE', message, path: [...path, 'name'], hint: 'Name them apart.' });
    }
    const previous = names[index - 1];
    const wanted =
      stage.after === undefined ? (previous === undefined ? [] : [previous]) : asList(stage.after);
    after.set(stage.name, wanted);
    if (stage.after === undefined) continue;
    if (index === 0) {
      const message = `"${stage.name}" is the first stage: it reads the source and comes after no other`;
      refuse({
        code: 'STAGE_AFTER',
        message,
        path: [...path, 'after'],
        hint: 'Remove after, or move the stage down.',
      });
    }
    for (const [place, other] of wanted.entries()) {
      if (names.includes(other)) continue;
      sound = false;
      problems.unknown('stage', other, {
        path: itemPath(stage.after, [...path, 'after'], place),
        known: names,
      });
    }
  }
  const cycle = sound ? findCycle(names, (stage) => after.get(stage) ?? []) : undefined;
  if (cycle !== undefined) {
    const index = names.indexOf(cycle[0] ?? '');
    const message = `the stages of ${name} come after each other in a circle: ${cycle.join(' after ')}`;
    refuse({
      code: 'STAGE_CYCLE',
      message,
      path: ['pipelines', name, 'stages', index, 'after'],
      hint: 'Change one `after`.',
    });
  }
  return sound ? after : undefined;
}

/** The nodes of a circle, the first again at the end. */
export function findCycle(
  nodes: readonly string[],
  next: (node: string) => readonly string[],
): readonly string[] | undefined {
  const done = new Set<string>();
  const search = (node: string, trail: readonly string[]): readonly string[] | undefined => {
    const at = trail.indexOf(node);
    if (at >= 0) return [...trail.slice(at), node];
    if (done.has(node)) return undefined;
    for (const other of next(node)) {
      const found = search(other, [...trail, node]);
      if (found !== undefined) return found;
    }
    done.add(node);
    return undefined;
  };
  for (const node of nodes) {
    const found = search(node, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Each stage behind those that it comes after, otherwise as written. */
function inOrder(stages: readonly Stage[]): readonly Stage[] {
  const placed = new Map<string, Stage>();
  const place = (stage: Stage): void => {
    if (placed.has(stage.name)) return;
    for (const other of stages) {
      if (stage.after.includes(other.name)) place(other);
    }
    placed.set(stage.name, stage);
  };
  stages.forEach(place);
  return [...placed.values()];
}

/** A pattern never takes a repository that another pipeline names. */
function withExcept(pipeline: Pipeline, pipelines: readonly Pipeline[]): Pipeline {
  if (pipeline.source.kind !== 'pattern') return pipeline;
  const others = pipelines.filter((other) => other.name !== pipeline.name);
  const named = others.flatMap((other) => [
    ...(namedSources(other) ?? []),
    ...other.stages
      .flatMap((stage) => targetsOf(other, stage))
      .flatMap(({ repository }) => (repository.captures.length === 0 ? [repository.text as Repository] : [])),
  ]);
  return { ...pipeline, source: { ...pipeline.source, except: new Set(named) } };
}
