import type { Pipeline, Stage } from '../domain/pipeline.ts';
import { renderTag, type TagTemplate } from '../domain/tag-template.ts';
import { feeds, targetsOf, type Target } from '../domain/target.ts';
import { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { Tag } from '../image/reference.ts';
import { stagePath } from './check-targets.ts';
import type { WrittenConfig } from './parse.ts';
import type { Problem, Problems } from './problems.ts';
import { exampleCaptures } from './resolve-source.ts';
import { itemPath } from './resolve-stage.ts';

/** A tag on its way: what it is where a stage reads it, and what it was at the source. */
type Example = { readonly n: Tag | undefined; readonly sourceTag: Tag | undefined };

const digest = `sha256:${'ab12cd34'.repeat(8)}` as Digest;
const instants = [new Date('2026-01-05T07:08:09Z'), new Date('2031-12-31T23:59:59Z')];

/**
 * Refuses a stage that writes a tag which a source filter of the same repository selects. It tries the tags that the
 * source's filter surely selects: what it reports is so, with an example; what it cannot find, the same rule on
 * the real tag catches at planning (guarantee 9).
 */
export function checkWrites(
  pipelines: readonly Pipeline[],
  { written, problems }: { readonly written: WrittenConfig; readonly problems: Problems },
): void {
  for (const pipeline of pipelines) {
    for (const stage of pipeline.stages) {
      const crossing = findCrossing(pipelines, pipeline, stage);
      if (crossing !== undefined) problems.add(problemOf(crossing, written));
    }
  }
}

/** Where a stage's tag meets the filter of a source that reads it. */
type Crossing = {
  readonly reader: Pipeline;
  readonly target: Target;
  /** The tag's place in the stage. */
  readonly index: number;
  readonly example: string;
};

function findCrossing(
  pipelines: readonly Pipeline[],
  pipeline: Pipeline,
  stage: Stage,
): Crossing | undefined {
  const targets = targetsOf(pipeline, stage);
  for (const reader of pipelines) {
    const target = targets.find((each) => feeds(each, reader));
    if (target === undefined) continue;
    for (const [index, { template }] of stage.tags.entries()) {
      const example = selectedTag(template, target, reader);
      if (example !== undefined) return { reader, target, index, example };
    }
  }
  return undefined;
}

function problemOf({ reader, target, index, example }: Crossing, written: WrittenConfig): Problem {
  const { pipeline, stage, repository } = target;
  const own = reader === pipeline;
  const who = own ? 'the source of this very pipeline' : `the source of the pipeline ${reader.name}`;
  const path = stagePath(pipeline, stage, written);
  const { tag } = written.pipelines[pipeline.name]?.stages[Number(path[3])] ?? {};
  return {
    code: 'TAG_IS_A_SOURCE',
    message: `${pipeline.name}/${stage.name} would write tags like ${example} to ${repository.text}, where ${who} selects them (${reader.source.tags.text})`,
    // Without a `tag` of its own it is the target that is wrong.
    path: tag === '%n' ? [...path, 'to'] : itemPath(tag, [...path, 'tag'], index),
    hint: own
      ? "Write to another repository, or exclude such tags in the source's `tags` with a leading !."
      : `Make one pipeline of the two: put the stages of ${reader.name} behind this stage.`,
  };
}

/** A tag that the template makes and the reader's filter selects. */
function selectedTag(
  template: TagTemplate,
  { pipeline, stage }: Target,
  reader: Pipeline,
): string | undefined {
  const { tags } = reader.source;
  const made = arriving(pipeline, stage).flatMap((example) => rendered(template, example, pipeline));
  const found = made.find((tag) => tags.matches(tag));
  if (found !== undefined) return found;
  // A filter without known examples, and a tag that is written as it is read: surely the same.
  const kept = stage.after.length === 0 && /^(?:%n|\{source-tag\})$/.test(template.text);
  return kept && tags.text === pipeline.source.tags.text ? template.text : undefined;
}

/** Examples of the tags under which images come to a stage: the source's, or what the stage before makes of them. */
function arriving(pipeline: Pipeline, stage: Stage): readonly Example[] {
  const before = pipeline.stages.find(({ name }) => name === stage.after[0]);
  if (before === undefined) {
    const tags = pipeline.source.tags.examples ?? [];
    return tags.length === 0
      ? [{ n: undefined, sourceTag: undefined }]
      : tags.map((tag) => ({ n: tag, sourceTag: tag }));
  }
  const template = before.tags[0]?.template;
  if (template === undefined) return [];
  return arriving(pipeline, before).flatMap((example) =>
    rendered(template, example, pipeline).map((tag) => ({ n: tag, sourceTag: example.sourceTag })),
  );
}

function rendered(template: TagTemplate, example: Example, { source }: Pipeline): readonly Tag[] {
  const times = template.parts.some(({ kind }) => kind === 'time') ? instants : instants.slice(0, 1);
  return times.flatMap((instant) => {
    const values = {
      ...example,
      instant,
      digest,
      sha: 'ab12cd34ef56',
      run: '1234567890',
      captures: exampleCaptures(source),
    };
    try {
      return [renderTag(template, values)];
    } catch (error) {
      if (error instanceof HoistError) return [];
      throw error;
    }
  });
}
