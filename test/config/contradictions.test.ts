import { describe, expect, it } from 'vitest';
import { refusalsOf } from './written.ts';
import { pipelines } from './pipelines.ts';

async function codes(text: string): Promise<readonly string[]> {
  return (await refusalsOf(text)).map(({ at, code }) => `${at} ${code}`);
}

describe('when a config contradicts itself', () => {
  const stage = (rest: string): string =>
    pipelines(`p: { source: a/x, stages: [{ name: s, to: a/y${rest} }] }`);

  it.each([
    ['an unknown policy', stage(', policy: base'), ['3:58 POLICY_UNKNOWN']],
    ['a policy that every object has', stage(', policy: constructor'), ['3:58 POLICY_UNKNOWN']],
    ['a policy without checks', `${stage('')}policies:\n  base: []\n`, ['5:3 POLICY_EMPTY']],
    [
      'a policy with an empty require',
      `${stage('')}policies:\n  base: { require: [] }\n`,
      ['5:3 POLICY_EMPTY'],
    ],
    ['a policy that extends nobody', `${stage('')}policies:\n  a: { extends: b }\n`, ['5:17 POLICY_UNKNOWN']],
    [
      'policies in a circle',
      `${stage('')}policies:\n  a: { extends: b }\n  b: { extends: [a] }\n`,
      ['5:17 POLICY_CYCLE'],
    ],
    [
      'two checks in one item',
      `${stage('')}policies:\n  a: [{ tag: x, repository: y }]\n`,
      ['5:7 CHECK_SHAPE'],
    ],
    ['an item without check', `${stage('')}policies:\n  a: [{ id: x }]\n`, ['5:7 CHECK_SHAPE']],
    [
      'an unknown signer',
      `${stage('')}policies:\n  a: [{ signature: { by: { any-of: [ci] } } }]\n`,
      ['5:37 SIGNER_UNKNOWN'],
    ],
    [
      'an unknown signer in an any',
      `${stage('')}policies:\n  a: [{ any: [{ sbom: { by: ci } }, { tag: x }] }]\n`,
      ['5:29 SIGNER_UNKNOWN'],
    ],
    [
      'a stage of nobody in a check',
      `${stage('')}policies:\n  a: [{ promoted: { from: q, by: ci } }]\ntrust: { signers: { ci: { github: { repository: a/b } } } }\n`,
      ['5:27 STAGE_UNKNOWN'],
    ],
    [
      'severities without a scale',
      `${stage('')}policies:\n  a: { rules: [{ field: vulnerability_all, operator: lt, values: [1] }], by: local }\nevidence: { files: { a: [b] } }\n`,
      ['5:8 SEVERITY_SCALE'],
    ],
    [
      'copies under an unknown policy',
      `${stage('')}copy: { to: ['a/**'], policy: b }\n`,
      ['4:31 POLICY_UNKNOWN'],
    ],
    ['a copy rule that is no glob', `${stage('')}copy: { to: ['a/{b}'] }\n`, ['4:14 GLOB_INVALID']],
    [
      'notices of an unknown pipeline',
      `${stage('')}notify: [{ url-from-env: A, pipelines: [q] }]\n`,
      ['4:41 PIPELINE_UNKNOWN'],
    ],
    ['nothing to do', 'version: 1\npipelines: {}\n', ['2:1 PIPELINES_EMPTY']],
  ])('%s is refused', async (_, text, expected) => {
    expect(await codes(text)).toEqual(expected);
  });

  it.each([
    ['after a stage of nobody', '[{ name: a, to: a/a }, { name: b, to: a/b, after: c }]', ['STAGE_UNKNOWN']],
    [
      'stages in a circle',
      '[{ name: a, to: a/a }, { name: b, to: a/b, after: c }, { name: c, to: a/c }]',
      ['STAGE_CYCLE'],
    ],
    ['a stage after itself', '[{ name: a, to: a/a }, { name: b, to: a/b, after: b }]', ['STAGE_CYCLE']],
    [
      'a first stage after another',
      '[{ name: a, to: a/a, after: b }, { name: b, to: a/b, after: a }]',
      ['STAGE_AFTER'],
    ],
    ['two stages of one name', '[{ name: a, to: a/a }, { name: a, to: a/b }]', ['STAGE_TWICE']],
    ['an unknown capture in a target', "[{ name: a, to: 'a/{team}' }]", ['PATTERN_INVALID']],
    ['a target with a tag', '[{ name: a, to: "a/b:v1" }]', ['REPOSITORY_INVALID']],
    [
      'a template that only gives tags of signatures',
      "[{ name: a, to: a/a, tag: 'sha256-{digest}' }]",
      ['TEMPLATE_NEVER_LEGAL'],
    ],
    ['a template that gives no tag', "[{ name: a, to: a/a, tag: 'x/%n' }]", ['TEMPLATE_NEVER_LEGAL']],
    ['a keyword of nobody', "[{ name: a, to: a/a, tag: ['%n', '%T'] }]", ['TEMPLATE_INVALID']],
    ['a tag that is written twice', "[{ name: a, to: a/a, tag: ['%n', '%n'] }]", ['TAG_TWICE']],
    ['a target that is named twice', '[{ name: a, to: [a/a, docker.io/a/a] }]', ['TARGET_TWICE']],
    [
      'a target that two stages fill',
      '[{ name: a, to: a/a }, { name: b, to: [a/b, "docker.io:443/a/a"] }]',
      ['TARGET_FILLED_TWICE'],
    ],
    ['a target that is the source', '[{ name: a, to: index.docker.io/a/x }]', ['TAG_IS_A_SOURCE']],
    ['a list without a pattern', '[{ name: a, to: a/a }], list: [x]', ['LIST_WITHOUT_PATTERN']],
  ])('%s is refused', async (_, stages, expected) => {
    const refusals = await refusalsOf(pipelines(`p: { source: a/x, stages: ${stages} }`));
    expect(refusals.map(({ code }) => code)).toEqual(expected);
    expect(refusals[0]?.at).toMatch(/^3:\d+$/);
    expect(refusals[0]?.hint).not.toBe('undefined');
  });

  it.each([
    [
      'a set of which two have one name',
      ["p: { source: { repositories: [a/x/web, a/y/web] }, stages: [{ name: s, to: 'b/{name}' }] }"],
      ['SET_NAME_TWICE'],
    ],
    [
      'a set that goes to one repository',
      ['p: { source: { repositories: [a/x/web, a/y/api] }, stages: [{ name: s, to: b/all }] }'],
      ['SET_NAME_TWICE'],
    ],
    [
      'a set that names one twice',
      ["p: { source: { repositories: [a/x, docker.io/a/x] }, stages: [{ name: s, to: 'b/{name}' }] }"],
      ['SET_TWICE', 'SET_NAME_TWICE'],
    ],
    [
      'a set with a pattern',
      ["p: { source: { repositories: ['a/{x}'] }, stages: [{ name: s, to: 'b/{name}' }] }"],
      ['PATTERN_INVALID'],
    ],
    [
      'a pattern that loses a capture',
      ["p: { source: 'a/{team}/{name}', stages: [{ name: s, to: 'b/{name}' }] }"],
      ['TARGET_SHARED'],
    ],
    [
      'a pattern that feeds itself',
      ["p: { source: 'a/{name}', stages: [{ name: s, to: 'a/{name}-qa' }] }"],
      ['TAG_IS_A_SOURCE'],
    ],
    [
      'a pattern whose target another fills',
      [
        "p: { source: 'a/{name}', stages: [{ name: s, to: 'b/{name}' }] }",
        'q: { source: c/x, stages: [{ name: s, to: b/y }] }',
      ],
      ['TARGET_FILLED_TWICE'],
    ],
    [
      'two patterns that may fill one repository',
      [
        "p: { source: 'a/{name}', stages: [{ name: s, to: 'b/{name}' }] }",
        "q: { source: 'c/{name}', stages: [{ name: s, to: 'b/{name}' }] }",
      ],
      ['TARGET_FILLED_TWICE'],
    ],
    [
      'a stage that a mirror fills',
      [
        "m: { source: debian, stages: [{ name: s, to: b/debian, tag: { name: '%n', move: any } }] }",
        'q: { source: c/x, stages: [{ name: s, to: b/debian }] }',
      ],
      ['MIRROR_FILLS_STAGE'],
    ],
    [
      'pipelines in a circle',
      [
        "p: { source: { repository: a/x, tags: ['v*'] }, stages: [{ name: s, to: a/y, tag: 'p-%n' }] }",
        "q: { source: { repository: a/y, tags: ['w*'] }, stages: [{ name: s, to: a/x, tag: 'q-%n' }] }",
      ],
      ['PIPELINE_CYCLE'],
    ],
    [
      "a stage that writes what another pipeline's filter selects",
      [
        "p: { source: { repository: a/x, tags: ['v*'] }, stages: [{ name: s, to: a/y }] }",
        "q: { source: { repository: a/y, tags: ['v*'] }, stages: [{ name: s, to: a/z }] }",
      ],
      ['TAG_IS_A_SOURCE'],
    ],
    [
      'a list outside its pattern',
      ["p: { source: 'a/dev/{name}', list: [a/qa/web], stages: [{ name: s, to: 'b/{name}' }] }"],
      ['LIST_OUTSIDE_PATTERN'],
    ],
  ])('%s is refused', async (_, lines, expected) => {
    expect((await refusalsOf(pipelines(...lines))).map(({ code }) => code)).toEqual(expected);
  });

  it('a chain of pipelines whose filters stay apart is no circle', async () => {
    const text = pipelines(
      "p: { source: { repository: a/x, tags: ['v*'] }, stages: [{ name: s, to: a/y, tag: 'p-%n' }] }",
      "q: { source: { repository: a/y, tags: ['w*'] }, stages: [{ name: s, to: a/z }] }",
    );
    expect(await refusalsOf(text)).toEqual([]);
  });

  it.each([
    ['the same tag', "['v*']", '%n', true],
    ['a tag with a suffix that the glob takes', "['v*']", '%n-qa', true],
    ['a tag with a prefix that it does not take', "['v*']", 'qa-%n', false],
    ['a suffix that is excluded', "['v*', '!*-qa']", '%n-qa', false],
    ['a time that the glob takes', "['*-20*']", 'x-%Y%m%d', true],
    ['a fixed tag, with every tag selected', "['*']", 'stable', true],
    ['a fixed tag, with versions selected', "{ semver: '*' }", 'stable', false],
    ['a version with a suffix, with releases selected', "{ semver: '*' }", '%n-qa', false],
    ['the numbers of a version', "{ semver: '*' }", '{major}.{minor}.{patch}', true],
    ['two numbers of a version', "{ semver: '*' }", '{major}.{minor}', false],
    ['an expression without examples, and the same tag', "{ matches: 'zz[0-9]{9}' }", '%n', true],
  ])('beside its own source, %s: %s with %s is refused: %s', async (_, tags, tag, is) => {
    const text = pipelines(
      `p: { source: { repository: a/x, tags: ${tags} }, stages: [{ name: s, to: a/x, tag: '${tag}' }] }`,
    );
    expect((await refusalsOf(text)).map(({ code }) => code)).toEqual(is ? ['TAG_IS_A_SOURCE'] : []);
  });

  it('what a later stage writes is followed from the source on', async () => {
    const text = pipelines(
      "p: { source: { repository: a/x, tags: ['v*-qa'] }, stages: [{ name: s, to: a/y, tag: '{major}.{minor}.{patch}' }, { name: t, to: a/x, tag: 'v%n-qa' }] }",
    );
    const [refusal] = await refusalsOf(text);
    expect(refusal?.code).toBe('TAG_IS_A_SOURCE');
    expect(refusal?.message).toContain('v1.2.3-qa');
  });

  it('every problem of a file is said at once, in its order', async () => {
    const text = pipelines(
      "p: { source: { repository: a/x, tags: ['^v'] }, stages: [{ name: s, to: 'a/*', policy: b }] }",
      "q: { source: 'a b', stages: [{ name: s, to: a/z, tag: '%T' }] }",
    );
    expect(await codes(text)).toEqual([
      '3:42 GLOB_INVALID',
      '3:75 PATTERN_INVALID',
      '3:90 POLICY_UNKNOWN',
      '4:16 REFERENCE_INVALID',
      '4:57 TEMPLATE_INVALID',
    ]);
  });
});
