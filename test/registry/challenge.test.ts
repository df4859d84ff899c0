import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { basicOf, bearerOf, parseChallenges } from '../../src/registry/challenge.ts';

function parse(value: string | string[]): [string, Record<string, string>][] {
  return parseChallenges({ 'www-authenticate': value }).map(({ scheme, params }) => [
    scheme,
    Object.fromEntries(params),
  ]);
}

describe('parseChallenges (P47)', () => {
  test.each<[string, string | string[], [string, Record<string, string>][]]>([
    [
      'one challenge',
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
      [['bearer', { realm: 'https://auth.docker.io/token', service: 'registry.docker.io' }]],
    ],
    [
      'a comma inside quotes',
      'Bearer realm="r",scope="repository:a:pull,push"',
      [['bearer', { realm: 'r', scope: 'repository:a:pull,push' }]],
    ],
    [
      'several in one header',
      'Basic realm="a", Bearer realm="b",service="c"',
      [
        ['basic', { realm: 'a' }],
        ['bearer', { realm: 'b', service: 'c' }],
      ],
    ],
    [
      'several headers',
      ['Basic realm="a"', 'Bearer realm="b"'],
      [
        ['basic', { realm: 'a' }],
        ['bearer', { realm: 'b' }],
      ],
    ],
    [
      'any case',
      'BASIC Realm="Sonatype Nexus Repository Manager"',
      [['basic', { realm: 'Sonatype Nexus Repository Manager' }]],
    ],
    [
      'bare values',
      'bearer realm=https://zot.example.com/token,service=zot',
      [['bearer', { realm: 'https://zot.example.com/token', service: 'zot' }]],
    ],
    [
      'commas forgotten',
      'Bearer realm="r" service="s" scope="x"',
      [['bearer', { realm: 'r', service: 's', scope: 'x' }]],
    ],
    ['too many commas', ',,Bearer ,realm="r",,service="s",', [['bearer', { realm: 'r', service: 's' }]]],
    ['blanks around =', 'Bearer realm = "r" , service\t=\t"s"', [['bearer', { realm: 'r', service: 's' }]]],
    ['escapes', 'Basic realm="a\\"b\\\\c"', [['basic', { realm: 'a"b\\c' }]]],
    [
      'a scheme alone',
      'Negotiate, Basic realm="a"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'a' }],
      ],
    ],
    ['a quote that never ends', 'Bearer realm="https://x', [['bearer', { realm: 'https://x' }]]],
    ['a parameter twice: the first', 'Bearer realm="good",realm="evil"', [['bearer', { realm: 'good' }]]],
    ['parameters without a scheme', 'realm="x"', []],
    ['nothing', '', []],
    [
      'prototype names',
      'Bearer __proto__="x",realm="r"',
      [
        [
          'bearer',
          Object.fromEntries([
            ['__proto__', 'x'],
            ['realm', 'r'],
          ]),
        ],
      ],
    ],
  ])('when there is %s, it is read', (_name, value, expected) => {
    expect(parse(value)).toEqual(expected);
  });

  test('when there is no header, there are none', () => {
    expect(parseChallenges({})).toEqual([]);
  });

  test('when Bearer and Basic are both there, each is found in any order; others are ignored', () => {
    for (const value of [
      'Digest realm="d", Basic realm="b", Bearer realm="t",service="s"',
      'Bearer realm="t",service="s", Basic realm="b"',
    ]) {
      const challenges = parseChallenges({ 'www-authenticate': value });
      expect(bearerOf(challenges)).toEqual({ realm: 't', service: 's', error: undefined });
      expect(basicOf(challenges)?.params.get('realm')).toBe('b');
    }
    expect(bearerOf(parseChallenges({ 'www-authenticate': 'Bearer service="s"' }))).toBeUndefined();
  });

  test('whatever is printed by the grammar, it comes back', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
    const value = fc.stringMatching(/^[ -~]{0,20}$/);
    const params = fc.uniqueArray(fc.tuple(name, value), {
      selector: ([key]) => key,
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, params), { minLength: 1, maxLength: 4 }), (challenges) => {
        const text = challenges
          .map(
            ([scheme, list]) =>
              `${scheme} ${list.map(([key, one]) => `${key}="${one.replace(/["\\]/g, '\\$&')}"`).join(', ')}`,
          )
          .join(', ');
        expect(parse(text)).toEqual(challenges.map(([scheme, list]) => [scheme, Object.fromEntries(list)]));
      }),
    );
  });

  test('whatever comes, it neither throws nor takes long (A22)', () => {
    fc.assert(fc.property(fc.string(), (text) => void parse(text)));
    const started = performance.now();
    for (const piece of ['a', 'a=', 'a="', '"', '\\', ',', ' ', '= ', 'a ,', 'Bearer realm="'])
      parse(piece.repeat(70_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
