import { readBackWaits } from '../domain/read-back.ts';
import { HoistError } from '../errors.ts';
import { headerOf, type HttpResponse } from '../http/http.ts';
import { fallbackTag } from '../image/attached-tag.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';
import { maxManifestBytes, parseManifest, type Manifest } from '../image/manifest.ts';
import { bareMediaType, mediaTypes } from '../image/media-type.ts';
import { mergeReferrers } from '../image/referrers-index.ts';
import type {
  AttachOptions,
  Call,
  ReferrersList,
  ReferrersOptions,
  ReferrersWay,
} from '../ports/registry.ts';
import { refuse, type RegistryRequest } from './request.ts';
import { codesOf, isAnswerTooLong } from './failure.ts';
import { urlOf } from './host.ts';
import { putManifest } from './manifest-push.ts';
import { getManifest, headManifest, type ManifestTarget } from './manifests.ts';
import { walkPages } from './page.ts';
import { extraTries } from './retry.ts';

/** (N26) */
const mostPages = 50;
const mostReferrers = 1_000;
/** Writers of one fallback tag that meet (F47). */
const mergeTries = 5;

/** A registry with the API may take a moment until it lists what was pushed (P34, F44). */
const listLag = [1_000, 2_000, 4_000];
/** What a registry with the API says of a repository or an image that it does not have: not that there is no API. */
const absentThings = /^(?:NAME_|MANIFEST_|BLOB_|PROJECT)/;

/** By the API where it is there, else by the fallback tag (P35, P36). Only clean 404s mean "none". */
export async function listReferrers(
  target: ManifestTarget,
  subject: Digest,
  options: ReferrersOptions,
): Promise<ReferrersList> {
  const { learned } = target.host;
  // The first question shows whether there is an API; the others wait for it instead of asking in vain.
  if (learned.referrersApi === undefined && learned.referrersAsked !== undefined) {
    await learned.referrersAsked.catch(() => {});
  }
  if (learned.referrersApi !== false && learned.dialect.referrers !== 'tag') {
    const asked = byApi(target, subject, options);
    learned.referrersAsked ??= asked;
    const listed = await asked;
    if (listed !== undefined) return { way: 'api', api: true, descriptors: listed };
  }
  const api = learned.referrersApi === true;
  const index = await fallbackIndex(target, subject, options);
  const descriptors = index === undefined ? [] : capped(target, entriesOf(index, subject));
  return { way: descriptors.length === 0 ? 'none' : 'tag', api, descriptors };
}

/** Makes pushed referrers findable: nothing to do where the registry lists them, else merges the fallback tag (P33, P34). */
export async function attachReferrers(
  target: ManifestTarget,
  subject: Digest,
  referrers: readonly Descriptor[],
  options: AttachOptions,
): Promise<void> {
  if (referrers.length === 0) return;
  const call: Call = { signal: options.signal };
  const missing = await unlisted(target, subject, { referrers, options });
  if (missing.length === 0) return;
  for (let tries = 0; tries < mergeTries; tries += 1) {
    // Whatever the tag names: what is no list of referrers is never written over (P33).
    const before = await getManifest(target, fallbackTag(subject), call);
    const merged = mergeReferrers(before, missing, subject);
    if (merged.digest === before?.digest) return;
    await putFallback(target, subject, { index: merged, call });
    // Somebody else may have written between our read and our write; there is no compare-and-swap.
    const after = await readFallback(target, subject, { before, call });
    if (lackingIn(missing, after === undefined ? [] : entriesOf(after, subject)).length === 0) return;
    if (after?.digest === before?.digest) throw notShown(target, subject);
  }
  throw new HoistError(
    'incomplete',
    'REFERRERS_RACED',
    `${target.host.host}/${target.scope.path}: others keep writing the referrers of ${subject}`,
    {
      hint: 'Let one job at a time write referrers of an image, and run again.',
    },
  );
}

/** The fallback tag after it was written: what it named before is not believed for a minute (F44, N19). */
async function readFallback(
  target: ManifestTarget,
  subject: Digest,
  { before, call }: { readonly before: Manifest | undefined; readonly call: Call },
): Promise<Manifest | undefined> {
  for (let looks = 0; ; looks += 1) {
    const after = await getManifest(target, fallbackTag(subject), call);
    const wait = readBackWaits[looks];
    if (after?.digest !== before?.digest || wait === undefined) return after;
    await target.caller.clock.sleep(wait, call.signal);
  }
}

function notShown({ host, scope }: ManifestTarget, subject: Digest): HoistError {
  return new HoistError(
    'incomplete',
    'REFERRER_NOT_KEPT',
    `${host.host}/${scope.path} took the list of the referrers of ${subject} and does not show it after a minute`,
    { hint: 'The registry, or a cache before it, answers with what was there before. Run again later.' },
  );
}

type Pushed = { readonly referrers: readonly Descriptor[]; readonly options: AttachOptions };

/**
 * Those that the registry does not list; one that has the API gets a moment. Registries that write their list anew for
 * each push lose what is pushed at the same time, from the list and as a manifest, behind a 201 (seen on olareg): that is
 * pushed again, one after the other. What is gone all the same is no matter of the fallback tag, which would name what
 * nobody can read.
 */
async function unlisted(
  target: ManifestTarget,
  subject: Digest,
  { referrers, options: { signal, manifests } }: Pushed,
): Promise<readonly Descriptor[]> {
  const { learned } = target.host;
  // Where waiting brought none back before, it follows what does.
  const [first, second] = learned.losesReferrers ? [[], listLag] : [listLag, []];
  const looks = { referrers, signal };
  const { missing, way } = await missingAfter(target, subject, { ...looks, waits: first });
  if (missing.length === 0 || way !== 'api') return missing;
  for (const { digest } of missing) {
    const manifest = manifests?.get(digest);
    if (manifest !== undefined) await putManifest(target, { manifest, reference: digest }, { signal });
  }
  const left = (await missingAfter(target, subject, { ...looks, waits: second })).missing;
  if (left.length < missing.length) learned.losesReferrers = true;
  for (const { digest } of left) {
    if ((await headManifest(target, digest, { signal })) === undefined) throw notKept(target, digest);
  }
  return left;
}

async function missingAfter(
  target: ManifestTarget,
  subject: Digest,
  {
    referrers,
    waits,
    signal,
  }: Call & { readonly referrers: readonly Descriptor[]; readonly waits: readonly number[] },
): Promise<{ readonly missing: readonly Descriptor[]; readonly way: ReferrersWay }> {
  for (let looks = 0; ; looks += 1) {
    const { way, descriptors } = await listReferrers(target, subject, { signal });
    const missing = lackingIn(referrers, descriptors);
    const wait = waits[looks];
    if (missing.length === 0 || way !== 'api' || wait === undefined) return { missing, way };
    await target.caller.clock.sleep(wait, signal);
  }
}

function notKept({ host, scope }: ManifestTarget, referrer: Digest): HoistError {
  return new HoistError(
    'incomplete',
    'REFERRER_NOT_KEPT',
    `${host.host}/${scope.path} took ${referrer}, which is attached to the image, and does not have it`,
    { hint: 'Run again. If it stays so, its administrator has to look at that repository.' },
  );
}

function lackingIn(wanted: readonly Descriptor[], found: readonly Descriptor[]): readonly Descriptor[] {
  const there = new Set(found.map((descriptor) => descriptor.digest));
  return wanted.filter((descriptor) => !there.has(descriptor.digest));
}

/** Immutable tags stop the one document that has to be written again and again (Q10). */
async function putFallback(
  target: ManifestTarget,
  subject: Digest,
  { index, call }: { readonly index: Manifest; readonly call: Call },
): Promise<void> {
  try {
    await putManifest(target, { manifest: index, reference: fallbackTag(subject) }, call);
  } catch (error) {
    if (!(error instanceof HoistError) || error.code !== 'TAG_IMMUTABLE') throw error;
    const where = `${target.host.host}/${target.scope.path}`;
    throw new HoistError(
      'incomplete',
      'REFERRERS_IMMUTABLE',
      `${where} cannot list what is attached to ${subject}: its tags are immutable, and it has no referrers API`,
      {
        hint: 'Except tags that begin with "sha256-" from immutability, or set referrers: best-effort for the stage.',
        cause: error,
      },
    );
  }
}

async function byApi(
  target: ManifestTarget,
  subject: Digest,
  call: Call,
): Promise<readonly Descriptor[] | undefined> {
  const { caller, host, scope } = target;
  const walk = walkPages(urlOf(host, scope.path, `referrers/${subject}`), mostPages);
  const found: Descriptor[] = [];
  let begun = false;
  while (walk.page !== undefined) {
    const request: RegistryRequest = {
      method: 'GET',
      url: walk.page,
      scope,
      attempt: { verb: `list the referrers of ${subject} in`, path: scope.path },
      headers: { accept: mediaTypes.ociIndex },
      maxBytes: maxManifestBytes,
      signal: call.signal,
    };
    const response = await caller.ask(host, request, extraTries.read).catch((error: unknown) => {
      throw asList(target, error);
    });
    // Some registries without the API do not know its Accept header either, and say 406 (policy.md §1.2).
    if ((response.status === 404 || response.status === 406) && !begun) {
      const thing = codesOf(response).some((code) => absentThings.test(code));
      if (!thing && host.learned.referrersApi === undefined) host.learned.referrersApi = false;
      return undefined;
    }
    if (response.status !== 200) refuse(host, request, response);
    const index = indexOf(target, subject, response);
    begun = true;
    host.learned.referrersApi = true;
    found.push(...entriesOf(index, subject));
    capped(target, found);
    walk.advance(response.headers);
  }
  return found;
}

/** 200 with anything but an index is a wrong answer, not an empty one (P35, F46). */
function indexOf(target: ManifestTarget, subject: Digest, response: HttpResponse): Manifest {
  const { host, scope } = target;
  const contentType = headerOf(response.headers, 'content-type');
  if (bareMediaType(contentType) === mediaTypes.ociIndex) {
    try {
      const index = parseManifest(response.body, { contentType, where: `the referrers of ${subject}` });
      if (index.kind === 'index') return index;
    } catch (error) {
      throw asList(target, error);
    }
  }
  throw new HoistError(
    'unreachable',
    'REFERRERS_UNREADABLE',
    `${host.host}/${scope.path}: the list of referrers of ${subject} is not an index`,
    {
      hint: 'A proxy or a login page may have answered instead of the registry. Without the list nothing is promoted.',
    },
  );
}

async function fallbackIndex(
  target: ManifestTarget,
  subject: Digest,
  options: ReferrersOptions,
): Promise<Manifest | undefined> {
  const tag = fallbackTag(subject);
  const known = await options.knownTags;
  if (known !== undefined && !known.has(tag)) return undefined;
  const manifest = await getManifest(target, tag, options).catch((error: unknown) => {
    throw asList(target, error);
  });
  // GitLab answers with the image itself (transport.md §4.5); what is no index refers to nothing (P36).
  if (manifest === undefined || manifest.digest === subject || manifest.kind !== 'index') return undefined;
  return manifest;
}

function entriesOf(index: Manifest, subject: Digest): readonly Descriptor[] {
  return index.kind === 'index' ? index.manifests.filter((entry) => entry.digest !== subject) : [];
}

function capped(target: ManifestTarget, found: readonly Descriptor[]): readonly Descriptor[] {
  if (found.length <= mostReferrers) return found;
  throw tooMany(target);
}

/** A list that is too long, as an answer or for an index, is neither a broken connection nor an image that could be split. */
function asList(target: ManifestTarget, error: unknown): unknown {
  const isTooLong =
    isAnswerTooLong(error) || (error instanceof HoistError && error.code === 'MANIFEST_TOO_LARGE');
  return isTooLong ? tooMany(target, error) : error;
}

function tooMany({ host, scope }: ManifestTarget, cause?: unknown): HoistError {
  return new HoistError(
    'unreachable',
    'REFERRERS_TOO_MANY',
    `${host.host}/${scope.path} lists more than ${mostReferrers} referrers of one digest, or more than 4 MiB of them`,
    {
      hint: 'Remove referrers that nobody needs; so many cannot be judged.',
      cause,
    },
  );
}
