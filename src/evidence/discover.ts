import type { EvidenceSettings } from '../domain/evidence-settings.ts';
import type { EvidencePlace } from '../domain/evidence.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageGraph } from '../image/graph.ts';
import type { Repository } from '../image/reference.ts';
import type { Forge } from '../ports/forge.ts';
import type { Registry } from '../ports/registry.ts';
import type { Workspace } from '../ports/workspace.ts';
import { lookAtCosignTags, lookAtReferrers, type Looked } from './attached.ts';
import { inLanes } from './lanes.ts';
import { leadsIn, type Lead } from './lead.ts';
import { lookAtFiles } from './local-files.ts';
import { Look } from './look.ts';
import type { ImageParts } from './parts.ts';

export type DiscoverRequest = {
  readonly registry: Registry;
  readonly graph: ImageGraph;
  readonly parts: ImageParts;
  readonly settings: EvidenceSettings;
  /** Repositories in which the root has statements of its own. */
  readonly besides?: readonly Repository[];
  readonly forge: Forge | undefined;
  readonly workspace: Workspace | undefined;
  readonly signal: AbortSignal;
};

const lanes = 4;

/** policy.md §1.1 */
const order: readonly EvidencePlace[] = [
  'referrers',
  'fallback-tag',
  'cosign-tag',
  'index',
  'github',
  'local',
];

/**
 * Looks at every place for evidence on the image: on its root, each platform, and each attestation manifest of its index,
 * which may be signed by itself. Gives one look for each place and manifest, in the order of policy.md §1.1. A place that
 * could not be looked at is a look that failed, never an error of the whole and never "nothing there" (I4).
 */
export async function discover(request: DiscoverRequest): Promise<readonly Looked[]> {
  const groups = await Promise.all([
    attached(request),
    inIndex(request),
    atGitHub(request),
    lookAtFiles(request.workspace, request.settings.files),
  ]);
  const looked = groups.flat();
  // Sorting is stable: within a place the root comes first.
  return looked.toSorted((a, b) => order.indexOf(a.look.place) - order.indexOf(b.look.place));
}

/** In the image's repository, then where `evidence.repository` says. */
async function attached({
  besides = [],
  registry,
  graph,
  parts,
  settings,
  signal,
}: DiscoverRequest): Promise<readonly Looked[]> {
  const { sources, repository: other } = settings;
  const places = [graph.source, ...(other === undefined || other === graph.source ? [] : [other])];
  const subjects = [...imageDigests(parts), ...parts.attestations.map(({ manifest }) => manifest.digest)];
  const requests = places.flatMap((repository) =>
    subjects.map((subject) => ({ registry, graph, repository, subject, signal })),
  );
  const others = besides.filter((repository) => !places.includes(repository));
  const beside = sources.includes('referrers')
    ? await inLanes([...new Set(others)], lanes, (repository) =>
        lookAtReferrers({ registry, graph, repository, subject: parts.root.digest, signal }),
      )
    : [];
  const looked = await inLanes(requests, lanes, (one) =>
    Promise.all([
      ...(sources.includes('referrers') ? [lookAtReferrers(one)] : []),
      ...(sources.includes('cosign-tags') ? [lookAtCosignTags(one)] : []),
    ]),
  );
  return [
    ...(sources.includes('referrers') ? [] : [off('referrers')]),
    ...(sources.includes('cosign-tags') ? [] : [off('cosign-tag')]),
    ...looked.flat(),
    ...beside,
  ];
}

/** The root, then its platforms, each once. */
function imageDigests({ root, platforms }: ImageParts): readonly Digest[] {
  return [...new Set([root.digest, ...platforms.map(({ manifest }) => manifest.digest)])];
}

async function inIndex({
  registry,
  graph,
  parts,
  settings,
  signal,
}: DiscoverRequest): Promise<readonly Looked[]> {
  if (!settings.sources.includes('index')) return [off('index')];
  const look = new Look('index', { subject: parts.root.digest });
  const leads = parts.attestations.flatMap(({ manifest, reference }): readonly Lead[] =>
    leadsIn(manifest, { registry, repository: graph.source, look, about: reference, signal }),
  );
  return [{ look, leads }];
}

/** Only what the job's own repository has attested: who else did has to attach it to the image. */
async function atGitHub({ forge, parts, settings }: DiscoverRequest): Promise<readonly Looked[]> {
  if (!settings.sources.includes('github')) return [off('github')];
  if (forge === undefined) return [off('github', 'Actions only')];
  return inLanes(imageDigests(parts), lanes, async (subject) => {
    const look = new Look('github', { subject });
    try {
      const { found, cut } = await forge.attestations(subject);
      if (cut) look.cut('GitHub has more attestations than are read');
      const leads = found.map((stored): Lead => ({
        look,
        about: subject,
        mediaType: stored.mediaType,
        annotations: {},
        read: (maxBytes) => stored.read(maxBytes),
      }));
      return { look, leads };
    } catch (error) {
      look.fail(error);
      return { look, leads: [] };
    }
  });
}

function off(place: EvidencePlace, why = 'evidence.sources leaves it out'): Looked {
  const look = new Look(place);
  look.off(why);
  return { look, leads: [] };
}
