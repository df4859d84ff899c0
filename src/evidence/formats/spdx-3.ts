import * as z from 'zod';
import type { Package } from '../../domain/software.ts';
import type { BindingClaims } from '../binding.ts';
import { claimsOfImagePurl, digestsIn, purlType } from './claimed-digest.ts';
import { defined } from './defined.ts';
import { list } from './fields.ts';
import { noClaims, notRead, readAs, type Format, type Reading } from './reading.ts';
import { element, idOf, type Element, type Software } from './spdx-3-element.ts';
import { describedRoot, isNoSoftware, isOperatingSystem, statedLicense } from './spdx.ts';

const document = z.object({ '@graph': list(element) });

/** The graph by kind. */
type Graph = {
  readonly [Kind in Element['kind']]: readonly Extract<Element, { kind: Kind }>[];
};

/** SPDX 3.0 as JSON-LD, in the compact form that its specification prescribes. */
export const spdx3: Format = {
  name: 'SPDX 3',
  recognises: (json) => '@graph' in json && contextOf(json).includes('spdx.org/'),
  read: (json) => {
    const version = /spdx\.org\/rdf\/(\d+\.\d+)/.exec(contextOf(json))?.[1];
    const title = 'SPDX 3.0';
    if (version !== '3.0')
      return notRead(
        'SPDX',
        'UNSUPPORTED',
        `version ${version ?? 'unknown'} of SPDX's graph is not read, only 3.0`,
      );
    return readAs(document, { json, title }, (read) => readGraph(graphOf(read['@graph']), title));
  },
};

function contextOf({ '@context': context }: Readonly<Record<string, unknown>>): string {
  const contexts: readonly unknown[] = Array.isArray(context) ? context.slice(0, 10) : [context];
  return contexts.filter((one) => typeof one === 'string').join(' ');
}

function graphOf(elements: readonly (Element | undefined)[]): Graph {
  const graph = { package: [], relationship: [], collection: [], license: [], tool: [], creation: [] } as {
    [Kind in Element['kind']]: Extract<Element, { kind: Kind }>[];
  };
  for (const one of elements) {
    if (one !== undefined) (graph[one.kind] as Element[]).push(one);
  }
  return graph;
}

function readGraph(graph: Graph, title: string): Reading {
  const root = rootOf(graph);
  const system = graph.package.find((one) => isOperatingSystem(one.software_primaryPurpose));
  const { created, tool } = creationOf(graph);
  const licenses = licensesOf(graph);
  return {
    title: tool === undefined ? title : `${title} by ${tool}`,
    parts: [
      {
        kind: 'sbom',
        sbom: defined({
          format: 'spdx-3' as const,
          tool,
          created,
          packages: graph.package
            .filter((one) => one !== root && !isNoSoftware(one.software_primaryPurpose))
            .map((one) => readPackage(one, licenses)),
          os: system && defined({ family: system.name, version: system.software_packageVersion }),
        }),
      },
    ],
    claims: root === undefined ? noClaims : claimsOf(root),
  };
}

/** A document's root may be an SBOM, whose root is the package. */
function rootOf(graph: Graph): Software | undefined {
  const described = new Set(graph.collection.flatMap((one) => one.rootElement ?? []));
  const collections = new Set(graph.collection.map(idOf));
  for (const { relationshipType, from, to } of graph.relationship) {
    if (relationshipType === 'describes' && collections.has(from)) to.forEach((id) => described.add(id));
  }
  for (const id of collections) described.delete(id);
  return describedRoot(graph.package, {
    described,
    idOf,
    purposeOf: (one) => one.software_primaryPurpose,
  });
}

function creationOf(graph: Graph): { readonly created?: string; readonly tool?: string } {
  const id = graph.collection.find((one) => typeof one.creationInfo === 'string')?.creationInfo;
  const creation = graph.creation.find((one) => idOf(one) === id) ?? graph.creation[0];
  const using = new Set(creation?.createdUsing);
  return defined({
    created: creation?.created,
    tool: graph.tool.find((one) => using.has(idOf(one)))?.name,
  });
}

type StatedLicenses = { readonly concluded: string[]; readonly declared: string[] };

/** By package; several of one kind all apply. */
function licensesOf(graph: Graph): ReadonlyMap<string, StatedLicenses> {
  const expressions = new Map(graph.license.map((one) => [idOf(one), one.simplelicensing_licenseExpression]));
  const stated = new Map<string, StatedLicenses>();
  for (const { relationshipType, from, to } of graph.relationship) {
    if (relationshipType !== 'hasConcludedLicense' && relationshipType !== 'hasDeclaredLicense') continue;
    const of = stated.get(from) ?? { concluded: [], declared: [] };
    stated.set(from, of);
    const kind = relationshipType === 'hasConcludedLicense' ? of.concluded : of.declared;
    for (const id of to) kind.push(expressions.get(id) ?? individualLicense(id));
  }
  return stated;
}

/** A licence that is named and not written out: SPDX's own list, or its individuals for none and for no assertion. */
function individualLicense(id: string): string {
  if (/NoAssertion(?:License)?$/.test(id)) return 'NOASSERTION';
  if (/None(?:License)?$/.test(id)) return 'NONE';
  return /^https?:\/\/spdx\.org\/licenses\/([\w.+-]+)$/.exec(id)?.[1] ?? id;
}

function readPackage(one: Software, licenses: ReadonlyMap<string, StatedLicenses>): Package {
  const purl = purlOf(one);
  const { concluded = [], declared = [] } = licenses.get(idOf(one)) ?? {};
  const decisive = statedLicense(concluded.find(isStated) ?? concluded[0], declared[0]);
  return defined({
    name: one.name,
    version: one.software_packageVersion,
    purl,
    type: purlType(purl),
    licenses: decisive === undefined ? [] : concluded.includes(decisive) ? concluded : declared,
  });
}

function isStated(license: string): boolean {
  return statedLicense(license, 'NOASSERTION') === license;
}

function purlOf(one: Software): string | undefined {
  const identifier = one.externalIdentifier?.find((other) => other.externalIdentifierType === 'packageUrl');
  return one.software_packageUrl ?? identifier?.identifier;
}

function claimsOf(root: Software): BindingClaims {
  const hashes = (root.verifiedUsing ?? [])
    .filter(({ algorithm }) => algorithm === 'sha256')
    .map(({ hashValue }) => `sha256:${hashValue}`);
  return { exact: digestsIn([...hashes, root.software_packageVersion]), ...claimsOfImagePurl(purlOf(root)) };
}
