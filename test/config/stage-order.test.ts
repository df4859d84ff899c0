import { describe, expect, it } from 'vitest';
import { configOf, refusalsOf } from './written.ts';

/** A config of one pipeline whose stages stand a line each, from line 6 on. */
function pipeline(...stages: readonly string[]): string {
  const head = 'version: 1\npipelines:\n  p:\n    source: a/x\n    stages:\n';
  return head + stages.map((stage) => `      - { ${stage} }\n`).join('');
}

describe('when stages come after each other', () => {
  it.each([
    [
      'of one name',
      ['name: a, to: a/a', 'name: b, to: a/b', 'name: a, to: a/c'],
      '8:17 STAGE_TWICE',
      'the pipeline p has two stages "a"',
    ],
    [
      'the first after another',
      ['name: a, to: a/a, after: b', 'name: b, to: a/b'],
      '6:36 STAGE_AFTER',
      '"a" is the first stage: it reads the source and comes after no other',
    ],
    [
      'after one of nobody, beside one that is there',
      ['name: a, to: a/a', 'name: b, to: a/b, after: [a, z]'],
      '7:40 STAGE_UNKNOWN',
      'z',
    ],
    [
      'in a circle that does not begin at the first',
      [
        'name: a, to: a/a',
        'name: b, to: a/b, after: a',
        'name: c, to: a/c, after: [b, d]',
        'name: d, to: a/d, after: [a, c]',
      ],
      '8:29 STAGE_CYCLE',
      'the stages of p come after each other in a circle: c after d after c',
    ],
    [
      'in a circle that only a later one leads into',
      [
        'name: a, to: a/a',
        'name: z, to: a/z, after: [a, b]',
        'name: b, to: a/b, after: [a, c]',
        'name: c, to: a/c, after: b',
      ],
      '8:29 STAGE_CYCLE',
      'the stages of p come after each other in a circle: b after c after b',
    ],
  ])('%s: refused where it is written', async (_, stages, at, message) => {
    const [found, ...more] = await refusalsOf(pipeline(...stages));
    expect(more).toEqual([]);
    expect(`${found?.at} ${found?.code}`).toBe(at);
    expect(found?.message).toContain(message);
  });

  it('what is wrong with one of them is said alone, whatever the others are', async () => {
    const text = pipeline('name: a, to: a/a', "name: b, to: 'a/{team}'", 'name: c, to: a/c');
    expect((await refusalsOf(text)).map(({ at, code }) => `${at} ${code}`)).toEqual(['7:24 PATTERN_INVALID']);
  });

  it('by many ways to one stage, that is no circle', async () => {
    const text = pipeline(
      'name: a, to: a/a',
      'name: b, to: a/b, after: a',
      'name: c, to: a/c, after: a',
      'name: d, to: a/d, after: [b, c]',
      'name: e, to: a/e, after: [b, c, d]',
    );
    const [only] = (await configOf(text)).pipelines;
    expect(only?.stages.map(({ after }) => after)).toEqual([[], ['a'], ['a'], ['b', 'c'], ['b', 'c', 'd']]);
  });

  it('without a word of it, each comes after the one above', async () => {
    const [only] = (await configOf(pipeline('name: a, to: a/a', 'name: b, to: a/b', 'name: c, to: a/c')))
      .pipelines;
    expect(only?.stages.map(({ after }) => after)).toEqual([[], ['a'], ['b']]);
    expect(only).not.toHaveProperty('newest');
    expect(only).not.toHaveProperty('since');
  });
});
