import { HoistError } from '../errors.ts';
import { headerOf, type HttpResponse } from '../http/http.ts';
import { fallbackTag } from '../image/attached-tag.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';
import { maxManifestBytes, parseManifest, type Manifest } from '../image/manifest.ts';
import { bareMediaType, mediaTypes } from '../image/media-type.ts';
import { mergeReferrers } from '../image/referrers-index.ts';
import type { Call, ReferrersList, ReferrersOptions } from '../ports/registry.ts';
import { refuse, type RegistryRequest } from './call.ts';
import { urlOf } from './host.ts';
import { getManifest, putManifest, type ManifestTarget } from './manifests.ts';
import { walkPages } from './page.ts';
import { extraTries } from './retry.ts';

/** (N26) */
const mostPages = 50;
const mostReferrers = 1_000;
/** Writers of one fallback tag that meet (F47). */
const mergeTries = 5;

/** By the API where it is there, else by the fallback tag (P35, P36). Only clean 404s mean "none". */
export async function listReferrers(
  target: ManifestTarget,
  subject: Digest,
  options: ReferrersOptions,
): Promise<ReferrersList> {
  const { learned } = target.host;
  if (learned.referrersApi !== false && learned.dialect.referrers !== 'tag') {
    const listed = await byApi(target, subject, options);
    if (listed !== undefined)
      return { way: 'api', api: true, descriptors: listed };
    learned.referrersApi = false;
  }
  const index = await fallbackIndex(target, subject, options);
  const descriptors = index === undefined ? [] : capped(target, entriesOf(index, subject));
  return { way: descriptors.length === 0 ? 'none' : 'tag', api: false, descriptors };
}

/** Makes pushed referrers findable: nothing to do where the registry lists them, else merges the fallback tag (P33, P34). */
export async function attachReferrers(
  target: ManifestTarget,
  subject: Digest,
  referrers: readonly Descriptor[],
  call: Call,
): Promise<void> {
  if (referrers.length === 0) return;
  const listed = await listReferrers(target, subject, call);
  const found = new Set(listed.descriptors.map((descriptor) => descriptor.digest));
  const missing = referrers.filter((descriptor) => !found.has(descriptor.digest));
  if (missing.length === 0) return;
  for (let tries = 0; tries < mergeTries; tries += 1) {
    // Whatever the tag names: what is no list of referrers is never written over (P33).
    const before = await getManifest(target, fallbackTag(subject), call);
    const merged = mergeReferrers(before, missing, subject);
    if (merged.digest === before?.digest) return;
    await putManifest(target, { manifest: merged, reference: fallbackTag(subject) }, call);
    // Somebody else may have written between our read and our write; there is no compare-and-swap.
    const after = await fallbackIndex(target, subject, call);
    const there = new Set(
      (after === undefined ? [] : entriesOf(after, subject)).map((entry) => entry.digest),
    );
    if (missing.every((descriptor) => there.has(descriptor.digest))) return;
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

async function byApi(
  target: ManifestTarget,
  subject: Digest,
  call: Call,
): Promise<readonly Descriptor[] | undefined> {
  const { caller, host, scope } = target;
  const walk = walkPages(urlOf(host, scope.path, `referrers/${subject}`), mostPages);
  const found: Descriptor[] = [];
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
    const response = await caller.ask(host, request, extraTries.read);
    if (response.status === 404 && found.length === 0) return undefined;
    if (response.status !== 200) refuse(host, request, response);
    const index = indexOf(target, subject, response);
    found.push(...entriesOf(index, subject));
    capped(target, found);
    walk.advance(response.headers);
  }
  host.learned.referrersApi = true;
  return found;
}

/** 200 with anything but an index is a wrong answer, not an empty one (P35, F46). */
function indexOf({ host, scope }: ManifestTarget, subject: Digest, response: HttpResponse): Manifest {
  const contentType = headerOf(response.headers, 'content-type');
  if (bareMediaType(contentType) === mediaTypes.ociIndex) {
    const index = parseManifest(response.body, { contentType, where: `the referrers of ${subject}` });
    if (index.kind === 'index') return index;
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
  const manifest = await getManifest(target, tag, options);
  // GitLab answers with the image itself (transport.md §4.5); what is no index refers to nothing (P36).
  if (manifest === undefined || manifest.digest === subject || manifest.kind !== 'index') return undefined;
  return manifest;
}

function entriesOf(index: Manifest, subject: Digest): readonly Descriptor[] {
  return index.kind === 'index' ? index.manifests.filter((entry) => entry.digest !== subject) : [];
}

function capped({ host, scope }: ManifestTarget, found: readonly Descriptor[]): readonly Descriptor[] {
  if (found.length <= mostReferrers) return found;
  throw new HoistError(
    'unreachable',
    'REFERRERS_TOO_MANY',
    `${host.host}/${scope.path} lists more than ${mostReferrers} referrers of one digest`,
    {
      hint: 'Remove referrers that nobody needs; so many cannot be judged.',
    },
  );
}
