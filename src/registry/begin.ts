import type { Descriptor } from '../image/descriptor.ts';
import { pathOf, sameHost, type Repository } from '../image/reference.ts';
import type { BeginOptions, BlobBegin } from '../ports/registry.ts';
import { hasBlob } from './blob-head.ts';
import type { HttpResponse } from '../http/http.ts';
import { answerError } from './failure.ts';
import type { ManifestTarget } from './manifests.ts';
import { HttpUpload, startUpload } from './upload.ts';

/**
 * Asks for a blob with the one request that may settle it: a mount, from a repository that should have it, else from the
 * target itself. 201 is there. 202 opened an upload and means "absent" only where this registry is known to tell
 * (transport.md §4.1); else a HEAD decides.
 */
export async function beginBlob(
  target: ManifestTarget & { readonly repository: Repository },
  blob: Descriptor,
  options: BeginOptions,
): Promise<BlobBegin> {
  const { caller, host, scope, repository } = target;
  const { learned } = host;
  const upload = (opened: HttpResponse | undefined): BlobBegin => ({
    state: 'upload',
    upload: new HttpUpload({ caller, host, scope, blob }, opened),
  });

  const from = learned.dialect.mountable !== false ? candidate(target, options.mountFrom ?? []) : undefined;
  if (from !== undefined) {
    const mounted = await mount(target, { blob, from, options });
    if (mounted?.status === 201) return { state: 'mounted', from };
    if (mounted?.status !== 202) learned.noMountFrom.add(noMountKey(repository, from));
    else if (options.assumeAbsent === true || learned.selfMountTells) return upload(mounted);
    if (
      options.assumeAbsent !== true &&
      (await hasBlob(caller, host, { scope, blob, signal: options.signal }))
    ) {
      if (mounted?.status === 202) await new HttpUpload({ caller, host, scope, blob }, mounted).abort();
      return { state: 'present' };
    }
    return upload(mounted?.status === 202 ? mounted : undefined);
  }

  const isThere = (): Promise<boolean> => hasBlob(caller, host, { scope, blob, signal: options.signal });
  if (options.assumeAbsent !== true && learned.selfMountTells === false) {
    return (await isThere()) ? { state: 'present' } : upload(undefined);
  }
  const asked = await mount(target, { blob, from: repository, options });
  if (asked?.status === 201) {
    learned.selfMountTells = true;
    return { state: 'present' };
  }
  if (options.assumeAbsent !== true && learned.selfMountTells !== true && (await isThere())) {
    learned.selfMountTells = false;
    if (asked !== undefined) await new HttpUpload({ caller, host, scope, blob }, asked).abort();
    return { state: 'present' };
  }
  return upload(asked);
}

type Mount = { readonly blob: Descriptor; readonly from: Repository; readonly options: BeginOptions };

/** The registry's answer; undefined where it wants no mount from there, for whatever reason (P25, Q15). */
async function mount(
  target: ManifestTarget,
  { blob, from, options }: Mount,
): Promise<HttpResponse | undefined> {
  const { caller, host, scope } = target;
  const path = pathOf(from);
  const mounting = path === scope.path ? scope : { ...scope, mountFrom: [path] };
  const query = new URLSearchParams({ mount: blob.digest, from: path });
  const response = await startUpload({ caller, host, scope: mounting, blob }, query, options);
  if (response.status === 201 || response.status === 202) return response;
  if (path === scope.path && response.status !== 400 && response.status !== 405) {
    throw answerError(host, { verb: 'begin an upload to', path: scope.path }, response);
  }
  return undefined;
}

function candidate(
  { host, repository }: { readonly host: ManifestTarget['host']; readonly repository: Repository },
  offered: readonly Repository[],
): Repository | undefined {
  return offered.find(
    (from) =>
      from !== repository &&
      sameHost(from, repository) &&
      !host.learned.noMountFrom.has(noMountKey(repository, from)),
  );
}

function noMountKey(repository: Repository, from: Repository): string {
  return `${repository} ${from}`;
}
