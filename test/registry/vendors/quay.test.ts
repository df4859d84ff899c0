import { expect, test } from 'vitest';
import { refineDialect } from '../../../src/registry/dialect.ts';
import { quay } from '../../../src/registry/vendors/quay.ts';
import { standard } from '../../../src/registry/vendors/vendor.ts';
import { captured } from '../captured.ts';

test('when a self-hosted Quay asks for a token, it is recognised', () => {
  expect(refineDialect(standard, captured('quay/unauthorized').headers)).toBe(quay.dialect);
});

test('when two pushes cross, the refused one may go again, and manifests are pushed one by one (Q13)', () => {
  const { refusal } = captured('quay/crossed-push');
  expect(quay.dialect.isCrossedPush(refusal)).toBe(true);
  expect(standard.isCrossedPush(refusal)).toBe(false);
  expect(quay.dialect.serialManifestPuts).toBe(true);
});

test('when a tag is immutable, the refusal is one', () => {
  // Text of PROJQUAY-10859, as podman prints it; it prints no code and no status.
  expect(
    quay.dialect.isImmutableRefusal({
      status: 409,
      codes: [],
      message: 'tag is immutable and cannot be overwritten',
    }),
  ).toBe(true);
});
