import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseLicence,
  standingOfLicence,
  type LicenceStanding,
} from '../../src/policy/licence-expression.ts';

function idsOf(text: string): readonly string[] {
  const ids: string[] = [];
  const expression = parseLicence(text);
  if (expression !== undefined) {
    standingOfLicence(expression, ({ text: id }) => {
      ids.push(id);
      return 'allowed';
    });
  }
  return ids;
}

describe('when a licence expression is read', () => {
  it.each([
    ['MIT', ['MIT']],
    ['MIT OR Apache-2.0', ['MIT', 'Apache-2.0']],
    [
      '(MIT AND ISC) OR GPL-2.0-only WITH Classpath-exception-2.0',
      ['MIT', 'ISC', 'GPL-2.0-only WITH Classpath-exception-2.0'],
    ],
    ['GPL-2.0+', ['GPL-2.0+']],
    ['LicenseRef-acme', ['LicenseRef-acme']],
    ['DocumentRef-spdx:LicenseRef-acme', ['DocumentRef-spdx:LicenseRef-acme']],
  ])('%s has %j', (text, ids) => {
    expect(idsOf(text)).toEqual(ids);
  });

  it.each([
    '',
    ' ',
    'NOASSERTION',
    'NONE',
    'BSD',
    'mit',
    'Apache 2',
    'MIT OR',
    'MIT,ISC',
    'MIT/X11',
    '(MIT',
    'MIT)',
    'sha256:0a1b',
    'GPL-2.0 +',
    'MIT WITH MIT',
    'constructor',
    '__proto__',
    '()',
    'DocumentRef-a',
    'LicenseRef-',
  ])('takes %j for unknown', (text) => {
    expect(parseLicence(text)).toBeUndefined();
  });

  it('takes what is nested too deeply, or too long, for unknown', () => {
    expect(parseLicence(`${'('.repeat(20_000)}MIT${')'.repeat(20_000)}`)).toBeUndefined();
    expect(parseLicence(`MIT${' AND MIT'.repeat(100_000)}`)).toBeUndefined();
  });

  it('reads an expression of 10 kB in a moment', () => {
    const text = `(MIT OR Apache-2.0)${' AND (ISC OR GPL-2.0-only)'.repeat(400)}`;
    expect(text.length).toBeGreaterThan(10_000);
    const start = performance.now();
    expect(idsOf(text)).toHaveLength(802);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('never throws', () => {
    const word = fc.constantFrom(
      'MIT',
      'AND',
      'OR',
      'WITH',
      '(',
      ')',
      '+',
      ' ',
      'LicenseRef-',
      'DocumentRef-x:',
      '💥',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => words.join(' ')),
        ),
        (text) => {
          expect(() => parseLicence(text)).not.toThrow();
        },
      ),
    );
  });
});

describe('when an expression is judged', () => {
  const standings: Readonly<Record<string, LicenceStanding>> = {
    MIT: 'allowed',
    ISC: 'unlisted',
    'GPL-2.0-only': 'denied',
    'LicenseRef-a': 'unknown',
  };
  const judge = (text: string): LicenceStanding | undefined => {
    const expression = parseLicence(text);
    return expression && standingOfLicence(expression, (licence) => standings[licence.text] ?? 'unknown');
  };

  it.each([
    ['MIT AND GPL-2.0-only', 'denied'],
    ['MIT OR GPL-2.0-only', 'allowed'],
    ['ISC OR GPL-2.0-only', 'unlisted'],
    ['ISC AND LicenseRef-a', 'unlisted'],
    ['LicenseRef-a OR ISC', 'unknown'],
    ['LicenseRef-a AND GPL-2.0-only', 'denied'],
    ['MIT AND (GPL-2.0-only OR LicenseRef-a)', 'unknown'],
    ['MIT OR ISC AND GPL-2.0-only', 'allowed'],
    ['(MIT OR ISC) AND GPL-2.0-only', 'denied'],
  ])('%s is %s', (text, expected) => {
    expect(judge(text)).toBe(expected);
  });

  it('multiplies nothing out: 18 alternatives in a row take no time', () => {
    let visits = 0;
    const expression = parseLicence(Array.from({ length: 18 }, () => '(MIT OR ISC)').join(' AND '));
    expect(expression && standingOfLicence(expression, () => (visits++, 'allowed'))).toBe('allowed');
    expect(visits).toBe(36);
  });
});
