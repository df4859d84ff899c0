import { expect, test } from 'vitest';
import { refineDialect } from '../../../src/registry/dialect.ts';
import { harbor } from '../../../src/registry/vendors/harbor.ts';
import { standard } from '../../../src/registry/vendors/vendor.ts';
import { captured } from '../captured.ts';

const { dialect } = harbor;

test('when a Harbor asks for a token, it is recognised', () => {
  expect(refineDialect(standard, captured('harbor/unauthorized').headers)).toBe(dialect);
});

test('when Harbor answers 412, the code tells an immutable tag from a policy (Q4, Q15)', () => {
  expect(dialect.isImmutableRefusal(captured('harbor/immutable-tag').refusal)).toBe(true);
  const policy = {
    status: 412,
    codes: ['PROJECTPOLICYVIOLATION'],
    message: '',
  };
  expect(dialect.isImmutableRefusal(policy)).toBe(false);
  expect(dialect.hint(412, policy.codes)).toContain('policy');
  expect(dialect.hint(412, ['PRECONDITION'])).toContain('immutability');
});

test('when Harbor refuses something else with that code, it is no immutable tag', () => {
  expect(dialect.isImmutableRefusal({ status: 400, codes: ['PRECONDITION'], message: '' })).toBe(false);
});

test('when a push is denied, the hint speaks of the quota; when a project is missing, of the project', () => {
  expect(dialect.hint(403, ['DENIED'])).toContain('quota');
  for (const status of [401, 403, 404]) expect(dialect.hint(status, [])).toContain('project must exist');
  expect(dialect.hint(401, ['DENIED'])).toContain('project must exist');
  expect(dialect.hint(400, ['DENIED'])).toBeUndefined();
});
