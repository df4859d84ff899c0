import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkNames, checks, findCheck } from '../../src/policy/catalogue.ts';
import { checksOf } from '../../src/policy/language.ts';

describe('when a policy names a check', () => {
  it('every file of checks is in the catalogue, under its own name', async () => {
    const files = await readdir(join(import.meta.dirname, '../../src/policy/checks'));
    expect([...checkNames].sort()).toEqual(files.map((file) => file.replace(/\.ts$/, '')).sort());
  });

  it('names are unique, and none is a key that an item may have besides', () => {
    expect(new Set(checkNames).size).toBe(checkNames.length);
    for (const name of checkNames) {
      expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
      expect(name).not.toBe('any');
      expect(checksOf({ [name]: {} })).toEqual([name]);
    }
  });

  it('every title is one sentence', () => {
    for (const { title } of checks) expect(title).toMatch(/^[A-Z][^\n]*\.$/);
  });

  it('what every object has is no check', () => {
    expect(['constructor', 'toString', '__proto__'].map(findCheck)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
