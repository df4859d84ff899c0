import { HoistError } from '../errors.ts';
import { baseNameOf, parseRepository, type Repository } from '../image/reference.ts';
import type { Pipeline, RepositoryPattern } from './pipeline.ts';
import { isTemplateKeyword } from './tag-template.ts';

/** What a pattern's `{x}` stand for in one repository's name; `name` is the last component where there is no pattern. */
export type Captures = ReadonlyMap<string, string>;

/** N33. */
const maxLength = 256;
const capture = /\{([^{}]*)\}/g;
const captureName = /^[a-z][a-z0-9-]{0,30}$/;

/**
 * A target as written: a repository, parts of whose path may be captures of the source (`ghcr.io/acme/qa/{name}`,
 * `…/app-{name}`). Its text is canonical.
 *
 * @throws HoistError `PATTERN_INVALID` and what {@link parseRepository} throws
 */
export function parseRepositoryPattern(text: string): RepositoryPattern {
  if (text.length > maxLength)
    throw invalid(text, `has more than ${maxLength} characters`, 'Write a shorter one.');
  const names = [...text.matchAll(capture)].map((match) => match[1] ?? '');
  const bad = names.find((name) => !captureName.test(name));
  if (bad !== undefined)
    throw invalid(text, `has the capture {${bad}}`, 'A capture is a lower-case word: {name}.');
  const reserved = names.find((name) => isTemplateKeyword(name));
  if (reserved !== undefined) {
    throw invalid(
      text,
      `names a capture after the keyword {${reserved}} of tag templates`,
      'Choose another name.',
    );
  }
  if (/[{}]/.test(text.replaceAll(capture, '')))
    throw invalid(text, 'has a `{` or `}` without the other', 'Write {name}.');
  if (/\}[^/]*\{/.test(text)) {
    // {team}-{name}: two sources could come to one target.
    throw invalid(text, 'has two captures in one component', 'Put a slash between them.');
  }
  if (hasWildcard(text)) throw invalid(text, 'has a wildcard', 'Write {name} for one component of the path.');
  return { text: canonical(text), captures: [...new Set(names)] };
}

/** Whether a name has what is special in a glob; the brackets of an IPv6 address are its host's. */
export function hasWildcard(text: string): boolean {
  return /[*?[\]]/.test(text.replace(/^\[[0-9A-Fa-f:.]+\](?=[:/])/, ''));
}

/**
 * A source with captures, each of which is one whole component of the path.
 *
 * @throws HoistError as {@link parseRepositoryPattern}
 */
export function parseSourcePattern(text: string): RepositoryPattern {
  const pattern = parseRepositoryPattern(text);
  const components = pattern.text.split('/').filter((component) => component.includes('{'));
  if (components.some((component) => !/^\{[^{}]*\}$/.test(component))) {
    throw invalid(
      text,
      'has a capture that is only a part of a component',
      'Write {name} between two slashes.',
    );
  }
  if (components.length !== pattern.captures.length)
    throw invalid(text, 'has a capture twice', 'Name them apart.');
  return pattern;
}

/** Lets `parseRepository` judge and canonicalise the name with a stand-in for each capture. */
function canonical(text: string): string {
  const standIn = (name: string): string => `zz0${name}0zz`;
  const repository = parseRepository(text.replaceAll(capture, (_, name: string) => standIn(name)));
  const pattern = [...text.matchAll(capture)].reduce(
    (result: string, [written, name]) => result.replace(standIn(name ?? ''), written),
    repository,
  );
  if (pattern.slice(0, pattern.indexOf('/')).includes('{')) {
    throw invalid(text, 'has a capture in the host', 'A capture is a component of the path.');
  }
  return pattern;
}

/** What the captures of a pattern are for a repository; undefined if it does not match. */
export function matchPattern(pattern: RepositoryPattern, repository: Repository): Captures | undefined {
  const wanted = pattern.text.split('/');
  const given = repository.split('/');
  if (wanted.length !== given.length) return undefined;
  const captures = new Map<string, string>();
  for (const [index, component] of wanted.entries()) {
    const value = given[index] ?? '';
    const [start, name, end] = parts(component);
    if (name === undefined ? component !== value : !fits(value, start, end)) return undefined;
    if (name === undefined) continue;
    const captured = value.slice(start.length, value.length - end.length);
    if ((captures.get(name) ?? captured) !== captured) return undefined;
    captures.set(name, captured);
  }
  return captures;
}

/** A component around its capture: `app-{name}` is `app-`, `name` and nothing. */
function parts(component: string): readonly [start: string, name: string | undefined, end: string] {
  const [, start = component, name, end = ''] = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(component) ?? [];
  return [start, name, end];
}

function fits(value: string, start: string, end: string): boolean {
  return value.length > start.length + end.length && value.startsWith(start) && value.endsWith(end);
}

/**
 * The captures with which a pipeline takes a repository; undefined if it does not take it. A pattern never takes one
 * that another pipeline names.
 */
export function matchSource({ source }: Pipeline, repository: Repository): Captures | undefined {
  if (source.kind === 'pattern') {
    return source.except.has(repository) ? undefined : matchPattern(source.pattern, repository);
  }
  const named = source.kind === 'set' ? source.repositories : [source.repository];
  return named.includes(repository) ? new Map([['name', baseNameOf(repository)]]) : undefined;
}

/** The repository that a target is for one source. Throws `PATTERN_INVALID` for a capture without a value. */
export function expandTarget(target: RepositoryPattern, captures: Captures): Repository {
  if (target.captures.length === 0) return target.text as Repository;
  const text = target.text.replaceAll(capture, (written, name: string) => {
    const value = captures.get(name);
    if (value === undefined)
      throw invalid(target.text, `has ${written}, which the source does not capture`, 'Remove it.');
    return value;
  });
  return parseRepository(text);
}

/** Whether some repository is in both: exact for whole components, and never false where there is one. */
export function patternsOverlap(a: RepositoryPattern, b: RepositoryPattern): boolean {
  const left = a.text.split('/');
  const right = b.text.split('/');
  return (
    left.length === right.length && left.every((part, index) => componentsOverlap(part, right[index] ?? ''))
  );
}

function componentsOverlap(a: string, b: string): boolean {
  const [start, name, end] = parts(a);
  const [otherStart, otherName, otherEnd] = parts(b);
  if (name === undefined) return otherName === undefined ? a === b : fits(a, otherStart, otherEnd);
  if (otherName === undefined) return fits(b, start, end);
  return (
    (start.startsWith(otherStart) || otherStart.startsWith(start)) &&
    (end.endsWith(otherEnd) || otherEnd.endsWith(end))
  );
}

function invalid(text: string, what: string, hint?: string): HoistError {
  const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
  return new HoistError('config', 'PATTERN_INVALID', `the repository ${shown} ${what}`, { hint });
}
