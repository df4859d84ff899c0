import { expect, test } from 'vitest';
import { gar } from '../../../src/registry/vendors/gar.ts';
import { captured } from '../captured.ts';

import { bearerOf, parseChallenges } from '../../../src/registry/challenge.ts';

const { dialect } = gar;

test('when Artifact Registry refuses an immutable tag, it is one, and the hint speaks of signatures (Q4, Q10)', () => {
  const { status, refusal } = captured('gar/immutable-tag');
  expect(dialect.isImmutableRefusal(refusal)).toBe(true);
  expect(dialect.isImmutableRefusal({ ...refusal, codes: ['MANIFEST_INVALID'] })).toBe(false);
  expect(dialect.hint(status, refusal.codes)).toContain('immutable');
});

test('when Artifact Registry wants a token, its realm is its own origin', () => {
  expect(bearerOf(parseChallenges(captured('gar/unauthorized').headers))).toEqual({
    realm: 'https://us-east4-docker.pkg.dev/v2/token',
    service: 'us-east4-docker.pkg.dev',
    error: undefined,
  });
});

test('when a tag is immutable, code or text tells, in a refusal of a push only (Q4)', () => {
  const refusals = [
    { codes: ['FAILED_PRECONDITION'], message: '' },
    { codes: ['DENIED'], message: 'Immutable tags' },
  ];
  for (const refusal of refusals) {
    for (const status of [400, 409]) expect(dialect.isImmutableRefusal({ status, ...refusal })).toBe(true);
    for (const status of [403, 412]) expect(dialect.isImmutableRefusal({ status, ...refusal })).toBe(false);
  }
});

test('when a repository is missing, the hint says how to create it; when a manifest is, it does not', () => {
  expect(dialect.hint(404, ['NAME_UNKNOWN'])).toContain('repositories create');
  expect(dialect.hint(404, ['MANIFEST_UNKNOWN'])).toBeUndefined();
  expect(dialect.hint(400, ['NAME_UNKNOWN'])).toBeUndefined();
  expect(dialect.hint(403, ['DENIED'])).toContain('artifactregistry.writer');
});

test('when a run is busy, it leaves the rest of the quota of the project alone (Q10)', () => {
  expect(dialect.requestsPerSecond).toBe(50);
});
