import { expect, test } from 'vitest';
import { ecr } from '../../../src/registry/vendors/ecr.ts';
import { captured } from '../captured.ts';

const { dialect } = ecr;

test('when ECR refuses an immutable tag, it is one (Q4)', () => {
  expect(dialect.isImmutableRefusal(captured('ecr/immutable-tag').refusal)).toBe(true);
  expect(
    dialect.isImmutableRefusal({ status: 400, codes: ['MANIFEST_INVALID'], message: 'Invalid JSON syntax' }),
  ).toBe(false);
});

test('when ECR names its limit for a page of tags, ours is not larger (Q8)', () => {
  const { refusal } = captured('ecr/page-too-large');
  expect(refusal).toMatchObject({ status: 405, codes: ['UNSUPPORTED'] });
  expect(dialect.tagPageSize).toBeLessThanOrEqual(Number(/equal to ([0-9]+)/.exec(refusal.message)?.[1]));
});

test('when ECR reports less than it stored, that is not believed (F26)', () => {
  const { status, headers } = captured('ecr/second-chunk');
  const stored = 20_971_520;
  expect(status).toBe(201);
  expect(Number(String(headers['range']).split('-')[1]) + 1).toBeLessThan(stored);
  expect(dialect.rangeIsTrue).toBe(false);
});

test('when a repository is missing, the hint says how to create it (F33)', () => {
  expect(dialect.hint(404, ['NAME_UNKNOWN'])).toContain('create-repository');
  expect(dialect.notFound(404, ['NAME_UNKNOWN'])).toBe('absent');
});

test('when a tag is immutable, any of its codes or its text tells, in a refusal of a push only (Q4)', () => {
  const refusals = [
    { codes: ['TAG_INVALID'], message: '' },
    { codes: ['UNSUPPORTED', 'ImageTagAlreadyExistsException'], message: '' },
    { codes: [], message: 'The tag is Immutable' },
  ];
  for (const refusal of refusals) {
    for (const status of [400, 409]) expect(dialect.isImmutableRefusal({ status, ...refusal })).toBe(true);
    for (const status of [403, 405]) expect(dialect.isImmutableRefusal({ status, ...refusal })).toBe(false);
  }
});

test('when something else is missing or named wrongly, no repository is to be created', () => {
  expect(dialect.hint(404, ['MANIFEST_UNKNOWN'])).toBeUndefined();
  expect(dialect.hint(400, ['NAME_UNKNOWN'])).toBeUndefined();
  expect(dialect.hint(403, ['DENIED'])).toContain('IAM policy');
});

test('when it is asked first, that is with its Basic token; chunks come last, none below 5 or over 20 MiB (Q8)', () => {
  expect(dialect.firstRequest).toBe('basic');
  expect(dialect.uploads).toEqual(['put', 'patch', 'chunks']);
  expect(dialect.chunkSize).toBeGreaterThanOrEqual(5 * 1024 * 1024);
  expect(dialect.chunkSize).toBeLessThanOrEqual(20 * 1024 * 1024);
});
