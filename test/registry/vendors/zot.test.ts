import { expect, test } from 'vitest';
import { refineDialect } from '../../../src/registry/dialect.ts';
import { zot } from '../../../src/registry/vendors/zot.ts';
import { standard } from '../../../src/registry/vendors/vendor.ts';
import { captured } from '../captured.ts';

test('when a zot asks for a login, with a realm that has no quotes, it is recognised', () => {
  expect(refineDialect(standard, captured('zot/unauthorized').headers)).toBe(zot.dialect);
});

test('when a mount of a zot opens an upload, the blob is absent (Q18, transport.md §4.1)', () => {
  expect(zot.dialect).toMatchObject({ selfMountTellsAbsence: true, mountable: true });
});
