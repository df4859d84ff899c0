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
