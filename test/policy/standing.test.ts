import { describe, expect, it } from 'vitest';
import type { Trust } from '../../src/domain/evidence.ts';
import type { By } from '../../src/policy/by.ts';
import { standing } from '../../src/policy/standing.ts';
import { byStranger, judgingOf, localFile, signedBy, unsigned } from './facts.ts';

const any: By = { names: [], groups: [[]] };
const ci: By = { names: ['ci', 'local'], groups: [['ci', 'local']] };
const of = (
  trust: Trust,
  by = any,
  more: { readonly unsigned?: boolean; readonly localCounts?: boolean } = {},
) =>
  standing(trust, {
    by,
    judging: judgingOf({ localCounts: more.localCounts ?? true }),
    unsigned: more.unsigned ?? false,
  });

describe('when it is asked how far a document is believed', () => {
  it('signed, it speaks for the signers that are named, or for all where none is', () => {
    expect(of(signedBy(['ci', 'qa']))).toEqual({ names: ['ci', 'qa'], byOthers: false });
    expect(of(signedBy(['qa', 'ci']), ci)).toEqual({ names: ['ci'], byOthers: false });
    expect(of(signedBy(['qa', 'x']), ci)).toEqual({
      names: [],
      byOthers: true,
      why: 'signed by qa, x, the policy wants ci or local',
    });
  });

  it('untrusted, it speaks for nobody, whatever the check takes', () => {
    for (const more of [{}, { unsigned: true }])
      expect(of(byStranger, any, more)).toMatchObject({ names: [], byOthers: true });
  });

  it('a file of the job speaks where it is named and counts, and is by nobody else', () => {
    expect(of(localFile, ci)).toEqual({ names: ['local'], byOthers: false });
    for (const [by, more] of [
      [any, {}],
      [any, { unsigned: true }],
      [ci, { localCounts: false }],
    ] as const)
      expect(of(localFile, by, more)).toMatchObject({
        names: [],
        byOthers: false,
        why: expect.stringContaining('a file of this job') as string,
      });
  });

  it('unsigned, it speaks only where the check says so, for whom that names', () => {
    expect(of(unsigned, ci)).toEqual({ names: [], byOthers: false, why: 'unsigned' });
    expect(of(unsigned, ci, { unsigned: true })).toEqual({ names: ['ci', 'local'], byOthers: false });
    expect(of(unsigned, any, { unsigned: true })).toEqual({ names: [], byOthers: false });
  });
});
