import { expect, test } from 'vitest';
import { refineDialect } from '../../../src/registry/dialect.ts';
import { gitlab } from '../../../src/registry/vendors/gitlab.ts';
import { standard } from '../../../src/registry/vendors/vendor.ts';
import { captured } from '../captured.ts';

import { bearerOf, parseChallenges } from '../../../src/registry/challenge.ts';

test('when a GitLab asks for a token, it is recognised by realm and service together', () => {
  const { headers } = captured('gitlab/unauthorized');
  expect(refineDialect(standard, headers)).toBe(gitlab.dialect);
  expect(bearerOf(parseChallenges(headers))?.realm).toBe('https://gitlab.com/jwt/auth');
});

test('when GitLab refuses, the hint names the scopes of its tokens (Q14)', () => {
  const { status, refusal } = captured('gitlab/unauthorized');
  expect(gitlab.dialect.hint(status, refusal.codes)).toContain('write_registry');
});
