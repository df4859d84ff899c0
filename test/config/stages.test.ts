import { describe, expect, it } from 'vitest';
import { configOf, refusalsOf } from './written.ts';

/** A config of one pipeline with one stage; what it has besides its name stands a line each, from line 7 on. */
function stage(lines: readonly string[], source = 'a/x'): string {
  const head = `version: 1\npipelines:\n  p:\n    source: '${source}'\n    stages:\n      - name: s\n`;
  return head + lines.map((line) => `        ${line}\n`).join('');
}

async function brief(lines: readonly string[], source?: string): Promise<readonly string[]> {
  return (await refusalsOf(stage(lines, source))).map(({ at, code }) => `${at} ${code}`);
}

describe('when a stage is read', () => {
  it('what it does not say is the careful default, and no policy is none', async () => {
    const [only] = (await configOf(stage(['to: a/y']))).pipelines;
    expect(only?.stages[0]).toMatchObject({
      auto: true,
      policies: [],
      referrers: 'all',
      missing: { platforms: 'fail', foreignLayers: 'fail' },
      skippable: false,
    });
    expect(only?.stages[0]?.tags.map(({ template, move }) => [template.text, move])).toEqual([
      ['%n', 'never'],
    ]);
    expect(only?.stages[0]).not.toHaveProperty('environment');
  });

  it('what it says is what it has', async () => {
    const lines = [
      'to: a/y',
      'auto: false',
      'referrers: best-effort',
      'skippable: true',
      'missing: { platforms: allow }',
      'environment: { name: prod, approval: required, self-review: allow, bypass: refuse, rollback: undo }',
    ];
    const [only] = (await configOf(stage(lines))).pipelines;
    expect(only?.stages[0]).toMatchObject({
      auto: false,
      referrers: 'best-effort',
      skippable: true,
      missing: { platforms: 'allow', foreignLayers: 'fail' },
      environment: {
        name: 'prod',
        approval: 'required',
        selfReview: 'allow',
        bypass: 'refuse',
        rollback: 'undo',
      },
    });
  });

  it('an environment that says its name only needs no approval, and allows no self-review', async () => {
    for (const environment of ['prod', '{ name: prod }']) {
      const [only] = (await configOf(stage(['to: a/y', `environment: ${environment}`]))).pipelines;
      expect(only?.stages[0]?.environment).toEqual({
        name: 'prod',
        approval: 'auto',
        selfReview: 'forbid',
        bypass: 'record',
      });
    }
  });
});

describe('when something of a stage is wrong, it is refused where it is written', () => {
  it.each([
    ['the target', ["to: 'a b'"], ['7:13 REFERENCE_INVALID']],
    ['one of the targets', ["to: [a/y, 'a b', a/z]"], ['7:19 REFERENCE_INVALID']],
    ['the capture of a target', ["to: 'a/{team}'"], ['7:13 PATTERN_INVALID']],
    ['the tag', ['to: a/y', "tag: 'x/%n'"], ['8:14 TEMPLATE_NEVER_LEGAL']],
    ['the name of a tag', ['to: a/y', "tag: { name: 'x/%n', move: any }"], ['8:22 TEMPLATE_NEVER_LEGAL']],
    ['one of the tags', ['to: a/y', "tag: ['%n', 'x/%n']"], ['8:21 TEMPLATE_NEVER_LEGAL']],
    [
      'the name of one of the tags',
      ['to: a/y', "tag: ['%n', { name: 'x/%n' }]"],
      ['8:29 TEMPLATE_NEVER_LEGAL'],
    ],
    [
      'a tag that is there already',
      ['to: a/y', "tag: [x, '%n', { name: x, move: any }]"],
      ['8:24 TAG_TWICE'],
    ],
    ['the policy', ['to: a/y', 'policy: b'], ['8:17 POLICY_UNKNOWN']],
    ['one of the policies', ['to: a/y', 'policy: [b, c]'], ['8:18 POLICY_UNKNOWN', '8:21 POLICY_UNKNOWN']],
    [
      'target and tag, both at once',
      ["to: 'a b'", "tag: 'x/%n'"],
      ['7:13 REFERENCE_INVALID', '8:14 TEMPLATE_NEVER_LEGAL'],
    ],
  ])('%s', async (_, lines, expected) => {
    expect(await brief(lines)).toEqual(expected);
  });

  it('a target with a tag or digest, and the hint says where tags are written', async () => {
    const [found] = await refusalsOf(stage(['to: a/y:v1']));
    expect(found).toMatchObject({ at: '7:13', code: 'REPOSITORY_INVALID' });
    expect(found?.hint).toMatch(/ The tag belongs under `tag`\.$/);
    const [other] = await refusalsOf(stage(["to: 'a b'"]));
    expect(other?.hint).not.toContain('`tag`');
  });
});

describe('when a pattern is the source of a stage', () => {
  const source = 'a/{team}/{name}';

  it.each([
    ['every target and no tag', ["to: ['b/{team}/{name}', 'c/{name}/{team}']"]],
    ['every tag and no target', ['to: b/all', "tag: ['{team}.{name}-%n', '{name}_{team}']"]],
    ['a target and every tag between them', ["to: 'b/{team}'", "tag: '{name}-%n'"]],
  ])('with its captures in %s, no image is put over another', async (_, lines) => {
    expect(await brief(lines, source)).toEqual([]);
  });

  it.each([
    ['one of two targets', ["to: ['b/{team}/{name}', 'c/{name}']"], '7:9'],
    ['one of two tags', ["to: 'b/{team}'", "tag: ['{name}-%n', latest]"], '7:13'],
    ['any tag, where a target leaves out the other', ["to: 'b/{team}'", "tag: '{team}-%n'"], '7:13'],
  ])(
    'with one of them not in %s, it is refused: one image would be put over another',
    async (_, lines, at) => {
      expect(await brief(lines, source)).toEqual([`${at} TARGET_SHARED`]);
    },
  );
});
