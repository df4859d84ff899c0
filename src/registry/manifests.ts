import { HoistError } from '../errors.ts';
import { headerOf, type HttpResponse } from '../http/http.ts';
import { isComparable, isDigest, type Digest } from '../image/digest.ts';
import {
  isCalled,
  manifestTooLarge,
  maxManifestBytes,
  parseManifest,
  type Manifest,
} from '../image/manifest.ts';
import { acceptManifests } from '../image/media-type.ts';
import { isDigestReference, type Tag } from '../image/reference.ts';
import type { Call, HeadCall, ManifestHead } from '../ports/registry.ts';
import type { Caller } from './call.ts';
import { refuse, type RegistryRequest } from './request.ts';
import { codesOf, isAnswerTooLong } from './failure.ts';
import { codingOf } from './content-range.ts';
import { urlOf, type HostContext } from './host.ts';
import { extraTries, isRetriedStatus } from './retry.ts';
import type { Scope } from './scope.ts';

export type ManifestTarget = {
  readonly caller: Caller;
  readonly host: HostContext;
  readonly scope: Scope;
};

/** The manifest by GET; undefined only where the registry says that it is absent. */
export async function getManifest(
  target: ManifestTarget,
  reference: Tag | Digest,
  call: Call,
): Promise<Manifest | undefined> {
  const { caller, host } = target;
  const request = requestFor(target, 'GET', reference, call);
  const where = `the manifest ${reference} of ${host.host}/${target.scope.path}`;
  const response = await caller.ask(host, request, extraTries.read).catch((error: unknown) => {
    throw isAnswerTooLong(error) ? manifestTooLarge(where) : error;
  });
  if (isAbsent(host, response)) return undefined;
  if (response.status !== 200) refuse(host, request, response);
  const manifest = manifestIn(response, reference, where);
  checkClaim(target, response, manifest.digest);
  return manifest;
}

/**
 * By HEAD, which is cheaper everywhere and free on Docker Hub (Q5). Whatever it does not say clearly is asked again by GET,
 * whose bytes decide and whose error has a body that says why (P11, F19b, Q12).
 */
export async function headManifest(
  target: ManifestTarget,
  reference: Tag | Digest,
  call: HeadCall,
): Promise<ManifestHead | undefined> {
  const { caller, host } = target;
  const { expected } = call;
  const request = requestFor(target, 'HEAD', reference, call);
  const response = await caller.ask(host, request, extraTries.read);
  if (response.status === 404) return undefined;
  // It was tried often enough, and a GET would only be tried as often.
  if (isRetriedStatus(response.status)) refuse(host, request, response);
  const claim = headerOf(response.headers, 'docker-content-digest');
  const claimed = response.status === 200 && claim !== undefined && isDigest(claim) ? claim : undefined;
  if (isDigestReference(reference)) {
    if (claimed === reference) return { digest: reference };
  } else if (claimed !== undefined && isComparable(claimed, expected)) {
    return { digest: claimed };
  }
  const manifest = await getManifest(target, reference, call);
  if (manifest === undefined) return undefined;
  if (expected !== undefined && isCalled(manifest, expected)) return { digest: expected };
  return { digest: isDigestReference(reference) ? manifest.digest : (claimed ?? manifest.digest) };
}

export function requestFor(
  target: ManifestTarget,
  method: 'GET' | 'HEAD' | 'PUT',
  reference: Tag | Digest,
  call: Call,
): RegistryRequest {
  const { host, scope } = target;
  const verb = {
    GET: `read the manifest ${reference} of`,
    HEAD: `look for ${reference} in`,
    PUT: `push ${reference} to`,
  }[method];
  return {
    method,
    url: urlOf(host, scope.path, `manifests/${reference}`),
    scope,
    attempt: { verb, path: scope.path },
    headers: { accept: acceptManifests },
    ...(method === 'GET' ? { maxBytes: maxManifestBytes } : {}),
    signal: call.signal,
  };
}

/**
 * Of the bytes as they were sent, which the digest is of. A compressed document has others; asked for plain ones, nobody
 * honest sends it (P15, F19c). A label alone does no harm: what is a manifest was not encoded.
 */
function manifestIn(response: HttpResponse, reference: Tag | Digest, where: string): Manifest {
  try {
    return parseManifest(response.body, {
      contentType: headerOf(response.headers, 'content-type'),
      expected: isDigestReference(reference) ? reference : undefined,
      where,
    });
  } catch (cause) {
    const coding = codingOf(response.headers);
    if (coding === undefined) throw cause;
    throw new HoistError(
      'unreachable',
      'MANIFEST_ENCODED',
      `${where} comes with Content-Encoding ${coding}`,
      {
        hint: 'A proxy or a cache before the registry compresses answers: switch that off for manifests.',
        cause,
      },
    );
  }
}

/** "Not found" is disguised on some registries (P43). */
function isAbsent(host: HostContext, response: HttpResponse): boolean {
  return host.learned.dialect.notFound(response.status, codesOf(response)) === 'absent';
}

/** Whether an answer names other content than it is about; in another algorithm it says nothing (P3). */
export function contradicts(response: Pick<HttpResponse, 'headers'>, digest: Digest): boolean {
  const claim = headerOf(response.headers, 'docker-content-digest');
  return claim !== undefined && isDigest(claim) && isComparable(claim, digest) && claim !== digest;
}

/** A header that contradicts the bytes is a registry that cannot be trusted with this image (P10, A13). */
export function checkClaim({ host, scope }: ManifestTarget, response: HttpResponse, digest: Digest): void {
  if (!contradicts(response, digest)) return;
  const claim = headerOf(response.headers, 'docker-content-digest');
  throw new HoistError(
    'unreachable',
    'DIGEST_CONTRADICTED',
    `${host.host}/${scope.path} gives ${digest} and calls it ${claim}`,
    {
      hint: 'A cache or a proxy between here and the registry may mix up answers.',
    },
  );
}
