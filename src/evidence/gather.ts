import type { EvidenceSettings } from '../domain/evidence-settings.ts';
import type { Evidence, Search } from '../domain/evidence.ts';
import type { Facts, Needs, PlatformFacts } from '../domain/facts.ts';
import type { StageId } from '../domain/pipeline.ts';
import { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageGraph } from '../image/graph.ts';
import type { Manifest } from '../image/manifest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { Forge } from '../ports/forge.ts';
import type { Registry } from '../ports/registry.ts';
import type { Web } from '../ports/web.ts';
import type { Workspace } from '../ports/workspace.ts';
import { explain, notAsked } from './answer.ts';
import { baseImages } from './base-images.ts';
import { discover } from './discover.ts';
import type { FoundDocument, OpenedDocument } from './document.ts';
import { feeds } from './feed.ts';
import { commitFacts, needsCommit } from './forge-facts.ts';
import { interpret, type Subjects } from './interpret.ts';
import { intrinsicFacts } from './intrinsic.ts';
import { partsOf, type ImageParts } from './parts.ts';
import { readLeads, type HeldDocument, type ReadLimits } from './read-leads.ts';
import { sealed, type Understood } from './sealed.ts';

export type GatherRequest = {
  readonly registry: Registry;
  /** Where the stage reads the image. */
  readonly graph: ImageGraph;
  /** At the pipeline's source. */
  readonly image: { readonly repository: Repository; readonly tag?: Tag };
  readonly stage?: StageId;
  readonly stages?: Facts['stages'];
  /** Where statements about the image lie besides: what is attached to its root there counts as well. */
  readonly besides?: readonly Repository[];
  /** The union over all rules. Nothing is read that it does not ask for. */
  readonly needs: Needs;
  readonly settings: EvidenceSettings;
  readonly forge: Forge | undefined;
  readonly web: Web | undefined;
  readonly workspace: Workspace | undefined;
  /** What the stage's first moving tag names now; asked only if `needs.previous` says so. */
  readonly previous?: (() => Promise<Facts['previous']>) | undefined;
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Opens the envelope of a document and judges its signature. */
  readonly open: (found: FoundDocument) => Promise<OpenedDocument>;
  readonly limits?: ReadLimits;
};

/**
 * Finds out everything that a policy looks at, once for one image before one stage. What could not be found out is in the
 * facts as unknown, with why; an error is only what leaves no image to judge: a manifest of it that cannot be read.
 */
export async function gather(request: GatherRequest): Promise<Facts> {
  const { registry, graph, image, stage, needs, signal } = request;
  const parts = await partsOf({ registry, graph, signal });
  const place = { registry, repository: graph.source, parts, signal };
  const [platforms, previous] = await Promise.all([
    intrinsicFacts({ ...place, configs: needs.configs }),
    needs.previous === 'no' || request.previous === undefined
      ? notAsked('what is at the target now')
      : request.previous(),
  ]);
  const { evidence, searches } = needsEvidence(needs)
    ? await gatherEvidence(request, parts, platforms)
    : { evidence: [], searches: [] };
  const { annotations, digest, kind } = parts.root;
  const [commit, feedsFound, bases] = await Promise.all([
    needsCommit(needs) ? commitFacts(request.forge, evidence, needs) : notAsked('the commit'),
    feeds({ ...request, needs: needs.feeds, settings: request.settings.feeds, evidence }),
    needs.baseImages
      ? baseImages({ registry, annotations, platforms, evidence, signal })
      : new Map<string, never>(),
  ]);
  return {
    image: { ...image, digest, isIndex: kind === 'index', annotations, strangeChildren: parts.strange },
    platforms,
    evidence,
    searches,
    commit,
    previous,
    feeds: feedsFound,
    baseImages: bases,
    ...(stage !== undefined && { stage }),
    ...(request.stages !== undefined && { stages: request.stages }),
  };
}

/** The commit and the base images are what trusted documents say. */
function needsEvidence(needs: Needs): boolean {
  return needs.evidence || needs.baseImages || needsCommit(needs);
}

async function gatherEvidence(
  request: GatherRequest,
  parts: ImageParts,
  platforms: readonly PlatformFacts[],
): Promise<{ readonly evidence: readonly Evidence[]; readonly searches: readonly Search[] }> {
  const subjects: Subjects = {
    image: { digest: parts.root.digest, isIndex: parts.root.kind === 'index', platforms },
    attestations: new Set(parts.attestations.map(({ manifest }) => manifest.digest)),
  };
  const manifests = manifestsOf(parts);
  const looked = await discover({ ...request, parts });
  const understood = await readLeads(
    looked,
    (document) => understand({ ...request, manifests }, document, subjects),
    request.limits,
  );
  return {
    evidence: sealed(understood, { digest: parts.root.digest, attestations: subjects.attestations }),
    searches: looked.map(({ look }) => look.search()),
  };
}

/** Everything that evidence may be attached to. */
function manifestsOf({ root, platforms, attestations }: ImageParts): ReadonlyMap<Digest, Manifest> {
  const below = [...platforms, ...attestations].map(({ manifest }) => manifest);
  return new Map([root, ...below].map((manifest) => [manifest.digest, manifest]));
}

type Understanding = Pick<GatherRequest, 'open'> & { readonly manifests: ReadonlyMap<Digest, Manifest> };

/** Keeps what a document says and lets its bytes go. */
async function understand(
  { open, manifests }: Understanding,
  { found, holders }: HeldDocument,
  subjects: Subjects,
): Promise<Understood> {
  const subjectBytes = found.about && manifests.get(found.about)?.bytes;
  const given = subjectBytes === undefined ? found : { ...found, subjectBytes };
  const opened = await open(given).catch((error: unknown) => notOpened(found, error));
  const { digest, annotations } = found;
  return {
    ...interpret(opened, subjects),
    found: { digest, annotations },
    holders,
    isStatement: opened.what === 'statement',
  };
}

/**
 * Where nobody can be asked whose certificates count, nothing is trusted, and trying again may help. A trusted root of the
 * config that is none is a mistake in the config and stops the run.
 */
function notOpened(found: FoundDocument, error: unknown): OpenedDocument {
  if (!(error instanceof HoistError) || error.kind === 'config') throw error;
  const code = error.kind === 'refused' ? 'UNPARSABLE' : 'UNREACHABLE';
  const message = explain(error);
  const trust = { level: 'untrusted', why: message } as const;
  return { found, trust, what: 'nothing', code, message, title: found.mediaType };
}
