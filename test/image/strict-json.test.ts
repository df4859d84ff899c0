import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { isJsonObject, parseStrictJson } from '../../src/image/strict-json.ts';
import { unlessRefused } from './refusal.ts';

const what = 'the document';
const encode = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => parseStrictJson(encode(text), what);

describe('when strict JSON is read', () => {
  it('gives what JSON.parse gives, for every document', () => {
    // Names that differ only as surrogate halves are refused, which JSON.parse does not do.
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('throws nothing but HoistError, whatever bytes it is given', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '1',
      'null',
      ' ',
      '\uFEFF',
      '\u0000',
    );
    const texts = fc.array(token, { maxLength: 20 }).map((parts) => encode(parts.join('')));
    fc.assert(
      fc.property(fc.oneof(texts, fc.uint8Array()), (bytes) => {
        const value = unlessRefused(() => parseStrictJson(bytes, what));
        expect(value).toEqual(value === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes)));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['nothing', ''],
    ['white space only', ' \n'],
    ['a second document', '{}{}'],
    ['a second document on its own line', '{}\n{}'],
    ['rubbish behind it', '{} x'],
    ['a comment', '{/* */}'],
    ['a comma too many', '{"a":1,}'],
    ['half a document', '{"a":[1,'],
    ['a raw control character', '"\u0001"'],
    ['NaN', 'NaN'],
    ['a web page', '<!doctype html><html></html>'],
    ['a byte order mark', '\uFEFF{}'],
  ])('refuses %s (P13)', (_, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'JSON_INVALID', kind: 'unreachable' }));
  });

  it.each([
    ['a stray byte', [0x22, 0xff, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['an encoded surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['UTF-16', [0x7b, 0x00, 0x7d, 0x00]],
  ])('refuses %s (P13)', (_, bytes) => {
    expect(() => parseStrictJson(new Uint8Array(bytes), what)).toThrow(
      expect.objectContaining({ code: 'JSON_INVALID' }),
    );
  });

  it('does not quote the document in the error (A45)', () => {
    expect(() => read('{"token": canary}')).toThrow(/^(?!.*canary)/s);
  });

  it.each([
    ['at the root', '{"a":1,"a":2}'],
    ['with equal values', '{"a":1,"a":1}'],
    ['spelt with an escape', String.raw`{"mediaType":1,"\u006dediaType":2}`],
    ['spelt with another escape', String.raw`{"a/b":1,"a\/b":2}`],
    ['far apart', '{"a":{"b":[{"c":1},"a",{"a":0}]},"d":"a","a":2}'],
    ['in an object in an array', '[[],{"a":1,"b":{},"a":2}]'],
    ['after an object', '{"x":{"a":1},"a":1,"a":1}'],
    ['with members of its own', '{"a":{"b":1},"a":{"b":{"c":1},"d":2}}'],
    ['of no length', '{"":1,"":2}'],
    ['that ends with a backslash', String.raw`{"a\\":1,"a\\":2}`],
    ['after a text that ends with a backslash', String.raw`{"x":"\\\\","a":1,"a":2}`],
    ['after a text with quotes and backslashes', String.raw`{"x":"\\\",\\\\","a":1,"a":2}`],
    ['called __proto__', '{"__proto__":1,"__proto__":2}'],
    ['called constructor', '{"constructor":1,"constructor":2}'],
  ])('refuses a name that is there twice: %s (A3)', (_, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'JSON_AMBIGUOUS', kind: 'refused' }));
  });

  it.each([
    ['at another level', '{"a":{"a":{"a":1}}}'],
    ['in a sibling', '[{"a":1},{"a":1}]'],
    ['as a value', '{"a":"a","b":["a","a"]}'],
    ['inside of a value', String.raw`{"a":"\\\",\"a\":1,\"a\":2","b":"\",\"a\":3"}`],
    ['in another case: which of them matter, their reader knows', '{"a":1,"A":2}'],
    ['within a string', String.raw`{"a":"\",\"a\":1"}`],
    ['behind a bracket in a string', '{"a":"{","b":"}","c":"["}'],
  ])('accepts the same name %s', (_, text) => {
    expect(read(text)).toEqual(JSON.parse(text));
  });

  it('finds one doubled name wherever it is put', () => {
    const names = fc.uniqueArray(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(names, fc.nat(), fc.jsonValue(), (unique, position, value) => {
        const members = unique.map((name) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
        const doubled = [...members, members[position % members.length]];
        expect(read(`{${members.join()}}`)).toEqual(JSON.parse(`{${members.join()}}`));
        expect(() => read(`[{${doubled.join()}}]`)).toThrow(HoistError);
      }),
    );
  });

  it('refuses names that are half a character, which some parsers make equal', () => {
    expect(() => read(String.raw`{"\ud800":1,"\ud801":2}`)).toThrow(HoistError);
  });

  it('reads 64 levels and refuses 65', () => {
    expect(read('['.repeat(64) + ']'.repeat(64))).toBeInstanceOf(Array);
    expect(() => read('['.repeat(65) + ']'.repeat(65))).toThrow(
      expect.objectContaining({ code: 'JSON_AMBIGUOUS' }),
    );
  });

  it('survives a million levels and a million members (A14)', () => {
    expect(() => read('['.repeat(1e6))).toThrow(HoistError);
    expect(() => read('['.repeat(1e6) + ']'.repeat(1e6))).toThrow(HoistError);
    expect(() => read('{"a":'.repeat(1e6) + '1' + '}'.repeat(1e6))).toThrow(HoistError);
    const wide = read(`{${Array.from({ length: 300_000 }, (_, at) => `"k${at}":0`).join()}}`);
    expect(Object.keys(wide as object)).toHaveLength(300_000);
  });

  it('leaves every prototype alone', () => {
    const value = read('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
    expect('admin' in {}).toBe(false);
  });
});

describe('when a JSON value is looked at', () => {
  it('is an object only if it has members', () => {
    expect([{}, [], null, 'a', 1, undefined].map(isJsonObject)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
