import { describe, expect, it } from 'vitest';
import { repositoryCheck } from '../../../src/policy/checks/repository.ts';
import { factsOf, judge } from '../facts.ts';

describe('when the repository is judged', () => {
  it.each([
    [{ glob: 'ghcr.io/acme/**' }, true],
    ['ghcr.io/acme/dev/web', true],
    [{ 'starts-with': 'ghcr.io/acme/' }, true],
    ['acme/dev/web', false],
    [{ glob: 'ghcr.io/acme/*' }, false],
    [{ matches: 'ghcr\\.io/acme/dev' }, false],
  ])('%j: %s', (condition, expected) => {
    const { reasons } = judge(repositoryCheck, condition, factsOf());
    expect(reasons.map(({ code }) => code)).toEqual(expected ? [] : ['VIOLATION']);
  });

  it('when it is to be a version, it cannot be compared', () => {
    expect(judge(repositoryCheck, { semver: '*' }, factsOf()).reasons).toMatchObject([
      { code: 'INCOMPLETE', observed: 'ghcr.io/acme/dev/web' },
    ]);
  });
});
