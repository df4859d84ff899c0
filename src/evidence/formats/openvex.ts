import * as z from 'zod';
import type { VexStatement } from '../../domain/vex.ts';
import { claimsOfImagePurl, digestsIn } from './claimed-digest.ts';
import { defined } from './defined.ts';
import { list, map, optionalList, optionalText, optionalTime, text } from './fields.ts';
import { notRead, readAs, type Format, type Reading } from './reading.ts';

const named = z.object({
  '@id': optionalText,
  identifiers: z.object({ purl: optionalText }).nullish(),
  hashes: map(text),
});

/** A product or a part of one; one that names nothing would read as "everything". */
const subcomponent = named.refine((one) => namesOf(one).length > 0, {
  message: 'it has neither an @id, a purl nor a hash',
});

const product = named
  .extend({ subcomponents: optionalList(subcomponent) })
  .refine((one) => namesOf(one).length > 0, { message: 'it has neither an @id, a purl nor a hash' });

const statement = z
  .object({
    vulnerability: z.object({ name: text.min(1), aliases: optionalList(text) }),
    products: optionalList(product),
    status: z.enum(['not_affected', 'affected', 'fixed', 'under_investigation']),
    justification: optionalText,
    impact_statement: optionalText,
    timestamp: optionalTime,
    last_updated: optionalTime,
  })
  .refine((one) => one.status !== 'not_affected' || one.justification || one.impact_statement, {
    message: 'not_affected needs a justification or an impact statement',
  });

const document = z.object({ author: optionalText, timestamp: optionalTime, statements: list(statement) });

type Document = z.output<typeof document>;

const namespace = 'https://openvex.dev/ns';

/** OpenVEX 0.2. */
export const openVex: Format = {
  name: 'OpenVEX',
  recognises: ({ '@context': context }) =>
    typeof context === 'string' && (context === namespace || context.startsWith(`${namespace}/`)),
  read: (json) => {
    const version = String(json['@context']).slice(namespace.length);
    // 0.0.1 had no version in its name and another form, which the schema refuses.
    if (version !== '' && !/^\/v0\.2(?:\.\d+)?$/.test(version))
      return notRead('OpenVEX', 'UNSUPPORTED', `version ${version.slice(1, 20)} is not read, only 0.2`);
    return readAs(document, { json, title: 'OpenVEX' }, readDocument);
  },
};

function readDocument({ author, timestamp, statements }: Document): Reading {
  const products = statements.flatMap((one) => one.products ?? []);
  return {
    title: author === undefined ? 'OpenVEX 0.2' : `OpenVEX 0.2 by ${author}`,
    parts: [
      {
        kind: 'vex',
        vex: { format: 'openvex', statements: statements.flatMap((one) => readStatement(one, timestamp)) },
      },
    ],
    claims: {
      exact: [],
      reference: [],
      // A product is an image as a whole: an index's digest means all its platforms.
      whole: products.flatMap((one) => [
        ...digestsIn(namesOf(one)),
        ...[one.identifiers?.purl, one['@id']].flatMap((name) => claimsOfImagePurl(name).reference),
      ]),
    },
  };
}

/** One for each product, as each has its own subcomponents. */
function readStatement(
  one: Document['statements'][number],
  documentTime: string | undefined,
): readonly VexStatement[] {
  const { name, aliases } = one.vulnerability;
  const said = defined({
    vulnerability: name,
    aliases: [...new Set(aliases)].filter((alias) => alias !== name),
    status: one.status,
    justification: one.justification,
    impact: one.impact_statement,
    timestamp: one.last_updated ?? one.timestamp ?? documentTime,
  });
  // Without products the subject of the statement around it is the product (openvex/spec, ATTESTING.md).
  if (one.products === undefined || one.products.length === 0)
    return [{ ...said, products: [], subcomponents: [] }];
  return one.products.map((other) => ({
    ...said,
    products: namesOf(other),
    subcomponents: (other.subcomponents ?? []).flatMap(namesOf),
  }));
}

/** A package URL where there is one, digests, and else whatever it is called. */
function namesOf({ '@id': id, identifiers, hashes }: z.output<typeof named>): readonly string[] {
  const digests = (['sha256', 'sha512'] as const).flatMap((algorithm) => {
    const hex = hashes[algorithm.replace('sha', 'sha-')] ?? hashes[algorithm];
    return hex === undefined ? [] : [`${algorithm}:${hex.toLowerCase()}`];
  });
  const names = [identifiers?.purl, id].filter((name) => name !== undefined);
  return [...new Set([...names, ...digests])];
}
