import { hasWildcard, matchPattern, parseSourcePattern } from '../domain/pattern.ts';
import type { PipelineSource, RepositoryPattern, Since, SourceList } from '../domain/pipeline.ts';
import { everyTag, globFilter, semverFilter, type TagFilter } from '../domain/tag-filter.ts';
import { HoistError } from '../errors.ts';
import { baseNameOf, parseRepository, type Repository } from '../image/reference.ts';
import type { Problems } from './problems.ts';
import type { WrittenPipeline, WrittenTags } from './schema-pipelines.ts';
import type { Path } from './yaml.ts';

type Place = { readonly path: Path; readonly problems: Problems };

function isNoName(text: string): boolean {
  return /[{}]/.test(text) || hasWildcard(text);
}

/** The source of a pipeline; `except` is filled in when all pipelines are known. */
export async function resolveSource(
  pipeline: WrittenPipeline,
  { path: pipelinePath, problems }: Place,
): Promise<PipelineSource | undefined> {
  const path = [...pipelinePath, 'source'];
  const written = typeof pipeline.source === 'string' ? { repository: pipeline.source } : pipeline.source;
  const tags = await resolveTags('tags' in written ? written.tags : undefined, {
    path: [...path, 'tags'],
    problems,
  });
  const list = resolveList(pipeline, { path: pipelinePath, problems });
  if ('repositories' in written) {
    const repositories = resolveSet(written.repositories, { path: [...path, 'repositories'], problems });
    return tags === undefined || repositories === undefined ? undefined : { kind: 'set', repositories, tags };
  }
  const text = written.repository;
  const place = typeof pipeline.source === 'string' ? path : [...path, 'repository'];
  const isOpen = isNoName(text);
  const pattern = isOpen ? problems.attempt(place, () => captured(parseSourcePattern(text))) : undefined;
  if (isOpen) {
    if (pattern === undefined || tags === undefined) return undefined;
    const except = new Set<Repository>();
    return { kind: 'pattern', pattern, tags, except, ...(list === undefined ? {} : { list }) };
  }
  const repository = problems.attempt(place, () => parseRepository(text));
  return repository === undefined || tags === undefined
    ? undefined
    : { kind: 'repository', repository, tags };
}

function captured(pattern: RepositoryPattern): RepositoryPattern {
  if (pattern.captures.length > 0) return pattern;
  throw new HoistError(
    'config',
    'PATTERN_INVALID',
    `the repository ${JSON.stringify(pattern.text)} has no capture`,
    { hint: 'Put {name} in the place of one component: ghcr.io/acme/dev/{name}.' },
  );
}

async function resolveTags(tags: WrittenTags, { path, problems }: Place): Promise<TagFilter | undefined> {
  if (tags === undefined) return everyTag();
  if (Array.isArray(tags)) {
    const sound = tags.map(
      (glob, index) => problems.attempt([...path, index], () => globFilter([glob])) !== undefined,
    );
    return sound.every(Boolean) ? problems.attempt(path, () => globFilter(tags)) : undefined;
  }
  if ('matches' in tags) {
    // RE2 is as large as everything else that reads a config.
    const { regexFilter } = await import('../domain/tag-expression.ts');
    return problems.attempt([...path, 'matches'], () => regexFilter(tags.matches));
  }
  const options = { preReleases: tags['pre-releases'] };
  return problems.attempt([...path, 'semver'], () => semverFilter(tags.semver, options));
}

function resolveSet(texts: readonly string[], { path, problems }: Place): Repository[] | undefined {
  const repositories = texts.map((text, index) =>
    problems.attempt([...path, index], () => {
      if (isNoName(text))
        throw new HoistError('config', 'PATTERN_INVALID', `a set cannot have the pattern ${text}`, {
          hint: 'Name each repository, or make the pattern the source of a pipeline of its own.',
        });
      return parseRepository(text);
    }),
  );
  for (const [index, repository] of repositories.entries()) {
    if (repository !== undefined && repositories.indexOf(repository) < index) {
      problems.add({
        code: 'SET_TWICE',
        message: `the set names ${repository} twice`,
        path: [...path, index],
        hint: 'Take one of them out.',
      });
    }
  }
  return repositories.every((repository) => repository !== undefined) ? repositories : undefined;
}

/** The captures that a source offers to `to` and to tag templates, even where something else about it is wrong. */
export function writtenCaptures({ source }: WrittenPipeline): readonly string[] {
  const names = [...textOf(source).matchAll(/\{([^{}]+)\}/g)].map((match) => match[1] ?? '');
  return names.length === 0 ? ['name'] : names;
}

/** Whether the source is written as a pattern. */
export function isPattern({ source }: WrittenPipeline): boolean {
  return textOf(source).includes('{');
}

function textOf(source: WrittenPipeline['source']): string {
  if (typeof source === 'string') return source;
  return 'repository' in source ? source.repository : '';
}

/** A repository that the source may have, for rendering an example. */
export function exampleCaptures(source: PipelineSource): ReadonlyMap<string, string> {
  if (source.kind === 'pattern') return new Map(source.pattern.captures.map((name) => [name, name]));
  const repository = source.kind === 'set' ? source.repositories[0] : source.repository;
  return new Map(repository === undefined ? [] : [['name', baseNameOf(repository)]]);
}

function resolveList(
  pipeline: WrittenPipeline,
  { path: pipelinePath, problems }: Place,
): SourceList | undefined {
  const { list } = pipeline;
  if (list === undefined) return undefined;
  const path = [...pipelinePath, 'list'];
  if (!isPattern(pipeline)) {
    const message = 'list is for a source with a pattern; this one names its repositories';
    problems.add({ code: 'LIST_WITHOUT_PATTERN', message, path, part: 'key', hint: 'Remove list.' });
    return undefined;
  }
  if (!Array.isArray(list)) return { kind: 'github-packages', owner: list['github-packages'] };
  const repositories = list.flatMap(
    (name, index) =>
      problems.attempt([...path, index], () => listed(name, parseSourcePattern(textOf(pipeline.source)))) ??
      [],
  );
  return { kind: 'repositories', repositories };
}

/** A whole repository, or what the only capture stands for. */
function listed(name: string, pattern: RepositoryPattern): Repository {
  const [only, second] = pattern.captures;
  const whole = name.includes('/') || only === undefined || second !== undefined;
  const repository = parseRepository(whole ? name : pattern.text.replace(`{${only}}`, name));
  if (matchPattern(pattern, repository) !== undefined) return repository;
  throw new HoistError('config', 'LIST_OUTSIDE_PATTERN', `${repository} does not match ${pattern.text}`, {
    hint: 'Name repositories that match the source of this pipeline.',
  });
}

const unitSeconds: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

export function resolveSince(written: string): Since {
  const [, count, unit] = /^([0-9]+)([mhdw])$/.exec(written) ?? [];
  if (count !== undefined && unit !== undefined) {
    return { kind: 'age', seconds: Number(count) * (unitSeconds[unit] ?? 0) };
  }
  return { kind: 'instant', instant: new Date(written).toISOString() };
}
