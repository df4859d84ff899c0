import { HoistError } from '../../errors.ts';
import { isJsonObject, parseStrictJson, type JsonObject } from '../../image/strict-json.ts';
import { noClaims, type Reading } from './reading.ts';

/**
 * cosign's custom attestation, `{ Data, Timestamp }`, where `Data` is whatever file was given, as text. A report that
 * is known is read; anything else is left to the `attestation` check.
 */
export function readCosignCustom(
  predicate: JsonObject,
  reports: {
    readonly isKnown: (json: JsonObject) => boolean;
    readonly read: (json: JsonObject) => Reading;
  },
): Reading {
  const title = 'cosign custom attestation';
  const data = contentOf(predicate['Data']);
  if (data === undefined || !reports.isKnown(data)) return { title, parts: [], claims: noClaims };
  return reports.read(data);
}

function contentOf(data: unknown): JsonObject | undefined {
  if (isJsonObject(data)) return data;
  if (typeof data !== 'string' || !data.trimStart().startsWith('{')) return undefined;
  try {
    const json = parseStrictJson(Buffer.from(data), 'Data');
    return isJsonObject(json) ? json : undefined;
  } catch (error) {
    if (error instanceof HoistError) return undefined;
    throw error;
  }
}
