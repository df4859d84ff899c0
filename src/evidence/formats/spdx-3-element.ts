import * as z from 'zod';
import { isJsonObject } from '../../image/strict-json.ts';
import {
  anything,
  complain,
  complainOf,
  list,
  optionalList,
  optionalText,
  optionalTime,
  text,
} from './fields.ts';

/** Where JSON-LD allows one or several. */
const oneOrMany = z.preprocess(
  (value) => (Array.isArray(value) || value === undefined ? value : [value]),
  list(text),
);

const named = { spdxId: optionalText, '@id': optionalText };

const software = z
  .object({
    ...named,
    name: text,
    software_packageVersion: optionalText,
    software_packageUrl: optionalText,
    software_primaryPurpose: optionalText,
    externalIdentifier: optionalList(
      z.object({ externalIdentifierType: optionalText, identifier: optionalText }),
    ),
    verifiedUsing: optionalList(z.object({ algorithm: optionalText, hashValue: optionalText })),
  })
  .transform((one) => ({ ...one, kind: 'package' as const }));

const relationship = z
  .object({ relationshipType: text, from: text, to: oneOrMany })
  .transform((one) => ({ ...one, kind: 'relationship' as const }));

/** A document or an SBOM: what names the root. */
const collection = z
  .object({ ...named, rootElement: optionalList(text), creationInfo: anything })
  .transform((one) => ({ ...one, kind: 'collection' as const }));

const license = z
  .object({ ...named, simplelicensing_licenseExpression: text })
  .transform((one) => ({ ...one, kind: 'license' as const }));

const tool = z
  .object({ ...named, name: optionalText })
  .transform((one) => ({ ...one, kind: 'tool' as const }));

const creation = z
  .object({ ...named, created: optionalTime, createdUsing: optionalList(text) })
  .transform((one) => ({ ...one, kind: 'creation' as const }));

export type Software = z.output<typeof software>;

/** An element of the graph that is used. */
export type Element =
  | Software
  | z.output<typeof relationship>
  | z.output<typeof collection>
  | z.output<typeof license>
  | z.output<typeof tool>
  | z.output<typeof creation>;

const schemas: ReadonlyMap<unknown, z.ZodType<Element>> = new Map<unknown, z.ZodType<Element>>([
  ['software_Package', software],
  ['ai_AIPackage', software],
  ['dataset_DatasetPackage', software],
  ['Relationship', relationship],
  ['LifecycleScopedRelationship', relationship],
  ['SpdxDocument', collection],
  ['software_Sbom', collection],
  ['Bom', collection],
  ['simplelicensing_LicenseExpression', license],
  ['Tool', tool],
  ['CreationInfo', creation],
]);

/** Reads the elements that are used; undefined for all others, of which there are many (files, people, annotations). */
export const element = anything.transform((value, context): Element | undefined => {
  if (!isJsonObject(value)) {
    complain(context, value, 'expected object', []);
    return undefined;
  }
  const result = schemas.get(value['type'] ?? value['@type'])?.safeParse(value);
  if (result?.success === false) complainOf(context, result.error);
  return result?.data;
});

export function idOf(one: {
  readonly spdxId?: string | undefined;
  readonly '@id'?: string | undefined;
}): string {
  return one.spdxId ?? one['@id'] ?? '';
}
