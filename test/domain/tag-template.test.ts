import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  capturesOf,
  couldHaveMade,
  namesSource,
  parseTagTemplate,
  renderTag,
  usesTime,
  variesByRun,
  whyNeverLegal,
  type TemplateValues,
} from '../../src/domain/tag-template.ts';
import { timeKeywords } from '../../src/domain/time-keyword.ts';
import { parseDigest } from '../../src/image/digest.ts';
import { refused } from './refused.ts';

const captures = new Map([
  ['name', 'web'],
  ['team', 'shop'],
]);

const values: TemplateValues = {
  n: '1.4.2-stable',
  instant: new Date('2026-03-07T09:05:04.321Z'),
  digest: parseDigest(`sha256:ab12cd34ef56${'0'.repeat(52)}`),
  sourceTag: 'v1.4.2',
  sha: '0123456789ABCDEF0123456789abcdef01234567',
  run: '987654321',
  captures,
};

function render(template: string, other: Partial<TemplateValues> = {}): string {
  return renderTag(parseTagTemplate(template, captures.keys()), { ...values, ...other });
}

describe('when a tag template is rendered', () => {
  it.each([
    ['%n', '1.4.2-stable'],
    ['%n-%Y%m%d%H%M%S', '1.4.2-stable-20260307090504'],
    ['release', 'release'],
    ['{digest}', 'ab12cd34ef56'],
    ['{source-tag}', 'v1.4.2'],
    ['git-{sha}', 'git-0123456789ab'],
    ['run-{run}', 'run-987654321'],
    ['v{major}.{minor}', 'v1.4'],
    ['{major}.{minor}.{patch}', '1.4.2'],
    ['{team}-{name}', 'shop-web'],
  ])('%s gives %s', (template, tag) => {
    expect(render(template)).toBe(tag);
  });

  it('when the source tag is no version, the numbers are those of %n', () => {
    expect(render('{major}.{minor}', { sourceTag: 'main', n: 'v2.5.0' })).toBe('2.5');
    expect(render('{major}.{minor}', { sourceTag: '1.4.2', n: '2.5.0' })).toBe('1.4');
  });

  const order = 'AawdBbmYyHIpMSfZjW'.split('');

  // What CPython 3.11's strftime gives for the same instants in UTC (seeds.md §1.3).
  it.each([
    ['1999-01-01T00:00:00.000Z', 'Friday Fri 5 01 January Jan 01 1999 99 00 12 AM 00 00 000000 UTC 001 00'],
    ['2000-02-29T12:00:00.000Z', 'Tuesday Tue 2 29 February Feb 02 2000 00 12 12 PM 00 00 000000 UTC 060 09'],
    [
      '2015-12-31T23:59:59.999Z',
      'Thursday Thu 4 31 December Dec 12 2015 15 23 11 PM 59 59 999000 UTC 365 52',
    ],
    ['2024-12-30T11:05:09.042Z', 'Monday Mon 1 30 December Dec 12 2024 24 11 11 AM 05 09 042000 UTC 365 53'],
    ['2026-01-04T01:02:03.000Z', 'Sunday Sun 0 04 January Jan 01 2026 26 01 01 AM 02 03 000000 UTC 004 00'],
    ['2026-01-05T13:00:00.500Z', 'Monday Mon 1 05 January Jan 01 2026 26 13 01 PM 00 00 500000 UTC 005 01'],
    ['2032-12-31T12:34:56.000Z', 'Friday Fri 5 31 December Dec 12 2032 32 12 12 PM 34 56 000000 UTC 366 52'],
    ['2023-01-01T00:00:00.000Z', 'Sunday Sun 0 01 January Jan 01 2023 23 00 12 AM 00 00 000000 UTC 001 00'],
  ])('at %s, it gives what strftime gives', (instant, expected) => {
    const template = order.map((letter) => `%${letter}`).join('_');
    expect(render(template, { instant: new Date(instant) })).toBe(expected.replaceAll(' ', '_'));
  });

  it("when it is asked for keywords, it knows DTR's nineteen and no other letter", () => {
    expect([...timeKeywords.keys()].join('')).toBe(order.join(''));
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
    const known = letters.filter((letter) => {
      try {
        return parseTagTemplate(`x%${letter}`).parts.length > 0;
      } catch {
        return false;
      }
    });
    expect(known.toSorted()).toEqual(['n', ...order].toSorted());
  });

  it.each([
    ['%n', { n: undefined }, '%n', /given by digest/],
    ['{source-tag}', { sourceTag: undefined }, '{source-tag}', /given by digest/],
    ['x-{sha}', { sha: undefined }, '{sha}', /org\.opencontainers\.image\.revision/],
    ['x-{sha}', { sha: 'main' }, '{sha}', /revision/],
    ['x-{run}', { run: undefined }, '{run}', /GitHub Actions/],
    ['{major}', { sourceTag: 'main', n: '20260102' }, '{major}', /not a version/],
    ['{patch}', { sourceTag: '1.4', n: undefined }, '{patch}', /not a version/],
  ] as const)('%s without its value is refused', (template, other, keyword, hint) => {
    const error = refused(() => render(template, other));
    expect(error).toMatchObject({ kind: 'config', code: 'TEMPLATE_VALUE' });
    expect(error.message).toContain(keyword);
    expect(error.message).toContain(JSON.stringify(template));
    expect(error.hint).toMatch(hint);
  });

  it('when the result is too long for a tag, it says template and result', () => {
    const error = refused(() => render('%n-%n', { n: 'a'.repeat(64) }));
    expect(error).toMatchObject({ kind: 'config', code: 'TAG_INVALID' });
    expect(error.message).toContain('"%n-%n"');
    expect(error.message).toContain('a'.repeat(64));
  });
});

describe('when a tag template is parsed', () => {
  it.each([
    ['', /empty/, /%n/],
    ['a'.repeat(257), /at most 256/, /.*/],
    ['%n-%T', /%T, which does not exist/, /%n %A/],
    ['%n-%', /ends in a single %/, /%%/],
    ['%é', /does not exist/, /.*/],
    ['{tag}', /\{tag\}, which does not exist/, /is %n/],
    ['{nam}', /\{nam\}/, /\{name\}/],
    ['{}', /\{\}/, /Known here/],
    ['{name', /without its \}/, /.*/],
    ['{constructor}', /does not exist/, /.*/],
  ])('%s is refused', (template, message, hint) => {
    const error = refused(() => parseTagTemplate(template, captures.keys()));
    expect(error.code).toBe('TEMPLATE_INVALID');
    expect(error.message).toMatch(message);
    expect(error.hint ?? '').toMatch(hint);
  });

  it('when a capture is not of this source, it is refused', () => {
    expect(refused(() => parseTagTemplate('{name}-%n')).message).toContain('{name}');
  });

  it.each([
    ['%n', /^nothing$/],
    ['_x', /^nothing$/],
    ['%%n', /%/],
    ['v1/%n', /\//],
    ['name}', /\}/],
    ['-%n', /begin with "-"/],
    ['.%n', /begin with "\."/],
    ['ü-%n', /ü/],
    [`${'x'.repeat(120)}%Y%m%d%H`, /at least 130/],
    [`${'x'.repeat(120)}{digest}`, /at least 132/],
    ['x'.repeat(128), /^nothing$/],
    ['sha256-{digest}', /of signatures/],
    [`sha256-${'a'.repeat(64)}`, /of signatures/],
    ['sha512-{sha}{run}%Y.sig', /of signatures/],
    ['blake3-ab{major}.sbom', /of signatures/],
    ['sha256-%n', /^nothing$/],
    ['sha256-{source-tag}', /^nothing$/],
    ['sha256-{digest}-%b', /^nothing$/],
    ['sha256-{digest}%A', /^nothing$/],
    ['sha{run}-{digest}', /^nothing$/],
    ['sha-{sha}', /^nothing$/],
  ])('what keeps %s from ever being legal is %s', (text, why) => {
    expect(whyNeverLegal(parseTagTemplate(text))?.why ?? 'nothing').toMatch(why);
  });

  it.each([
    ['%n', false, false, true],
    ['%n-%Y', true, true, true],
    ['x-{run}', false, true, false],
    ['%Z', false, false, false],
    ['{source-tag}', false, false, true],
    ['{digest}', false, false, false],
  ])('%s: time %s, varies %s, names the source %s', (text, time, varies, source) => {
    const template = parseTagTemplate(text);
    expect([usesTime(template), variesByRun(template), namesSource(template)]).toEqual([
      time,
      varies,
      source,
    ]);
  });

  it('when it uses captures, it says which', () => {
    expect(capturesOf(parseTagTemplate('{team}-%n-{sha}', ['team', 'name']))).toEqual(['team']);
  });
});

describe('when a tag at the target is asked where it came from', () => {
  it.each([
    ['%n-%Y%m%d', '1.4.2-stable-20250101', true],
    ['%n-%Y%m%d', '1.4.2-stable-20251301', false],
    ['%n-%Y%m%d', '1.4.2-stable-2025010', false],
    ['%n-%Y%m%d', '1.4.3-stable-20250101', false],
    ['%n-%Y%m%d', '1.4.2-stable-20250101-x', false],
    ['{run}-%n', '12345-1.4.2-stable', true],
    ['{run}-%n', '-1.4.2-stable', false],
    ['{run}', '12a', false],
    ['%A', 'Wednesday', true],
    ['%A', 'Wednes', false],
    ['%B%d', 'May01', true],
    ['%B%d', 'May32', false],
    ['{digest}-%H', 'ab12cd34ef56-23', true],
    ['{digest}-%H', 'ab12cd34ef57-23', false],
    ['{name}-%j', 'web-366', true],
    ['{name}-%j', 'web-367', false],
    ['release', 'release', true],
    ['%y%y%y', '010203', true],
  ])('%s could have made %s: %s', (template, tag, expected) => {
    expect(couldHaveMade(parseTagTemplate(template, captures.keys()), values, tag)).toBe(expected);
  });

  it('when a value is missing, nothing could have been made', () => {
    expect(couldHaveMade(parseTagTemplate('%n'), { ...values, n: undefined }, '1.4.2-stable')).toBe(false);
  });

  it('when the tag was rendered at any time in any run, it says yes', () => {
    const part = fc.constantFrom(
      '%n',
      '-',
      '_',
      'x',
      '{run}',
      '{digest}',
      '{name}',
      ...[...timeKeywords.keys()].map((l) => `%${l}`),
    );
    const instant = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2099-12-31'),
      noInvalidDate: true,
    });
    const run = fc.nat().map(String);
    const template = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => `t${parts.join('')}`);
    fc.assert(
      fc.property(template, instant, run, (text, at, id) => {
        const parsed = parseTagTemplate(text, captures.keys());
        const tag = renderTag(parsed, { ...values, instant: at, run: id });
        expect(couldHaveMade(parsed, values, tag)).toBe(true);
        expect(couldHaveMade(parsed, values, `${tag}~`)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('when the template is made to backtrack, it takes no longer than a glance (A22)', () => {
    const template = parseTagTemplate(`${'{run}'.repeat(50)}x`);
    const started = performance.now();
    expect(couldHaveMade(template, values, '1'.repeat(128))).toBe(false);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
