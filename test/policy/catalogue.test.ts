import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkNames, checks, findCheck } from '../../src/policy/catalogue.ts';
import { checksOf } from '../../src/policy/language.ts';
import { samples } from './samples.ts';

/** What each check looks at besides the image itself: what is not asked for is not found out. */
const lookingAtEvidence = new Set([
  'signature',
  'provenance',
  'attestation',
  'sbom',
  'components',
  'licenses',
  'vulnerabilities',
  'base-image',
  'os',
  'promoted',
  'summary',
  'tests',
  // Provenance proves the commit.
  'checks',
  'source',
  'review',
]);

describe('when a check with options is bound', () => {
  const cases = samples
    .filter(({ check }) => !['age', 'no-downgrade'].includes(check.name))
    .map(
      ({ check, written }) => [check.name, written, () => check.bind(check.schema.parse(written))] as const,
    );

  it.each(cases)('%s with %j asks for evidence where it judges by evidence', (name, _, bind) => {
    expect(bind().needs.evidence).toBe(lookingAtEvidence.has(name));
  });

  it.each(cases)('%s with %j names its signers and no others', (_, written, bind) => {
    const { signers } = bind();
    const text = JSON.stringify(written);
    expect(signers.filter((name) => !text.includes(`"${name}"`))).toEqual([]);
    expect(signers.length > 0).toBe(text.includes('"by":'));
  });
});

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

  it('each is found by its name', () => {
    for (const name of checkNames) expect(findCheck(name)?.name).toBe(name);
    expect(findCheck('no-such-check')).toBeUndefined();
  });

  it('what every object has is no check', () => {
    expect(['constructor', 'toString', '__proto__'].map(findCheck)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
