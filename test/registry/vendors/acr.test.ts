import { expect, test } from 'vitest';
import { acr } from '../../../src/registry/vendors/acr.ts';
import { captured } from '../captured.ts';

import { bearerOf, parseChallenges } from '../../../src/registry/challenge.ts';

const { dialect } = acr;

test('when ACR wants a token, its challenge is read beside its many other headers', () => {
  const { headers, refusal, status } = captured('acr/unauthorized');
  expect(bearerOf(parseChallenges(headers))).toMatchObject({
    realm: 'https://myregistry.azurecr.io/oauth2/token',
    service: 'myregistry.azurecr.io',
  });
  expect(dialect.hint(status, refusal.codes)).toContain('AcrPush');
});

test('when something is locked, that is no missing right (Q11)', () => {
  expect(dialect.isImmutableRefusal({ status: 405, codes: ['UNSUPPORTED'], message: '' })).toBe(true);
  expect(dialect.isImmutableRefusal({ status: 403, codes: ['DENIED'], message: '' })).toBe(false);
  expect(dialect.hint(405, [])).toContain('locked');
});

test('when blobs go up, no single PUT is tried first (Q1)', () => {
  expect(dialect.uploads[0]).toBe('patch');
});
