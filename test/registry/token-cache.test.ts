import { describe, expect, test } from 'vitest';
import type { TokenAnswer } from '../../src/registry/schema.ts';
import { TokenCache } from '../../src/registry/token-cache.ts';

function bench(expiresIn = 300): {
  readonly cache: TokenCache;
  readonly obtain: () => Promise<string>;
  readonly pass: (seconds: number) => void;
  readonly fetched: () => number;
} {
  let now = 0;
  let count = 0;
  const cache = new TokenCache(() => now);
  const fetch = async (): Promise<TokenAnswer> => ({
    token: `t${(count += 1)}`,
    expiresIn,
    refreshToken: undefined,
  });
  return {
    cache,
    obtain: () => cache.obtain('key', fetch),
    pass: (seconds) => (now += seconds * 1_000),
    fetched: () => count,
  };
}

describe('TokenCache', () => {
  test.each([
    [60, 53, 55],
    [300, 269, 271],
    [3600, 3569, 3571],
  ])('when a token lives %i s, it is used at %i s and renewed at %i s (N34)', async (life, before, after) => {
    const { obtain, pass, fetched } = bench(life);
    expect(await obtain()).toBe('Bearer t1');
    pass(before);
    expect(await obtain()).toBe('Bearer t1');
    pass(after - before);
    expect(await obtain()).toBe('Bearer t2');
    expect(fetched()).toBe(2);
  });

  test('when many wait, it is fetched once (P53, F39a)', async () => {
    const { obtain, fetched } = bench();
    expect(await Promise.all(Array.from({ length: 20 }, obtain))).toEqual(
      Array.from({ length: 20 }, () => 'Bearer t1'),
    );
    expect(fetched()).toBe(1);
  });

  test('when a fetch fails, those who wait share it and the next one fetches anew', async () => {
    const cache = new TokenCache(() => 0);
    let count = 0;
    const fail = (): Promise<TokenAnswer> => {
      count += 1;
      return Promise.reject(new Error(`failure ${count}`));
    };
    const results = await Promise.allSettled([cache.obtain('key', fail), cache.obtain('key', fail)]);
    expect(results.map((result) => result.status === 'rejected' && String(result.reason))).toEqual([
      'Error: failure 1',
      'Error: failure 1',
    ]);
    await expect(cache.obtain('key', fail)).rejects.toThrow('failure 2');
  });

  test('when its token is refused, another is fetched; when that is refused too, it is over (F38)', async () => {
    const { cache, obtain } = bench();
    const first = await obtain();
    expect(cache.refuse('key', first)).toBe(true);
    const second = await obtain();
    expect(second).not.toBe(first);
    expect(cache.refuse('key', second)).toBe(false);
  });

  test('when a late answer refuses a token that was renewed meanwhile, the new one stays', async () => {
    const { cache, obtain, fetched } = bench();
    const first = await obtain();
    cache.refuse('key', first);
    const second = await obtain();
    expect(cache.refuse('key', first)).toBe(true);
    expect(await obtain()).toBe(second);
    expect(fetched()).toBe(2);
  });

  test('when a replacement has served for a while, a refusal is an expiry again (F37)', async () => {
    const { cache, obtain, pass } = bench();
    cache.refuse('key', await obtain());
    const second = await obtain();
    pass(120);
    expect(cache.refuse('key', second)).toBe(true);
    expect(await obtain()).toBe('Bearer t3');
  });

  test('when tokens live a quarter of what they say, each is renewed when it has run out (F59)', async () => {
    const { cache, obtain, pass, fetched } = bench(60);
    for (let number = 1; number <= 5; number += 1) {
      const token = await obtain();
      expect(token).toBe(`Bearer t${number}`);
      pass(15);
      expect(cache.refuse('key', token)).toBe(true);
    }
    expect(fetched()).toBe(5);
  });

  test('when it is not known what was sent, a token that is just fetched stays, an older one goes', async () => {
    const { cache, obtain, pass } = bench();
    const first = await obtain();
    expect(cache.refuse('key', undefined)).toBe(true);
    expect(await obtain()).toBe(first);
    pass(20);
    expect(cache.refuse('key', undefined)).toBe(true);
    expect(await obtain()).toBe('Bearer t2');
  });
});
