import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { warningsOf } from '../../src/registry/warning.ts';

describe('warningsOf (P44, F56)', () => {
  test.each<[string, string | string[] | undefined, string[]]>([
    ['the specified form', '299 - "this tag goes away"', ['this tag goes away']],
    ['several headers', ['299 - "a"', '299 - "b"'], ['a', 'b']],
    ['several joined by a proxy', '299 - "a, really", 299 - "b"', ['a, really', 'b']],
    ['the same twice', ['299 - "a"', '299 - "a"'], ['a']],
    ['an escaped quote', '299 - "say \\"hi\\""', ['say "hi"']],
    ['another code', '199 - "a"', []],
    ['another agent', '299 example.com "a"', []],
    ['no quotes', '299 - a', []],
    ['a quote that never ends', '299 - "a', []],
    [
      'control characters',
      ['299 - "a\u001b[31mb"', '299 - "c\u202ed"', '299 - "e\u0000"', '299 - "fine"'],
      ['fine'],
    ],
    ['an empty text', '299 - ""', []],
    ['no header', undefined, []],
  ])('when there is %s, it is read so', (_name, value, expected) => {
    expect(warningsOf({ warning: value })).toEqual(expected);
  });

  test('when there are ten thousand, or one that is huge, 4096 characters are read', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `299 - "warning ${index}"`);
    expect(warningsOf({ warning: many }).length).toBeLessThan(250);
    expect(warningsOf({ warning: `299 - "${'a'.repeat(5000)}"` })).toEqual([]);
  });

  test('whatever comes, no control character passes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const shown of warningsOf({ warning: `299 - "${text}"` }))
          expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
    );
  });
});
