import { describe, expect, it } from 'vitest';
import { attestationCheck } from '../../src/policy/checks/attestation.ts';
import { byStranger, codesOf, evidenceOf, factsOf, hoursAgo, judge, mistakesOf, signedBy } from './facts.ts';

const type = 'https://example.com/review/v1';
const predicate = JSON.parse(
  '{"result":"PASSED","score":7.5,"ok":true,"tests":["unit","e2e"],"a/b":{"~":[1,{"x":"y"}]},"nothing":null,"__proto__":{"polluted":"yes"},"big":1e400}',
) as unknown;

function review(more: Parameters<typeof evidenceOf>[1] = {}) {
  return evidenceOf([], { predicateType: type, predicate, ...more });
}

function verdict(where?: readonly object[], ...evidence: ReturnType<typeof review>[]) {
  const written = { type, by: 'ci', ...(where && { where }) };
  return judge(
    attestationCheck,
    written,
    factsOf({ evidence: evidence.length === 0 ? [review()] : evidence }),
  );
}

describe('when a statement of a type is asked for', () => {
  it('is there by a named signer', () => {
    expect(verdict().reasons).toEqual([]);
  });

  it.each([
    ['of another type', review({ predicateType: `${type}.1` }), 'NO_EVIDENCE'],
    ['by a stranger', review({ trust: byStranger }), 'UNTRUSTED'],
    [
      'that cannot be read',
      review({ subjects: [], problem: { code: 'UNPARSABLE', message: 'not JSON' } }),
      'UNPARSABLE',
    ],
  ])('is unknown with one %s', (_, evidence, code) => {
    expect(codesOf(verdict(undefined, evidence))).toEqual([code]);
  });

  it('is STALE when it is too old, and unknown when nothing proves its time', () => {
    const written = { type, by: 'ci', 'max-age': '1d' };
    const old = factsOf({ evidence: [review({ trust: signedBy('ci', { at: hoursAgo(25) }) })] });
    const timeless = factsOf({ evidence: [review({ trust: signedBy('ci', { at: 'unproven' }) })] });
    expect(codesOf(judge(attestationCheck, written, old))).toEqual(['STALE']);
    expect(codesOf(judge(attestationCheck, written, timeless))).toEqual(['INCOMPLETE']);
    expect(codesOf(judge(attestationCheck, written, factsOf({ evidence: [review()] })))).toEqual([]);
  });
});

describe('when its predicate must say something', () => {
  it.each([
    [{ at: '/result', equals: 'PASSED' }],
    [{ at: '/result', 'one-of': ['PASSED', 'WARNED'] }],
    [{ at: '/result', matches: 'PASS(ED)?', 'not-equals': 'FAILED' }],
    [{ at: '/score', number: '>= 7' }],
    [{ at: '/score', number: { min: 7, max: 8 } }],
    [{ at: '/score', equals: 7.5 }],
    [{ at: '/ok', equals: true }],
    [{ at: '/tests', set: { 'all-of': ['unit'] } }],
    [{ at: '/tests', set: { exactly: ['e2e', 'unit'] } }],
    [{ at: '/tests/1', equals: 'e2e' }],
    [{ at: '/a~1b/~0/1/x', equals: 'y' }],
  ])('passes with %j', (condition) => {
    expect(verdict([condition]).reasons).toEqual([]);
  });

  it.each([
    [{ at: '/result', equals: 'FAILED' }],
    [{ at: '/score', number: '> 8' }],
    [{ at: '/ok', equals: false }],
    [{ at: '/ok', equals: 'true' }],
    [{ at: '/tests', set: { 'all-of': ['load'] } }],
    [{ at: '/tests', set: { 'none-of': ['e2e'] } }],
    [{ at: '/nothing', equals: 'x' }],
  ])('fails with %j', (condition) => {
    expect(codesOf(verdict([condition]))).toEqual(['VIOLATION']);
  });

  it.each([
    [{ at: '/missing', equals: 'x' }],
    [{ at: '/result/deeper', equals: 'x' }],
    [{ at: '/tests/01', equals: 'e2e' }],
    [{ at: '/tests/-', equals: 'e2e' }],
    [{ at: '/tests/length', number: '>= 1' }],
    [{ at: '/constructor/name', equals: 'Object' }],
    [{ at: '/toString', contains: 'f' }],
    [{ at: '/score', contains: '7' }],
    [{ at: '/result', number: '>= 1' }],
    [{ at: '/big', number: '>= 1' }],
    [{ at: '/result', set: { 'all-of': ['PASSED'] } }],
    [{ at: '/result', semver: '>= 1' }],
    [{ at: '/ok', number: '>= 0' }],
    [{ at: '/tests', number: '>= 0' }],
    [{ at: '/tests/1x', equals: 'e2e' }],
    [{ at: '/tests/x1', equals: 'e2e' }],
  ])('is unknown with %j', (condition) => {
    expect(codesOf(verdict([condition]))).toEqual(['INCOMPLETE']);
  });

  it.each(['/toString', '/hasOwnProperty', '/tests/length'])(
    'finds nothing at %s, which every such value has',
    (at) => {
      expect(verdict([{ at, contains: 'a' }]).reasons).toMatchObject([{ message: `nothing is at ${at}` }]);
    },
  );

  it('reads a member named __proto__ as any other', () => {
    expect(verdict([{ at: '/__proto__/polluted', equals: 'yes' }]).reasons).toEqual([]);
  });

  it('takes a list for one of texts only where all of it is', () => {
    const mixed = review({ predicate: { tests: ['unit', 7] } });
    const [reason] = verdict([{ at: '/tests', set: { 'all-of': ['unit'] } }], mixed).reasons;
    expect(reason).toMatchObject({ code: 'INCOMPLETE', message: 'what is at /tests is no list of texts' });
  });

  it('says what is there instead, and not more than a line of it', () => {
    const observed = (value: unknown) =>
      verdict([{ at: '/a', equals: 'x' }], review({ predicate: { a: value } })).reasons[0]?.observed;
    expect(observed('y')).toBe('y');
    expect(observed(7)).toBe('7');
    expect(observed({ b: 1 })).toBe('{"b":1}');
    expect(observed('y'.repeat(80))).toBe('y'.repeat(80));
    expect(observed('y'.repeat(81))).toBe(`${'y'.repeat(80)}…`);
  });

  it('is unknown where there is no predicate at all', () => {
    expect(codesOf(verdict([{ at: '/result', equals: 'x' }], review({ predicate: undefined })))).toEqual([
      'INCOMPLETE',
    ]);
  });

  it('wants all of it from one document', () => {
    const one = review({ predicate: { a: 1 } });
    const other = review({ predicate: { b: 1 } });
    const where = [
      { at: '/a', equals: 1 },
      { at: '/b', equals: 1 },
    ];
    expect(codesOf(verdict(where, one, other))).toEqual(['INCOMPLETE']);
    expect(verdict(where, one, review({ predicate: { a: 1, b: 1 } })).reasons).toEqual([]);
  });
});

describe('when the options of attestation are read', () => {
  it.each([
    [{ type }],
    [{ by: 'ci' }],
    [{ type, by: 'ci', where: [] }],
    [{ type, by: 'ci', where: [{ at: '/a' }] }],
    [{ type, by: 'ci', where: [{ at: 'a', equals: 1 }] }],
    [{ type, by: 'ci', where: [{ at: '/a~2', equals: 1 }] }],
    [{ type, by: 'ci', where: [{ at: '/a', like: 1 }] }],
    [{ type, by: 'ci', where: [{ at: '/a', matches: '(' }] }],
  ])('refuses %j', (written) => {
    expect(mistakesOf(attestationCheck, written)).not.toEqual([]);
  });
});
