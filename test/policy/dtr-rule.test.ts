import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { instantOf, searchExpression, secondsOf } from '../../src/policy/dtr-rule.ts';

describe('when a duration of DTR is read', () => {
  it.each([
    ['72h', 72 * 3600],
    ['1h30m', 5400],
    ['1.5h', 5400],
    ['0.25m', 15],
    ['1w2d', 9 * 86_400],
    ['1500ms', 1.5],
    ['1us', 1e-6],
    ['1µs', 1e-6],
    ['1ns', 1e-9],
    ['366000d', 366_000 * 86_400],
  ])('%s is %d seconds', (text, seconds) => {
    expect(secondsOf(text)).toBeCloseTo(seconds, 12);
  });

  it.each([
    '',
    'h',
    '1',
    '1y',
    '-1h',
    'x1h',
    '1h ',
    '1hx',
    '1.h',
    '.5h',
    '1.5.5h',
    '366001d',
    '1s'.repeat(21),
  ])('%j is none', (text) => {
    expect(secondsOf(text)).toBeUndefined();
  });
});

describe('when a time of DTR is read', () => {
  it.each([
    ['2026-01-31', Date.UTC(2026, 0, 31)],
    ['2026-01-31T12:00:00Z', Date.UTC(2026, 0, 31, 12)],
    ['2026-01-31T12:00:00+02:00', Date.UTC(2026, 0, 31, 10)],
    ['2026-02-30', undefined],
    ['2026-01-31 12:00', undefined],
    ['31.1.2026', undefined],
    ['', undefined],
  ])('%s is %s', (text, instant) => {
    expect(instantOf(text)).toBe(instant);
  });
});

describe('when an expression of DTR is read', () => {
  it('is found anywhere, unless it says where', () => {
    expect(searchExpression('b+')('abbc')).toBe(true);
    expect(searchExpression('^b')('abbc')).toBe(false);
    expect(searchExpression('c$')('ab\nc')).toBe(true);
    expect(() => searchExpression('a)(?:b')).toThrow(HoistError);
  });
});
