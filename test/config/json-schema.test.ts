import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configJsonSchema } from '../../src/config/json-schema.ts';
import { refusalsOf } from './written.ts';

const root = join(import.meta.dirname, '../..');
const complete = await readFile(join(root, 'test/fixtures/config/complete.yml'), 'utf8');

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

  it('the complete example is valid', () => {
    validate(parse(complete));
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

  it('every key of the complete example is there with its default', () => {
    const text = JSON.stringify(configJsonSchema());
    expect(text).toContain('"default":"%n"');
    expect(text).toContain('"default":["vulnerabilities","licenses","components","size"]');
  });
});
