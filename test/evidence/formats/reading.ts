import type { EvidencePart } from '../../../src/domain/evidence.ts';
import type { NotRead, ReadDocument } from '../../../src/evidence/format.ts';

type Reading = ReadDocument | NotRead;

/** The part of a kind; an error where the document was not read or has none. */
export function partOf<Kind extends EvidencePart['kind']>(
  reading: Reading,
  kind: Kind,
): Extract<EvidencePart, { kind: Kind }> {
  if ('problem' in reading) throw new Error(`${reading.problem.code}: ${reading.problem.message}`);
  const part = reading.parts.find((one) => one.kind === kind);
  if (part === undefined) throw new Error(`no ${kind}, only ${kindsOf(reading).join()}`);
  return part as Extract<EvidencePart, { kind: Kind }>;
}

export function scanOf(reading: Reading) {
  return partOf(reading, 'scan').scan;
}

export function sbomOf(reading: Reading) {
  return partOf(reading, 'sbom').sbom;
}

export function vexOf(reading: Reading) {
  return partOf(reading, 'vex').vex;
}

export function kindsOf(reading: Reading): readonly string[] {
  return 'problem' in reading ? [] : reading.parts.map((one) => one.kind);
}

/** `INCOMPLETE: Results[0].Vulnerabilities[0].PkgName is missing`; undefined where it was read. */
export function problemOf(reading: Reading): string | undefined {
  return 'problem' in reading ? `${reading.problem.code}: ${reading.problem.message}` : undefined;
}
