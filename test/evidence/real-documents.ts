import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Outputs of the tools themselves, which are not committed: beside the project's folder, where there are any. */
const folder = join(import.meta.dirname, '../../../shared/data');

/** For `it.skipIf`. */
export const realDocumentsAreAbsent = !existsSync(folder);

if (realDocumentsAreAbsent) {
  console.warn(`skipped: the real documents are not there (${folder})`);
}

/** Loosely typed on purpose: tests count in it with plain expressions, not with what they test. */
export type RawJson = {
  readonly [name: string]: RawJson;
} & readonly RawJson[] &
  string;

/** `trivy/alpine-310.json`, as JSON. */
export function realDocument(name: string): RawJson {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as RawJson;
}

/** The statement in an envelope or a bundle. */
export function realStatement(name: string): RawJson {
  const document = realDocument(name);
  const envelope = 'dsseEnvelope' in document ? document['dsseEnvelope'] : document;
  return JSON.parse(Buffer.from(String(envelope?.['payload']), 'base64').toString('utf8')) as RawJson;
}
