import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';

type Schema = Readonly<Record<string, unknown>>;
type Parameter = {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
};
type Media = { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
type Ref = { readonly $ref?: string };
type Operation = {
  readonly parameters?: readonly (Parameter | Ref)[];
  readonly requestBody?: Media;
  readonly responses: Readonly<Record<string, Media & Ref>>;
};
type Description = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export type Asked = {
  readonly method: string;
  /** As it came, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Undefined: none was sent. */
  readonly body: unknown;
};

/** What of an exchange is not as GitHub's own OpenAPI description says; nothing is well. */
export type Contract = {
  /** `GET /repos/{owner}/{repo}`; undefined: GitHub offers no such path. */
  operation(asked: Asked): string | undefined;
  request(operation: string, asked: Asked): readonly string[];
  answer(operation: string, status: number, body: unknown): readonly string[];
  /**
   * What a test says of something (`check-run`, `deployment`) with every other field that GitHub's description requires,
   * each as empty as it may be.
   */
  filled(schema: string, given: Readonly<Record<string, unknown>>): Record<string, unknown>;
};

const file = join(import.meta.dirname, 'openapi.json');
let opened: Contract | undefined;

/** GitHub's description, cut by `scripts/cut-openapi.ts`; schemas are compiled when first used. */
export function gitHubContract(): Contract {
  opened ??= contractOf(JSON.parse(readFileSync(file, 'utf8')) as Description);
  return opened;
}

/**
 * OpenAPI 3.0's `nullable` as JSON Schema says it, and references from anywhere to the one place of the components.
 * The description lags: since July 2026 one of an attestation's `bundle` and `bundle_url` may be null.
 */
function withNulls(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => withNulls(one));
  if (typeof value !== 'object' || value === null) {
    return key === '$ref' ? String(value).replace(/^#/, 'github#') : value;
  }
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, withNulls(inner, name)]),
  );
  return nullable === true || key === 'bundle' || key === 'bundle_url'
    ? { anyOf: [rest, { type: 'null' }] }
    : rest;
}

function contractOf(description: Description): Contract {
  const components = withNulls(description.components);
  // Formats are hints only.
  const ajv = new Ajv({ strict: false, validateFormats: false, coerceTypes: false, allErrors: false });
  ajv.addSchema({ $id: 'github', components });
  const coercing = new Ajv({ strict: false, validateFormats: false, coerceTypes: true });
  coercing.addSchema({ $id: 'github', components });
  const compiled = new Map<string, ValidateFunction>();
  const templates = Object.keys(description.paths).map((path) => ({ path, pattern: patternOf(path) }));

  function validate(key: string, schema: Schema, value: unknown, by = ajv): readonly string[] {
    let known = compiled.get(key);
    if (known === undefined) {
      known = by.compile(withNulls(schema) as Schema);
      compiled.set(key, known);
    }
    if (known(value)) return [];
    return (known.errors ?? []).map(
      ({ instancePath, message }) => `${key}: ${instancePath || 'it'} ${message}`,
    );
  }

  function find(operation: string): Operation {
    const [method = '', path = ''] = operation.split(' ');
    const found = description.paths[path]?.[method.toLowerCase()];
    if (found === undefined) throw new Error(`no operation ${operation}`);
    return found;
  }

  function resolved<T extends object>(value: T | Ref): T {
    if (!('$ref' in value) || value.$ref === undefined) return value as T;
    const [, , kind = '', name = ''] = value.$ref.split('/');
    return description.components[kind]?.[name] as T;
  }

  /** The components that a schema is made of, followed to the end. */
  function followed(schema: Schema): Schema {
    const { allOf, anyOf, oneOf, $ref } = schema as {
      readonly $ref?: string;
      readonly [list: string]: unknown;
    };
    if ($ref !== undefined) return followed(resolved<Schema>({ $ref }));
    const [first] = [allOf, anyOf, oneOf].find(Array.isArray) ?? [];
    return first === undefined ? schema : { ...schema, ...followed(first as Schema) };
  }

  function emptiest(written: Schema): unknown {
    const schema = followed(written);
    if (schema['nullable'] === true) return null;
    if (Array.isArray(schema['enum'])) return schema['enum'][0];
    switch (schema['type']) {
      case 'string':
        return schema['format'] === 'date-time' ? '2026-01-02T03:04:05Z' : '';
      case 'integer':
      case 'number':
        return 0;
      case 'boolean':
        return false;
      case 'array':
        return [];
      default:
        return fill(schema, {});
    }
  }

  function fill(written: Schema, given: unknown): unknown {
    const schema = followed(written);
    if (Array.isArray(given)) {
      const { items } = schema as { readonly items?: Schema };
      return items === undefined ? given : given.map((one) => fill(items, one));
    }
    if (typeof given !== 'object' || given === null) return given;
    const { properties = {}, required = [] } = schema as {
      readonly properties?: Readonly<Record<string, Schema>>;
      readonly required?: readonly string[];
    };
    const missing = required.filter((name) => !(name in given));
    const own = Object.entries(given).map(([name, value]) => [name, fill(properties[name] ?? {}, value)]);
    return Object.fromEntries([...missing.map((name) => [name, emptiest(properties[name] ?? {})]), ...own]);
  }

  return {
    filled: (schema, given) =>
      fill({ $ref: `#/components/schemas/${schema}` }, given) as Record<string, unknown>,
    operation({ method, path }) {
      const found = templates.filter(({ pattern }) => pattern.test(path));
      // A path that is written out wins over one with a parameter in its place.
      const [best] = found.toSorted((a, b) => a.path.split('{').length - b.path.split('{').length);
      if (best === undefined || description.paths[best.path]?.[method.toLowerCase()] === undefined)
        return undefined;
      return `${method} ${best.path}`;
    },
    request(operation, { query, body }) {
      const { parameters = [], requestBody } = find(operation);
      const inQuery = parameters.map((one) => resolved<Parameter>(one)).filter((one) => one.in === 'query');
      const wrong: string[] = [];
      for (const [name, value] of query) {
        const parameter = inQuery.find((one) => one.name === name);
        if (parameter === undefined) wrong.push(`${operation} takes no ${name} in its query`);
        else {
          const key = `${operation}?${name}`;
          const schema = { type: 'object', properties: { value: parameter.schema } };
          wrong.push(...validate(key, schema, { value }, coercing));
        }
      }
      const schema = requestBody?.content?.['application/json']?.schema;
      if (schema === undefined) return body === undefined ? wrong : [...wrong, `${operation} takes no body`];
      return [
        ...wrong,
        ...unknownFields(schema, body).map((name) => `${operation} takes no ${name} in its body`),
        ...validate(`${operation}, the body`, schema, body),
      ];
    },
    answer(operation, status, body) {
      const told = find(operation).responses[String(status)];
      // Not every operation lists the errors that each can have.
      if (told === undefined) return status >= 400 ? [] : [`${operation} never answers ${status}`];
      const schema = resolved<Media>(told).content?.['application/json']?.schema;
      return schema === undefined ? [] : validate(`${operation}, answer ${status}`, schema, body);
    },
  };
}

/** A misspelt field would be ignored by GitHub. */
function unknownFields(schema: Schema, body: unknown): readonly string[] {
  const { properties } = schema;
  if (typeof body !== 'object' || body === null || typeof properties !== 'object' || properties === null)
    return [];
  return Object.keys(body).filter((name) => !(name in properties));
}

/** `{path}` at the end takes the slashes of file names, which the client leaves as they are. */
function patternOf(path: string): RegExp {
  const text = path
    .replace(/contents\/\{path\}$/, 'contents/(?:.+)')
    .replace(/git\/ref\/\{ref\}$/, 'git/ref/(?:.+)')
    .replaceAll(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${text}$`);
}
