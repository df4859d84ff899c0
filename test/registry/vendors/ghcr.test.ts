import { expect, test } from 'vitest';
import { ghcr } from '../../../src/registry/vendors/ghcr.ts';
import { captured } from '../captured.ts';

const { dialect } = ghcr;

test('when GHCR names its limit for chunks, ours are smaller (Q7)', () => {
  const { refusal } = captured('ghcr/chunk-too-large');
  expect(refusal).toMatchObject({ status: 416, codes: ['REQUESTED_RANGE_NOT_SATISFIABLE'] });
  const limit = Number(/([0-9.]+)MiB/.exec(refusal.message)?.[1]) * 1024 * 1024;
  expect(dialect.chunkSize).toBeLessThan(limit);
  expect(dialect.uploads.at(-1)).toBe('chunks');
});

test('when GHCR does not let a package be written, the hint names the permission', () => {
  const { status, refusal } = captured('ghcr/write-denied');
  expect(dialect.hint(status, refusal.codes)).toContain('packages: write');
  expect(dialect.isImmutableRefusal(refusal)).toBe(false);
});

test('when a login is missing, the hint is not that of a missing permission', () => {
  expect(dialect.hint(401, ['UNAUTHORIZED'])).toContain('Log in');
  expect(dialect.hint(403, [])).toContain('Manage Actions access');
  expect(dialect.hint(400, ['DENIED'])).toContain('Manage Actions access');
});

test('when a blob is uploaded, it may take ten minutes (Q7)', () => {
  expect(dialect.uploadLimit).toBe(600_000);
});
