import { HoistError } from '../errors.ts';
import { headerOf, type HttpResponse } from '../http/http.ts';
import type { Digest } from '../image/digest.ts';
import type { Manifest } from '../image/manifest.ts';
import { isDigestReference, type Tag } from '../image/reference.ts';
import type { Call, PutResult } from '../ports/registry.ts';
import type { RegistryRequest } from './request.ts';
import type { Refusal } from './dialect.ts';
import { answerError, codesOf } from './failure.ts';
import { checkClaim, headManifest, requestFor, type ManifestTarget } from './manifests.ts';
import { extraTries, isRetriedStatus } from './retry.ts';

type Push = ManifestTarget & {
  readonly manifest: Manifest;
  readonly reference: Tag | Digest;
  readonly request: RegistryRequest;
  readonly call: Call;
  /** {@link TagCall.before} */
  readonly before: Digest | null | undefined;
};

/** Statuses under which some registry or other hides that a tag is immutable (Q4, F45). */
const immutableStatuses = new Set([400, 403, 405, 409, 412]);
/** What a registry says that lacks, or does not see yet, what the manifest points to (F30). */
const missingParts = new Set(['MANIFEST_BLOB_UNKNOWN', 'BLOB_UNKNOWN', 'MANIFEST_UNKNOWN']);

/**
 * Pushes a manifest by digest or under a tag, the bytes as they are (P28). A push whose answer is lost is looked for
 * before it is sent again: on registries with immutable tags even the same bytes are refused twice (F31, Q4).
 */
export async function putManifest(
  target: ManifestTarget,
  {
    manifest,
    reference,
    before,
  }: {
    readonly manifest: Manifest;
    readonly reference: Tag | Digest;
    readonly before?: Digest | null | undefined;
  },
  call: Call,
): Promise<PutResult> {
  const { caller, host } = target;
  const request: RegistryRequest = {
    ...requestFor(target, 'PUT', reference, call),
    headers: { 'content-type': manifest.mediaType },
    body: manifest.bytes,
  };
  const push: Push = { ...target, manifest, reference, request, call, before };
  let crossed = false;
  for (let tries = 1; ; tries += 1) {
    const sent = await send(push);
    if ('error' in sent || isRetriedStatus(sent.response.status)) {
      if (await isThere(push)) return { subjectHandled: false };
    } else if (sent.response.status >= 200 && sent.response.status <= 204) {
      checkClaim(target, sent.response, manifest.digest);
      return { subjectHandled: subjectHandled(manifest, sent.response) };
    } else if (!crossed && host.learned.dialect.isCrossedPush(refusalOf(sent.response))) {
      crossed = true;
    } else {
      return refused(push, sent.response);
    }
    const cause = 'error' in sent ? 'pushes break off' : `it answers ${sent.response.status} to pushes`;
    if (tries > extraTries.manifest || !host.budget.spend(cause)) {
      throw 'error' in sent ? sent.error : answerError(host, request.attempt, sent.response);
    }
    await caller.backOff(tries, call.signal);
    if (before !== undefined && (await isThereOrRaced(push))) return { subjectHandled: false };
  }
}

/** Sends once; an error is one that leaves open whether the push took effect. */
async function send({
  caller,
  host,
  request,
  call,
}: Push): Promise<{ readonly response: HttpResponse } | { readonly error: HoistError }> {
  try {
    return { response: await caller.ask(host, request, extraTries.once) };
  } catch (error) {
    call.signal?.throwIfAborted();
    if (!(error instanceof HoistError) || error.code !== 'NETWORK') throw error;
    return { error };
  }
}

async function isThere(push: Push): Promise<boolean> {
  const { manifest, reference, call } = push;
  const now = await headManifest(push, reference, { ...call, expected: manifest.digest });
  return now?.digest === manifest.digest;
}

/** Right before a tag is sent again: it may be ours by now, or somebody else's, whom we must not overwrite (P31). */
async function isThereOrRaced(push: Push): Promise<boolean> {
  const { host, scope, reference, before, manifest } = push;
  const now =
    (await headManifest(push, reference, { ...push.call, expected: manifest.digest }))?.digest ?? null;
  if (now === manifest.digest) return true;
  if (now === before) return false;
  throw new HoistError(
    'conflict',
    'TAG_RACED',
    `${host.host}/${scope.path}:${reference} was written by somebody else meanwhile: it names ${now ?? 'nothing'}`,
    { hint: 'Let one job at a time write a tag, and run again.' },
  );
}

/** A refusal is final, unless the tag names our digest already: then it was only refused a second time (Q4, F45). */
async function refused(push: Push, response: HttpResponse): Promise<PutResult> {
  const { host, scope, manifest, reference, request, call } = push;
  if (!isDigestReference(reference) && immutableStatuses.has(response.status)) {
    const now = await headManifest(push, reference, { ...call, expected: manifest.digest });
    if (now?.digest === manifest.digest) return { subjectHandled: false };
    if (now !== undefined && host.learned.dialect.isImmutableRefusal(refusalOf(response))) {
      throw new HoistError(
        'conflict',
        'TAG_IMMUTABLE',
        `${host.host}/${scope.path}:${reference} names ${now.digest} and the registry does not let it move`,
        {
          hint: 'Promote under another tag, or lift the immutability of this tag in the registry.',
          cause: answerError(host, request.attempt, response),
        },
      );
    }
  }
  const error = answerError(host, request.attempt, response);
  if (response.status >= 500 || !codesOf(response).some((code) => missingParts.has(code))) throw error;
  // The transfer looks at everything again and pushes what is missing (P29).
  throw new HoistError('incomplete', 'PARTS_MISSING', error.message, {
    hint: 'A clean-up at the registry may be taking away what was just pushed, or it does not see it yet. Run again later; if it stays so, its administrator has to look at that repository.',
    cause: error,
  });
}

function subjectHandled({ subject }: Manifest, { headers }: HttpResponse): boolean {
  return subject !== undefined && headerOf(headers, 'oci-subject') === subject.digest;
}

function refusalOf(response: HttpResponse): Refusal {
  return {
    status: response.status,
    codes: codesOf(response),
    message: Buffer.from(response.body).toString('utf8'),
  };
}
