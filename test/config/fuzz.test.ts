import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { keyText } from '../servers/keys.ts';
import { refusalsOf } from './written.ts';

const [complete = '', policies = ''] = await Promise.all(
  ['complete.yml', 'policies.yml'].map((name) =>
    readFile(join(import.meta.dirname, '../fixtures/config', name), 'utf8'),
  ),
);
const { publicKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const certs = { 'certs/internal.pem': keyText('ca.pem'), '.promotion/cosign.pub': publicKey };

describe('when a config is anything', () => {
  it.each([
    ['complete', complete],
    ['policies', policies],
  ])(
    'the example "%s", broken at any place, is accepted or refused with a place in the file',
    async (_, text) => {
      const lines = text.split('\n').length;
      const scrap = fc.constantFrom(
        '',
        ' ',
        '\t',
        ':',
        '- ',
        '{',
        ']',
        "'",
        '*',
        '&a ',
        '!x ',
        '%',
        '<<: ',
        '~',
        '1',
        'é',
        '\0',
        '\n',
      );
      const cut = fc.tuple(fc.nat(text.length), fc.nat(6), scrap);
      await fc.assert(
        fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 3 }), async (cuts) => {
          const broken = cuts.reduce(
            (now, [at, drop, put]) => now.slice(0, at) + put + now.slice(at + drop),
            text,
          );
          for (const { at, message } of await refusalsOf(broken, certs)) {
            const [line, column] = at.split(':').map(Number);
            expect(line).toBeGreaterThan(0);
            expect(line).toBeLessThanOrEqual(lines + 4);
            expect(column).toBeGreaterThan(0);
            expect(message).not.toBe('');
          }
        }),
        { numRuns: 300 },
      );
    },
  );

  it('of any shape under its keys, it is accepted or refused, never more', async () => {
    const leaf = fc.oneof(
      fc.constantFrom('a/x', '%n', '*', '{name}', 'qa', '__proto__', 'constructor', '30d'),
      fc.constant(null),
      fc.integer(),
      fc.boolean(),
    );
    const keys = fc.constantFrom(
      ...'source repository repositories tags semver matches stages name to tag move policy environment'.split(
        ' ',
      ),
      ...'after missing require extends rules by signers file ca on'.split(' '),
      ...'any id level signature sbom vulnerabilities max deny glob all-of severity-scale field'.split(' '),
      ...'values operator github identity key pem roots match check rule files feeds waivable'.split(' '),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5, withCrossShrink: true },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(keys, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    const sections = fc.constantFrom(
      'pipelines',
      'registries',
      'policies',
      'trust',
      'evidence',
      'waivers',
      'copy',
      'notify',
      'record',
      'limits',
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(sections, tree, { maxKeys: 4 }), async (parts) => {
        const text = stringify({
          version: 1,
          pipelines: { p: { source: 'a/x', stages: [{ name: 's', to: 'a/y' }] } },
          ...parts,
        });
        for (const { at } of await refusalsOf(text)) expect(at).toMatch(/^\d+:\d+$/);
      }),
      { numRuns: 500 },
    );
  });
});
