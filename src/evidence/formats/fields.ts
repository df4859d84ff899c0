import * as z from 'zod';
import { isJsonObject } from '../../image/strict-json.ts';

/** More packages, findings or files than any image has: a document with more is not read. */
const longestList = 200_000;

export const text = z.string();

/** A member that may be absent and is looked at later. */
export const anything = z.unknown().optional();

/** Absent, null and empty are one to the tools that write these documents, most of them in Go. */
export const optionalText = z
  .string()
  .nullish()
  .transform((value) => value || undefined);

/** An instant as ISO 8601 with its zone; any other text says nothing, as a time without zone is another one elsewhere. */
export const optionalTime = optionalText.transform((value) =>
  value !== undefined && time.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined,
);

/** A day, or an instant. */
export const optionalDay = optionalText.transform((value) =>
  value !== undefined && day.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined,
);

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const day = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))?$/;

export const optionalFlag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? undefined);

/** A CVSS base score. */
export const optionalScore = z
  .number()
  .min(0)
  .max(10)
  .nullish()
  .transform((value) => value ?? undefined);

/**
 * A list. It stops at the first entry that is not as it should be: zod's own collects a complaint about each, which for
 * a hostile document of a million wrong entries is a gigabyte.
 */
export function list<Item extends z.ZodType>(item: Item) {
  return anything.transform(
    (value, context): readonly z.output<Item>[] => readList(item, value, context) ?? [],
  );
}

/** A list that may be absent or null: undefined then. */
export function optionalList<Item extends z.ZodType>(item: Item) {
  return anything.transform((value, context): readonly z.output<Item>[] | undefined =>
    value === undefined || value === null ? undefined : readList(item, value, context),
  );
}

/** An object with free keys; absent or null is empty. Free of prototypes, as the keys are anybody's. */
export function map<Value extends z.ZodType>(item: Value) {
  return anything.transform((value, context): Readonly<Record<string, z.output<Value>>> => {
    const read = Object.create(null) as Record<string, z.output<Value>>;
    if (value === undefined || value === null) return read;
    if (!isJsonObject(value)) {
      complain(context, value, 'expected object', []);
      return read;
    }
    const names = Object.keys(value);
    if (isTooLong(names.length)) {
      complain(context, value, tooLong(names.length), []);
      return read;
    }
    for (const name of names) {
      const result = item.safeParse(value[name]);
      if (!result.success) {
        complainOf(context, result.error, name);
        return read;
      }
      read[name] = result.data;
    }
    return read;
  });
}

/** A transform's view of what is wrong, as far as it is used here. */
type Context = { readonly issues: z.core.$ZodRawIssue[] };

function readList<Item extends z.ZodType>(
  item: Item,
  value: unknown,
  context: Context,
): readonly z.output<Item>[] | undefined {
  if (!Array.isArray(value)) {
    complain(context, value, 'expected array', []);
    return undefined;
  }
  if (isTooLong(value.length)) {
    complain(context, value, tooLong(value.length), []);
    return undefined;
  }
  const read: z.output<Item>[] = [];
  for (let index = 0; index < value.length; index += 1) {
    const result = item.safeParse(value[index]);
    if (!result.success) {
      complainOf(context, result.error, index);
      return undefined;
    }
    read.push(result.data);
  }
  return read;
}

/** Of a list that may be walked only in part, so how much longer it is may not be known. */
export function tooLong(length: number): string {
  return `it has ${length} entries or more, and ${longestList} are read`;
}

export function isTooLong(length: number): boolean {
  return length > longestList;
}

/** Passes the first complaint about an entry on, with the entry's place before its path. */
export function complainOf(context: Context, error: z.ZodError, ...place: readonly PropertyKey[]): void {
  const first = error.issues[0];
  complain(context, undefined, first?.message ?? 'it is not as it should be', [
    ...place,
    ...(first?.path ?? []),
  ]);
}

export function complain(
  context: Context,
  input: unknown,
  message: string,
  path: readonly PropertyKey[],
): void {
  context.issues.push({ code: 'custom', input, message, path: [...path] });
}
