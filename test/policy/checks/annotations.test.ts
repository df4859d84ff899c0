import { describe, expect, it } from 'vitest';
import { annotationsCheck } from '../../../src/policy/checks/annotations.ts';
import { factsOf, judge, mistakesOf, platformFacts } from '../facts.ts';
import { bindTo, saying } from '../request.ts';

type Annotations = Readonly<Record<string, string>>;

const judged = (written: unknown, index: Annotations, ...platforms: readonly Annotations[]) => {
  const names = ['linux/amd64', 'linux/arm64'];
  return saying(
    judge(
      annotationsCheck,
      written,
      factsOf({
        image: { annotations: index },
        platforms: platforms.map((annotations, at) => platformFacts(names[at] ?? '', { annotations })),
      }),
    ),
  );
};

describe('when annotations are judged', () => {
  it('when the index says it, its platforms need not', () => {
    expect(judged({ team: 'a' }, { team: 'a' }, {}, {})).toBe('pass');
    expect(judged({ required: ['team'] }, { team: 'a' }, {}, {})).toBe('pass');
    expect(judged({ team: 'a' }, { team: 'b' }, {}, {})).toBe('VIOLATION');
  });

  it('when the index does not, every platform must', () => {
    expect(judged({ team: 'a' }, {}, { team: 'a' }, { team: 'a' })).toBe('pass');
    expect(judged({ team: 'a' }, {}, { team: 'a' }, {})).toBe('INCOMPLETE linux/arm64');
    expect(judged({ required: ['team'] }, {}, { team: 'a' }, {})).toBe('INCOMPLETE linux/arm64');
    expect(judged({ team: 'a' }, {}, { team: 'a' }, { team: 'b' })).toBe('VIOLATION linux/arm64');
  });

  it('when index and platform both say it, they must agree', () => {
    expect(judged({ team: ['a', 'b'] }, { team: 'a' }, { team: 'b' }, {})).toBe('CONTRADICTION');
    expect(judged({ team: 'a' }, { team: 'a' }, { team: 'b' }, {})).toBe('VIOLATION linux/amd64');
  });

  it('when nothing is there, it is unknown', () => {
    expect(judged({ team: { 'not-equals': 'x' } }, {}, {}, {})).toBe(
      'INCOMPLETE linux/amd64, INCOMPLETE linux/arm64',
    );
    expect(judged({ required: ['constructor'] }, {}, {})).toBe('INCOMPLETE linux/amd64');
    expect(judged({ required: ['team'] }, { team: '' }, {})).toBe('INCOMPLETE');
  });

  it('when there is no platform, the root speaks for itself', () => {
    expect(judged({ team: 'a' }, { team: 'a' })).toBe('pass');
    expect(judged({ team: 'a' }, {})).toBe('INCOMPLETE');
  });

  it('needs the manifests only, and something to look for', () => {
    expect(bindTo(annotationsCheck, { team: 'a' }).needs.configs).toBe(false);
    expect(mistakesOf(annotationsCheck, {})).toEqual([expect.stringContaining('is empty')]);
  });
});
