import { headerOf, type HttpHeaders } from '../http/http.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { Caller } from './call.ts';
import { refuse, type RegistryRequest } from './request.ts';
import { urlOf, type HostContext } from './host.ts';
import { extraTries } from './retry.ts';
import type { Scope } from './scope.ts';
import { documentOf } from './stream.ts';

export type BlobQuestion = {
  readonly scope: Scope;
  readonly blob: Descriptor;
  readonly signal?: AbortSignal | undefined;
};

/** What a HEAD gets where only a GET is possible: no such route, or storage whose URL is signed for GET (P11, P45). */
const headRefused = new Set([400, 403, 405, 501]);

/** Whether a blob is there with the size of its descriptor; another size counts as absent, and is reported (P19). */
export async function hasBlob(
  caller: Caller,
  host: HostContext,
  { scope, blob, signal }: BlobQuestion,
): Promise<boolean> {
  const request: RegistryRequest = {
    method: 'HEAD',
    url: urlOf(host, scope.path, `blobs/${blob.digest}`),
    scope,
    attempt: { verb: `look for blob ${blob.digest} in`, path: scope.path },
    signal,
  };
  const { response, redirected } = await caller.answer(host, request, extraTries.read);
  const { status, headers } = response;
  if (status === 404) return false;
  if ((redirected || status === 405) && headRefused.has(status))
    return byFirstByte(caller, host, { request, blob });
  if (status < 200 || status > 299) refuse(host, request, response);
  return isOfSize(caller, host, { request, blob, size: lengthOf(headers) });
}

/** Asks for the first byte by GET and reads no more of the answer than its headers. */
async function byFirstByte(
  caller: Caller,
  host: HostContext,
  { request, blob }: { readonly request: RegistryRequest; readonly blob: Descriptor },
): Promise<boolean> {
  const asked: RegistryRequest = { ...request, method: 'GET', headers: { range: 'bytes=0-0' } };
  const { response } = await caller.open(host, asked, extraTries.read);
  const { status, headers } = response;
  if (status !== 200 && status !== 206 && status !== 416) {
    const document = await documentOf(response);
    if (status === 404) return false;
    refuse(host, asked, document);
  }
  response.end();
  const total = /\/([0-9]+)$/.exec(headerOf(headers, 'content-range') ?? '')?.[1];
  const size = status === 200 ? lengthOf(headers) : total === undefined ? undefined : Number(total);
  return isOfSize(caller, host, { request, blob, size });
}

function isOfSize(
  caller: Caller,
  host: HostContext,
  {
    request,
    blob,
    size,
  }: { readonly request: RegistryRequest; readonly blob: Descriptor; readonly size: number | undefined },
): boolean {
  if (size === undefined || size === blob.size) return true;
  const where = `${host.host}/${request.attempt.path}`;
  caller.warn(
    `${where} says that blob ${blob.digest} has ${size} bytes, its manifest says ${blob.size}: it counts as absent`,
  );
  return false;
}

function lengthOf(headers: HttpHeaders): number | undefined {
  const length = headerOf(headers, 'content-length');
  return length === undefined ? undefined : Number(length);
}
