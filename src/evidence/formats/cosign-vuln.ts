import * as z from 'zod';
import { isJsonObject } from '../../image/strict-json.ts';
import { anything, optionalTime } from './fields.ts';
import { notRead, readAs, type Reading } from './reading.ts';

const predicate = z.object({
  scanner: z.object({ result: anything }),
  metadata: z.object({ scanFinishedOn: optionalTime }).nullish(),
});

/**
 * cosign's vulnerability predicate v1: a frame around the scanner's own report, which is read by its own form. The
 * report's time is when the scan was made; the frame's counts where the report has none.
 */
export function readCosignVuln(json: unknown, readReport: (json: unknown) => Reading): Reading {
  const title = 'cosign vulnerability scan';
  return readAs(predicate, { json, title }, ({ scanner, metadata }) => {
    if (scanner.result === undefined || scanner.result === null)
      return notRead(title, 'INCOMPLETE', 'scanner.result is missing');
    if (!isJsonObject(scanner.result))
      return notRead(title, 'UNSUPPORTED', 'scanner.result is not the report of a scanner that is known');
    const inner = readReport(scanner.result);
    if ('problem' in inner) {
      const { code, message } = inner.problem;
      return notRead(title, code, `scanner.result: ${message}`);
    }
    if (!inner.parts.some(({ kind }) => kind === 'scan'))
      return notRead(title, 'UNSUPPORTED', `scanner.result is ${inner.title}, which is no scan`);
    const created = metadata?.scanFinishedOn;
    // Who attests a scan does not attest the inventory that it was made from: an SBOM says that of itself.
    const parts = inner.parts
      .filter(({ kind }) => kind !== 'sbom')
      .map((part) =>
        part.kind === 'scan' && created !== undefined && part.scan.created === undefined
          ? { ...part, scan: { ...part.scan, created } }
          : part,
      );
    return { ...inner, parts };
  });
}
