import type { Digest } from '../image/digest.ts';
import { mediaTypes } from '../image/media-type.ts';
import type { Call } from '../ports/registry.ts';
import { refuse, type RegistryRequest } from './request.ts';
import { urlOf } from './host.ts';
import type { ManifestTarget } from './manifests.ts';
import { answerError, isOfNoRegistry } from './failure.ts';
import { extraTries, isRetriedStatus } from './retry.ts';
import { listTags } from './tags.ts';

/** No bytes have it, so nothing that is pushed under it can ever be kept. */
const nobodys = `sha256:${'0'.repeat(64)}` as Digest;
/** The account may not, the repository has to be made first, or nothing may be written at all. */
const closed = new Set([401, 403, 404, 405]);

/** Whether the repository may be read: its tags are asked for. */
export async function mayPull(target: ManifestTarget, call: Call): Promise<void> {
  for await (const _ of listTags(target, call)) return;
}

/**
 * Whether the repository may be written, without leaving anything there (F39b): a manifest is pushed under a digest that
 * it cannot have. Who may push is told that it is wrong; who may not, that. A token alone proves nothing, since it may
 * allow less than was asked for (P51).
 */
export async function mayPush(target: ManifestTarget, call: Call): Promise<void> {
  const { caller, host, scope } = target;
  const request: RegistryRequest = {
    method: 'PUT',
    url: urlOf(host, scope.path, `manifests/${nobodys}`),
    scope,
    attempt: { verb: 'write to', path: scope.path },
    headers: { 'content-type': mediaTypes.ociManifest },
    body: '{}',
    signal: call.signal,
  };
  const response = await caller.ask(host, request, extraTries.once);
  const { status } = response;
  if (closed.has(status) || isRetriedStatus(status)) refuse(host, request, response);
  // Nothing was to be kept, so nothing is half done.
  if (isOfNoRegistry(response)) throw answerError(host, { ...request.attempt, reads: true }, response);
}
