import { promotionType } from '../domain/promotion-statement.ts';
import { isJsonObject, type JsonObject } from '../image/strict-json.ts';
import { readCosignCustom } from './formats/cosign-custom.ts';
import { readCosignVuln } from './formats/cosign-vuln.ts';
import { cyclonedx } from './formats/cyclonedx.ts';
import { grype } from './formats/grype.ts';
import { readInTotoVulns } from './formats/in-toto-vulns.ts';
import { openVex } from './formats/openvex.ts';
import { readPromotionRecord } from './formats/promotion-record.ts';
import { noClaims, notRead, type Format, type NotRead, type ReadDocument } from './formats/reading.ts';
import { sarif } from './formats/sarif.ts';
import { readSimpleVerification } from './formats/simple-verification.ts';
import { readSlsaV02, readSlsaV1 } from './formats/slsa-provenance.ts';
import { spdx2 } from './formats/spdx-2.ts';
import { spdx3 } from './formats/spdx-3.ts';
import { syft } from './formats/syft.ts';
import { readTestResult } from './formats/test-result.ts';
import { trivy } from './formats/trivy.ts';
import { readVerificationSummary } from './formats/verification-summary.ts';

export type { NotRead, ReadDocument } from './formats/reading.ts';

type Reading = ReadDocument | NotRead;

/** Reads a predicate; `version` is what stands behind the family: `v0.2`, or nothing. */
type ReadPredicate = (predicate: JsonObject, version: string) => Reading;

const reports: readonly Format[] = [trivy, grype, syft, spdx2, spdx3, cyclonedx, sarif, openVex];

/** By predicate type without scheme and version, as both vary by producer (policy.md §1.4). */
const predicates: ReadonlyMap<string, ReadPredicate> = new Map<string, ReadPredicate>([
  ['slsa.dev/provenance', readProvenance],
  ['spdx.dev/Document', (predicate) => readOneOf([spdx2, spdx3], predicate, 'SPDX')],
  ['cyclonedx.org/bom', (predicate) => readOneOf([cyclonedx], predicate, 'CycloneDX')],
  ['syft.dev/bom', (predicate) => readOneOf([syft], predicate, 'Syft JSON')],
  ['openvex.dev/ns', (predicate) => readOneOf([openVex], predicate, 'OpenVEX')],
  ['cosign.sigstore.dev/attestation/vuln', (predicate) => readCosignVuln(predicate, readReport)],
  ['in-toto.io/attestation/vulns', readInTotoVulns],
  ['slsa.dev/verification_summary', readSummary],
  ['in-toto.io/attestation/svr', readSimpleVerification],
  ['in-toto.io/attestation/test-result', readTestResult],
  [promotionType, readPromotionRecord],
  [
    'cosign.sigstore.dev/attestation',
    (predicate) =>
      readCosignCustom(predicate, {
        isKnown: (json) => reports.some((format) => format.recognises(json)),
        read: readReport,
      }),
  ],
]);

/**
 * Reads a report without envelope: a file of the job, a bare referrer, cosign's `.sbom`. Never throws. Its size and its
 * depth are the caller's to limit (40 MiB, `parseStrictJson`).
 */
export function readReport(json: unknown): Reading {
  if (!isJsonObject(json)) return notRead('document', 'UNSUPPORTED', 'it is not a JSON object');
  return withShortTitle(readOneOf(reports, json, 'document'));
}

/**
 * Reads the predicate of a statement. A type that is not known has no parts and no problem: the `attestation` check may
 * use it all the same. What it claims to be about is of no weight beside the statement's subjects.
 */
export function readPredicate(predicateType: string, predicate: unknown): Reading {
  return withShortTitle(readByType(predicateType, predicate));
}

function readByType(predicateType: string, predicate: unknown): Reading {
  const match = /^(?:https:\/\/)?(.+?)(?:\/(v\d[\w.-]*))?$/s.exec(predicateType);
  const [, family = '', version = ''] = match ?? [];
  const read = predicates.get(family);
  if (read === undefined) return { title: predicateType, parts: [], claims: noClaims };
  if (isJsonObject(predicate)) return read(predicate, version);
  // Old cosign wrote SPDX's tag-value form as a string.
  return typeof predicate === 'string'
    ? notRead(predicateType, 'UNSUPPORTED', 'the predicate is text, and JSON is read')
    : notRead(predicateType, 'UNPARSABLE', 'the predicate is not an object');
}

/** Titles quote documents, which may say anything at any length. */
function withShortTitle(reading: Reading): Reading {
  return reading.title.length > 200 ? { ...reading, title: `${reading.title.slice(0, 199)}…` } : reading;
}

/** A document with the marks of two formats has two meanings, and which one another tool sees is not known (A3). */
function readOneOf(formats: readonly Format[], json: JsonObject, title: string): Reading {
  const fitting = reports.filter((format) => format.recognises(json));
  const [first, second] = fitting;
  if (first === undefined || !formats.includes(first)) {
    const message = `it is none of ${formats.map(({ name }) => name).join(', ')}`;
    if (formats.length < reports.length) return notRead(title, 'UNPARSABLE', message);
    return { ...notRead(title, 'UNSUPPORTED', message), isStrange: true };
  }
  if (second !== undefined)
    return notRead(title, 'UNPARSABLE', `it has the marks of ${first.name} and of ${second.name}`);
  return first.read(json);
}

function readProvenance(predicate: JsonObject, version: string): Reading {
  if (/^v1(?:\.\d+)?$/.test(version)) return readSlsaV1(predicate);
  if (version === 'v0.2') return readSlsaV02(predicate);
  return notRead(
    'SLSA provenance',
    'UNSUPPORTED',
    `${version || 'no version'} is not read, only v0.2 and v1`,
  );
}

function readSummary(predicate: JsonObject, version: string): Reading {
  if (/^v1(?:\.\d+)?$/.test(version)) return readVerificationSummary(predicate);
  return notRead('verification summary', 'UNSUPPORTED', `${version || 'no version'} is not read, only v1`);
}
