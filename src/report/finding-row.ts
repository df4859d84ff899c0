import type { CheckResult, Decision, Finding } from '../domain/decision.ts';
import { grouped } from './grouping.ts';

/** A finding as every report shows it: once, with the platforms that have it. Nothing in it is escaped yet. */
export type FindingRow = {
  /** Empty: all of the image, or the image as a whole. */
  readonly platforms: readonly string[];
  /** `CVE-2026-1111`; empty for what has no id. */
  readonly id: string;
  readonly severity: string;
  /** The package, the licence, the label: all that names it besides the id. */
  readonly thing: string;
  readonly detail: string;
  /** `W-2026-014, @acme/security, until 2027-01-31`: what removed it; undefined where it counts. */
  readonly removed: { readonly by: NonNullable<Finding['removedBy']>; readonly text: string } | undefined;
};

/** Those that count first. */
export function findingRows(check: CheckResult, decision: Decision): readonly FindingRow[] {
  const rows = grouped(check.findings, (finding) => ({ ...finding, platform: undefined })).map((group) =>
    rowOf(group, decision),
  );
  return [
    ...rows.filter(({ removed }) => removed === undefined),
    ...rows.filter(({ removed }) => removed !== undefined),
  ];
}

/** What a waiver accepted, by the finding's shortest name, over all checks. */
export function waivedBy(id: string, decision: Decision): readonly string[] {
  const findings = decision.checks
    .flatMap(flattened)
    .flatMap((check) => check.findings)
    .filter(({ removedBy, removal }) => removedBy === 'waiver' && removal === id);
  return [...new Set(findings.map((finding) => nameOf(finding)))];
}

function flattened(check: CheckResult): readonly CheckResult[] {
  return [check, ...(check.any ?? []).flatMap(flattened)];
}

function rowOf(group: readonly [Finding, ...Finding[]], decision: Decision): FindingRow {
  const [finding] = group;
  const platforms = [...new Set(group.flatMap(({ platform }) => platform ?? []))];
  const isEverywhere = decision.image.platforms.every((platform) => platforms.includes(platform));
  return {
    platforms: isEverywhere ? [] : platforms,
    id: finding.vulnerability?.id ?? '',
    severity: finding.vulnerability?.severity ?? '',
    thing: thingOf(finding),
    detail: finding.detail ?? '',
    removed: removedOf(finding, decision),
  };
}

function nameOf(finding: Finding): string {
  return [finding.vulnerability?.id, finding.package?.name, finding.license, finding.label]
    .filter((part) => part !== undefined)
    .join(' ');
}

function thingOf({ package: found, license, label }: Finding): string {
  const name =
    found === undefined ? [] : [found.name, ...(found.version === undefined ? [] : [found.version])];
  return [...name, ...(license === undefined ? [] : [license]), ...(label === undefined ? [] : [label])].join(
    ' ',
  );
}

function removedOf({ removedBy, removal }: Finding, { waivers }: Decision): FindingRow['removed'] {
  if (removedBy === undefined) return undefined;
  const waiver = removedBy === 'waiver' ? waivers.used.find(({ id }) => id === removal) : undefined;
  const text =
    waiver === undefined ? (removal ?? '') : `${waiver.id}, ${waiver.owner}, until ${waiver.expires}`;
  return { by: removedBy, text };
}
