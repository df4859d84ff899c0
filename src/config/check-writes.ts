import type { Pipeline, Stage, TagRule } from '../domain/pipeline.ts';
import { renderTag, type TagTemplate } from '../domain/tag-template.ts';
import { feeds, targetsOf, type Target } from '../domain/target.ts';
import { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { Tag } from '../image/reference.ts';
import { stagePath } from './check-targets.ts';
import type { WrittenConfig } from './parse.ts';
import type { Problems } from './problems.ts';
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
      const readers = pipelines.flatMap((reader) => {
        const target = targetsOf(pipeline, stage).find((each) => feeds(each, reader));
        return target === undefined ? [] : [{ reader, target }];
      });
      for (const { reader, target } of readers) {
        const found = stage.tags.findIndex(
          (rule) => selected(rule, { pipeline, stage, reader }) !== undefined,
        );
        const rule = stage.tags[found];
        if (rule === undefined) continue;
        const path = stagePath(pipeline, stage, written);
        const { tag: writtenTag } = written.pipelines[pipeline.name]?.stages[Number(path[3])] ?? {};
        problems.add({
          code: 'TAG_IS_A_SOURCE',
          message: messageFor(target, {
            reader,
            tag: selected(rule, { pipeline, stage, reader }) ?? rule.template.text,
          }),
          // Without a `tag` of its own it is the target that is wrong.
          path: writtenTag === '%n' ? [...path, 'to'] : itemPath(writtenTag, [...path, 'tag'], found),
          hint:
            reader === pipeline
              ? "Write to another repository, or exclude such tags in the source's `tags` with a leading !."
              : `Make one pipeline of the two: put the stages of ${reader.name} behind this stage.`,
        });
        break;
      }
    }
  }
}

function messageFor(
  target: Target,
  { reader, tag }: { readonly reader: Pipeline; readonly tag: string },
): string {
  const own = reader === target.pipeline;
  const who = own ? 'the source of this very pipeline' : `the source of the pipeline ${reader.name}`;
  const stage = `${target.pipeline.name}/${target.stage.name}`;
  return `${stage} would write tags like ${tag} to ${target.repository.text}, where ${who} selects them (${reader.source.tags.text})`;
}

type Crossing = { readonly pipeline: Pipeline; readonly stage: Stage; readonly reader: Pipeline };

/** A tag that the rule makes and the reader's filter selects. */
function selected({ template }: TagRule, { pipeline, stage, reader }: Crossing): string | undefined {
  const { tags } = reader.source;
  const examples = arriving(pipeline, stage);
  const found = examples
    .flatMap((example) => rendered(template, example, pipeline))
    .find((tag) => tags.matches(tag));
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
