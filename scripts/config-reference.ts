// The tables of keys in docs/config.md, from the schema that the config is read with.
import { cellText, markdownTable, withSection } from './marked-section.ts';

/** As much of JSON Schema as the config's has. */
export type Schema = {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: string | number | boolean;
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
};

/** A map of named keys, where it is in the config: `pipelines.*.stages[]`; `top` for the whole. */
export type KeyedMap = { readonly path: string; readonly forms: readonly Schema[] };

/**
 * The page with a table of keys in every `<!-- keys PATH -->`. Throws where the page leaves a map of the schema out, or
 * names one that there is not.
 */
export function configReference(page: string, schema: Schema): string {
  const maps = new Map(keyedMaps(schema).map((map) => [map.path, map]));
  const defs = schema.$defs ?? {};
  const shown = [...page.matchAll(/<!-- keys (\S+) -->/g)].map((match) => match[1] ?? '');
  const left = [...maps.keys()].filter((path) => !shown.includes(path));
  if (left.length > 0) throw new Error(`the page has no table for ${left.join(', ')}`);
  return shown.reduce((text, path) => {
    const map = maps.get(path);
    if (map === undefined) throw new Error(`the config has no map ${path}`);
    return withSection(text, `keys ${path}`, keysTable(map, defs));
  }, page);
}

/** The name of a definition that a schema refers to. */
export function refName({ $ref }: Schema): string | undefined {
  return $ref?.replace('#/$defs/', '');
}

/**
 * Every map with keys of its own in a schema, each once, outermost first. Checks are told of on a page of their own,
 * and an alternative of `any` is an item with fewer keys.
 */
export function keyedMaps(schema: Schema): readonly KeyedMap[] {
  const found = new Map<string, Schema[]>();
  collect(schema, '', { found, defs: schema.$defs ?? {}, seen: new Set(['alternative']) });
  return [...found].map(([path, forms]) => ({ path: path === '' ? 'top' : path, forms }));
}

type Collection = {
  readonly found: Map<string, Schema[]>;
  readonly defs: Readonly<Record<string, Schema>>;
  /** Definitions that are told of already. */
  readonly seen: Set<string>;
};

function collect(schema: Schema, path: string, collection: Collection): void {
  const { found, defs, seen } = collection;
  const name = refName(schema);
  if (name !== undefined) {
    if (isToldElsewhere(name) || seen.has(name)) return;
    seen.add(name);
    collect(defs[name] ?? {}, path, collection);
    return;
  }
  for (const form of schema.anyOf ?? []) collect(form, path, collection);
  if (schema.items !== undefined) collect(schema.items, `${path}[]`, collection);
  if (typeof schema.additionalProperties === 'object')
    collect(schema.additionalProperties, `${path}.*`, collection);
  if (schema.properties === undefined || isFromFile(schema)) return;
  // One thing, written as a map or as a list of maps, is told of once.
  const place = path.endsWith('[]') && found.has(path.slice(0, -2)) ? path.slice(0, -2) : path;
  found.set(place, [...(found.get(place) ?? []), schema]);
  for (const [key, value] of Object.entries(schema.properties)) {
    collect(value, place === '' ? key : `${place}.${key}`, collection);
  }
}

/** Forms that many options have: docs/checks.md tells of each once, under this heading. */
const commonForms: ReadonlyMap<string, string> = new Map([
  ['text-condition', 'conditions'],
  ['number-condition', 'conditions'],
  ['part-condition', 'conditions'],
  ['signers', 'signers'],
  ['signers-or-local', 'signers'],
]);

/** What docs/checks.md tells of. */
function isToldElsewhere(name: string): boolean {
  return name.startsWith('check-') || commonForms.has(name);
}

/** `{ file: PATH }` may stand for several parts: the page tells of it in words. */
function isFromFile({ properties }: Schema): boolean {
  return Object.keys(properties ?? {}).join() === 'file';
}

const head = ['Key', 'Value', 'Default', 'What'];

function keysTable({ forms }: KeyedMap, defs: Collection['defs']): string {
  const keys = new Set(forms.flatMap(({ properties }) => Object.entries(properties ?? {})).flatMap(ownKey));
  return markdownTable(
    head,
    [...keys].map((key) => rowOf(key, { forms, defs })),
  );
}

function ownKey([key, value]: readonly [string, Schema]): string[] {
  return refName(value)?.startsWith('check-') === true ? [] : [key];
}

/** All options of a check in one table: `max.critical`, `deny[].purl`. Empty where it is no map. */
export function optionsTable(schema: Schema, defs: Collection['defs']): string | undefined {
  const rows = keyedMaps({ ...schema, $defs: defs }).flatMap(({ path, forms }) => {
    const keys = new Set(forms.flatMap(({ properties }) => Object.keys(properties ?? {})));
    const prefix =
      path === 'top' ? '' : path.startsWith('.') || path.startsWith('[') ? `…${path}.` : `${path}.`;
    return [...[...keys].map((key) => rowOf(key, { forms, defs, prefix })), ...anyKey(forms, defs, prefix)];
  });
  return rows.length === 0 ? undefined : markdownTable(head, rows);
}

/** Of a map that takes other keys than its own as well: labels by their names. */
function anyKey(forms: readonly Schema[], defs: Collection['defs'], prefix: string): string[][] {
  return forms.flatMap(({ properties, additionalProperties: other }) =>
    properties === undefined || typeof other !== 'object'
      ? []
      : [
          [
            `${prefix}any other key`,
            kindsOf(other, defs).join(' or '),
            '',
            cellText(other.description ?? ''),
          ],
        ],
  );
}

type Row = {
  readonly forms: readonly Schema[];
  readonly defs: Collection['defs'];
  readonly prefix?: string;
};

function rowOf(key: string, { forms, defs, prefix = '' }: Row): string[] {
  const values = forms.flatMap(({ properties }) => properties?.[key] ?? []);
  const [value] = values;
  const isRequired = forms.every(({ required }) => required?.includes(key) ?? false);
  const isOneForm = forms.length > 1 && !isRequired && forms.some(({ required }) => required?.includes(key));
  return [
    `\`${prefix}${key}\``,
    [...new Set(values.flatMap((each) => kindsOf(each, defs)))].join(' or '),
    isRequired ? '**required**' : isOneForm ? '' : defaultOf(value),
    cellText(value?.description ?? ''),
  ];
}

function defaultOf(value: Schema | undefined): string {
  const written = value?.default;
  if (written === undefined || isEmpty(written)) return '';
  return `\`${typeof written === 'string' ? written : JSON.stringify(written)}\``;
}

/** `{}` and `[]` say no more than that the key may be left out. */
function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** What may be written, in words; a condition is told of once, for all checks. */
export function kindsOf(schema: Schema, defs: Collection['defs']): readonly string[] {
  const name = refName(schema);
  const heading = commonForms.get(name ?? '');
  if (name !== undefined && heading !== undefined)
    return [`[${name.replaceAll('-', ' ')}](checks.md#${heading})`];
  if (name !== undefined) return kindsOf(defs[name] ?? {}, defs);
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.flatMap((form) => kindsOf(form, defs)))];
  if (schema.const !== undefined) return [`\`${String(schema.const)}\``];
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``);
  switch (schema.type) {
    case 'string':
      return ['text'];
    case 'boolean':
      return ['`true`', '`false`'];
    case 'integer':
    case 'number':
      return [numberText(schema)];
    case 'array':
      return ['list'];
    case 'object':
      return [mapOf(schema, defs)];
    default:
      return ['anything'];
  }
}

/** What the values of a map are is told where it is a form that the page tells of. */
function mapOf({ additionalProperties: value }: Schema, defs: Collection['defs']): string {
  const name = typeof value === 'object' ? refName(value) : undefined;
  return name !== undefined && typeof value === 'object' && commonForms.has(name)
    ? `map of ${kindsOf(value, defs).join(' or ')}`
    : 'map';
}

/** JSON Schema says of every integer that it is a safe one: no bound that a reader wants to know. */
function numberText({ type, minimum, maximum }: Schema): string {
  const name = type === 'integer' ? 'whole number' : 'number';
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum !== undefined && most !== undefined) return `${name}, ${minimum} to ${most}`;
  if (most !== undefined) return `${name}, up to ${most}`;
  return minimum === undefined ? name : `${name}, from ${minimum}`;
}
