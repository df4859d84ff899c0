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
  for (const message of ['The tag is locked.', 'Lock: writing is off', 'The operation is disallowed']) {
    expect(dialect.isImmutableRefusal({ status: 403, codes: ['DENIED'], message })).toBe(true);
    expect(dialect.isImmutableRefusal({ status: 400, codes: ['DENIED'], message })).toBe(false);
  }
  expect(dialect.hint(405, [])).toContain('locked');
});

test('when blobs go up, a single PUT comes last, and no chunk is as large as one that is refused (Q1)', () => {
  expect(dialect.uploads).toEqual(['patch', 'chunks', 'put']);
  expect(dialect.chunkSize).toBe(4 * 1024 * 1024);
});
