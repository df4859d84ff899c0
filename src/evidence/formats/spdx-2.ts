import * as z from 'zod';
import type { Package } from '../../domain/software.ts';
import type { BindingClaims } from '../binding.ts';
import { claimsOfImagePurl, digestsIn, purlType } from './claimed-digest.ts';
import { defined } from './defined.ts';
import { list, optionalList, optionalText, optionalTime, text } from './fields.ts';
import { noClaims, notRead, readAs, type Format, type Reading } from './reading.ts';
import { describedRoot, isNoSoftware, isOperatingSystem, statedLicense } from './spdx.ts';

const onePackage = z.object({
  SPDXID: optionalText,
  name: text,
  versionInfo: optionalText,
  primaryPackagePurpose: optionalText,
  checksums: optionalList(z.object({ algorithm: optionalText, checksumValue: optionalText })),
  externalRefs: optionalList(z.object({ referenceType: optionalText, referenceLocator: optionalText })),
  licenseConcluded: optionalText,
  licenseDeclared: optionalText,
});

const document = z.object({
  SPDXID: optionalText,
  spdxVersion: text,
  creationInfo: z.object({ created: optionalTime, creators: optionalList(text) }).nullish(),
  packages: list(onePackage),
  documentDescribes: optionalList(text),
  relationships: optionalList(
    z.object({
      spdxElementId: optionalText,
      relationshipType: optionalText,
      relatedSpdxElement: optionalText,
    }),
  ),
});

type Document = z.output<typeof document>;
type OnePackage = z.output<typeof onePackage>;

const versions: ReadonlySet<unknown> = new Set(['SPDX-2.2', 'SPDX-2.3']);

/** SPDX 2.2 and 2.3 as JSON: Syft's, Trivy's, BuildKit's, GitHub's. */
export const spdx2: Format = {
  name: 'SPDX 2',
  recognises: (json) => 'spdxVersion' in json,
  read: (json) => {
    const { spdxVersion } = json;
    if (typeof spdxVersion === 'string' && !versions.has(spdxVersion))
      return notRead('SPDX', 'UNSUPPORTED', `${spdxVersion.slice(0, 50)} is not read, only 2.2 and 2.3`);
    return readAs(document, { json, title: 'SPDX' }, readDocument);
  },
};

function readDocument(bom: Document): Reading {
  const root = rootOf(bom);
  const system = bom.packages.find((one) => isOperatingSystem(one.primaryPackagePurpose));
  const tool = bom.creationInfo?.creators?.find((creator) => creator.startsWith('Tool: '))?.slice(6);
  const title = `SPDX ${bom.spdxVersion.slice(5)}`;
  return {
    title: tool === undefined ? title : `${title} by ${tool}`,
    parts: [
      {
        kind: 'sbom',
        sbom: defined({
          format: 'spdx-2' as const,
          tool,
          created: bom.creationInfo?.created,
          packages: bom.packages
            .filter((one) => one !== root && !isNoSoftware(one.primaryPackagePurpose))
            .map(readPackage),
          os: system && defined({ family: system.name, version: system.versionInfo }),
        }),
      },
    ],
    claims: root === undefined ? noClaims : claimsOf(root),
  };
}

function rootOf({ SPDXID = 'SPDXRef-DOCUMENT', packages, documentDescribes, relationships }: Document) {
  const described = new Set(documentDescribes);
  for (const { spdxElementId, relationshipType, relatedSpdxElement } of relationships ?? []) {
    if (relationshipType === 'DESCRIBES' && spdxElementId === SPDXID) described.add(relatedSpdxElement ?? '');
    if (relationshipType === 'DESCRIBED_BY' && relatedSpdxElement === SPDXID)
      described.add(spdxElementId ?? '');
  }
  return describedRoot(packages, {
    described,
    idOf: (one) => one.SPDXID,
    purposeOf: (one) => one.primaryPackagePurpose,
  });
}

/** Syft gives the image's manifest digest as version and as checksum, others a package URL of the image. */
function claimsOf(root: OnePackage): BindingClaims {
  const checksums = (root.checksums ?? [])
    .filter(({ algorithm }) => algorithm === 'SHA256')
    .map(({ checksumValue }) => `sha256:${checksumValue}`);
  return { exact: digestsIn([...checksums, root.versionInfo]), ...claimsOfImagePurl(purlOf(root)) };
}

function purlOf({ externalRefs }: OnePackage): string | undefined {
  return externalRefs?.find(({ referenceType }) => referenceType === 'purl')?.referenceLocator;
}

function readPackage(one: OnePackage): Package {
  const purl = purlOf(one);
  const license = statedLicense(one.licenseConcluded, one.licenseDeclared);
  return defined({
    name: one.name,
    version: one.versionInfo,
    purl,
    type: purlType(purl),
    licenses: license === undefined ? [] : [license],
  });
}
