import type * as z from 'zod';
import type { EvidencePart } from '../../domain/evidence.ts';
import { isJsonObject, type JsonObject } from '../../image/strict-json.ts';
import type { BindingClaims } from '../binding.ts';

/** A document in our words. */
export type ReadDocument = {
  /** For people: `SPDX 2.3 by syft-0.98.0`, `scan by trivy 0.50`. */
  readonly title: string;
  readonly parts: readonly EvidencePart[];
  readonly claims: BindingClaims;
};

/** A document that counts for nothing, and why. */
export type NotRead = {
  readonly problem: {
    readonly code: 'UNPARSABLE' | 'UNSUPPORTED' | 'INCOMPLETE';
    readonly message: string;
  };
  readonly title: string;
  /** It has the marks of no format that is read: what it may be about is not known. */
  readonly isStrange?: true;
};

export type Reading = ReadDocument | NotRead;

/** One format of reports: a file each in this folder, a row each in `format.ts`. */
export type Format = {
  readonly name: string;
  /** Looks at what marks the format and at nothing else, so that a broken document is said to be a broken one of it. */
  readonly recognises: (json: JsonObject) => boolean;
  readonly read: (json: JsonObject) => Reading;
};

/** What names no digest; a statement around it may. */
export const noClaims: BindingClaims = { exact: [], reference: [] };

export function notRead(title: string, code: NotRead['problem']['code'], message: string): NotRead {
  return { title, problem: { code, message } };
}

/** What is read: a document, or what stands `at` a place of one. */
type Source = { readonly json: unknown; readonly title: string; readonly at?: string };

/** Reads a document by its schema and goes on with what it says; the schema's first complaint is the problem. */
export function readAs<Schema extends z.ZodType>(
  schema: Schema,
  { json, title, at }: Source,
  then: (document: z.output<Schema>) => Reading,
): Reading {
  const result = schema.safeParse(json);
  if (result.success) return then(result.data);
  const issue = result.error.issues[0];
  const path = issue?.path ?? [];
  const where = [at, pathText(path)].filter(Boolean).join('.');
  // Go writes null for what it has not.
  if (path.length > 0 && (memberAt(json, path) ?? undefined) === undefined)
    return notRead(title, 'INCOMPLETE', `${where} is missing`);
  const why = (issue?.message ?? 'it is not what it should be').replace(/^Invalid \w+: /, '');
  return notRead(title, 'UNPARSABLE', `${where === '' ? 'the document' : where}: ${why}`);
}

/** `Results[0].Packages[3].Name`, cut where a document makes it long. */
function pathText(path: readonly PropertyKey[]): string {
  const text = path
    .slice(0, 12)
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      const name = String(step).slice(0, 60);
      return /^[@$\w-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
    })
    .join('');
  return text.replace(/^\./, '') + (path.length > 12 ? '…' : '');
}

function memberAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === 'number') value = value[step];
    else if (isJsonObject(value) && Object.hasOwn(value, step)) value = value[String(step)];
    else return undefined;
  }
  return value;
}
