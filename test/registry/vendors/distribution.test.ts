import { expect, test } from 'vitest';
import { refineDialect } from '../../../src/registry/dialect.ts';
import { distribution } from '../../../src/registry/vendors/distribution.ts';
import { standard } from '../../../src/registry/vendors/vendor.ts';
import { captured } from '../captured.ts';

test('when a distribution answers by itself, it is recognised', () => {
  const { headers, status, refusal } = captured('distribution/missing-tag');
  expect(refineDialect(standard, headers)).toBe(distribution.dialect);
  expect(distribution.dialect.notFound(status, refusal.codes)).toBe('absent');
});

test('when something stands in front of it, it is not taken for one', () => {
  const { headers } = captured('distribution/missing-tag');
  expect(refineDialect(standard, { ...headers, server: 'nginx' })).toBe(standard);
});

test('when a mount of it opens an upload, the blob is absent (transport.md §4.1)', () => {
  expect(distribution.dialect).toMatchObject({ selfMountTellsAbsence: true, mountable: true });
});

test('when it takes no writes, the hint says that it is read-only', () => {
  expect(distribution.dialect.hint(405, ['UNSUPPORTED'])).toContain('read-only');
  expect(distribution.dialect.hint(404, ['NAME_UNKNOWN'])).toBeUndefined();
});
