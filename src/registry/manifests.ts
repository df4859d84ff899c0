import { HoistError } from '../errors.ts';
import { headerOf, type HttpResponse } from '../http/http.ts';
import { algorithmOf, isDigest, type Digest } from '../image/digest.ts';
import { maxManifestBytes, parseManifest, type Manifest } from '../image/manifest.ts';
import { acceptManifests } from '../image/media-type.ts';
import { isDigestReference, type Tag } from '../image/reference.ts';
import type { Call, ManifestHead, PutResult } from '../ports/registry.ts';
import { refuse, type Caller, type RegistryRequest } from './call.ts';
import type { Refusal } from './dialect.ts';
import { answerError, codesOf } from './failure.ts';
import { urlOf, type HostContext } from './host.ts';
import { backOff, extraTries, isRetriedStatus } from './retry.ts';
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
  const response = await caller.ask(host, request, extraTries.read);
  if (isAbsent(host, response)) return undefined;
  if (response.status !== 200) refuse(host, request, response);
  const manifest = parseManifest(response.body, {
    contentType: headerOf(response.headers, 'content-type'),
    expected: isDigestReference(reference) ? reference : undefined,
    where: `the manifest ${reference} of ${host.host}/${target.scope.path}`,
  });
  checkClaim(target, response, manifest.digest);
  return manifest;
}

/** By HEAD, which is cheaper everywhere and free on Docker Hub (Q5); by GET where the registry cannot (P11, F19b). */
export async function headManifest(
  target: ManifestTarget,
  reference: Tag | Digest,
  call: Call,
): Promise<ManifestHead | undefined> {
  const { caller, host } = target;
  const response = await caller.ask(host, requestFor(target, 'HEAD', reference, call), extraTries.read);
  // A HEAD has no body to say why: whatever is not clear is asked again by GET.
  if (response.status === 404) return undefined;
  const claim = headerOf(response.headers, 'docker-content-digest');
  if (
    response.status === 200 &&
    isDigestReference(reference) &&
    (claim === undefined || claim === reference)
  ) {
    return { digest: reference };
  }
  if (response.status === 200 && claim !== undefined && isDigest(claim) && !isDigestReference(reference))
    return { digest: claim };
  const manifest = await getManifest(target, reference, call);
  return manifest === undefined ? undefined : { digest: manifest.digest };
}

/**
 * Pushes a manifest by digest or under a tag, the bytes as they are (P28). A push whose answer is lost is looked for
 * before it is sent again: on registries with immutable tags even the same bytes are refused twice (F31, Q4).
 */
export async function putManifest(
  target: ManifestTarget,
  { manifest, reference }: { readonly manifest: Manifest; readonly reference: Tag | Digest },
  call: Call,
): Promise<PutResult> {
  const { caller, host } = target;
  const request: RegistryRequest = {
    ...requestFor(target, 'PUT', reference, call),
    headers: { 'content-type': manifest.mediaType },
    body: manifest.bytes,
  };
  let crossed = false;
  for (let tries = 1; ; tries += 1) {
    let lost: unknown;
    let response: HttpResponse | undefined;
    try {
      response = await caller.ask(host, request, extraTries.once);
    } catch (error) {
      call.signal?.throwIfAborted();
      if (!(error instanceof HoistError) || error.code !== 'NETWORK') throw error;
      lost = error;
    }
    if (response !== undefined && response.status >= 200 && response.status <= 204) {
      checkClaim(target, response, manifest.digest);
      return {
        subjectHandled:
          manifest.subject !== undefined &&
          headerOf(response.headers, 'oci-subject') === manifest.subject.digest,
      };
    }
    const unknown = response === undefined || isRetriedStatus(response.status);
    if (unknown || (response !== undefined && isImmutable(host, response))) {
      const now = await headManifest(target, reference, call);
      if (now?.digest === manifest.digest) return { subjectHandled: false };
      if (!unknown && response !== undefined) throw immutable(target, reference, response);
    }
    if (!unknown && response !== undefined) {
      if (crossed || !host.learned.dialect.isCrossedPush(refusalOf(response)))
        throw pushError(target, request, response);
      crossed = true;
    }
    if (tries > extraTries.manifest || !host.budget.spend()) {
      throw response === undefined ? lost : answerError(host, request.attempt, response);
    }
    await caller.clock.sleep(backOff(tries, Math.random), call.signal);
  }
}

function requestFor(
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
    headers: method === 'PUT' ? {} : { accept: acceptManifests },
    ...(method === 'GET' ? { maxBytes: maxManifestBytes } : {}),
    signal: call.signal,
  };
}

/** "Not found" is disguised on some registries (P43). */
function isAbsent(host: HostContext, response: HttpResponse): boolean {
  return host.learned.dialect.notFound(response.status, codesOf(response)) === 'absent';
}

/** A header that contradicts the bytes is a registry that cannot be trusted with this image (P10, A13). */
function checkClaim({ host, scope }: ManifestTarget, response: HttpResponse, digest: Digest): void {
  const claim = headerOf(response.headers, 'docker-content-digest');
  if (
    claim === undefined ||
    !isDigest(claim) ||
    algorithmOf(claim) !== algorithmOf(digest) ||
    claim === digest
  )
    return;
  throw new HoistError(
    'unreachable',
    'DIGEST_CONTRADICTED',
    `${host.host}/${scope.path} gives ${digest} and calls it ${claim}`,
    {
      hint: 'A cache or a proxy may mix up answers. Nothing was written.',
    },
  );
}

function isImmutable(host: HostContext, response: HttpResponse): boolean {
  return host.learned.dialect.isImmutableRefusal(refusalOf(response));
}

function refusalOf(response: HttpResponse): Refusal {
  return {
    status: response.status,
    codes: codesOf(response),
    message: Buffer.from(response.body).toString('utf8'),
  };
}

function immutable(
  { host, scope }: ManifestTarget,
  reference: Tag | Digest,
  response: HttpResponse,
): HoistError {
  const cause = answerError(host, { verb: `push ${reference} to`, path: scope.path }, response);
  return new HoistError(
    'conflict',
    'TAG_IMMUTABLE',
    `${host.host}/${scope.path}:${reference} names another digest and the registry does not let it move`,
    {
      hint: 'Promote under another tag, or lift the immutability of this tag in the registry.',
      cause,
    },
  );
}

function pushError(target: ManifestTarget, request: RegistryRequest, response: HttpResponse): HoistError {
  const codes = codesOf(response);
  const missing = codes.find(
    (code) => code === 'MANIFEST_BLOB_UNKNOWN' || code === 'BLOB_UNKNOWN' || code === 'MANIFEST_UNKNOWN',
  );
  const error = answerError(target.host, request.attempt, response);
  if (missing === undefined || response.status >= 500) return error;
  // The transfer looks at everything again and pushes what is missing (P29).
  return new HoistError('incomplete', 'PARTS_MISSING', error.message, { hint: error.hint, cause: error });
}
