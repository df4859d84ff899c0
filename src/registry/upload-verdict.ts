import { HoistError } from '../errors.ts';
import type { HttpResponse } from '../http/http.ts';
import { codesOf } from './failure.ts';
import { isRetriedStatus, isTransient, wasCut } from './retry.ts';
import type { UploadBody } from './upload-body.ts';

/** How a try ended: with an answer that is not 201, or without one. */
export type Failed = { readonly response: HttpResponse } | { readonly error: unknown };

/** Whatever code it has, this way of sending is not for this registry (Q1, F25). */
const wrongWay = new Set([405, 413, 416, 501]);
/** Codes that say what is wrong, and that it is not the way. */
const otherReasons = /^(?:BLOB_UPLOAD_|DIGEST_INVALID|SIZE_INVALID|NAME_|DENIED|UNAUTHORIZED)/;

/** (P22) */
export function isAccepted({ status }: HttpResponse): boolean {
  return status >= 200 && status <= 204;
}

/** The blob may be there although nothing says so: only a HEAD tells (F20, P22, Q12). */
export function mayBeThere(failed: Failed, body: UploadBody): boolean {
  if (body.commits === 'not yet' || !body.complete) return false;
  if ('error' in failed) return true;
  const { response } = failed;
  const refused = response.status === 429 || response.status === 425;
  return isAccepted(response) || response.status === 404 || (isRetriedStatus(response.status) && !refused);
}

/** Another way may do: the body was refused as a whole, or the connection cut while it was sent. */
export function isWrongWay(failed: Failed, body: UploadBody): boolean {
  if (body.commits === 'alone' || body.stored > 0) return false;
  if ('error' in failed) return wasCut(failed.error) && body.handed > 0 && !body.complete;
  const { response } = failed;
  if (wrongWay.has(response.status)) return true;
  const plain = response.status === 400 || response.status === 404;
  return plain && !codesOf(response).some((code) => otherReasons.test(code));
}

/** It is worth asking the registry how far it got (F6, F24, P24). */
export function mayResume(failed: Failed, body: UploadBody): boolean {
  if ('error' in failed) return true;
  const { status } = failed.response;
  // After a 401 that came back, there are fresh credentials (F37).
  if (isRetriedStatus(status) || status === 401) return true;
  return status === 416 && body.stored > 0 && !body.continued;
}

/** The blob may be sent again, from its start and in a session of its own (F5–F7, F28, N8). */
export function mayRestart(failed: Failed, body: UploadBody): boolean {
  if ('error' in failed) return isTransient(failed.error);
  const { response } = failed;
  if (body.continued || isAccepted(response)) return true;
  if (isRetriedStatus(response.status) || response.status === 401) return true;
  return codesOf(response).some((code) => code.startsWith('BLOB_UPLOAD_')) || isCorrupted(failed);
}

/** The registry received other bytes than were sent (F29). */
export function isCorrupted(failed: Failed): boolean {
  return (
    'response' in failed &&
    codesOf(failed.response).some((code) => code === 'DIGEST_INVALID' || code === 'SIZE_INVALID')
  );
}

/** In a few words, for whoever asks that host next. */
export function causeOf(failed: Failed): string {
  if ('response' in failed) return `it answers ${failed.response.status} to uploads`;
  return failed.error instanceof HoistError ? failed.error.message : 'uploads break off';
}
