import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import { checks } from '../../src/policy/catalogue.ts';
import { refusalsOf } from './written.ts';

const root = join(import.meta.dirname, '../..');
const [complete = '', policies = ''] = await Promise.all(
  ['complete.yml', 'policies.yml'].map((name) => readFile(join(root, 'test/fixtures/config', name), 'utf8')),
);
const start = 'version: 1\npipelines: { p: { source: a/x, stages: [{ name: s, to: a/y }] } }\n';

const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  // Which keys are of an item's checks is said beside its properties.
  strictRequired: false,
  allowUnionTypes: true,
  validateFormats: false,
}).compile(configJsonSchema());

describe('when an editor validates a config with the JSON Schema', () => {
  it('the published file is what the sources generate', async () => {
    const published = await readFile(join(root, 'hoist.schema.json'), 'utf8');
    expect(JSON.parse(published)).toEqual(configJsonSchema());
  });

  it.each([
    ['complete', complete],
    ['policies', policies],
  ])('the example "%s" is valid', (_, text) => {
    validate(parse(text));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    ['an unknown key', 'version: 1\npipelines: {}\npolicys: {}\n'],
    [
      'an unknown key of a stage',
      'version: 1\npipelines: { p: { source: a/x, stages: [{ name: s, to: a/y, tags: x }] } }\n',
    ],
    ['a missing target', 'version: 1\npipelines: { p: { source: a/x, stages: [{ name: s }] } }\n'],
    [
      'a wrong value',
      'version: 1\npipelines: { p: { source: a/x, stages: [{ name: s, to: a/y, referrers: some }] } }\n',
    ],
    ['a wrong name', 'version: 1\npipelines: { p p: { source: a/x, stages: [{ name: s, to: a/y }] } }\n'],
    ['another version', 'version: 2\npipelines: {}\n'],
    ['an unknown check', `${start}policies: { a: [{ signatur: { by: ci } }] }\n`],
    ['an unknown option', `${start}policies: { a: [{ sbom: { min-component: 5 } }] }\n`],
    ['a wrong option', `${start}policies: { a: { require: [{ sbom: { min-components: many } }] } }\n`],
    ['two checks in one item', `${start}policies: { a: [{ tag: x, repository: y }] }\n`],
    ['an item without a check', `${start}policies: { a: [{ id: x }] }\n`],
    ['one alternative', `${start}policies: { a: [{ any: [{ tag: x }] }] }\n`],
    [
      'an alternative that warns',
      `${start}policies: { a: [{ any: [{ tag: x }, { tag: y, level: warn }] }] }\n`,
    ],
    ['an unknown operator', `${start}policies: { a: [{ tag: { like: x } }] }\n`],
    [
      'a rule by another operator',
      `${start}policies: { a: { rules: [{ field: tag, operator: is, values: [a] }] } }\n`,
    ],
    [
      'a signer of two kinds',
      `${start}trust: { signers: { a: { key: { pem: x }, github: { repository: a/b } } } }\n`,
    ],
    ['a signer of none', `${start}trust: { signers: { a: {} } }\n`],
    ['a root of nobody', `${start}trust: { roots: [sigstor] }\n`],
    ['a waiver of nothing', `${start}waivers: [{ id: a, check: size }]\n`],
    ['an unknown limit', `${start}limits: { waiver-min: 3d }\n`],
    ['an unknown feed', `${start}evidence: { feeds: { osv: x } }\n`],
  ])('%s is invalid there, and refused by Hoist', async (_, text) => {
    expect(validate(parse(text))).toBe(false);
    expect(await refusalsOf(text)).not.toEqual([]);
  });

  it('every key says what it is for', () => {
    const silent: string[] = [];
    const look = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { properties, ...rest } = schema as Readonly<Record<string, unknown>>;
      for (const [key, property] of Object.entries(properties ?? {})) {
        const place = `${path}/${key}`;
        if (typeof (property as { description?: unknown }).description !== 'string') silent.push(place);
        look(property, place);
      }
      for (const [key, part] of Object.entries(rest))
        look(part, Array.isArray(schema) ? path : `${path}(${key})`);
    };
    look(configJsonSchema(), '');
    expect(silent).toEqual([]);
  });

  it('every check is there by its name, with what it is for', () => {
    const { $defs } = configJsonSchema() as {
      readonly $defs: Readonly<Record<string, { readonly properties: Readonly<Record<string, unknown>> }>>;
    };
    for (const { name, title } of checks) {
      const expected = { description: title, $ref: `#/$defs/check-${name}` };
      expect($defs['item']?.properties[name]).toEqual(expected);
      expect($defs['alternative']?.properties[name]).toEqual(expected);
    }
  });

  it('every key of the complete example is there with its default', () => {
    const text = JSON.stringify(configJsonSchema());
    expect(text).toContain('"default":"%n"');
    expect(text).toContain('"default":["vulnerabilities","licenses","components","size"]');
  });
});
