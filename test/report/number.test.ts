import { describe, expect, it } from 'vitest';
import { bytesText, countText, durationText, instantText } from '../../src/report/number.ts';

describe('when numbers are read by people', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1024 * 1024 - 1, '1.0 MiB'],
    [50_541_363, '48.2 MiB'],
    [3 * 2 ** 40, '3.0 TiB'],
    [Number.MAX_SAFE_INTEGER, '8.0 PiB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });

  it.each([
    [0, '0.0 s'],
    [340, '0.3 s'],
    [9_960, '10 s'],
    [59_600, '1 min'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 5 min'],
    [-5, '0.0 s'],
  ])('writes %d ms as %s', (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });

  it('counts one as one', () => {
    expect([countText(1, 'blob'), countText(0, 'blob'), countText(2, 'blob')]).toEqual([
      '1 blob',
      '0 blobs',
      '2 blobs',
    ]);
  });

  it('writes an instant without fractions', () => {
    expect(instantText('2026-05-04T10:11:12.345Z')).toBe('2026-05-04 10:11:12 UTC');
  });
});
