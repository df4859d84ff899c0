import { describe, expect, it } from 'vitest';
import { readYaml } from '../../src/config/yaml.ts';
import { HoistError, HoistErrors } from '../../src/errors.ts';

const encoder = new TextEncoder();

function value(text: string): unknown {
  return readYaml(encoder.encode(text), 'f.yml').value;
}

function refusals(text: string | Uint8Array): readonly HoistError[] {
  try {
    readYaml(typeof text === 'string' ? encoder.encode(text) : text, 'f.yml');
  } catch (error) {
    if (error instanceof HoistErrors) return error.errors;
    if (error instanceof HoistError) return [error];
    throw error;
  }
  return [];
}

function seen(text: string): string[] {
  return refusals(text).map(({ code, position }) => `${position?.line}:${position?.column} ${code}`);
}

describe('when YAML is read', () => {
  it('is the core schema of YAML 1.2: Norway, octal and separators are texts', () => {
    expect(value('a: no\nb: off\nc: 1_000\nd: 010\ne: 2026-01-31\nf: 12:30\non: yes\n')).toEqual({
      a: 'no',
      b: 'off',
      c: '1_000',
      d: 10,
      e: '2026-01-31',
      f: '12:30',
      on: 'yes',
    });
  });

  it('an anchor may be used again', () => {
    expect(value('a: &x [1]\nb: *x\n')).toEqual({ a: [1], b: [1] });
  });

  it('a key that every object has is a key like others', () => {
    expect(Object.keys(value('constructor: 1\ntoString: 2\n') as object)).toEqual([
      'constructor',
      'toString',
    ]);
  });

  it.each([
    ['a duplicate key', 'a: 1\nb: 2\na: 3\n', '3:1 YAML_DUPLICATE_KEY'],
    ['a duplicate key that is quoted once', 'a:\n  b: 1\n  "b": 2\n', '3:3 YAML_DUPLICATE_KEY'],
    ['a merge key', 'x: &x { a: 1 }\ny:\n  <<: *x\n', '3:3 YAML_MERGE_KEY'],
    ['__proto__', 'a:\n  __proto__: 1\n', '2:3 YAML_KEY'],
    ['__proto__ in a flow map', 'a: { "__proto__": { b: 1 } }\n', '1:6 YAML_KEY'],
    ['a tag of another language', 'a: !!js/function "x"\n', '1:4 YAML_SYNTAX'],
    ['a tag of ours to be', 'a: !mine x\n', '1:4 YAML_SYNTAX'],
    ['a binary', 'a: !!binary aGk=\n', '1:4 YAML_SYNTAX'],
    ['a tag that YAML itself knows', 'a: !!str x\n', '1:10 YAML_SYNTAX'],
    ['a tag of a map', 'a: !!map { b: 1 }\n', '1:10 YAML_SYNTAX'],
    ['a tag without a name', 'a: ! x\n', '1:6 YAML_SYNTAX'],
    ['a prefix of tags', '%TAG ! x\n---\na: 1\n', '1:1 YAML_DIRECTIVE'],
    ['a tab', 'a:\n\tb: 1\n', '2:1 YAML_SYNTAX'],
    ['two documents', 'a: 1\n---\nb: 2\n', '2:1 YAML_SYNTAX'],
    ['the directive that brings YAML 1.1 back', '%YAML 1.1\n---\na: no\n', '1:1 YAML_DIRECTIVE'],
    ['an alias of nothing', 'a: *b\n', '1:4 YAML_ALIAS'],
    ['a key that is a list', '? [a]\n: b\n', '1:3 YAML_SYNTAX'],
    ['a text that begins with %', 'a: %n\n', '1:4 YAML_SYNTAX'],
    ['an unclosed list', 'a: [1\nb: 2\n', '2:1 YAML_SYNTAX'],
  ])('%s is refused where it stands', (_, text, expected) => {
    expect(seen(text)[0]).toBe(expected);
  });

  it('every duplicate and merge key of a file is said', () => {
    expect(seen('a: 1\na: 2\nb: { c: 1, c: 2 }\n')).toEqual([
      '2:1 YAML_DUPLICATE_KEY',
      '3:12 YAML_DUPLICATE_KEY',
    ]);
  });

  it('what follows from a slip is not said', () => {
    expect(seen('a: { b: ghcr.io/{name} }\nc: 1\n')).toEqual(['1:17 YAML_SYNTAX']);
  });

  it('aliases that blow up are refused (A23)', () => {
    const laughs = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 8; i += 1) {
      laughs.push(`a${i}: &a${i} [${Array.from({ length: 6 }, () => `*a${i - 1}`).join(', ')}]`);
    }
    const started = performance.now();
    expect(refusals(laughs.join('\n'))[0]?.code).toBe('YAML_ALIAS');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('more than 50 aliases are refused, 50 are not (N33)', () => {
    const text = (count: number): string =>
      `a: &a 1\nb: [${Array.from({ length: count }, () => '*a').join(', ')}]\n`;
    expect(refusals(text(50))).toEqual([]);
    expect(refusals(text(51))[0]?.code).toBe('YAML_ALIAS');
  });

  it.each([40, 3_000, 10_000, 200_000])('%i lists in each other are refused for their depth', (depth) => {
    const [error] = refusals(`a: ${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(error).toMatchObject({
      kind: 'config',
      code: 'YAML_TOO_DEEP',
      message: 'the file is nested deeper than 32 levels',
    });
    expect(error?.hint).toBeDefined();
  });

  // With a search through all keys for each key it would run into the time-out.
  it(
    'a file of more than 1 MiB is refused before it is parsed, one with many keys is read',
    { timeout: 60_000 },
    () => {
      expect(refusals(`a: ${'x'.repeat(1024 * 1024)}`)[0]?.code).toBe('YAML_TOO_LARGE');
      const keys = Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`).join('\n');
      expect(Object.keys(value(keys) as object)).toHaveLength(60_000);
    },
  );

  it('a file that is not UTF-8 is refused', () => {
    expect(refusals(Uint8Array.of(0x61, 0x3a, 0x20, 0xff))[0]?.code).toBe('YAML_ENCODING');
  });
});

describe('when a file is no YAML', () => {
  it.each([
    [
      'a key too far left in an item of a list',
      'stages:\n  - name: qa\n    to: x\n   tag: y\n',
      '4:4',
      'the key "tag" is indented by 3 spaces, which fits nothing above it',
      'Indent it by 4 spaces, as the key "name" above it.',
    ],
    [
      'a key too far right in an item of a list',
      'stages:\n  - name: qa\n     to: x\n',
      '3:6',
      'the key "to" stands deeper than "name" above it, which has a value already',
      'Indent it by 4 spaces, as the key above it.',
    ],
    [
      'a key between two depths',
      'a:\n  b:\n    c: 1\n   d: 2\n',
      '4:4',
      'the key "d" is indented by 3 spaces, which fits nothing above it',
      'Indent it by 2 spaces, as the key "b" above it, or by 4 spaces, as the key "c" above it.',
    ],
    [
      'a forgotten dash',
      'a:\n  - b: 1\n  c: 2\n',
      '3:3',
      'the key "c" stands with the items of a list and has no dash',
      'Begin it with a dash and a space, as the items above it, or indent it by 4 spaces, as the key "b" above it.',
    ],
    [
      'dashes that do not stand below each other',
      'a:\n    - b\n   - c\n',
      '3:4',
      'the dashes of this list do not stand below each other',
      'Indent it by 4 spaces, as the dash of the item above it.',
    ],
    [
      'a key with a port',
      'registries:\n  localhost:5000: {}\n   quay.io: {}\n',
      '3:4',
      'the key "quay.io" is indented by 3 spaces, which fits nothing above it',
      'Indent it by 2 spaces, as the key "localhost:5000" above it.',
    ],
    [
      'an open [',
      'a: [1, 2\nb: 2\n',
      '2:1',
      'a [ above is not closed before this',
      'Put ] at its end; where ] comes further down, indent all that is before it, and ] itself, deeper than the key.',
    ],
    ['two keys on a line', 'a: b: c\n  d: 1\n', '1:4', 'two keys are on one line', 'needs quotes'],
    ['an open {', 'a: { b: 1', '1:10', 'a { above is not closed before this', 'Put } at its end; where'],
    ['a ] too many', 'a: [1]]\n', '1:7', 'a ] closes nothing', 'Remove it.'],
    ['two commas', 'a: [1,,2]\n', '1:7', 'a comma has no item before it', 'Remove the comma.'],
    ['no comma', "a: ['x' 'y']\n", '1:9', 'two items are without a comma', 'Put a comma between the items'],
    ['no comma before a key', 'a: { b: 1 c: 2 }\n', '1:9', 'two keys are without a comma', 'Put a comma'],
    ['dashes in [ ]', 'a: [\n  - x\n  ]\n', '2:3', 'have no dashes', '[ITEM, ITEM]'],
    ['a capture in a list', 'a: [x/{name}]\n', '1:7', 'a { or [ stands in a text', 'needs quotes'],
    ['a list behind its key', 'a: - b\n', '1:4', 'begins on the line of its key', 'Begin a new line'],
    ['a text behind quotes', "a: 'x' y\n", '1:8', 'goes on behind its closing quote', 'one pair of quotes'],
    [
      'an open quote',
      'a: 1\nb: "x\nc: 2\n',
      '2:4',
      'a quote " is not closed',
      'Put " at the end of the text.',
    ],
    ['an open quote in [ ]', "a: ['x, y]\nb: 1\n", '1:5', "a quote ' is not closed", "Put ' at the end"],
    [
      '> at the start in { }',
      'a: { b: >= 1.0, c: 1 }\n',
      '1:9',
      'begins with > needs quotes',
      "Write '>= 1.0'.",
    ],
    ['% at the start in [ ]', 'a: [%n, x]\n', '1:5', 'begins with % needs quotes', 'single quotes'],
    ['a comment without a space', "a: 'x'#y\n", '1:7', 'a # stands right behind', 'Put a space before'],
    ['an escape of nothing', 'a: "\\d"\n', '1:5', 'means nothing between double quotes', "'\\d'"],
    ['a key without end', `${'k'.repeat(1100)}: 1\n`, '1:1', 'more than 1024 characters', 'plain words'],
    ['% at the start', '%n: a\n', '1:1', 'begins with % needs quotes', 'Put the key in single quotes.'],
    ['a directive of nobody', '%FOO x\n---\na: 1\n', '1:1', 'unknown directive', 'Remove the line'],
    ['a text behind |', 'a: |x\n', '1:5', 'stands behind |', 'the lines below'],
    ['a tab below |', 'a: |\n\tx\n', '2:1', 'is not indented', 'by spaces'],
    ['an alias without a name', 'a: [*]\n', '1:5', 'alias cannot be an empty', 'put it in single quotes'],
    ['two anchors', 'a: &x &y 1\n', '1:7', 'at most one anchor', 'put it in single quotes'],
    ['a list beside a key', '- a\nb: 1\n', '2:1', 'belongs neither', 'with a dash'],
    ['__proto__', '__proto__: 1\n', '1:1', 'the key __proto__ is not allowed', 'Choose another name.'],
    ['lists in lists', `a: ${'['.repeat(40)}${']'.repeat(40)}`, '1:', 'nested', 'Close each bracket'],
    ['lists without end', `a: ${'['.repeat(20_000)}`, '1:', 'nested', 'Close each bracket'],
  ])('%s: the place, the slip and what to write are said', (_, text, place, message, hint) => {
    const [error] = refusals(text);
    const { line = 0, column = 0 } = error?.position ?? {};
    expect(`${line}:${column}`.startsWith(place)).toBe(true);
    expect(error?.message).toContain(message);
    expect(error?.hint).toContain(hint);
  });
});

describe('when a place is asked for', () => {
  const text = 'a:\n  b: [x, { c: 1 }]\n  d: &d\n    e: f\ng: *d\nh:\n';
  const file = readYaml(encoder.encode(text), 'f.yml');

  it.each([
    ['the value', ['a', 'b', 0], '2:7'],
    ['a map in a list', ['a', 'b', 1], '2:10'],
    ['a value in it', ['a', 'b', 1, 'c'], '2:15'],
    ['a map under a key, by its key', ['a'], '1:1'],
    ['a list under a key, by its key', ['a', 'b'], '2:3'],
    ['what an alias brings', ['g', 'e'], '4:8'],
    ['an empty value, by its key', ['h'], '6:1'],
    ['a missing key, by what is around it', ['a', 'd', 'z'], '3:3'],
    ['everything', [], '1:1'],
  ] as const)('%s is found', (_, path, expected) => {
    const { line, column } = file.at(path);
    expect(`${line}:${column}`).toBe(expected);
  });

  it('a key is found, with its line', () => {
    expect(file.at(['a', 'b', 1, 'c'], 'key')).toEqual({
      file: 'f.yml',
      line: 2,
      column: 12,
      excerpt: '  b: [x, { c: 1 }]',
    });
  });
});
