import { isJsonObject, type JsonObject } from '../image/strict-json.ts';
import { nothing, type Nothing } from './statement.ts';

/** What came with a signature to verify it by. Nothing of it is believed. */
export type VerificationMaterial = {
  /** The bundle's version, which says what has to be in it. */
  readonly mediaType: string;
  /** Whether a certificate says who signed; else it is a key that the config has to know. */
  readonly certified: boolean;
  /** `verificationMaterial` of a bundle, as JSON. */
  readonly json: JsonObject;
};

/** Proofs are a few kilobytes; parts of them are parsed before their signature is checked. */
const maxMaterial = 256 * 1024;
const maxProofs = 16;

/** Refuses proofs of a size that nobody makes honestly. */
export function checkMaterial(material: VerificationMaterial): VerificationMaterial | Nothing {
  const { json } = material;
  const times = json['timestampVerificationData'];
  const lists = [json['tlogEntries'], isJsonObject(times) ? times['rfc3161Timestamps'] : undefined];
  if (lists.some((list) => Array.isArray(list) && list.length > maxProofs))
    return nothing('UNPARSABLE', `it has more than ${maxProofs} log entries or time stamps`, 'signature');
  if (JSON.stringify(json).length > maxMaterial)
    return nothing('UNPARSABLE', `its proofs are larger than ${maxMaterial / 1024} KiB`, 'signature');
  return material;
}
