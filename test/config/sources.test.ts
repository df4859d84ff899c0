import { describe, expect, it } from 'vitest';
import { matchSource } from '../../src/domain/pattern.ts';
import { parseRepository } from '../../src/image/reference.ts';
import { configOf, refusalsOf } from './written.ts';

/** A config of one pipeline with one stage; the source, and what is beside it, stand a line each, from line 4 on. */
function pipeline(lines: readonly string[], stage = "{ name: s, to: 'b/{name}' }"): string {
  return `version: 1\npipelines:\n  p:\n${lines.map((line) => `    ${line}\n`).join('')}    stages: [${stage}]\n`;
}

async function brief(lines: readonly string[], stage?: string): Promise<readonly string[]> {
  return (await refusalsOf(pipeline(lines, stage))).map(({ at, code }) => `${at} ${code}`);
}

describe('when something of a source is wrong, it is refused where it is written', () => {
  it.each([
    ['a repository', ["source: 'a b'"], ['4:13 REFERENCE_INVALID']],
    ['a repository beside tags', ["source: { repository: 'a b', tags: [v1] }"], ['4:27 REFERENCE_INVALID']],
    ['a wildcard, which captures nothing', ["source: 'a/*'"], ['4:13 PATTERN_INVALID']],
    ['a wildcard beside tags', ["source: { repository: 'a/x-*', tags: [v1] }"], ['4:27 PATTERN_INVALID']],
    ['one of the tags', ["source: { repository: a/x, tags: ['v*', '^w', x] }"], ['4:45 GLOB_INVALID']],
    ['the tags of a pattern', ["source: { repository: 'a/{name}', tags: ['^w'] }"], ['4:46 GLOB_INVALID']],
    [
      'the expression of tags',
      ["source: { repository: a/x, tags: { matches: '(' } }"],
      ['4:49 REGEX_INVALID'],
    ],
    ['the range of tags', ["source: { repository: a/x, tags: { semver: 'one' } }"], ['4:48 SEMVER_INVALID']],
    [
      'repository and tags, both at once',
      ["source: { repository: 'a b', tags: ['^w'] }"],
      ['4:27 REFERENCE_INVALID', '4:41 GLOB_INVALID'],
    ],
    ['one of a set', ["source: { repositories: [a/x, 'a b'] }"], ['4:35 REFERENCE_INVALID']],
    ['a pattern in a set', ["source: { repositories: [a/x, 'a/*'] }"], ['4:35 PATTERN_INVALID']],
    ['the tags of a set', ["source: { repositories: [a/x], tags: ['^w'] }"], ['4:43 GLOB_INVALID']],
    ['a list without a pattern', ['source: a/x', 'list: [y]'], ['5:5 LIST_WITHOUT_PATTERN']],
    [
      'one of a list',
      ["source: 'a/{name}'", "list: [y, b/z, 'z z']"],
      ['5:15 LIST_OUTSIDE_PATTERN', '5:20 REFERENCE_INVALID'],
    ],
  ])('%s', async (_, lines, expected) => {
    expect(await brief(lines)).toEqual(expected);
  });

  it('the second of a set that is there already', async () => {
    const refusals = await brief(['source: { repositories: [a/x, a/y, docker.io/a/x] }']);
    expect(refusals).toContain('4:40 SET_TWICE');
  });
});

describe('when a list names what a pattern stands for', () => {
  const listOf = async (source: string, list: string, stage?: string): Promise<unknown> => {
    const [only] = (await configOf(pipeline([`source: '${source}'`, `list: ${list}`], stage))).pipelines;
    return only?.source.kind === 'pattern' ? only.source.list : undefined;
  };

  it('the name alone stands in the place of the only capture, the whole repository for itself', async () => {
    expect(await listOf('a/dev/{name}', '[web, docker.io/a/dev/api]')).toEqual({
      kind: 'repositories',
      repositories: ['docker.io/a/dev/web', 'docker.io/a/dev/api'],
    });
  });

  it('with two captures only whole repositories do', async () => {
    const stage = "{ name: s, to: 'b/{team}/{name}' }";
    expect(await listOf('a/{team}/{name}', '[a/dev/web]', stage)).toEqual({
      kind: 'repositories',
      repositories: ['docker.io/a/dev/web'],
    });
    expect(await brief(["source: 'a/{team}/{name}'", 'list: [web]'], stage)).toEqual([
      '5:12 LIST_OUTSIDE_PATTERN',
    ]);
  });
});

describe('when a pattern could take what another pipeline names', () => {
  it('takes neither its sources nor the targets that it fills', async () => {
    const text = [
      'version: 1',
      'pipelines:',
      "  family: { source: 'a/{name}', stages: [{ name: s, to: 'b/{name}' }] }",
      "  one: { source: { repository: a/in, tags: ['v*'] }, stages: [{ name: s, to: [c/x, a/out], tag: 'x-%n' }] }",
      "  open: { source: 'd/{name}', stages: [{ name: s, to: 'e/{name}' }] }",
      '',
    ].join('\n');
    const { pipelines } = await configOf(text);
    const takers = (name: string): readonly string[] =>
      pipelines
        .filter((each) => matchSource(each, parseRepository(name)) !== undefined)
        .map(({ name }) => name);
    expect(takers('a/other')).toEqual(['family']);
    expect(takers('a/in')).toEqual(['one']);
    expect(takers('a/out')).toEqual([]);
    expect(takers('d/x')).toEqual(['open']);
  });
});

describe('when a stage writes its own source with a part of its name in the tag', () => {
  it.each([
    ['a repository', "source: { repository: a/x, tags: ['x-*'] }", 'a/x', true],
    [
      'a repository whose filter takes another name',
      "source: { repository: a/x, tags: ['y-*'] }",
      'a/x',
      false,
    ],
    ['a pattern', "source: { repository: 'a/{name}', tags: ['*-1'] }", 'a/{name}', true],
    ['a set', "source: { repositories: [a/x, a/y], tags: ['x-*'] }", 'a/{name}', true],
    [
      'a set whose filter takes no name',
      "source: { repositories: [a/x, a/y], tags: ['z-*'] }",
      'a/{name}',
      false,
    ],
  ])('%s: refused %s', async (_, source, to, is) => {
    const found = await brief([source], `{ name: s, to: '${to}', tag: '{name}-%n' }`);
    expect(found.map((one) => one.replace(/^\S+ /, ''))).toEqual(is ? ['TAG_IS_A_SOURCE'] : []);
  });
});
