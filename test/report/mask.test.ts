import { describe, expect, it } from 'vitest';
import { createMask } from '../../src/report/mask.ts';

describe('when a secret was named', () => {
  it('is hidden wherever it is, the longer of two first', () => {
    const mask = createMask();
    expect(mask.add('hunter2')).toEqual(['hunter2']);
    mask.add('hunter2-and-more');
    expect(mask.hide('hunter2-and-more, hunter2hunter2')).toBe('***, ******');
  });

  it('is hidden by line too, and told once', () => {
    const mask = createMask();
    const pem = '-----BEGIN KEY-----\nMIIEvQIBADANBg\n==\n-----END KEY-----';
    expect(mask.add(pem)).toEqual([pem, '-----BEGIN KEY-----', 'MIIEvQIBADANBg', '-----END KEY-----']);
    expect(mask.hide('line MIIEvQIBADANBg')).toBe('line ***');
    expect(mask.add(pem)).toEqual([]);
  });

  it('is not hidden when it is so short that hiding would blank the log (A40)', () => {
    const mask = createMask();
    expect([mask.add(''), mask.add('a')]).toEqual([[], []]);
    expect(mask.hide('a banana')).toBe('a banana');
  });
});
