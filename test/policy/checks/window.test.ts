import { describe, expect, it } from 'vitest';
import { windowCheck } from '../../../src/policy/checks/window.ts';
import { factsOf, judge, judgingOf, mistakesOf } from '../facts.ts';
import { bindTo } from '../request.ts';

const at = (written: unknown, time: string) =>
  judge(windowCheck, written, factsOf(), judgingOf({ now: new Date(time) }));
const isOpen = (written: unknown, time: string) => at(written, time).reasons.length === 0;

describe('when promotions have hours', () => {
  const office = { allow: [{ days: 'mon-fri', hours: '09:00-17:00' }] };

  it.each([
    // 2026-11-20 is a Friday.
    ['2026-11-20T08:59:59.999Z', false],
    ['2026-11-20T09:00:00Z', true],
    ['2026-11-20T16:59:59.999Z', true],
    ['2026-11-20T17:00:00Z', false],
    ['2026-11-21T12:00:00Z', false],
    ['2026-11-22T12:00:00Z', false],
    ['2026-11-23T12:00:00Z', true],
  ])('at %s in office hours: %s', (time, expected) => {
    expect(isOpen(office, time)).toBe(expected);
  });

  it.each([
    [{ days: ['mon', 'thu-fri'] }, '2026-11-20T00:00:00Z', true],
    [{ days: ['mon', 'thu-fri'] }, '2026-11-18T00:00:00Z', false],
    [{ days: 'sat-mon' }, '2026-11-22T12:00:00Z', true],
    [{ days: 'sat-mon' }, '2026-11-24T12:00:00Z', false],
    [{ days: 'sun' }, '2026-11-22T12:00:00Z', true],
    [{ hours: '00:00-24:00' }, '2026-11-22T23:59:59Z', true],
    // Over midnight: it belongs to the Friday on which it begins.
    [{ days: 'fri', hours: '22:00-06:00' }, '2026-11-20T22:00:00Z', true],
    [{ days: 'fri', hours: '22:00-06:00' }, '2026-11-21T05:59:00Z', true],
    [{ days: 'fri', hours: '22:00-06:00' }, '2026-11-21T06:00:00Z', false],
    [{ days: 'fri', hours: '22:00-06:00' }, '2026-11-20T05:00:00Z', false],
    [{ days: 'sun', hours: '22:00-06:00' }, '2026-11-23T01:00:00Z', true],
  ])('%j at %s: %s', (window, time, expected) => {
    expect(isOpen({ allow: [window] }, time)).toBe(expected);
  });

  it.each([
    ['mon', [true, false, false, false, false, false, false]],
    ['mon-wed', [true, true, true, false, false, false, false]],
    ['wed-wed', [false, false, true, false, false, false, false]],
    ['sat-tue', [true, true, false, false, false, true, true]],
    ['sun-mon', [true, false, false, false, false, false, true]],
  ])('%s is open on these days of the week: %j', (days, expected) => {
    // 2026-11-23 is a Monday.
    const week = [23, 24, 25, 26, 27, 28, 29].map((day) => `2026-11-${day}T12:00:00Z`);
    expect(week.map((time) => isOpen({ allow: [{ days }] }, time))).toEqual(expected);
  });

  it('when there are several, one is enough', () => {
    const allow = [{ days: 'mon' }, { days: 'tue', hours: '10:00-11:00' }];
    expect(isOpen({ allow }, '2026-11-23T03:00:00Z')).toBe(true);
    expect(isOpen({ allow }, '2026-11-24T10:30:00Z')).toBe(true);
    expect(isOpen({ allow }, '2026-11-24T11:30:00Z')).toBe(false);
  });

  it('when it is closed, it tells what time it is and when it opens', () => {
    expect(at(office, '2026-11-21T12:00:00Z')).toMatchObject({
      reasons: [
        { code: 'VIOLATION', observed: 'sat 2026-11-21 12:00 UTC', expected: 'mon-fri 09:00-17:00 UTC' },
      ],
      help: 'Promote mon-fri 09:00-17:00 UTC.',
    });
  });
});

describe('when hours are those of a place', () => {
  const berlin = { allow: [{ hours: '09:00-17:00', timezone: 'Europe/Berlin' }] };

  it.each([
    ['2026-07-01T07:00:00Z', true],
    ['2026-07-01T06:59:00Z', false],
    ['2026-12-01T07:59:00Z', false],
    ['2026-12-01T08:00:00Z', true],
  ])('at %s, in summer or winter: %s', (time, expected) => {
    expect(isOpen(berlin, time)).toBe(expected);
  });

  it('when the clocks go forward, an hour is missing and the window is as the clock on the wall', () => {
    const night = { allow: [{ hours: '01:00-03:30', timezone: 'Europe/Berlin' }] };
    // 2026-03-29: 02:00 is 03:00, so 01:59 CET is followed by 03:00 CEST.
    expect(isOpen(night, '2026-03-29T00:59:00Z')).toBe(true);
    expect(isOpen(night, '2026-03-29T01:00:00Z')).toBe(true);
    expect(isOpen(night, '2026-03-29T01:30:00Z')).toBe(false);
  });

  it('when the clocks go back, an hour is there twice and both are in the window', () => {
    const hour = { allow: [{ hours: '02:00-03:00', timezone: 'Europe/Berlin' }] };
    expect(isOpen(hour, '2026-10-25T00:30:00Z')).toBe(true);
    expect(isOpen(hour, '2026-10-25T01:30:00Z')).toBe(true);
    expect(isOpen(hour, '2026-10-25T02:00:00Z')).toBe(false);
  });

  it('when the day is another there, the day there counts', () => {
    const monday = { allow: [{ days: 'mon', timezone: 'Pacific/Auckland' }] };
    expect(isOpen(monday, '2026-11-22T11:00:00Z')).toBe(true);
    expect(isOpen(monday, '2026-11-23T11:00:00Z')).toBe(false);
  });
});

describe('when there is a freeze', () => {
  const freeze = { deny: [{ from: '2026-12-23', to: '2027-01-02', why: 'year-end freeze' }] };

  it.each([
    ['2026-12-22T23:59:59.999Z', true],
    ['2026-12-23T00:00:00Z', false],
    ['2027-01-02T23:59:59.999Z', false],
    ['2027-01-03T00:00:00Z', true],
  ])('at %s: %s', (time, expected) => {
    expect(isOpen(freeze, time)).toBe(expected);
  });

  it('tells why and until when', () => {
    expect(at(freeze, '2026-12-24T12:00:00Z')).toMatchObject({
      reasons: [{ message: 'no promotions now: year-end freeze', expected: 'not 2026-12-23 to 2027-01-02' }],
      help: 'Promote after 2027-01-02.',
    });
  });

  it('when it is of a place, its days begin there', () => {
    const local = { deny: [{ from: '2026-12-23', to: '2026-12-23', timezone: 'America/New_York' }] };
    expect(isOpen(local, '2026-12-23T04:59:00Z')).toBe(true);
    expect(isOpen(local, '2026-12-23T05:00:00Z')).toBe(false);
    expect(isOpen(local, '2026-12-24T04:59:00Z')).toBe(false);
  });

  it('when hours would allow it, the freeze decides', () => {
    expect(isOpen({ allow: [{ hours: '00:00-24:00' }], ...freeze }, '2026-12-24T12:00:00Z')).toBe(false);
  });
});

describe('when a window is written', () => {
  it('depends on time, and a rollback only records it', () => {
    expect(bindTo(windowCheck, { allow: [{ days: 'mon' }] })).toMatchObject({
      dependsOn: 'time',
      about: 'world',
    });
  });

  it.each([
    {},
    { allow: [] },
    { allow: [{}] },
    { allow: [{ timezone: 'UTC' }] },
    { allow: [{ days: 'monday' }] },
    { allow: [{ days: 'mon-' }] },
    { allow: [{ hours: '9:00-17:00' }] },
    { allow: [{ hours: '09:00-25:00' }] },
    { allow: [{ hours: '24:00-06:00' }] },
    { allow: [{ hours: '09:00-09:00' }] },
    { allow: [{ days: 'mon', timezone: 'Europe/Atlantis' }] },
    { deny: [{ from: '2026-12-23' }] },
    { deny: [{ from: '2026-12-23', to: '2026-12-22' }] },
    { deny: [{ from: '2026-02-30', to: '2026-03-01' }] },
    { deny: [{ from: '23.12.2026', to: '2026-12-24' }] },
  ])('%j is refused', (written) => {
    expect(mistakesOf(windowCheck, written)).not.toEqual([]);
  });
});
