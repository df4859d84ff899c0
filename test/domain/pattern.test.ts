import { describe, expect, it } from 'vitest';
import {
  expandTarget,
  matchPattern,
  matchSource,
  parseRepositoryPattern,
  parseSourcePattern,
  patternsOverlap,
} from '../../src/domain/pattern.ts';
import type { Pipeline, PipelineSource } from '../../src/domain/pipeline.ts';
import { everyTag } from '../../src/domain/tag-filter.ts';
import { parseRepository } from '../../src/image/reference.ts';
import { refused } from './refused.ts';

function pipeline(source: PipelineSource): Pipeline {
  return { name: 'p', source, stages: [], position: { file: 'f', line: 1, column: 1 } };
}

describe('when a pattern is read', () => {
  it.each([
    ['ghcr.io/acme/dev/{name}', 'ghcr.io/acme/dev/{name}', ['name']],
    ['GHCR.io/acme/{team}/{name}', 'ghcr.io/acme/{team}/{name}', ['team', 'name']],
    ['acme/{name}', 'docker.io/acme/{name}', ['name']],
    ['{name}', 'docker.io/library/{name}', ['name']],
    ['ghcr.io/acme/app-{name}', 'ghcr.io/acme/app-{name}', ['name']],
    ['oci:./out/{name}', 'oci:./out/{name}', ['name']],
    ['oci:{name}/out', 'oci:./{name}/out', ['name']],
    ['ghcr.io/acme/web', 'ghcr.io/acme/web', []],
    ['[0:0::1]:5000/acme/{name}', '[::1]:5000/acme/{name}', ['name']],
  ])('%s is %s', (text, canonical, captures) => {
    expect(parseRepositoryPattern(text)).toEqual({ text: canonical, captures });
  });

  it.each([
    ['ghcr.io/acme/*', /wildcard/, /\{name\}/],
    ['[::1]:5000/acme/[ab]', /wildcard/, /\{name\}/],
    ['ghcr.io/acme/{Name}', /\{Name\}/, /lower-case/],
    ['ghcr.io/acme/{}', /\{\}/, /lower-case/],
    ['ghcr.io/acme/{sha}', /keyword \{sha\}/, /another name/],
    ['ghcr.io/acme/{name', /without the other/, /.*/],
    ['ghcr.io/acme/{a}-{b}', /two captures/, /slash/],
    ['{host}.io/acme/web', /in the host/, /path/],
    [`ghcr.io/${'a'.repeat(256)}`, /more than 256/, /.*/],
  ])('%s is refused', (text, message, hint) => {
    const error = refused(() => parseRepositoryPattern(text));
    expect(error.code).toBe('PATTERN_INVALID');
    expect(error.message).toMatch(message);
    expect(error.hint ?? '').toMatch(hint);
  });

  it.each(['ghcr.io/acme/app-{name}', 'ghcr.io/{team}/app-{name}', 'ghcr.io/{name}/{name}'])(
    '%s is no source',
    (text) => {
      expect(refused(() => parseSourcePattern(text)).code).toBe('PATTERN_INVALID');
    },
  );
});

describe('when a pattern is held against a repository', () => {
  it.each([
    ['ghcr.io/acme/dev/{name}', 'ghcr.io/acme/dev/web', { name: 'web' }],
    ['ghcr.io/acme/dev/{name}', 'ghcr.io/acme/dev/team/web', undefined],
    ['ghcr.io/acme/dev/{name}', 'ghcr.io/acme/dev', undefined],
    ['ghcr.io/acme/dev/{name}', 'ghcr.io/acme/qa/web', undefined],
    ['ghcr.io/{team}/x/{name}', 'ghcr.io/acme/x/web', { team: 'acme', name: 'web' }],
    ['ghcr.io/acme/app-{name}', 'ghcr.io/acme/app-web', { name: 'web' }],
    ['ghcr.io/acme/app-{name}', 'ghcr.io/acme/app', undefined],
    ['ghcr.io/acme/app-{name}', 'ghcr.io/acme/lib-web', undefined],
    ['ghcr.io/acme/{name}-app', 'ghcr.io/acme/web-app', { name: 'web' }],
    ['ghcr.io/acme/{name}-app', 'ghcr.io/acme/app-web', undefined],
    ['ghcr.io/acme/app{name}app', 'ghcr.io/acme/app', undefined],
    ['ghcr.io/{name}/{name}', 'ghcr.io/a/b', undefined],
    ['ghcr.io/{name}/{name}', 'ghcr.io/a/a', { name: 'a' }],
  ])('%s against %s gives %o', (text, name, expected) => {
    const captures = matchPattern(parseRepositoryPattern(text), parseRepository(name));
    expect(captures === undefined ? undefined : Object.fromEntries(captures)).toEqual(expected);
  });

  it('when captures are put back, it is the same repository', () => {
    const pattern = parseSourcePattern('ghcr.io/{team}/dev/{name}');
    const repository = parseRepository('ghcr.io/acme/dev/web');
    const captures = matchPattern(pattern, repository);
    expect(expandTarget(pattern, captures ?? new Map())).toBe(repository);
  });

  it('when a capture has no value, the target is refused', () => {
    expect(
      refused(() => expandTarget(parseRepositoryPattern('ghcr.io/{x}/web'), new Map())).message,
    ).toContain('{x}');
  });
});

describe('when a pipeline is asked for a repository', () => {
  const web = parseRepository('ghcr.io/acme/dev/web');
  const api = parseRepository('ghcr.io/acme/dev/api');
  const tags = everyTag();

  it('of its one source, it captures the last component', () => {
    const source = pipeline({ kind: 'repository', repository: web, tags });
    expect(matchSource(source, web)?.get('name')).toBe('web');
    expect(matchSource(source, api)).toBeUndefined();
  });

  it('of a set, it captures the last component', () => {
    const source = pipeline({ kind: 'set', repositories: [web, api], tags });
    expect(matchSource(source, api)?.get('name')).toBe('api');
  });

  it('of a pattern, it does not take what another pipeline names', () => {
    const pattern = parseSourcePattern('ghcr.io/acme/dev/{name}');
    const source = pipeline({ kind: 'pattern', pattern, tags, except: new Set([web]) });
    expect(matchSource(source, api)?.get('name')).toBe('api');
    expect(matchSource(source, web)).toBeUndefined();
  });
});

describe('when two patterns are compared', () => {
  it.each([
    ['ghcr.io/a/{x}', 'ghcr.io/a/{y}', true],
    ['ghcr.io/a/{x}', 'ghcr.io/{y}/b', true],
    ['ghcr.io/a/{x}', 'ghcr.io/b/{y}', false],
    ['ghcr.io/a/{x}', 'ghcr.io/a/b/{y}', false],
    ['ghcr.io/a/app-{x}', 'ghcr.io/a/app-web', true],
    ['ghcr.io/a/app-{x}', 'ghcr.io/a/web', false],
    ['ghcr.io/a/app-{x}', 'ghcr.io/a/{y}-app', true],
    ['ghcr.io/a/app-{x}', 'ghcr.io/a/lib-{y}', false],
    ['ghcr.io/a/{x}-app', 'ghcr.io/a/{y}-lib', false],
    ['ghcr.io/a/app-{x}', 'ghcr.io/a/app-my-{y}', true],
    ['ghcr.io/a/{x}-app', 'ghcr.io/a/{y}-my-app', true],
    ['ghcr.io/a/{x}-app', 'ghcr.io/a/web', false],
  ])('%s and %s may meet: %s', (a, b, expected) => {
    const [left, right] = [parseRepositoryPattern(a), parseRepositoryPattern(b)];
    expect(patternsOverlap(left, right)).toBe(expected);
    expect(patternsOverlap(right, left)).toBe(expected);
  });
});
