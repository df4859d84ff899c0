import { isTag, type Tag } from '../image/reference.ts';
import type { Pipeline, Stage } from './pipeline.ts';
import type { TagTemplate } from './tag-template.ts';

/** The tags of a stage that move and are always called the same: `stable`. */
export function movingTags(stage: Stage): readonly Tag[] {
  return stage.tags.flatMap(({ move, template }) => {
    const text = template.parts.map((part) => (part.kind === 'text' ? part.text : undefined)).join('');
    const isFixed = template.parts.every(({ kind }) => kind === 'text');
    return move !== 'never' && isFixed && isTag(text) ? [text] : [];
  });
}

/**
 * Whether a stage would write such a tag for some image: decided for templates of text and the image's own tag, which say
 * it for certain; for those with time, versions or captures the answer is no.
 */
export function couldWrite({ source }: Pipeline, stage: Stage, tag: Tag): boolean {
  return stage.tags.some(({ template }) => {
    const made = sourceTagOf(template, tag);
    if (made === undefined) return false;
    const isOfSource = made.name === 'source-tag' || stage.after.length === 0;
    return made.name === undefined || (isTag(made.tag) && (!isOfSource || source.tags.matches(made.tag)));
  });
}

/** Of which tag a template makes this one; undefined where it does not, or more than text and one tag are in it. */
function sourceTagOf(
  { parts }: TagTemplate,
  tag: Tag,
): { readonly name?: string; readonly tag: string } | undefined {
  const values = parts.flatMap((part) => (part.kind === 'value' ? [part.name] : []));
  const [name, second] = values;
  if (parts.some(({ kind }) => kind === 'time') || second !== undefined) return undefined;
  const texts = parts.map((part) => (part.kind === 'text' ? part.text : '\n')).join('');
  if (name === undefined) return texts === tag ? { tag } : undefined;
  if (name !== 'n' && name !== 'source-tag') return undefined;
  const [start = '', end = ''] = texts.split('\n');
  const fits = tag.length > start.length + end.length && tag.startsWith(start) && tag.endsWith(end);
  return fits ? { name, tag: tag.slice(start.length, tag.length - end.length) } : undefined;
}
