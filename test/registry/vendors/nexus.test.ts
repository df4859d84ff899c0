import { expect, test } from 'vitest';
import { refineDialect } from '../../../src/registry/dialect.ts';
import { nexus } from '../../../src/registry/vendors/nexus.ts';
import { standard } from '../../../src/registry/vendors/vendor.ts';
import { captured } from '../captured.ts';

import { parseHost } from '../../../src/image/reference.ts';
import { basicOf, bearerOf, parseChallenges } from '../../../src/registry/challenge.ts';
import { judgeRealm } from '../../../src/registry/realm.ts';

test('when a Nexus asks for a login, in capitals, it is recognised and understood (P47)', () => {
  const { headers } = captured('nexus/unauthorized');
  expect(refineDialect(standard, headers)).toBe(nexus.dialect);
  expect(basicOf(parseChallenges(headers))?.params.get('realm')).toBe('Sonatype Nexus Repository Manager');
});

test('when it does not let a tag be deployed again, the refusal is one (Q4)', () => {
  expect(nexus.dialect.isImmutableRefusal(captured('nexus/redeploy').refusal)).toBe(true);
  expect(
    nexus.dialect.isImmutableRefusal({
      status: 400,
      codes: ['MANIFEST_INVALID'],
      message: 'manifest invalid',
    }),
  ).toBe(false);
});

test('when it has no base URL, its realm is none, and the hint says what to set (Q17)', async () => {
  const realm = bearerOf(parseChallenges(captured('nexus/null-realm').headers))?.realm ?? '';
  const options = {
    host: parseHost('nexus.example.com'),
    origin: new URL('https://nexus.example.com/'),
    tokenRealms: [],
  };
  await expect(judgeRealm(realm, options)).rejects.toMatchObject({
    code: 'REALM_INVALID',
    hint: expect.stringContaining('base URL'),
  });
});

test('when its text says so, the refusal is of a tag that is there, for a push only (Q4)', () => {
  for (const message of ['Repository does not allow updating assets: acme', 'Redeploy is disabled']) {
    for (const status of [400, 409]) {
      expect(nexus.dialect.isImmutableRefusal({ status, codes: ['UNKNOWN'], message })).toBe(true);
    }
    for (const status of [403, 412]) {
      expect(nexus.dialect.isImmutableRefusal({ status, codes: ['UNKNOWN'], message })).toBe(false);
    }
  }
  expect(nexus.dialect.isImmutableRefusal({ status: 409, codes: ['BLOB_UPLOAD_INVALID'], message: '' })).toBe(
    true,
  );
});

test('when a path is not served, the hint is the port; when a login is refused, the realm', () => {
  for (const status of [404, 405]) expect(nexus.dialect.hint(status, [])).toContain('port or subdomain');
  for (const status of [401, 403]) expect(nexus.dialect.hint(status, [])).toContain('Bearer Token Realm');
});
