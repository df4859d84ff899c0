import parseVersion from 'semver/functions/parse.js';
import { HoistError } from '../errors.ts';
import { isAttachedTag } from '../image/attached-tag.ts';
import { shortDigest, type Digest } from '../image/digest.ts';
import { isTag, type Tag } from '../image/reference.ts';
import { timeKeywords, type TimeKeyword } from './time-keyword.ts';

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'time'; readonly written: string; readonly keyword: TimeKeyword }
  /** `%n`, or what stands between braces: a keyword of ours or a capture. */
  | { readonly kind: 'value'; readonly written: string; readonly name: string };

/** A tag with keywords, parsed: `%n-%Y%m%d`. */
export type TagTemplate = {
  readonly text: string;
  readonly parts: readonly TemplatePart[];
};

/** What the keywords of a template stand for. */
export type TemplateValues = {
  /** `%n`: the tag that the image has where the stage reads it. */
  readonly n?: string | undefined;
  /** The run's one instant; rendered in UTC. */
  readonly instant: Date;
  readonly digest: Digest;
  /** The tag at the pipeline's source. `{major}`, `{minor}` and `{patch}` are of this if it is a version, else of `%n`. */
  readonly sourceTag?: string | undefined;
  /** The commit, at least 12 hex digits. */
  readonly sha?: string | undefined;
  /** The run's id. */
  readonly run?: string | undefined;
  /** What the source's pattern captured, or `name` for one repository and for a set. */
  readonly captures: ReadonlyMap<string, string>;
};

/** The values that stay the same when a stage is run again. */
export type LastingValues = Omit<TemplateValues, 'instant' | 'run'>;

/** Keywords in braces, each with why it may be without a value. */
const braceKeywords: ReadonlyMap<string, string> = new Map([
  ['digest', 'every image has one'],
  ['source-tag', 'the image was given by digest'],
  ['sha', 'no provenance proves a commit and no label org.opencontainers.image.revision names one'],
  ['run', 'there is a run id in GitHub Actions only'],
  ['major', 'the tag is not a version like 1.4.2'],
  ['minor', 'the tag is not a version like 1.4.2'],
  ['patch', 'the tag is not a version like 1.4.2'],
]);

const maxLength = 256;
/** What a tag may be, for whoever made none. */
const legalTag =
  'A tag has 1 to 128 letters, digits, ".", "_", "-" and begins with a letter, a digit or "_".';

const illegalInTag = /[^A-Za-z0-9_.-]/u;

/** The keywords in braces, which a capture may not be named after. */
export function isTemplateKeyword(name: string): boolean {
  return braceKeywords.has(name);
}

/**
 * DTR's nineteen keywords, `%%`, our keywords in braces, and the captures.
 *
 * @throws HoistError `TEMPLATE_INVALID` for a keyword that does not exist
 */
export function parseTagTemplate(text: string, captures: Iterable<string> = []): TagTemplate {
  if (text === '') throw invalid('a tag template is empty', 'Write %n to keep the tag.');
  if (text.length > maxLength)
    throw invalid(
      `a tag template has at most ${maxLength} characters`,
      'A tag has at most 128: write a shorter one.',
    );
  const known = new Set(captures);
  const parts: TemplatePart[] = [];
  for (const [written] of text.matchAll(/%.?|\{[^{}]*\}?|[^%{]+/gsu)) {
    if (written === '%%') parts.push({ kind: 'text', text: '%' });
    else if (written.startsWith('%')) parts.push(percentPart(text, written));
    else if (written.startsWith('{')) parts.push(bracePart(text, written, known));
    else parts.push({ kind: 'text', text: written });
  }
  return { text, parts };
}

function percentPart(text: string, written: string): TemplatePart {
  if (written === '%n') return { kind: 'value', written, name: 'n' };
  const keyword = timeKeywords.get(written.slice(1));
  if (keyword !== undefined) return { kind: 'time', written, keyword };
  const what = written === '%' ? 'ends in a single %' : `has the keyword ${written}, which does not exist`;
  const letters = [...timeKeywords.keys()].map((letter) => `%${letter}`).join(' ');
  throw invalid(
    `the tag template ${JSON.stringify(text)} ${what}`,
    `Keywords are %n ${letters}; %% is a percent sign.`,
  );
}

function bracePart(text: string, written: string, captures: ReadonlySet<string>): TemplatePart {
  const name = written.slice(1, -1);
  if (written.endsWith('}') && (braceKeywords.has(name) || captures.has(name))) {
    return { kind: 'value', written, name };
  }
  const what = written.endsWith('}') ? `has ${written}, which does not exist here` : 'has a { without its }';
  const known = [...new Set([...braceKeywords.keys(), ...captures])].map((each) => `{${each}}`).join(' ');
  const hint = name === 'tag' || name === 'n' ? 'The tag of the image is %n.' : `Known here: ${known}.`;
  throw invalid(`the tag template ${JSON.stringify(text)} ${what}`, hint);
}

/**
 * @throws HoistError `TEMPLATE_VALUE` where a keyword has no value, `TAG_INVALID` where the result is not a legal tag
 */
export function renderTag(template: TagTemplate, values: TemplateValues): Tag {
  const tag = template.parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'time') return part.keyword.render(values.instant);
      return valueOf(part.name, values) ?? missing(template, part);
    })
    .join('');
  if (isTag(tag)) return tag;
  const message = `the tag template ${JSON.stringify(template.text)} gives ${JSON.stringify(tag)}, which is not a legal tag`;
  throw new HoistError('config', 'TAG_INVALID', message, {
    hint: legalTag,
  });
}

/**
 * Whether an earlier run, at any time and under any run id, could have made this tag of the same image: then a tag at
 * the target that names the same digest counts as written (contract §5). Walks the set of places in the tag that can
 * be reached, so it is linear in the template whatever is in it (A22).
 */
export function couldHaveMade(template: TagTemplate, values: LastingValues, tag: string): boolean {
  let places: ReadonlySet<number> = new Set([0]);
  for (const part of template.parts) {
    places = new Set([...places].flatMap((place) => endsOf(part, values, { tag, place })));
  }
  return places.has(tag.length);
}

function endsOf(
  part: TemplatePart,
  values: LastingValues,
  { tag, place }: { readonly tag: string; readonly place: number },
): number[] {
  if (part.kind === 'time') {
    return part.keyword.lengths
      .map((length) => place + length)
      .filter((end) => end <= tag.length && part.keyword.couldBe(tag.slice(place, end)));
  }
  if (part.kind === 'value' && part.name === 'run') {
    const digits = /^[0-9]*/.exec(tag.slice(place))?.[0].length ?? 0;
    return Array.from({ length: digits }, (_, index) => place + index + 1);
  }
  const text = part.kind === 'text' ? part.text : valueOf(part.name, values);
  return text !== undefined && tag.startsWith(text, place) ? [place + text.length] : [];
}

/** Whether the tag is another one at another time. */
export function usesTime(template: TagTemplate): boolean {
  return template.parts.some((part) => part.kind === 'time' && part.written !== '%Z');
}

/** Whether the tag is another one in another run: the rule of {@link couldHaveMade} applies. */
export function variesByRun(template: TagTemplate): boolean {
  return usesTime(template) || template.parts.some((part) => part.kind === 'value' && part.name === 'run');
}

/** Whether the tag tells which tag of the source it was made of. */
export function namesSource(template: TagTemplate): boolean {
  return template.parts.some(
    (part) => part.kind === 'value' && (part.name === 'n' || part.name === 'source-tag'),
  );
}

/** The names of the captures that a template uses. */
export function capturesOf(template: TagTemplate): readonly string[] {
  const names = template.parts.flatMap((part) =>
    part.kind === 'value' && part.name !== 'n' ? [part.name] : [],
  );
  return names.filter((name) => !braceKeywords.has(name));
}

export type NeverLegal = { readonly why: string; readonly hint: string };

/** Why no values whatever make a legal tag for an image of the template; undefined where some do. */
export function whyNeverLegal(template: TagTemplate): NeverLegal | undefined {
  const why = whyNoTag(template);
  if (why !== undefined) return { why, hint: legalTag };
  if (!isAttachedTag(template.parts.map(sampleOf).join('') as Tag)) return undefined;
  return {
    why: 'an algorithm with hex digits behind it is the tag of signatures and the like, never of an image',
    hint: 'Begin it in another way: image-{digest}.',
  };
}

/** One hex digit for what is hex digits always, and a letter that is none for what may be anything. */
function sampleOf(part: TemplatePart): string {
  if (part.kind === 'text') return part.text;
  if (part.kind === 'time') return part.keyword.render(new Date(0));
  return part.name !== 'source-tag' && braceKeywords.has(part.name) ? '0' : 'x';
}

function whyNoTag(template: TagTemplate): string | undefined {
  const texts = template.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
  const illegal = illegalInTag.exec(texts.join(''))?.[0];
  if (illegal !== undefined) return `a tag cannot have ${JSON.stringify(illegal)}`;
  const first = template.parts[0];
  if (first?.kind === 'text' && /^[.-]/.test(first.text))
    return `a tag cannot begin with "${first.text.charAt(0)}"`;
  const least = template.parts.reduce((sum, part) => sum + leastLength(part), 0);
  return least > 128 ? `it gives at least ${least} characters, and a tag has at most 128` : undefined;
}

function leastLength(part: TemplatePart): number {
  if (part.kind === 'text') return part.text.length;
  if (part.kind === 'time') return part.keyword.lengths[0] ?? 0;
  return part.name === 'digest' || part.name === 'sha' ? 12 : 1;
}

function valueOf(
  name: string,
  values: LastingValues & { readonly run?: string | undefined },
): string | undefined {
  switch (name) {
    case 'n':
      return values.n;
    case 'digest':
      return shortDigest(values.digest);
    case 'source-tag':
      return values.sourceTag;
    case 'sha':
      return /^[0-9a-f]{12,}$/i.test(values.sha ?? '') ? values.sha?.slice(0, 12).toLowerCase() : undefined;
    case 'run':
      return values.run;
    case 'major':
    case 'minor':
    case 'patch':
      return (parseVersion(values.sourceTag) ?? parseVersion(values.n))?.[name].toString();
    default:
      return values.captures.get(name);
  }
}

function missing(template: TagTemplate, part: { readonly written: string; readonly name: string }): never {
  const message = `the tag template ${JSON.stringify(template.text)} needs ${part.written}, which has no value for this image`;
  const why = part.name === 'n' ? 'the image was given by digest' : braceKeywords.get(part.name);
  throw new HoistError('config', 'TEMPLATE_VALUE', message, {
    hint:
      why === undefined
        ? 'The source captures no such name.'
        : `Here ${why}: use another keyword, or give the image by tag.`,
  });
}

function invalid(message: string, hint?: string): HoistError {
  return new HoistError('config', 'TEMPLATE_INVALID', message, { hint });
}
