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

test('when something else is refused, it is no crossed push, and nothing goes again', () => {
  expect(quay.dialect.isCrossedPush({ status: 400, codes: ['NAME_INVALID'], message: '' })).toBe(false);
  expect(quay.dialect.isCrossedPush({ status: 403, codes: ['MANIFEST_INVALID'], message: '' })).toBe(false);
});

test('when a Quay of plain http or a path beside its own is named, it tells as much', () => {
  const realm = (url: string) => ({ 'www-authenticate': `Bearer realm="${url}",service="quay"` });
  expect(refineDialect(standard, realm('http://quay.lan:8080/v2/auth'))).toBe(quay.dialect);
  expect(refineDialect(standard, realm('https://host.example.com/other/v2/auth'))).toBe(standard);
  expect(refineDialect(standard, realm('https://host.example.com/v2/auth/other'))).toBe(standard);
});

test('when an artifact is refused, the hint names the list of types; when a login is, the robot account', () => {
  expect(quay.dialect.hint(400, ['MANIFEST_INVALID'])).toContain('ALLOWED_OCI_ARTIFACT_TYPES');
  for (const status of [401, 403]) expect(quay.dialect.hint(status, [])).toContain('robot account');
});
