import { expect, test } from 'vitest';
import { dockerHub } from '../../../src/registry/vendors/docker-hub.ts';
import { captured } from '../captured.ts';

const { dialect } = dockerHub;

test('when Docker Hub refuses an immutable tag, it is told from a missing right (Q4)', () => {
  expect(dialect.isImmutableRefusal(captured('docker-hub/immutable-tag').refusal)).toBe(true);
  expect(
    dialect.isImmutableRefusal({
      status: 403,
      codes: ['DENIED'],
      message: 'requested access to the resource is denied',
    }),
  ).toBe(false);
  expect(dialect.isImmutableRefusal({ status: 403, codes: ['DENIED'], message: 'Immutable tag' })).toBe(true);
  expect(dialect.isImmutableRefusal({ status: 400, codes: [], message: 'immutable' })).toBe(false);
});

test('when a repository is missing, Docker Hub says 401, and both readings are offered (P43)', () => {
  const { status, refusal } = captured('docker-hub/missing-repository');
  expect(dialect.notFound(status, refusal.codes)).toBe('missing-or-denied');
  expect(dialect.hint(status, refusal.codes)).toContain('do not exist');
});

test('when a tag is missing, Docker Hub says so', () => {
  const { status, refusal } = captured('docker-hub/missing-tag');
  expect(dialect.notFound(status, refusal.codes)).toBe('absent');
});

test('when Docker Hub limits pulls, the hint is to log in (Q5)', () => {
  expect(dialect.hint(429, ['TOOMANYREQUESTS'])).toContain('docker login');
  expect(dialect.hint(403, ['TOOMANYREQUESTS'])).not.toContain('limits pulls');
  expect(dialect.headIsFree).toBe(true);
});

test('when Docker Hub counts pulls, what is left is read, and nothing else is (Q5)', () => {
  expect(dialect.pullsLeft(captured('docker-hub/missing-tag').headers)).toBe(100);
  for (const value of ['', ';w=1', '-1', '1e9', 'many', '99999999999']) {
    expect(dialect.pullsLeft({ 'ratelimit-remaining': value })).toBeUndefined();
  }
  expect(dialect.pullsLeft({})).toBeUndefined();
  expect(dialect.pullsLeft({ 'ratelimit-remaining': '7' })).toBe(7);
});

test('when a push is denied, the hint is that of a missing right, whatever the status', () => {
  for (const status of [400, 401, 403, 404]) {
    expect(dialect.hint(status, ['DENIED'])).toContain('Check the name');
  }
  expect(dialect.hint(404, ['MANIFEST_UNKNOWN'])).toBeUndefined();
});

test('when blobs go up, they are streamed (Q1)', () => {
  expect(dialect.uploads).toEqual(['patch', 'put', 'chunks']);
});
