import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { keyText } from '../servers/keys.ts';
import { refusalsOf } from './written.ts';

const complete = await readFile(join(import.meta.dirname, '../fixtures/config/complete.yml'), 'utf8');
const certs = { 'certs/internal.pem': keyText('ca.pem') };

describe('when a config is anything', () => {
  it('broken at any place, it is accepted or refused with a place in the file, never more', async () => {
    const lines = complete.split('\n').length;
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
    const cut = fc.tuple(fc.nat(complete.length), fc.nat(6), scrap);
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 3 }), async (cuts) => {
        const text = cuts.reduce(
          (now, [at, drop, put]) => now.slice(0, at) + put + now.slice(at + drop),
          complete,
        );
        for (const { at, message } of await refusalsOf(text, certs)) {
          const [line, column] = at.split(':').map(Number);
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(lines + 4);
          expect(column).toBeGreaterThan(0);
          expect(message).not.toBe('');
        }
      }),
      { numRuns: 300 },
    );
  });

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
