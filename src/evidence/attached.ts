import type { EvidencePlace } from '../domain/evidence.ts';
import { HoistError } from '../errors.ts';
import { cosignTags } from '../image/attached-tag.ts';
import { isDigest, type Digest } from '../image/digest.ts';
import type { ImageGraph } from '../image/graph.ts';
import type { Manifest } from '../image/manifest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import { inLanes } from './lanes.ts';
import { leadsIn, type Lead } from './lead.ts';
import { Look } from './look.ts';

export type AttachedRequest = {
  readonly registry: Registry;
  readonly graph: ImageGraph;
  /** The image's own, or `evidence.repository`. */
  readonly repository: Repository;
  readonly subject: Digest;
  readonly signal: AbortSignal;
};

/** What a look found, and the look itself. */
export type Looked = { readonly look: Look; readonly leads: readonly Lead[] };

/** Manifests that one list may name before the rest is left (A17). */
const mostListed = 200;
const lanes = 4;

/**
 * What refers to a manifest, by the API or the fallback tag. A list is a claim: what does not say itself that it is about
 * our digest counts for nothing (A26). What the walk has read is not asked again.
 */
export async function lookAtReferrers(request: AttachedRequest): Promise<Looked> {
  const { graph, subject } = request;
  const walked = waysOf(request);
  try {
    const { way, digests } =
      walked === undefined
        ? await listReferrers(request)
        : { way: walked, digests: digestsIn(graph, subject, 'referrer') };
    const look = lookOf(request, way === 'tag' ? 'fallback-tag' : 'referrers');
    if (digests.length > mostListed) look.cut(`${digests.length} are listed, ${mostListed} are read`);
    const manifests = await inLanes(digests.slice(0, mostListed), lanes, (digest) =>
      listedManifest(request, look, digest),
    );
    const ours = manifests.filter((manifest) => manifest?.subject?.digest === subject);
    return { look, leads: ours.flatMap((manifest) => leadsOf(request, look, manifest)) };
  } catch (error) {
    const look = lookOf(request, 'referrers');
    look.fail(error);
    return { look, leads: [] };
  }
}

/** What cosign keeps under tags of its own. Such a tag says by its name what it is about; the documents must say it too. */
export async function lookAtCosignTags(request: AttachedRequest): Promise<Looked> {
  const { registry, graph, repository, subject, signal } = request;
  const look = lookOf(request, 'cosign-tag');
  const references: readonly (Tag | Digest)[] =
    waysOf(request) === undefined
      ? cosignTags(subject).map(({ tag }) => tag)
      : digestsIn(graph, subject, 'cosign-tag');
  const manifests = await inLanes(references, lanes, async (reference) => {
    try {
      const walked = isDigest(reference) ? graph.manifests.get(reference) : undefined;
      return walked ?? (await registry.manifest(repository, reference, { signal }));
    } catch (error) {
      look.fail(error);
      return undefined;
    }
  });
  return { look, leads: manifests.flatMap((manifest) => leadsOf(request, look, manifest)) };
}

/** How the walk listed the referrers of a manifest; undefined where it did not, or had to leave something behind. */
function waysOf({ graph, repository, subject }: AttachedRequest): 'api' | 'tag' | 'none' | undefined {
  if (repository !== graph.source || graph.left.length > 0) return undefined;
  return graph.listed?.get(subject);
}

async function listReferrers({
  registry,
  repository,
  subject,
  signal,
}: AttachedRequest): Promise<{ readonly way: string; readonly digests: readonly Digest[] }> {
  const { way, descriptors } = await registry.referrers(repository, subject, { signal });
  return { way, digests: [...new Set(descriptors.map(({ digest }) => digest))] };
}

function digestsIn(graph: ImageGraph, subject: Digest, how: 'referrer' | 'cosign-tag'): readonly Digest[] {
  const digests = graph.attachments
    .filter((attachment) => attachment.how === how && attachment.subject === subject)
    .map(({ descriptor }) => descriptor.digest);
  return [...new Set(digests)];
}

/** One that is listed and cannot be had is not "nothing": the look failed, what else it found is kept. */
async function listedManifest(
  { registry, graph, repository, signal }: AttachedRequest,
  look: Look,
  digest: Digest,
): Promise<Manifest | undefined> {
  try {
    const manifest = graph.manifests.get(digest) ?? (await registry.manifest(repository, digest, { signal }));
    if (manifest === undefined) throw notThere(repository, digest);
    return manifest;
  } catch (error) {
    look.fail(error);
    return undefined;
  }
}

function leadsOf(
  { registry, repository, subject: about, signal }: AttachedRequest,
  look: Look,
  manifest: Manifest | undefined,
): readonly Lead[] {
  return manifest === undefined ? [] : leadsIn(manifest, { registry, repository, look, about, signal });
}

function lookOf({ graph, repository, subject }: AttachedRequest, place: EvidencePlace): Look {
  return new Look(place, { subject, ...(repository !== graph.source && { repository }) });
}

function notThere(repository: Repository, digest: Digest): HoistError {
  return new HoistError(
    'unreachable',
    'REFERRER_MISSING',
    `${repository} lists ${digest} as attached to the image and does not have it`,
    { hint: 'Its list of referrers is out of date: attach it again.' },
  );
}
