import { z } from 'zod';
import { defineCheck } from '../check.ts';
import { passes, stops, violation } from '../judgement.ts';
import { isTimeZone, localTime, type LocalTime } from '../local-time.ts';
import { Day, oneOrMore, say, strict, Text } from '../written.ts';

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const oneDay = `(?:${weekdays.join('|')})`;
const clock = '(?:[01][0-9]|2[0-3]):[0-5][0-9]';

const Days = z.string().regex(new RegExp(`^${oneDay}(?:-${oneDay})?$`), {
  error: say('is no day of the week', 'Write mon, tue, wed, thu, fri, sat, sun, or a range: mon-fri.'),
});

const Hours = z
  .string()
  .regex(new RegExp(`^${clock}-(?:${clock}|24:00)$`), {
    error: say(
      'are no hours',
      "Write '09:00-17:00'; the end is not included, and '22:00-06:00' crosses midnight.",
    ),
  })
  .refine((hours) => hours.slice(0, 5) !== hours.slice(6), {
    error: say('begin where they end', "Write '00:00-24:00' for the whole day."),
  });

const TimeZone = Text.refine(isTimeZone, {
  error: say('is no time zone', 'Write a name of the IANA database, Europe/Berlin, or UTC.'),
}).describe('Of days and hours; default UTC.');

const Allowed = strict({
  days: oneOrMore(Days).describe('Days of the week: mon-fri.').optional(),
  hours: Hours.describe(
    "From and until, which is not included: '09:00-17:00'; a window over midnight belongs to the day it begins on. Days, hours or both have to be there.",
  ).optional(),
  timezone: TimeZone.default('UTC'),
}).refine(({ days, hours }) => days !== undefined || hours !== undefined, {
  error: say('is empty', "Name days or hours: { days: mon-fri, hours: '09:00-17:00' }."),
});

const Denied = strict({
  from: Day.describe('The first day.'),
  to: Day.describe('The last day, included.'),
  why: Text.describe('Shown where it refuses.').optional(),
  timezone: TimeZone.default('UTC'),
}).refine(({ from, to }) => from <= to, {
  error: say('ends before it begins', 'Write the earlier day as from.'),
});

type Allowed = z.output<typeof Allowed>;

export const windowCheck = defineCheck({
  name: 'window',
  title: 'When promotions may happen: hours of the week, and days of a freeze.',
  schema: strict({
    allow: z.array(Allowed).min(1).describe('Only in one of these.').optional(),
    deny: z.array(Denied).min(1).describe('In none of these, whatever `allow` says.').optional(),
  }).refine(({ allow, deny }) => allow !== undefined || deny !== undefined, {
    error: say('is empty', 'Name a freeze: { deny: [{ from: 2026-12-23, to: 2027-01-02, why: … }] }.'),
  }),
  about: 'world',
  dependsOn: 'time',
  judge({ allow, deny = [] }, _facts, { now }) {
    const frozen = deny.filter(({ from, to, timezone }) => {
      const { date } = localTime(now, timezone);
      return from <= date && date <= to;
    });
    const [first, ...rest] = frozen.map(({ from, to, why, timezone }) =>
      violation(`no promotions now: ${why ?? 'a freeze'}`, {
        observed: localText(now, timezone),
        expected: `not ${from} to ${to}`,
      }),
    );
    if (first !== undefined) {
      const last = frozen
        .map(({ to }) => to)
        .sort()
        .at(-1);
      return stops([first, ...rest], { help: `Promote after ${last}.` });
    }
    if (allow === undefined) return passes('no freeze');
    const open = allow.find((window) => isOpen(window, localTime(now, window.timezone)));
    if (open !== undefined) return passes(windowText(open));
    const expected = allow.map(windowText).join(', or ');
    const zones = [...new Set(allow.map(({ timezone }) => timezone))];
    const observed = zones.map((zone) => localText(now, zone)).join(', ');
    return stops([violation('no promotions at this time', { observed, expected })], {
      help: `Promote ${expected}.`,
    });
  },
});

/** By the clock on the wall, so that a change to summer time moves nothing. */
function isOpen({ days, hours }: Allowed, { weekday, clock }: LocalTime): boolean {
  const on = (day: number): boolean =>
    days === undefined || [days].flat().some((range) => hasDay(range, day));
  if (hours === undefined) return on(weekday);
  const [from, to] = [hours.slice(0, 5), hours.slice(6)];
  if (from < to) return on(weekday) && from <= clock && clock < to;
  return (on(weekday) && from <= clock) || (on((weekday + 6) % 7) && clock < to);
}

/** `fri-mon` goes over the end of the week. */
function hasDay(range: string, day: number): boolean {
  const [from = '', to = from] = range.split('-');
  const [first, last] = [weekdays.indexOf(from), weekdays.indexOf(to)];
  return first <= last ? first <= day && day <= last : day >= first || day <= last;
}

function windowText({ days, hours, timezone }: Allowed): string {
  const named = days === undefined ? [] : [[days].flat().join(', ')];
  return [...named, ...(hours === undefined ? [] : [hours]), timezone].join(' ');
}

function localText(now: Date, zone: string): string {
  const { date, weekday, clock } = localTime(now, zone);
  return `${weekdays[weekday]} ${date} ${clock} ${zone}`;
}
