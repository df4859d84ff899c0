import type { Pipeline, Stage } from '../domain/pipeline.ts';
import { feeds, isMirror, targetsMeet, targetsOf, type Target } from '../domain/target.ts';
import { capturesOf } from '../domain/tag-template.ts';
import { baseNameOf } from '../image/reference.ts';
import type { WrittenConfig } from './parse.ts';
import type { Problems } from './problems.ts';
import { findCycle } from './resolve-pipelines.ts';
import { itemPath } from './resolve-stage.ts';
import type { Path } from './yaml.ts';

type Context = { readonly written: WrittenConfig; readonly problems: Problems };

/** What only the targets of all stages together tell: no repository is filled twice, and no pipeline feeds itself. */
export function checkTargets(pipelines: readonly Pipeline[], { written, problems }: Context): void {
  const targets = pipelines.flatMap((pipeline) =>
    pipeline.stages.flatMap((stage) => targetsOf(pipeline, stage)),
  );
  const fixed = new Map<string, Target>();
  const open = targets.filter((target) => target.repository.captures.length > 0);
  const reported = new Set<string>();
  for (const target of targets) {
    const { text, captures } = target.repository;
    const other =
      captures.length === 0
        ? (fixed.get(text) ?? open.find((each) => each.stage !== target.stage && targetsMeet(each, target)))
        : open.slice(0, open.indexOf(target)).find((each) => targetsMeet(each, target));
    if (captures.length === 0 && !fixed.has(text)) fixed.set(text, target);
    const key = `${target.pipeline.name}/${target.stage.name}/${target.index}`;
    if (other === undefined || reported.has(key)) continue;
    if (reportTwice(target, { other, written, problems })) reported.add(key);
  }
  checkPipelineCycle(pipelines, { targets, problems });
}

type Meeting = Context & { readonly other: Target };

function reportTwice(target: Target, { other, written, problems }: Meeting): boolean {
  const path = targetPath(target, written);
  const { text } = target.repository;
  if (other.stage === target.stage) {
    if (other.index !== target.index) {
      problems.add({
        code: 'TARGET_TWICE',
        message: `the stage names the target ${text} twice`,
        path,
        hint: 'Remove one.',
      });
      return true;
    }
    return reportSet(target, { other, written, problems });
  }
  const [mirror] = [other, target].filter(({ pipeline }) => isMirror(pipeline));
  const place = `line ${written.at(targetPath(other, written)).line}`;
  const filler = `${other.pipeline.name}/${other.stage.name} (${place})`;
  if (mirror !== undefined) {
    const message = `${text} is filled by the mirror ${mirror.pipeline.name}, so no other stage may fill it; the other is`;
    const rest = mirror === other ? `${target.pipeline.name}/${target.stage.name}` : filler;
    problems.add({
      code: 'MIRROR_FILLS_STAGE',
      message: `${message} ${rest}`,
      path,
      hint: 'Give the stage a repository of its own.',
    });
    return true;
  }
  problems.add({
    code: 'TARGET_FILLED_TWICE',
    message: `${text} is a target of ${filler} already`,
    path,
    hint: 'Each repository is filled by one stage: give this one a repository of its own.',
  });
  return true;
}

/** Two images of a set that come to one repository; with {name} in every tag they stay apart. */
function reportSet(target: Target, { other, written, problems }: Meeting): boolean {
  const { source } = target;
  if (source === undefined || other.source === undefined) return false;
  const sameName = baseNameOf(source) === baseNameOf(other.source);
  const apart = target.stage.tags.every(({ template }) => capturesOf(template).includes('name'));
  if (apart && !sameName) return false;
  const message = `${other.source} and ${source} would both come to ${target.repository.text}`;
  const hint = sameName
    ? 'Their last components are the same, so {name} is too: promote one of them in a pipeline of its own.'
    : 'Put {name} into the target: each image of the set needs a repository of its own.';
  problems.add({ code: 'SET_NAME_TWICE', message, path: targetPath(target, written), hint });
  return true;
}

function checkPipelineCycle(
  pipelines: readonly Pipeline[],
  { targets, problems }: { readonly targets: readonly Target[]; readonly problems: Problems },
): void {
  const names = pipelines.map((pipeline) => pipeline.name);
  const next = new Map(
    names.map((name) => {
      const own = targets.filter(({ pipeline }) => pipeline.name === name);
      const others = pipelines.filter(
        (each) => each.name !== name && own.some((target) => feeds(target, each)),
      );
      return [name, others.map((each) => each.name)] as const;
    }),
  );
  const cycle = findCycle(names, (name) => next.get(name) ?? []);
  if (cycle === undefined) return;
  problems.add({
    code: 'PIPELINE_CYCLE',
    message: `the pipelines fill each other's sources in a circle: ${cycle.join(' → ')}`,
    path: ['pipelines', cycle[0] ?? ''],
    part: 'key',
    hint: 'Let the last of them write to a repository that is no source.',
  });
}

/** Where a stage is written. */
export function stagePath(pipeline: Pipeline, stage: Stage, written: WrittenConfig): Path {
  const stages = written.pipelines[pipeline.name]?.stages ?? [];
  return ['pipelines', pipeline.name, 'stages', stages.findIndex(({ name }) => name === stage.name)];
}

function targetPath({ pipeline, stage, index }: Target, written: WrittenConfig): Path {
  const path = stagePath(pipeline, stage, written);
  const to = written.pipelines[pipeline.name]?.stages[Number(path[3])]?.to;
  return itemPath(to, [...path, 'to'], index);
}
