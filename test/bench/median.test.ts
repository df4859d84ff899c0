import { describe, expect, it } from 'vitest';
import { median } from './median.ts';

describe('the median', () => {
  it.each([
    [[], undefined],
    [[3], 3],
    [[10, 2, 9], 9],
    [[4, 1, 3, 2], 2.5],
    [[1, 1, 100], 1],
  ])('of %j is %s', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});
