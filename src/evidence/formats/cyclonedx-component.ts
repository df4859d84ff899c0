import * as z from 'zod';
import type { Package } from '../../domain/software.ts';
import { purlType } from './claimed-digest.ts';
import { defined } from './defined.ts';
import {
  anything,
  complain,
  complainOf,
  isTooLong,
  optionalList,
  optionalText,
  text,
  tooLong,
} from './fields.ts';

/** 1.7 allows expressions beside licences; we read both at any version. */
const license = z
  .object({
    license: z.object({ id: optionalText, name: optionalText, acknowledgement: optionalText }).nullish(),
    expression: optionalText,
    acknowledgement: optionalText,
  })
  .transform((one) => ({
    // A licence without any words is one that nobody knows, not none.
    text: one.expression ?? one.license?.id ?? one.license?.name ?? 'NOASSERTION',
    concluded: (one.acknowledgement ?? one.license?.acknowledgement) === 'concluded',
  }));

const component = z.object({
  'bom-ref': optionalText,
  type: text,
  group: optionalText,
  name: text,
  version: optionalText,
  purl: optionalText,
  licenses: optionalList(license),
  components: anything,
});

export type Component = z.output<typeof component>;

/** A list of components that is being walked, and where it hangs. */
type Place = { readonly list: readonly unknown[]; next: number; readonly parent: Place | undefined };

/**
 * Components with all that is nested in them, in the document's order; undefined where there is no list. A loop, as the
 * nesting is the document's.
 */
export const components = anything.transform((value, context): readonly Component[] | undefined => {
  if (value === undefined || value === null) return undefined;
  const read: Component[] = [];
  let place = openList(value, undefined);
  if (place === undefined) complain(context, value, 'expected array', []);
  while (place !== undefined) {
    if (place.next === place.list.length) {
      place = place.parent;
      continue;
    }
    const result = component.safeParse(place.list[place.next]);
    place.next += 1;
    if (!result.success) {
      complainOf(context, result.error, ...pathTo(place));
      return undefined;
    }
    read.push(result.data);
    if (isTooLong(read.length)) {
      complain(context, value, tooLong(read.length), []);
      return undefined;
    }
    const nested = result.data.components;
    if (nested === undefined || nested === null) continue;
    const inner: Place | undefined = openList(nested, place);
    if (inner === undefined) {
      complain(context, nested, 'expected array', [...pathTo(place), 'components']);
      return undefined;
    }
    place = inner;
  }
  return read;
});

function openList(value: unknown, parent: Place | undefined): Place | undefined {
  return Array.isArray(value) ? { list: value, next: 0, parent } : undefined;
}

/** Where the entry is that was read last. */
function pathTo(place: Place): PropertyKey[] {
  const path: PropertyKey[] = [];
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) {
    path.push(at.next - 1, 'components');
  }
  // The outermost list is where the schema stands.
  return path.reverse().slice(1);
}

export function isSoftware({ type }: Component): boolean {
  return type !== 'operating-system' && type !== 'file';
}

/**
 * An npm scope is part of the name; a Maven group is not part of the name by which people and the other formats call a
 * package. The package URL has both.
 */
export function packageOf(one: Component): Package {
  const all = one.licenses ?? [];
  const concluded = all.filter((other) => other.concluded);
  return defined({
    name: one.group?.startsWith('@') ? `${one.group}/${one.name}` : one.name,
    version: one.version,
    purl: one.purl,
    // CycloneDX's own type says `library` of nearly everything.
    type: purlType(one.purl),
    licenses: (concluded.length > 0 ? concluded : all).map((other) => other.text),
  });
}
