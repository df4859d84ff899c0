import type { Differences, SourceCommit } from '../domain/change.ts';
import type { PlatformFacts } from '../domain/facts.ts';
import type { Evidence } from '../domain/evidence.ts';
import { provenCommit } from '../evidence/forge-facts.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageGraph } from '../image/graph.ts';
import { blobsOf } from '../image/manifest.ts';
import { compareConfigs } from './compare-config.ts';
import { comparePackages } from './compare-packages.ts';
import { compareVulnerabilities } from './compare-vulnerabilities.ts';
import { clipped } from './cut-list.ts';
import { platformName } from './platform-name.ts';

/** Everything that is known of one of the two images. */
export type ComparedImage = {
  readonly graph: ImageGraph;
  readonly platforms: readonly PlatformFacts[];
  readonly evidence: readonly Evidence[];
};

/** What of an image is not what it was. `server`: where commits are compared, `https://github.com`. */
export function compareImages(from: ComparedImage, to: ComparedImage, server: string): Differences {
  return {
    commits: commitChange(from, to, server),
    size: { from: sizeOf(blobs(from)), to: sizeOf(blobs(to)) },
    layers: layerChange(layers(from), layers(to)),
    platforms: setChange(from.platforms.map(platformName), to.platforms.map(platformName)),
    config: compareConfigs(from.platforms, to.platforms),
    packages: comparePackages(from.evidence, to.evidence),
    vulnerabilities: compareVulnerabilities(from.evidence, to.evidence),
  };
}

function commitChange(from: ComparedImage, to: ComparedImage, server: string): Differences['commits'] {
  const [before, after] = [commitOf(from, server), commitOf(to, server)];
  return {
    ...(before === undefined ? {} : { from: before }),
    ...(after === undefined ? {} : { to: after }),
    ...compareLink(before, after, server),
  };
}

/** What a certificate proves, else what a label claims. */
function commitOf({ graph, platforms, evidence }: ComparedImage, server: string): SourceCommit | undefined {
  const proven = provenCommit(evidence, server);
  if (proven.state === 'known') return { ...proven.value, proof: 'proven' };
  const labels = platforms.flatMap(({ config }) => (config.state === 'known' ? [config.value.revision] : []));
  const claimed = graph.root.annotations['org.opencontainers.image.revision'] ?? labels.find(isText);
  return claimed === undefined || claimed === '' ? undefined : { commit: clipped(claimed), proof: 'claimed' };
}

function isText(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function compareLink(
  from: SourceCommit | undefined,
  to: SourceCommit | undefined,
  server: string,
): { readonly compare?: string } {
  if (from?.proof !== 'proven' || to?.proof !== 'proven' || !server.startsWith('https://')) return {};
  const { repository } = to;
  const isOne = repository !== undefined && from.repository?.toLowerCase() === repository.toLowerCase();
  if (!isOne || from.commit === to.commit) return {};
  return { compare: `${server.replace(/\/+$/, '')}/${repository}/compare/${from.commit}...${to.commit}` };
}

function layerChange(
  from: ReadonlyMap<Digest, Descriptor>,
  to: ReadonlyMap<Digest, Descriptor>,
): Differences['layers'] {
  return {
    from: from.size,
    to: to.size,
    added: [...to.keys()].filter((digest) => !from.has(digest)).length,
    removed: [...from.keys()].filter((digest) => !to.has(digest)).length,
  };
}

function setChange(from: readonly string[], to: readonly string[]): Differences['platforms'] {
  return {
    kept: to.filter((name) => from.includes(name)),
    added: to.filter((name) => !from.includes(name)),
    removed: from.filter((name) => !to.includes(name)),
  };
}

function layers(image: ComparedImage): ReadonlyMap<Digest, Descriptor> {
  return byDigest(manifestsOf(image).flatMap((manifest) => manifest.layers));
}

function blobs(image: ComparedImage): ReadonlyMap<Digest, Descriptor> {
  return byDigest(manifestsOf(image).flatMap(blobsOf));
}

/** Of the platforms alone: attestations in an index are no part of what runs. */
function manifestsOf({ graph, platforms }: ComparedImage) {
  return platforms.flatMap(({ digest }) => {
    const manifest = graph.manifests.get(digest);
    return manifest?.kind === 'manifest' ? [manifest] : [];
  });
}

function byDigest(descriptors: readonly Descriptor[]): ReadonlyMap<Digest, Descriptor> {
  return new Map(descriptors.map((descriptor) => [descriptor.digest, descriptor]));
}

function sizeOf(all: ReadonlyMap<Digest, Descriptor>): number {
  return [...all.values()].reduce((sum, { size }) => sum + size, 0);
}
