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

  it('is hidden as JSON, addresses and headers write it', () => {
    const mask = createMask();
    mask.add('pa"ss & wörd');
    for (const prefix of ['', 'u:', 'me:'])
      expect(mask.hide(`Basic ${Buffer.from(`${prefix}pa"ss & wörd\n`).toString('base64')}`)).toContain(
        '***',
      );
    expect(mask.hide(JSON.stringify({ a: 'pa"ss & wörd' }))).toBe('{"a":"***"}');
    expect(mask.hide(`?p=${encodeURIComponent('pa"ss & wörd')}`)).toBe('?p=***');
    expect(mask.hide('\ud800')).toBe('\ud800');
  });

  it('is hidden in the sentences of a document, and never makes a digest another', () => {
    const mask = createMask();
    for (const secret of ['abcd', 'ghs_0123456789abcdef']) mask.add(secret);
    const document = {
      digest: 'sha256:abcd0123',
      list: [{ message: 'you sent abcd', size: 7, none: null }],
      comment: 'ghs_0123456789abcdef',
    };
    expect(mask.hideIn(document)).toEqual({
      digest: 'sha256:abcd0123',
      list: [{ message: 'you sent ***', size: 7, none: null }],
      comment: '***',
    });
  });

  it('is not hidden when it is so short that hiding would blank the log (A40)', () => {
    const mask = createMask();
    expect([mask.add(''), mask.add('a')]).toEqual([[], []]);
    expect(mask.hide('a banana')).toBe('a banana');
  });
});
