import { describe, expect, it } from 'vitest';
import { refusalsOf, type Refusal } from './written.ts';

/** What is refused of pipelines, each written on one line from line 3 on. */
function refused(...lines: readonly string[]): Promise<readonly Refusal[]> {
  return refusalsOf(`version: 1\npipelines:\n${lines.map((line) => `  ${line}\n`).join('')}`);
}

function brief(refusals: readonly Refusal[]): readonly string[] {
  return refusals.map(({ at, code }) => `${at} ${code}`);
}

describe('when several images of a set come to one repository', () => {
  const set = (repositories: string, stage: string): Promise<readonly Refusal[]> =>
    refused(`p: { source: { repositories: ${repositories} }, stages: [{ name: s, ${stage} }] }`);

  it('with {name} in every tag they stay apart', async () => {
    expect(await set('[a/x/web, a/y/api]', "to: b/all, tag: ['{name}-%n', '{name}-latest']")).toEqual([]);
  });

  it('with {name} in one tag only, the other would be moved from one image to the next', async () => {
    const found = await set('[a/x/web, a/y/api, a/z/ui]', "to: b/all, tag: ['{name}-%n', latest]");
    expect(brief(found)).toEqual(['3:86 SET_NAME_TWICE']);
    expect(found[0]?.hint).toContain('Put {name} into the target');
  });

  it('of one name, {name} keeps none of them apart', async () => {
    const found = await set('[a/x/web, a/y/web]', "to: b/all, tag: '{name}-%n'");
    expect(found.map(({ code }) => code)).toEqual(['SET_NAME_TWICE']);
    expect(found[0]?.hint).toContain('Their last components are the same');
    expect(found[0]?.message).toContain('docker.io/a/x/web and docker.io/a/y/web');
  });

  it('and another stage fills it too, that is said once, not for each image', async () => {
    const found = await refused(
      'p: { source: c/x, stages: [{ name: s, to: b/all }] }',
      "q: { source: { repositories: [a/x/web, a/y/api, a/z/ui] }, stages: [{ name: t, to: [b/own, b/all], tag: '{name}-%n' }] }",
    );
    expect(brief(found)).toEqual(['4:94 TARGET_FILLED_TWICE']);
    expect(found[0]?.message).toContain('p/s (line 3)');
  });
});

describe('when a repository is filled already', () => {
  it('the second is refused where it is written, and the first is named with its line', async () => {
    const found = await refused(
      'p: { source: a/x, stages: [{ name: s, to: [b/x, b/y] }] }',
      'q: { source: a/y, stages: [{ name: t, to: b/z }, { name: u, to: [b/v, docker.io/b/y] }] }',
    );
    expect(brief(found)).toEqual(['4:73 TARGET_FILLED_TWICE']);
    expect(found[0]?.message).toBe('docker.io/b/y is a target of p/s (line 3) already');
  });

  it('each stage that fills it again is refused, by a pattern too', async () => {
    const found = await refused(
      "p: { source: 'a/{name}', stages: [{ name: s, to: 'b/{name}' }] }",
      "q: { source: 'c/{name}', stages: [{ name: s, to: 'b/{name}' }] }",
      "r: { source: 'd/{name}', stages: [{ name: s, to: 'b/{name}' }] }",
    );
    expect(brief(found)).toEqual(['4:52 TARGET_FILLED_TWICE', '5:52 TARGET_FILLED_TWICE']);
  });

  it('by the same stage, whose pattern leads there among others, there is no second stage', async () => {
    expect(
      await refused(
        "p: { source: 'a/{name}', stages: [{ name: s, to: ['b/{name}', b/all], tag: '{name}-%n' }] }",
      ),
    ).toEqual([]);
  });

  const mirror = "{ source: debian, stages: [{ name: keep, to: b/debian, tag: { name: '%n', move: any } }] }";

  it.each([
    [
      'the mirror before the stage',
      [`m: ${mirror}`, 'q: { source: c/x, stages: [{ name: s, to: b/debian }] }'],
      'q/s',
    ],
    [
      'the mirror after the stage',
      ['q: { source: c/x, stages: [{ name: s, to: b/debian }] }', `m: ${mirror}`],
      'q/s (line 3)',
    ],
  ])('and one of the two is a mirror, it is told from the other: %s', async (_, lines, other) => {
    const [found, ...more] = await refused(...lines);
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      code: 'MIRROR_FILLS_STAGE',
      message: `docker.io/b/debian is filled by the mirror m, so no other stage may fill it; the other is ${other}`,
    });
    expect(found?.at).toMatch(/^4:/);
  });
});

describe('when pipelines feed each other', () => {
  const apart = (name: string, from: string, to: string): string =>
    `${name}: { source: { repository: ${from}, tags: ['${name}-*'] }, stages: [{ name: s, to: ${to}, tag: 'x-%n' }] }`;

  it('a chain is no circle, however long', async () => {
    expect(
      await refused(
        apart('p', 'a/w', 'a/x'),
        apart('q', 'a/x', 'a/y'),
        apart('r', 'a/y', 'a/z'),
        apart('t', 'a/z', 'a/end'),
      ),
    ).toEqual([]);
  });

  it('a circle is found behind targets and pipelines that are none of it, and said where it begins', async () => {
    const found = await refused(
      apart('o', 'a/v', 'a/u'),
      apart('p', 'a/w', '[b/side, a/x]'),
      apart('q', 'a/x', '[b/other, a/w, b/more]'),
    );
    expect(brief(found)).toEqual(['4:3 PIPELINE_CYCLE']);
    expect(found[0]?.message).toMatch(/: p → q → p$/);
  });
});

describe('when a stage writes what a filter selects', () => {
  it('the tag is named, with the filter and what to do about the own source', async () => {
    const [found] = await refused(
      "p: { source: { repository: a/x, tags: ['v*'] }, stages: [{ name: s, to: a/x, tag: ['qa-%n', '%n-ok'] }] }",
    );
    expect(found).toMatchObject({ at: '3:95', code: 'TAG_IS_A_SOURCE' });
    expect(found?.message).toContain('the source of this very pipeline');
    expect(found?.hint).toContain('leading !');
  });

  it('without a tag of its own it is the target that is wrong', async () => {
    const [found] = await refused(
      "p: { source: { repository: a/x, tags: ['v*'] }, stages: [{ name: s, to: a/x }] }",
    );
    expect(found?.at).toBe('3:75');
  });

  it("another pipeline's filter is named by the pipeline, and the hint is to make one of the two", async () => {
    const [found] = await refused(
      "p: { source: { repository: a/x, tags: ['v*'] }, stages: [{ name: s, to: a/y, tag: '%n-ok' }] }",
      "q: { source: { repository: a/y, tags: ['*-ok'] }, stages: [{ name: s, to: a/z }] }",
    );
    expect(found).toMatchObject({ at: '3:85', code: 'TAG_IS_A_SOURCE' });
    expect(found?.message).toContain('the source of the pipeline q');
    expect(found?.hint).toContain('put the stages of q behind this stage');
  });

  it.each([
    ['its own tag, kept by another word', "tag: '{source-tag}'", true],
    ['something around the own tag', "tag: 'x-%n'", false],
    ['a fixed tag that it selects', 'tag: zz123456789', true],
    ['a fixed tag that it does not select', 'tag: stable', false],
  ])('by an expression without examples, %s: refused %s', async (_, tag, is) => {
    const found = await refused(
      `p: { source: { repository: a/x, tags: { matches: 'zz[0-9]{9}' } }, stages: [{ name: s, to: a/x, ${tag} }] }`,
    );
    expect(found.map(({ code }) => code)).toEqual(is ? ['TAG_IS_A_SOURCE'] : []);
  });

  it('by an expression without examples, what another stage renamed or another filter selects is left to the plan', async () => {
    expect(
      await refused(
        "p: { source: { repository: a/x, tags: { matches: 'zz[0-9]{9}' } }, stages: [{ name: s, to: a/y, tag: 'x-%n' }, { name: t, to: a/x }] }",
      ),
    ).toEqual([]);
    expect(
      await refused(
        "p: { source: { repository: a/x, tags: { matches: 'zz[0-9]{9}' } }, stages: [{ name: s, to: a/y }] }",
        "q: { source: { repository: a/y, tags: { matches: 'yy[0-9]{9}' } }, stages: [{ name: s, to: a/z }] }",
      ),
    ).toEqual([]);
  });
});
