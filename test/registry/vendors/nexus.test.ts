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
