import { describe, expect, it } from 'vitest';
import {
  ageOf,
  ageText,
  isWithin,
  newest,
  orderTime,
  statedTime,
  verifiedTime,
} from '../../src/policy/document-time.ts';
import { byStranger, evidenceOf, hoursAgo, now, signaturePart, signedBy, unsigned } from './facts.ts';

const iso = (hours: number): string => hoursAgo(hours).toISOString();

describe('when a document states a time', () => {
  it.each<[string | undefined, boolean]>([
    [iso(1), true],
    ['2026-11-20', true],
    ['2026-11-20T12:00:00+02:00', true],
    // Clocks differ, but not by hours.
    [iso(-59 / 60), true],
    [iso(-1), true],
    [iso(-61 / 60), false],
    ['2099-01-01T00:00:00Z', false],
    ['2026-11-20 12:00', false],
    ['20 Nov 2026', false],
    ['2026-13-45', false],
    ['x2026-11-20', false],
    ['1700000000', false],
    ['', false],
    [undefined, false],
  ])('%s is one: %s', (text, expected) => {
    expect(statedTime(text, now) !== undefined).toBe(expected);
  });
});

describe('when a document was signed', () => {
  const signed = evidenceOf(signaturePart, { trust: signedBy('ci', { at: hoursAgo(5), last: hoursAgo(2) }) });

  it('the first of the proven times counts, and only of a valid signature', () => {
    expect(verifiedTime(signed)).toEqual(hoursAgo(5));
    expect(
      verifiedTime(evidenceOf(signaturePart, { trust: signedBy('ci', { at: 'unproven' }) })),
    ).toBeUndefined();
    expect(verifiedTime(evidenceOf(signaturePart, { trust: byStranger }))).toBeUndefined();
  });

  it('has the age of the older time, and the place of the proven one', () => {
    expect(ageOf(signed, iso(1), now)).toBe(5 * 3600);
    expect(ageOf(signed, iso(9), now)).toBe(9 * 3600);
    expect(ageOf(signed, undefined, now)).toBe(5 * 3600);
    expect(ageOf(evidenceOf(signaturePart, { trust: unsigned }), iso(3), now)).toBe(3 * 3600);
    expect(ageOf(evidenceOf(signaturePart, { trust: unsigned }), iso(-3), now)).toBeUndefined();
    expect(orderTime(signed, iso(1), now)).toEqual(hoursAgo(5));
    expect(orderTime(evidenceOf(signaturePart, { trust: unsigned }), iso(1), now)).toEqual(hoursAgo(1));
  });

  it('is within an age up to its last second', () => {
    const age = { seconds: 3600, text: '1h' };
    expect([3599, 3600, 3601].map((seconds) => isWithin(seconds, age))).toEqual([true, true, false]);
  });
});

describe('when the newest of several is asked for', () => {
  const times = (...hours: readonly (number | undefined)[]) =>
    newest(hours, (hour) => (hour === undefined ? undefined : hoursAgo(hour)));

  it('is all of those that may be it', () => {
    expect(times(3, 1, 2)).toEqual([1]);
    expect(times(1, 3, 1)).toEqual([1, 1]);
    expect(times(3, undefined, 1)).toEqual([undefined, 1]);
    expect(times(undefined, undefined)).toEqual([undefined, undefined]);
    expect(times()).toEqual([]);
  });
});

describe('when an age is shown', () => {
  it.each([
    [-5, '0 min'],
    [59, '0 min'],
    [60, '1 min'],
    [3599, '59 min'],
    [3600, '1 h'],
    [47 * 3600 + 3599, '47 h'],
    [48 * 3600, '2 d'],
    [71 * 3600, '2 d'],
  ])('%i seconds are %s', (seconds, text) => {
    expect(ageText(seconds)).toBe(text);
  });
});
