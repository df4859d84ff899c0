import { describe, expect, it } from 'vitest';
import type { Reason } from '../../src/domain/decision.ts';
import { violation } from '../../src/policy/judgement.ts';
import { anyOne } from '../../src/policy/one-document.ts';
import { digestFor, evidenceOf, signaturePart } from './facts.ts';

const [low, high] = ['a', 'b'].map((name) => digestFor(name)).toSorted();
const first = evidenceOf(signaturePart, { digest: low ?? digestFor('a') });
const second = evidenceOf(signaturePart, { digest: high ?? digestFor('b') });
const bad = violation('bad');
const vague: Reason = { code: 'INCOMPLETE', message: 'vague' };

/** What two documents with these reasons come to, whichever the registry lists first. */
function both(one: readonly Reason[], other: readonly Reason[]) {
  const listed = [
    { part: one, evidence: first },
    { part: other, evidence: second },
  ];
  const results = [listed, listed.toReversed()].map((list) => anyOne(list, ({ part }) => part));
  expect(results[0]).toEqual(results[1]);
  return results[0];
}

describe('when one of several documents must satisfy everything', () => {
  it('the one that does is taken, and the other set aside with what is wrong with it', () => {
    expect(both([bad], [])).toEqual({
      reasons: [],
      used: [second],
      ignored: [{ digest: first.digest, title: first.title, why: 'bad' }],
    });
  });

  it('of two that do, one is enough', () => {
    expect(both([], [])).toEqual({
      reasons: [],
      used: [first],
      ignored: [{ digest: second.digest, title: second.title, why: 'another one is enough' }],
    });
  });

  it('of two that do not, the one with less wrong is told of', () => {
    expect(both([bad, vague], [vague])).toMatchObject({ reasons: [vague], used: [second] });
  });

  it('of two with as much wrong, the one that is known to be wrong is told of', () => {
    expect(both([vague], [bad])).toMatchObject({ reasons: [bad], used: [second] });
    expect(both([bad, vague], [vague, vague])).toMatchObject({ reasons: [bad, vague], used: [first] });
  });

  it('of two with the same wrong, always the same one is told of (I8)', () => {
    expect(both([bad], [bad])).toMatchObject({ used: [first] });
    expect(both([vague], [vague])).toMatchObject({ used: [first] });
  });

  it('a document that says several things is not set aside for another of them', () => {
    const parts = [[bad], []].map((part) => ({ part, evidence: first }));
    expect(anyOne(parts, ({ part }) => part)).toEqual({ reasons: [], used: [first], ignored: [] });
  });

  it('none has no reasons of its own', () => {
    expect(anyOne([], () => [bad])).toEqual({ reasons: [] });
  });
});
