import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  Age,
  NumberCondition,
  PartCondition,
  Size,
  textCondition,
  TextCondition,
  type Condition,
} from '../../src/policy/operator.ts';
import { refused } from '../domain/refused.ts';

describe('when a text is held against a condition', () => {
  it.each([
    ['v1.2.3', 'v1.2.3', true],
    ['v1.2.3', 'v1.2.30', false],
    ['', '', true],
    [['a', 'b'], 'b', true],
    [['a', 'b'], 'c', false],
    [{ equals: 'a' }, 'a', true],
    [{ equals: 'a' }, 'A', false],
    [{ 'one-of': ['a', 'b'] }, 'a', true],
    [{ 'one-of': ['a', 'b'] }, 'ab', false],
    [{ 'not-equals': 'a' }, 'b', true],
    [{ 'not-equals': 'a' }, 'a', false],
    [{ 'not-one-of': ['a', ''] }, 'b', true],
    [{ 'not-one-of': ['a', ''] }, '', false],
    [{ 'starts-with': 'v1' }, 'v1.2', true],
    [{ 'starts-with': 'v1' }, '1v1', false],
    [{ 'ends-with': '-rc' }, '1-rc', true],
    [{ 'ends-with': '-rc' }, '1-rc1', false],
    [{ contains: 'rc' }, '1-rc1', true],
    [{ contains: 'rc' }, '1', false],
    [{ glob: 'https://github.com/acme/*' }, 'https://github.com/acme/web', true],
    [{ glob: 'https://github.com/acme/*' }, 'https://github.com/acme/web/x', false],
    [{ glob: 'Acme, Inc. (*)' }, 'Acme, Inc. (Web)', true],
    [{ matches: 'v\\d+' }, 'v12', true],
    [{ matches: 'v\\d+' }, 'v12-rc', false],
    [{ matches: 'a|ab' }, 'ab', true],
    [{ semver: '>= 1.2' }, 'v1.2.0', true],
    [{ semver: '>= 1.2' }, '1.1.9', false],
    [{ semver: '>= 1.2' }, '2.0.0-rc.1', false],
    [{ semver: '>= 1.2' }, 'latest', undefined],
    [{ semver: '>= 1.2', 'not-one-of': ['v1.3.0'] }, 'v1.3.1', true],
    [{ semver: '>= 1.2', 'not-one-of': ['v1.3.0'] }, 'v1.3.0', false],
    // One operator that says no is enough, whatever cannot be compared.
    [{ semver: '>= 1.2', 'not-one-of': ['latest'] }, 'latest', false],
    [{ semver: '>= 1.2', 'not-one-of': ['edge'] }, 'latest', undefined],
  ])('%j of %j: %s', (written, value, expected) => {
    expect(TextCondition.parse(written).holds(value)).toBe(expected);
  });

  it('when the operator is a negation, it says the contrary of what it negates', () => {
    const text = fc.constantFrom('a', 'b', 'ab', '', 'A');
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), text, (list, value) => {
        const [one] = list;
        const not = TextCondition.parse({ 'not-one-of': list }).holds(value);
        expect(not).toBe(TextCondition.parse({ 'one-of': list }).holds(value) === false);
        expect(TextCondition.parse({ 'not-equals': one }).holds(value)).toBe(value !== one);
      }),
    );
  });

  it.each([
    ['v1', 'v1'],
    [['a', 'b c'], 'one of a, "b c"'],
    [{ 'not-one-of': ['', 'root'] }, 'none of "", root'],
    [{ semver: '>= 1', matches: 'v.*' }, 'matches v.* and version >= 1'],
    [['a'], 'a'],
  ])('%j is told as %s', (written, expected) => {
    expect(TextCondition.parse(written).text).toBe(expected);
  });
});

it('when one operator of several compares versions, the condition does', () => {
  const comparesVersions = (written: unknown) => TextCondition.parse(written).semver === true;
  expect(comparesVersions({ semver: '>= 1', matches: 'v.*' })).toBe(true);
  expect(comparesVersions({ semver: '>= 1' })).toBe(true);
  expect(comparesVersions({ matches: 'v.*' })).toBe(false);
  expect(comparesVersions('1.2.3')).toBe(false);
});

describe('when a condition on a text is none', () => {
  it.each([
    [{}, /is empty/],
    [[], /too_small/],
    [{ equals: 5 }, /invalid_type/],
    [1.1, /invalid_type/],
    [null, /invalid_type/],
    [{ like: 'a' }, /unrecognized_keys/],
    [{ matches: '(' }, /RE2/],
    [{ matches: '(?=a)a' }, /RE2/],
    [{ semver: 'newest' }, /range of versions/],
    [{ glob: '[a' }, /without its/],
    [{ glob: 'a\nb' }, /control character/],
    [{ 'starts-with': '' }, /too_small/],
    [{ contains: ['a'] }, /invalid_type/],
  ])('%j is refused', (written, why) => {
    expect(issuesOf(TextCondition, written)).toMatch(why);
  });

  it('when words have no operator at all, they are refused and never hold for everything', () => {
    expect(refused(() => textCondition({})).code).toBe('CONDITION_EMPTY');
    expect(refused(() => textCondition({ equals: undefined })).hint).toContain('Name an operator');
  });
});

describe('when a number is held against a condition', () => {
  it.each([
    ['<= 5', [5, 4, 0], [6, 5.1]],
    ['<5', [4], [5]],
    ['>= 2', [2, 3], [1]],
    ['> 2', [3], [2]],
    ['= 2', [2], [1, 3]],
    ['!= 2', [1, 3], [2]],
    ['2', [2], [3]],
    [2, [2], [1]],
    [{ min: 1, max: 3 }, [1, 2, 3], [0, 4]],
    [{ max: 0 }, [0], [1]],
    ['<= 1234.56', [1234.56], [1234.57]],
    [' <= 5 ', [5], [6]],
  ])('%j holds for %j and not for %j', (written, holding, not) => {
    const condition = NumberCondition.parse(written);
    expect(holding.map((value) => condition.holds(value))).toEqual(holding.map(() => true));
    expect(not.map((value) => condition.holds(value))).toEqual(not.map(() => false));
  });

  it('when the value is no number, it cannot be compared and nothing holds', () => {
    for (const written of ['<= 5', '!= 5', { min: 1 }]) {
      expect(NumberCondition.parse(written).holds(Number.NaN)).toBeUndefined();
    }
  });

  it.each([
    '== 5',
    '=> 5',
    'x <= 5',
    '5 <= 5',
    '<= 5\n6',
    '<= 5.',
    '<= -1',
    '<=',
    '',
    '5%',
    '<= 5 MB',
    '0x10',
    '1e3',
    `<= ${'9'.repeat(400)}`,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    {},
    { min: -1 },
    { max: '5' },
    { maximum: 5 },
    [5],
    true,
  ])('%j is refused', (written) => {
    expect(NumberCondition.safeParse(written).success).toBe(false);
  });
});

describe('when a part is held against a condition', () => {
  it.each([
    ['>= 95%', 0.95, true],
    ['>= 95%', 0.949, false],
    ['>= 0.95', 0.95, true],
    ['>= 57%', 57 / 100, true],
    ['>= 95%', 19 / 20, true],
    [{ min: 0.5 }, 0.5, true],
    ['100%', 1, true],
    ['>= 99.95%', 0.9994, false],
  ])('%j of %s: %s', (written, value, expected) => {
    expect(PartCondition.parse(written).holds(value)).toBe(expected);
  });

  // `<= 95` would hold for every part, as 9,500%.
  it.each(['<= 95', '>= 101%', 95, { max: 95 }, '95%%', '%', 'x95%', '>= 5 95%'])(
    '%j is refused',
    (written) => {
      expect(PartCondition.safeParse(written).success).toBe(false);
    },
  );
});

describe('when a size is read', () => {
  it.each([
    ['500MB', 500_000_000],
    ['500 MB', 500_000_000],
    ['1.5GiB', 1_610_612_736],
    ['1.25MB', 1_250_000],
    ['1KiB', 1024],
    ['1kB', 1000],
    ['1KB', 1000],
    ['12B', 12],
  ])('%s is %d bytes', (text, bytes) => {
    expect(Size.parse(text)).toEqual({ bytes, text });
  });

  it.each(['500', 'MB', '-1MB', '1TB', '1mb', '1kiB', '1e3MB', '500MB ', 500, ''])(
    '%j is refused',
    (written) => {
      expect(Size.safeParse(written).success).toBe(false);
    },
  );
});

describe('when an age is read', () => {
  it.each([
    ['30m', 1800],
    ['72h', 259_200],
    ['90d', 7_776_000],
    ['2w', 1_209_600],
  ])('%s is %d seconds', (text, seconds) => {
    expect(Age.parse(text)).toEqual({ seconds, text });
  });

  it.each(['0d', '1y', '1.5h', '90', 'd', '999999d', 90])('%j is refused', (written) => {
    expect(Age.safeParse(written).success).toBe(false);
  });
});

function issuesOf(schema: z.ZodType<Condition<string>>, written: unknown): string {
  return JSON.stringify(schema.safeParse(written).error?.issues);
}
