import { describe, expect, it } from 'vitest';
import { distinctSigners } from '../../src/policy/distinct-signers.ts';
import { byStranger, evidenceOf, localFile, signaturePart, signedBy, unsigned } from './facts.ts';

const by = (...signers: readonly string[]) => evidenceOf(signaturePart, { trust: signedBy(signers) });

describe('when different signers are counted', () => {
  it.each<[string, readonly (readonly string[])[], readonly string[], number]>([
    ['nothing', [], [], 0],
    ['one signature', [['a']], ['a', 'b'], 1],
    ['two of one signer', [['a'], ['a']], ['a', 'b'], 1],
    ['two of two', [['a'], ['b']], ['a', 'b'], 2],
    ['one identity of two names', [['a', 'b']], ['a', 'b'], 1],
    [
      'one identity of two names, twice and in another order',
      [
        ['a', 'b'],
        ['b', 'a'],
      ],
      ['a', 'b'],
      1,
    ],
    ['one identity of two names and another', [['a', 'b'], ['a']], ['a', 'b'], 2],
    ['three for two names', [['a', 'b'], ['a'], ['b']], ['a', 'b'], 2],
    // Each is given a name of its own, whichever comes first.
    ['a chain that has to be moved', [['a', 'b'], ['a', 'c'], ['a']], ['a', 'b', 'c'], 3],
    ['others than those named', [['a'], ['x'], ['y']], ['a', 'b'], 1],
    [
      'names besides those named',
      [
        ['a', 'x'],
        ['a', 'y'],
      ],
      ['a'],
      1,
    ],
    ['anybody', [['a'], ['x']], [], 2],
  ])('%s: %j for %j is %i', (_, documents, names, expected) => {
    const evidence = documents.map((signers) => by(...signers));
    expect(distinctSigners(evidence, names)).toBe(expected);
    expect(distinctSigners(evidence.toReversed(), names)).toBe(expected);
  });

  it('what is not signed is by nobody', () => {
    const others = [unsigned, byStranger, localFile].map((trust) => evidenceOf(signaturePart, { trust }));
    expect(distinctSigners(others, [])).toBe(0);
    expect(distinctSigners([...others, by('a')], ['a', 'local'])).toBe(1);
  });
});
