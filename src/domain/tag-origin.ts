import { isTag, type Tag } from '../image/reference.ts';
import type { Pipeline, Stage } from './pipeline.ts';
import type { TagTemplate, TemplatePart } from './tag-template.ts';

/** Which source tags a tag at a target may have been made of; itself, where no template of its stage made it. */
export type OriginsOf = (tag: Tag) => readonly Tag[];

type Captures = ReadonlyMap<string, string>;

/** What a part of a template can have become, whatever the image and the run were. */
type Shape = { readonly lengths: readonly number[]; readonly fits: (text: string) => boolean };

/**
 * `1.3.0-20261129` at a target is the version `1.3.0` where a template adds the date; to semver it would be a pre-release
 * of that, which any release candidate follows. Read back through the stage's templates, and through those of the stages
 * that the image came by: `%n` is the name that it had there. A tag that several templates explain has several origins.
 */
export function originsBy(
  pipeline: Pick<Pipeline, 'stages'>,
  stage: Pick<Stage, 'tags' | 'after'>,
  captures: Captures,
): OriginsOf {
  const path = templatesTo(pipeline, stage);
  return (tag) => {
    const origins = new Set<Tag>();
    let names: ReadonlySet<Tag> = new Set([tag]);
    for (const templates of path) {
      const earlier = new Set<Tag>();
      for (const name of names) {
        const made = templates.flatMap((template) => coresOf(template, captures, name));
        // A person may have named it by hand.
        if (made.length === 0) earlier.add(name);
        for (const { isName, text } of made) (isName ? earlier : origins).add(text);
      }
      names = earlier;
    }
    return [...new Set([...origins, ...names])];
  };
}

/** The stage's own templates, then those of the stage that it reads from, up to the first. */
function templatesTo(
  { stages }: Pick<Pipeline, 'stages'>,
  stage: Pick<Stage, 'tags' | 'after'>,
): readonly (readonly TagTemplate[])[] {
  const own = stage.tags.map(({ template }) => template);
  const before = stages.find(({ name }) => name === stage.after[0]);
  return before === undefined ? [own] : [own, ...templatesTo({ stages }, before)];
}

type Core = { readonly isName: boolean; readonly text: Tag };

/** What stood where a template has the name of the image, for every way in which it could have made the tag. */
function coresOf(template: TagTemplate, captures: Captures, tag: string): readonly Core[] {
  const place = corePlace(template.parts);
  if (place === undefined) return [];
  const { first, last, isName } = place;
  const shapes = template.parts.map((part) => shapeOf(part, captures, tag));
  const starts = reach(shapes.slice(0, first), (place, length) => [place, place + length], { tag, from: 0 });
  const ends = reach(shapes.slice(last + 1).reverse(), (place, length) => [place - length, place], {
    tag,
    from: tag.length,
  });
  const core = shapes.slice(first, last + 1);
  return [...starts].flatMap((start) => {
    const within = reach(core, (place, length) => [place, place + length], { tag, from: start });
    return [...ends].flatMap((end) => {
      const text = tag.slice(start, end);
      return within.has(end) && isTag(text) ? [{ isName, text }] : [];
    });
  });
}

/** `%n` or `{source-tag}`, else `{major}.{minor}.{patch}`. */
function corePlace(
  parts: readonly TemplatePart[],
): { readonly first: number; readonly last: number; readonly isName: boolean } | undefined {
  const named = parts.findIndex(
    (part) => part.kind === 'value' && (part.name === 'n' || part.name === 'source-tag'),
  );
  const part = parts[named];
  if (part?.kind === 'value') return { first: named, last: named, isName: part.name === 'n' };
  const version = parts.findIndex(
    (_, at) =>
      parts
        .slice(at, at + 5)
        .map((each) => (each.kind === 'value' ? `{${each.name}}` : each.kind === 'text' ? each.text : '%'))
        .join('') === '{major}.{minor}.{patch}',
  );
  return version < 0 ? undefined : { first: version, last: version + 4, isName: false };
}

/** The places that parts one after the other can lead to; linear in the template whatever is in it (A22). */
function reach(
  shapes: readonly Shape[],
  step: (place: number, length: number) => readonly [start: number, end: number],
  { tag, from }: { readonly tag: string; readonly from: number },
): ReadonlySet<number> {
  let places: ReadonlySet<number> = new Set([from]);
  for (const { lengths, fits } of shapes) {
    const next = new Set<number>();
    for (const place of places) {
      for (const length of lengths) {
        const [start, end] = step(place, length);
        if (start < 0 || end > tag.length || !fits(tag.slice(start, end))) continue;
        next.add(start === place ? end : start);
      }
    }
    places = next;
  }
  return places;
}

function shapeOf(part: TemplatePart, captures: Captures, tag: string): Shape {
  if (part.kind === 'text') return literal(part.text);
  if (part.kind === 'time')
    return { lengths: part.keyword.lengths, fits: (text) => part.keyword.couldBe(text) };
  const anyLength = Array.from({ length: tag.length }, (_, at) => at + 1);
  switch (part.name) {
    case 'digest':
    case 'sha':
      return { lengths: [12], fits: (text) => /^[0-9a-f]{12}$/.test(text) };
    case 'run':
    case 'major':
    case 'minor':
    case 'patch':
      return { lengths: anyLength, fits: (text) => /^[0-9]+$/.test(text) };
    default: {
      const captured = captures.get(part.name);
      return captured === undefined ? { lengths: anyLength, fits: () => true } : literal(captured);
    }
  }
}

function literal(text: string): Shape {
  return { lengths: [text.length], fits: (other) => other === text };
}
