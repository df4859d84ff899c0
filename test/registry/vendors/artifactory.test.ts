import { expect, test } from 'vitest';
import { refineDialect } from '../../../src/registry/dialect.ts';
import { artifactory } from '../../../src/registry/vendors/artifactory.ts';
import { standard } from '../../../src/registry/vendors/vendor.ts';
import { captured } from '../captured.ts';

import { bearerOf, parseChallenges } from '../../../src/registry/challenge.ts';

const { dialect } = artifactory;

test('when an Artifactory answers, it is recognised, and its realm is one for each repository (Q16)', () => {
  const { headers } = captured('artifactory/unauthorized');
  expect(refineDialect(standard, headers)).toBe(dialect);
  expect(bearerOf(parseChallenges(headers))?.realm).toBe(
    'https://artifactory/artifactory/api/docker/docker-local/v2/token',
  );
});

// The name of the setting stands for its message, which no thread quotes (Q4).
test('when it blocks existing tags, the refusal is one, a missing right is none (Q4)', () => {
  expect(dialect.isImmutableRefusal({ status: 409, codes: [], message: '' })).toBe(true);
  expect(
    dialect.isImmutableRefusal({
      status: 403,
      codes: ['DENIED'],
      message: 'Block pushing existing tags',
    }),
  ).toBe(true);
  expect(
    dialect.isImmutableRefusal({
      status: 403,
      codes: ['DENIED'],
      message: '',
    }),
  ).toBe(false);
});

test('when the refusal says in its own words that the tag is there, it is one', () => {
  for (const message of ['already exists', 'Overwriting is off', 're-deploy', 'Redeploy', 'Immutable tag']) {
    expect(dialect.isImmutableRefusal({ status: 403, codes: ['DENIED'], message })).toBe(true);
    expect(dialect.isImmutableRefusal({ status: 400, codes: ['DENIED'], message })).toBe(false);
  }
  expect(dialect.isImmutableRefusal({ status: 403, codes: ['TAG_INVALID'], message: '' })).toBe(true);
});

test('when a repository is missing, the hint says which component of the path it is', () => {
  expect(dialect.hint(404, [])).toContain('first component');
});

test('when blobs go up, they are streamed (Q1)', () => {
  expect(dialect.uploads).toEqual(['patch', 'put', 'chunks']);
});
