import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/domain/facts.ts';
import { sourceCheck } from '../../src/policy/checks/source.ts';
import { codesOf, commitOf, factsOf, judge, mistakesOf } from './facts.ts';

const yes = { state: 'known', value: true } as const;
const no = { state: 'known', value: false } as const;
const unreached = { state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 503' } as const;

function onBranches(written: object, ...answers: readonly (readonly [string, Answer<boolean>])[]) {
  return judge(sourceCheck, written, factsOf({ commit: commitOf({ onBranch: new Map(answers) }) }));
}

describe('when the commit must be on a branch', () => {
  it.each([
    [{ 'reachable-from': 'main' }, [['main', yes]], []],
    [
      { 'reachable-from': ['main', 'release'] },
      [
        ['main', no],
        ['release', yes],
      ],
      [],
    ],
    [
      { 'reachable-from': ['main', 'release'] },
      [
        ['main', unreached],
        ['release', yes],
      ],
      [],
    ],
    [{ 'reachable-from': 'main' }, [['main', no]], ['VIOLATION']],
    [{ 'reachable-from': 'main' }, [['Main', yes]], ['INCOMPLETE']],
    [{ 'reachable-from': 'main' }, [['main', unreached]], ['UNREACHABLE']],
    [
      { 'reachable-from': ['main', 'release'] },
      [
        ['main', no],
        ['release', unreached],
      ],
      ['UNREACHABLE'],
    ],
  ] as const)('with %j and %j it comes to %j', (written, answers, codes) => {
    expect(codesOf(onBranches(written, ...answers))).toEqual(codes);
  });
});

describe('when the commit must have a tag', () => {
  const tagged = (tags: Answer<readonly string[]>, more: object = {}) =>
    judge(sourceCheck, { tagged: 'v*', ...more }, factsOf({ commit: commitOf({ tags }) }));

  it.each([
    [{ state: 'known', value: ['latest', 'v1.4.2'] }, []],
    [{ state: 'known', value: ['latest'] }, ['VIOLATION']],
    [{ state: 'known', value: ['release/v1'] }, ['VIOLATION']],
    [{ state: 'known', value: [] }, ['VIOLATION']],
    [unreached, ['UNREACHABLE']],
  ] as const)('with %j it comes to %j', (tags, codes) => {
    expect(codesOf(tagged(tags))).toEqual(codes);
  });

  it('wants both where both are asked for', () => {
    expect(codesOf(tagged({ state: 'known', value: ['v1'] }, { 'reachable-from': 'main' }))).toEqual([
      'INCOMPLETE',
    ]);
  });
});

describe('when the source cannot be known', () => {
  it('is unknown without a commit', () => {
    expect(codesOf(judge(sourceCheck, { 'reachable-from': 'main' }, factsOf()))).toEqual(['NO_EVIDENCE']);
    const facts = factsOf({ commit: unreached });
    expect(codesOf(judge(sourceCheck, { tagged: 'v*' }, facts))).toEqual(['UNREACHABLE']);
  });

  it('asks for its branches, and for tags only where it looks at them', () => {
    const needs = (written: object) => sourceCheck.bind(sourceCheck.schema.parse(written)).needs.commit;
    expect(needs({ 'reachable-from': 'main' })).toMatchObject({ branches: ['main'], tags: false });
    expect(needs({ tagged: 'v*' })).toMatchObject({ branches: [], tags: true });
  });

  it.each([[{}], [{ 'reachable-from': [] }], [{ tagged: '' }], [{ branch: 'main' }]])(
    'refuses the options %j',
    (written) => {
      expect(mistakesOf(sourceCheck, written)).not.toEqual([]);
    },
  );
});
