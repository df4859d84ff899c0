import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readErrors, readTags, readToken } from '../../src/registry/schema.ts';
import { captured } from './captured.ts';

function bytes(value: unknown): Uint8Array {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

describe('readErrors (P42)', () => {
  test.each<[string, unknown, { code: string; message: string }[]]>([
    [
      'the specified form',
      { errors: [{ code: 'DENIED', message: 'no', detail: {} }] },
      [{ code: 'DENIED', message: 'no' }],
    ],
    [
      'codes that are numbers',
      { errors: [{ code: 404, message: 'Not Found' }] },
      [{ code: '404', message: 'Not Found' }],
    ],
    ['errors without anything', { errors: [{}, null, 'text', 7] }, [{ code: '', message: '' }]],
    [
      'OAuth',
      { error: 'invalid_grant', error_description: 'expired' },
      [{ code: 'invalid_grant', message: 'expired' }],
    ],
    [
      'Docker Hub',
      { details: 'incorrect username or password' },
      [{ code: '', message: 'incorrect username or password' }],
    ],
    ['HTML', '<html><body>Sign in</body></html>', []],
    ['nothing', '', []],
    ['text', 'Not found\r\n', []],
    ['null', 'null', []],
    ['a list', '[]', []],
  ])('when it is %s, it is read', (_name, body, expected) => {
    expect(readErrors(bytes(body))).toEqual(expected);
  });

  test('when it is huge, it is cut', () => {
    const errors = readErrors(
      bytes({
        errors: Array.from({ length: 500 }, () => ({ code: 'x'.repeat(1000), message: 'y'.repeat(9000) })),
      }),
    );
    expect(errors).toHaveLength(32);
    expect(errors[0]?.code).toHaveLength(128);
    expect(errors[0]?.message).toHaveLength(1024);
  });

  test('whatever comes, it never throws', () => {
    const isList = (body: Uint8Array): void => {
      expect(Array.isArray(readErrors(body))).toBe(true);
    };
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => isList(bytes(text))));
    fc.assert(fc.property(fc.uint8Array(), isList));
  });

  test('when answers of real registries are read, their codes are found', () => {
    expect(captured('docker-hub/missing-tag').refusal.codes).toEqual(['MANIFEST_UNKNOWN']);
    expect(captured('unknown/redhat-missing').refusal.codes).toEqual([]);
  });
});

describe('readToken (P50, F39)', () => {
  test.each<[string, unknown, number]>([
    ['absent', undefined, 60],
    ['zero', 0, 60],
    ['negative', -5, 60],
    ['a short time', 30, 60],
    ['a number', 300, 300],
    ['a number as text', '300', 300],
    ['text', 'soon', 60],
    ['an empty text', '', 60],
    ['null', null, 60],
    ['a fraction', 300.9, 300],
    ['enormous', 1e12, 86_400],
  ])('when expires_in is %s, it lives so many seconds', (_name, given, seconds) => {
    expect(readToken(bytes({ token: 't', expires_in: given }))?.expiresIn).toBe(seconds);
  });

  test('when the token is under either name, it is taken; a refresh token comes along', () => {
    expect(
      readToken(bytes({ access_token: 'a', refresh_token: 'r', issued_at: '2999-01-01T00:00:00Z' })),
    ).toEqual({
      token: 'a',
      expiresIn: 60,
      refreshToken: 'r',
    });
    expect(readToken(bytes({ token: 't', access_token: 'a' }))?.token).toBe('t');
    expect(readToken(bytes({ token: '', access_token: 'a' }))?.token).toBe('a');
  });

  test.each<[string, unknown]>([
    ['no token', { expires_in: 300 }],
    ['a token that breaks a header', { token: 'a\r\nX-Injected: 1' }],
    ['a token with a blank', { token: 'a b' }],
    ['a token of 64 KiB and one', { token: 'a'.repeat(64 * 1024 + 1) }],
    ['a token that is no text', { token: { a: 1 } }],
    ['HTML', '<html>'],
    ['nothing', ''],
    ['null', 'null'],
  ])('when there is %s, there is none', (_name, body) => {
    expect(readToken(bytes(body))).toBeUndefined();
  });
});

describe('readTags (P39)', () => {
  test.each<[string, unknown, string[], number]>([
    ['tags', { name: 'a', tags: ['1', '2'] }, ['1', '2'], 0],
    ['null for none', { name: 'a', tags: null }, [], 0],
    ['no field', { name: 'a' }, [], 0],
    [
      'nulls and digests among them',
      { tags: [null, '1', `sha256:${'a'.repeat(64)}`, 7, '../x', ''] },
      ['1'],
      5,
    ],
  ])('when there are %s, tags are kept and the rest is counted', (_name, body, tags, dropped) => {
    expect(readTags(bytes(body))).toEqual({ tags, dropped });
  });

  test.each(['<html>', '', '[]', '{"tags":"1"}'])('when it is %j, it is no list', (body) => {
    expect(readTags(bytes(body))).toBeUndefined();
  });
});
