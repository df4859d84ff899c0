import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions } from '../../src/domain/version-range.ts';

describe('when two versions are compared', () => {
  it.each([
    ['1.2.3', '1.2.4', -1],
    ['1.10.0', '1.9.0', 1],
    ['v1.2.3', '1.2.3', 0],
    ['1.2.3-rc.1', '1.2.3', -1],
    ['1.2.3-rc.2', '1.2.3-rc.10', -1],
    ['1.2', '1.2.3', undefined],
    ['1.2.3', 'latest', undefined],
    ['', '', undefined],
  ])('%j and %j: %s', (a, b, expected) => {
    expect(compareVersions(a, b)).toBe(expected);
  });

  it('when they change places, the answer turns round', () => {
    const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(compareVersions(a, b)).toBe(-(compareVersions(b, a) ?? Number.NaN) + 0);
      }),
    );
  });
});
