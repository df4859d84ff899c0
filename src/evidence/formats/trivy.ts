import * as z from 'zod';
import type { EvidencePart } from '../../domain/evidence.ts';
import type { OperatingSystem, Package } from '../../domain/software.ts';
import type { FixState, Vulnerability } from '../../domain/vulnerability.ts';
import { digestsIn } from './claimed-digest.ts';
import { highestScores } from './cvss.ts';
import { defined } from './defined.ts';
import {
  anything,
  map,
  optionalFlag,
  optionalList,
  optionalScore,
  optionalText,
  optionalTime,
  text,
} from './fields.ts';
import { proofOf } from './proof.ts';
import { notRead, readAs, type Format, type Reading } from './reading.ts';
import { severityOf } from './severity.ts';

const cvss = z.object({ V2Score: optionalScore, V3Score: optionalScore, V40Score: optionalScore });

const vulnerability = z.object({
  VulnerabilityID: text.min(1),
  VendorIDs: optionalList(text),
  PkgName: text,
  InstalledVersion: optionalText,
  PkgIdentifier: z.object({ PURL: optionalText }).nullish(),
  FixedVersion: optionalText,
  Status: optionalText,
  Severity: optionalText,
  SeveritySource: optionalText,
  CVSS: map(cvss),
  PublishedDate: optionalTime,
});

/** Only with `--show-suppressed`. `Finding` is read where it is a vulnerability. */
const modified = z.object({
  Type: text,
  Status: optionalText,
  Statement: optionalText,
  Source: optionalText,
  Finding: anything,
});

const onePackage = z.object({
  Name: text,
  Version: optionalText,
  Release: optionalText,
  Epoch: z.number().nullish(),
  Identifier: z.object({ PURL: optionalText }).nullish(),
  Licenses: optionalList(text),
});

const result = z.object({
  Class: optionalText,
  Type: optionalText,
  Packages: optionalList(onePackage),
  Vulnerabilities: optionalList(vulnerability),
  ExperimentalModifiedFindings: optionalList(
    modified.transform((one, context) => {
      if (one.Type !== 'vulnerability') return undefined;
      const finding = vulnerability.safeParse(one.Finding);
      if (finding.success) return { ...one, finding: finding.data };
      context.addIssue({ code: 'custom', message: 'it is no vulnerability', path: ['Finding'] });
      return undefined;
    }),
  ),
});

const document = z.object({
  SchemaVersion: z.number(),
  Trivy: z.object({ Version: optionalText }).nullish(),
  CreatedAt: optionalTime,
  ArtifactType: text,
  Metadata: z
    .object({
      OS: z.object({ Family: optionalText, Name: optionalText, EOSL: optionalFlag }).nullish(),
      ImageID: optionalText,
      RepoDigests: optionalList(text),
      ImageConfig: z
        .object({ os: optionalText, architecture: optionalText, variant: optionalText })
        .nullish(),
    })
    .nullish(),
  Results: optionalList(result),
});

type Document = z.output<typeof document>;
type Result = z.output<typeof result>;

/** Results of other scanners, which say nothing about packages. */
const otherClasses: ReadonlySet<string> = new Set(['secret', 'config', 'license', 'license-file', 'custom']);

/** Trivy's statuses (aquasecurity/trivy `pkg/types`): a fix that is deferred may still come, one after the end of life won't. */
const fixStates: ReadonlyMap<string, FixState> = new Map([
  ['fixed', 'fixed'],
  ['affected', 'not-fixed'],
  ['fix_deferred', 'not-fixed'],
  ['under_investigation', 'not-fixed'],
  ['will_not_fix', 'wont-fix'],
  ['end_of_life', 'wont-fix'],
]);

/** `trivy image --format json`: what it found, and with `--list-all-pkgs`, its default, what there is. */
export const trivy: Format = {
  name: 'Trivy report',
  recognises: (json) => 'SchemaVersion' in json && ('ArtifactType' in json || 'ArtifactName' in json),
  read: (json) => {
    const title = 'scan by trivy';
    if (typeof json['SchemaVersion'] === 'number' && json['SchemaVersion'] !== 2)
      return notRead(title, 'UNSUPPORTED', `SchemaVersion ${json['SchemaVersion']} is not read, only 2`);
    return readAs(document, { json, title }, readDocument);
  },
};

function readDocument(report: Document): Reading {
  const version = report.Trivy?.Version;
  const title = version === undefined ? 'scan by trivy' : `scan by trivy ${version}`;
  if (report.ArtifactType !== 'container_image')
    return notRead(
      title,
      'UNSUPPORTED',
      `it is about a ${report.ArtifactType.slice(0, 50)}, not about an image`,
    );
  const { ImageID, RepoDigests, ImageConfig } = report.Metadata ?? {};
  const results = report.Results ?? [];
  const os = readOs(report);
  const common = { created: report.CreatedAt, os };
  const parts: EvidencePart[] = [
    {
      kind: 'scan',
      scan: defined({
        ...common,
        format: 'trivy' as const,
        scanner: defined({ name: 'trivy', version }),
        vulnerabilities: results.flatMap(readFindings),
        proofOfWork: proofOfWork(results, os),
        // A report without the list may come from a run without the flag, and nothing tells.
        lacks: results.some((one) => one.ExperimentalModifiedFindings !== undefined)
          ? []
          : (['suppressed'] as const),
        filters: [],
      }),
    },
  ];
  if (results.some((one) => one.Packages !== undefined)) {
    parts.push({
      kind: 'sbom',
      sbom: defined({
        ...common,
        format: 'trivy' as const,
        tool: version === undefined ? 'trivy' : `trivy ${version}`,
        packages: results.flatMap(readPackages),
      }),
    });
  }
  return {
    title,
    parts,
    claims: {
      exact: digestsIn([ImageID]),
      reference: digestsIn(RepoDigests ?? []),
      ...(ImageConfig && {
        platform: defined({
          os: ImageConfig.os,
          architecture: ImageConfig.architecture,
          variant: ImageConfig.variant,
        }),
      }),
    },
  };
}

/** `none` is what Trivy writes where it recognised no distribution. */
function readOs({ Metadata, Results }: Document): OperatingSystem | undefined {
  const { Family, Name, EOSL } = Metadata?.OS ?? {};
  if (Family === undefined || Family === 'none') return undefined;
  // It leaves out a false EOSL; that it looked is shown by the result for the system's packages.
  const looked = (Results ?? []).some(({ Class }) => Class === 'os-pkgs');
  return defined({ family: Family, version: Name, endOfLife: EOSL ?? (looked ? false : undefined) });
}

function proofOfWork(results: readonly Result[], os: OperatingSystem | undefined): string | undefined {
  const onlyOthers = results.length > 0 && results.every(({ Class = '' }) => otherClasses.has(Class));
  return proofOf({
    packages: results.reduce((sum, { Packages }) => sum + (Packages?.length ?? 0), 0),
    findings: results.reduce((sum, { Vulnerabilities }) => sum + (Vulnerabilities?.length ?? 0), 0),
    os: onlyOthers ? undefined : os,
  });
}

function readFindings({ Type, Vulnerabilities, ExperimentalModifiedFindings }: Result): Vulnerability[] {
  const open = (Vulnerabilities ?? []).map((finding) => readVulnerability(finding, Type));
  const suppressed = (ExperimentalModifiedFindings ?? []).flatMap((one) => {
    if (one === undefined) return [];
    const { Source, Status, Statement, finding } = one;
    const by = Source ?? Status ?? 'trivy';
    return [
      { ...readVulnerability(finding, Type), suppressed: defined({ by, reason: Statement ?? Status }) },
    ];
  });
  return [...open, ...suppressed];
}

function readVulnerability(finding: z.output<typeof vulnerability>, type: string | undefined): Vulnerability {
  const { VulnerabilityID: id, FixedVersion, Status = '' } = finding;
  const fixedIn = (FixedVersion ?? '')
    .split(',')
    .map((version) => version.trim())
    .filter((version) => version !== '');
  return defined({
    id,
    aliases: [...new Set(finding.VendorIDs)].filter((alias) => alias !== id),
    severity: severityOf(finding.Severity),
    severitySource: finding.SeveritySource,
    package: defined({
      name: finding.PkgName,
      version: finding.InstalledVersion,
      purl: finding.PkgIdentifier?.PURL,
      type,
    }),
    fix: fixedIn.length > 0 ? 'fixed' : (fixStates.get(Status) ?? 'unknown'),
    fixedIn,
    cvss: highestScores(
      Object.values(finding.CVSS).flatMap(({ V2Score, V3Score, V40Score }) => [
        ...(V2Score === undefined ? [] : [{ major: 2, score: V2Score } as const]),
        ...(V3Score === undefined ? [] : [{ major: 3, score: V3Score } as const]),
        ...(V40Score === undefined ? [] : [{ major: 4, score: V40Score } as const]),
      ]),
    ),
    published: finding.PublishedDate,
  });
}

function readPackages({ Type, Packages }: Result): Package[] {
  return (Packages ?? []).map((one) =>
    defined({
      name: one.Name,
      version: versionOf(one),
      purl: one.Identifier?.PURL,
      type: Type,
      licenses: one.Licenses ?? [],
    }),
  );
}

/** As `dpkg` and `rpm` write it: `EPOCH:VERSION-RELEASE`. */
function versionOf({ Epoch, Version, Release }: z.output<typeof onePackage>): string | undefined {
  if (Version === undefined) return undefined;
  const full = Release === undefined ? Version : `${Version}-${Release}`;
  return Epoch ? `${Epoch}:${full}` : full;
}
