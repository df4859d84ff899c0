import { headerOf } from '../http/http.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { refuse, type Caller, type RegistryRequest } from './call.ts';
import { urlOf, type HostContext } from './host.ts';
import { extraTries } from './retry.ts';
import type { Scope } from './scope.ts';

/** Whether a blob is there with the size of its descriptor; another size counts as absent (P19). */
export async function hasBlob(
  caller: Caller,
  host: HostContext,
  {
    scope,
    blob,
    signal,
  }: { readonly scope: Scope; readonly blob: Descriptor; readonly signal?: AbortSignal | undefined },
): Promise<boolean> {
  const request: RegistryRequest = {
    method: 'HEAD',
    url: urlOf(host, scope.path, `blobs/${blob.digest}`),
    scope,
    attempt: { verb: `look for blob ${blob.digest} in`, path: scope.path },
    signal,
  };
  const response = await caller.ask(host, request, extraTries.read);
  if (response.status === 404) return false;
  if (response.status < 200 || response.status > 299) refuse(host, request, response);
  const length = headerOf(response.headers, 'content-length');
  return length === undefined || Number(length) === blob.size;
}
