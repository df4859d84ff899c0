import { HoistError } from '../errors.ts';
import type { HttpResponse } from '../http/http.ts';
import type { Descriptor } from '../image/descriptor.ts';
import { pathOf, sameHost, type Repository } from '../image/reference.ts';
import type { BeginOptions, BlobBegin } from '../ports/registry.ts';
import { hasBlob } from './blob-head.ts';
import { answerError } from './failure.ts';
import { contradicts, type ManifestTarget } from './manifests.ts';
import { extraTries, isRetriedStatus } from './retry.ts';
import { cancelUpload, startUpload } from './upload-session.ts';
import { HttpUpload } from './upload.ts';

type Begin = ManifestTarget & {
  readonly repository: Repository;
  readonly blob: Descriptor;
  readonly options: BeginOptions;
};

/**
 * Asks for a blob with the fewest requests that settle it. A mount answers 201 for what is there; its 202 has opened an
 * upload, and means "absent" only for a mount from the target itself on a registry that is known to tell
 * (transport.md §4.1); else a HEAD decides.
 */
export async function beginBlob(
  target: ManifestTarget & { readonly repository: Repository },
  blob: Descriptor,
  options: BeginOptions,
): Promise<BlobBegin> {
  const begin: Begin = { ...target, blob, options };
  if (options.resend === true) return upload(begin);
  const { claimed } = target.host.learned;
  // Asked for a second time, the claim was wrong or is long ago: no more trust, bytes or a HEAD (F22, P29).
  if (claimed.has(keyOf(begin))) return (await isThere(begin)) ? { state: 'present' } : upload(begin);

  const from = candidate(begin);
  const mounted = from === undefined ? undefined : await mount(begin, from);
  if (from !== undefined && mounted?.status === 201) {
    claimed.add(keyOf(begin));
    return { state: 'mounted', from };
  }
  // It could not be mounted from there, which says nothing about the target; but the upload is open (P25).
  if (mounted !== undefined) return orPresent(begin, mounted);
  return options.assumeAbsent === true ? fromItself(begin) : unlessThere(begin);
}

/** The repository may hold the blob already. */
async function unlessThere(begin: Begin): Promise<BlobBegin> {
  if (begin.host.learned.selfMountTells === true) return fromItself(begin);
  if (!(await isThere(begin))) return upload(begin);
  await learnFromPresent(begin);
  return { state: 'present' };
}

/** A mount from the repository itself: 201 is there, anything else is taken as absent. */
async function fromItself(begin: Begin): Promise<BlobBegin> {
  const { host, repository } = begin;
  const { learned } = host;
  if (learned.selfMountTells === false || learned.dialect.mountable === false) return upload(begin);
  const answer = await mount(begin, repository);
  if (answer?.status === 201) {
    learned.selfMountTells = true;
    learned.claimed.add(keyOf(begin));
    return { state: 'present' };
  }
  return upload(begin, answer);
}

async function orPresent(begin: Begin, opened: HttpResponse): Promise<BlobBegin> {
  if (begin.options.assumeAbsent === true || !(await isThere(begin))) return upload(begin, opened);
  await cancelUpload(begin, opened);
  return { state: 'present' };
}

/** Once for a host: whether it would have told by a mount. It spares a HEAD for each blob that follows. */
async function learnFromPresent(begin: Begin): Promise<void> {
  const { learned } = begin.host;
  if (learned.selfMountTells !== undefined || learned.dialect.mountable === false) return;
  learned.selfMountTells = false;
  const answer = await mount(begin, begin.repository);
  if (answer?.status === 201) learned.selfMountTells = true;
  else if (answer !== undefined) await cancelUpload(begin, answer);
}

/**
 * The registry's 201 or 202; undefined where it wants no mount from there, for whatever reason: then it is asked plainly,
 * and that answer says what is really wrong, if anything is (P25, F22, Q15).
 */
async function mount(begin: Begin, from: Repository): Promise<HttpResponse | undefined> {
  const { host, scope, blob, options, repository } = begin;
  const path = pathOf(from);
  const mounting = from === repository ? scope : { ...scope, mountFrom: [path] };
  const query = new URLSearchParams({ mount: blob.digest, from: path });
  let transient = false;
  try {
    const { signal } = options;
    const answer = await startUpload(
      { ...begin, scope: mounting },
      { query, signal, extra: extraTries.once },
    );
    // A 201 about other content has mounted that, if anything (F22).
    const isAbout = answer.status === 201 && !contradicts(answer, blob.digest);
    if (isAbout || answer.status === 202) return answer;
    transient = isRetriedStatus(answer.status);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof HoistError) || error.code === 'RETRY_LATER') throw error;
    transient = error.code === 'NETWORK';
  }
  if (transient) return undefined;
  if (from === repository) host.learned.selfMountTells = false;
  else host.learned.noMountFrom.add(`${repository} ${from}`);
  return undefined;
}

/** The upload, opened already or now: who may not push learns it here, before anything is read. */
async function upload(begin: Begin, opened?: HttpResponse): Promise<BlobBegin> {
  const { host, scope, options } = begin;
  const { signal } = options;
  const answer = opened ?? (await startUpload(begin, { signal, extra: extraTries.session }));
  if (answer.status !== 202)
    throw answerError(host, { verb: 'begin an upload to', path: scope.path }, answer);
  return { state: 'upload', upload: new HttpUpload(begin, answer) };
}

function isThere({ caller, host, scope, blob, options }: Begin): Promise<boolean> {
  return hasBlob(caller, host, { scope, blob, signal: options.signal });
}

/** The first repository of the same registry that may have the blob and was not found to refuse (A48). */
function candidate({ host, repository, options }: Begin): Repository | undefined {
  const { learned } = host;
  if (learned.dialect.mountable === false) return undefined;
  return (options.mountFrom ?? []).find(
    (from) =>
      from !== repository && sameHost(from, repository) && !learned.noMountFrom.has(`${repository} ${from}`),
  );
}

function keyOf({ repository, blob }: Begin): string {
  return `${repository} ${blob.digest}`;
}
