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
