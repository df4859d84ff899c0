import * as z from 'zod';
import type { EvidencePart } from '../../domain/evidence.ts';
import type { ScanField, Vulnerability } from '../../domain/vulnerability.ts';
import { isJsonObject } from '../../image/strict-json.ts';
import type { BindingClaims } from '../binding.ts';
import { claimsOfImagePurl, digestsIn } from './claimed-digest.ts';
import { components, isSoftware, packageOf, type Component } from './cyclonedx-component.ts';
import {
  cyclonedxVulnerability,
  findingsOf,
  statementsOf,
  type Referred,
} from './cyclonedx-vulnerability.ts';
import { defined } from './defined.ts';
import { anything, optionalList, optionalText, optionalTime, text } from './fields.ts';
import { proofOf } from './proof.ts';
import { noClaims, notRead, readAs, type Format, type Reading } from './reading.ts';

const tool = z.object({ name: text.min(1), version: optionalText });

/** A list before 1.5, an object with components since. Who wrote it is told by the first. */
const tools = anything.transform((value) => {
  const listed: unknown = isJsonObject(value) ? value['components'] : value;
  return Array.isArray(listed) ? tool.safeParse(listed[0]).data : undefined;
});

const root = z.object({
  'bom-ref': optionalText,
  version: optionalText,
  purl: optionalText,
  properties: optionalList(z.object({ name: optionalText, value: optionalText })),
  components,
});

const document = z.object({
  specVersion: text,
  metadata: z.object({ timestamp: optionalTime, tools, component: root.nullish() }).nullish(),
  components,
  vulnerabilities: optionalList(cyclonedxVulnerability),
});

type Document = z.output<typeof document>;

const versions: ReadonlySet<unknown> = new Set(['1.4', '1.5', '1.6', '1.7']);

/** CycloneDX 1.4 to 1.7 as JSON: an inventory, what a scanner found, and what somebody thinks of it, in any mix. */
export const cyclonedx: Format = {
  name: 'CycloneDX',
  recognises: ({ bomFormat }) => bomFormat === 'CycloneDX',
  read: (json) => {
    const { specVersion } = json;
    if (typeof specVersion === 'string' && !versions.has(specVersion))
      return notRead(
        'CycloneDX',
        'UNSUPPORTED',
        `version ${specVersion.slice(0, 20)} is not read, only 1.4 to 1.7`,
      );
    return readAs(document, { json, title: 'CycloneDX' }, readDocument);
  },
};

function readDocument(bom: Document): Reading {
  const by = bom.metadata?.tools;
  const tool = by && [by.name, by.version].filter(Boolean).join(' ');
  const title = `CycloneDX ${bom.specVersion}${tool === undefined ? '' : ` by ${tool}`}`;
  const inventory = inventoryOf(bom);
  if (inventory === undefined && bom.vulnerabilities === undefined)
    return notRead(title, 'INCOMPLETE', 'it has neither components nor vulnerabilities');
  const found = isOnlyVex(bom, inventory) ? undefined : bom.vulnerabilities;
  if (found !== undefined && by === undefined)
    return notRead(
      title,
      'INCOMPLETE',
      'it lists vulnerabilities, and metadata.tools does not say who looked',
    );
  const system = inventory?.find((one) => one.type === 'operating-system');
  const common = {
    format: 'cyclonedx' as const,
    created: bom.metadata?.timestamp,
    os: system && defined({ family: system.name, version: system.version }),
  };
  const packages = inventory?.filter(isSoftware).map(packageOf);
  const referred = referredOf(bom, inventory ?? []);
  const parts: EvidencePart[] = [];
  if (packages !== undefined) parts.push({ kind: 'sbom', sbom: defined({ ...common, tool, packages }) });
  if (found !== undefined && by !== undefined) {
    const vulnerabilities = found.flatMap((one) => findingsOf(one, referred));
    const scan = defined({
      ...common,
      scanner: defined({ name: by.name, version: by.version }),
      vulnerabilities,
      proofOfWork: proofOf({
        packages: packages?.length ?? 0,
        findings: vulnerabilities.length,
        os: common.os,
      }),
      lacks: lackedBy(vulnerabilities),
      filters: [],
    });
    parts.push({ kind: 'scan', scan });
  }
  const statements = (bom.vulnerabilities ?? []).flatMap((one) =>
    statementsOf(one, referred, common.created),
  );
  if (statements.length > 0) parts.push({ kind: 'vex', vex: { format: 'cyclonedx', statements } });
  const { component } = bom.metadata ?? {};
  return { title, parts, claims: component ? claimsOf(component) : noClaims };
}

/** Some tools nest everything in the component that stands for the image; others list that one among its parts. */
function inventoryOf({ metadata, components: listed }: Document): readonly Component[] | undefined {
  const nested = metadata?.component?.components;
  if (nested === undefined && listed === undefined) return undefined;
  const image = metadata?.component?.['bom-ref'];
  return [...(nested ?? []), ...(listed ?? [])].filter(
    (one) => image === undefined || one['bom-ref'] !== image,
  );
}

/** Nothing but opinions on findings of others: no scan, however it is signed. */
function isOnlyVex({ vulnerabilities = [] }: Document, inventory: readonly Component[] | undefined): boolean {
  return (
    (inventory ?? []).length === 0 &&
    vulnerabilities.length > 0 &&
    vulnerabilities.every((one) => one.analysis?.state)
  );
}

function referredOf({ metadata }: Document, inventory: readonly Component[]): Referred {
  return {
    components: new Map(inventory.flatMap((one) => (one['bom-ref'] ? [[one['bom-ref'], one]] : []))),
    root: metadata?.component?.['bom-ref'],
  };
}

function lackedBy(vulnerabilities: readonly Vulnerability[]): readonly ScanField[] {
  const unplaced = vulnerabilities.some((one) => one.package === undefined);
  return ['fix', 'suppressed', ...(unplaced ? (['package'] as const) : [])];
}

/** Trivy's properties of the image, Syft's version of it, or its package URL. */
function claimsOf({ version, purl, properties = [] }: z.output<typeof root>): BindingClaims {
  const valuesOf = (name: string) =>
    digestsIn(properties.filter((one) => one.name === name).map((one) => one.value));
  const { reference, platform } = claimsOfImagePurl(purl);
  return defined({
    exact: [...valuesOf('aquasecurity:trivy:ImageID'), ...digestsIn([version])],
    reference: [...valuesOf('aquasecurity:trivy:RepoDigest'), ...reference],
    platform,
  });
}
