import type { EvidenceSettings } from '../../src/domain/evidence-settings.ts';
import type { Trust } from '../../src/domain/evidence.ts';
import { needsNothing, type Facts } from '../../src/domain/facts.ts';
import { HoistError } from '../../src/errors.ts';
import type { FoundDocument, OpenedDocument } from '../../src/evidence/document.ts';
import { gather, type GatherRequest } from '../../src/evidence/gather.ts';
import { cosignTags } from '../../src/image/attached-tag.ts';
import type { Descriptor } from '../../src/image/descriptor.ts';
import { hexOf, type Digest } from '../../src/image/digest.ts';
import { parseRepository, pathOf, hostOf, type Repository } from '../../src/image/reference.ts';
import type { CommitPlace, Forge } from '../../src/ports/forge.ts';
import { walk, type WalkOptions } from '../../src/transfer/walk.ts';
import { fallbackTag, indexBytes, indexType, manifestType } from '../fakes/registry/document.ts';
import { createMemoryRegistry, type MemoryOptions, type MemoryRegistry } from '../fakes/registry/memory.ts';
import type { Store } from '../fakes/registry/store.ts';
import { predicateTypes, spdx } from './documents.ts';

export const repository = parseRepository('registry.example.com/acme/dev/web');
export const now = new Date('2026-03-04T05:06:07Z');
export const commit = '0123456789abcdef0123456789abcdef01234567';

export const settings: EvidenceSettings = {
  sources: ['referrers', 'cosign-tags', 'index', 'github'],
  files: [],
  feeds: { maxAge: 36 * 3_600 },
};

/** A document of the tests, as {@link openTestDocument} reads it: who signed it, and what it is. */
export type TestDocument = {
  readonly signers?: readonly string[];
  readonly claims?: Readonly<Record<number, string>>;
  /** ISO 8601 */
  readonly signedAt?: string;
  readonly untrusted?: string;
} & (
  | { readonly signs: string }
  | {
      readonly predicateType: string;
      readonly about: string | readonly { readonly name?: string; readonly digest: Record<string, string> }[];
      readonly predicate: unknown;
    }
  | { readonly report: unknown }
);

export function sbom(about: string, signers?: readonly string[]): TestDocument {
  return { predicateType: predicateTypes.spdx, about, predicate: spdx(), ...(signers && { signers }) };
}

/** Reads what the tests wrote instead of envelopes; whoever is named as a signer is believed to have signed. */
export async function openTestDocument(found: FoundDocument): Promise<OpenedDocument> {
  const text = new TextDecoder().decode(found.bytes);
  if (!text.startsWith('{')) {
    const problem = { what: 'nothing', code: 'UNPARSABLE', message: 'it is no JSON', title: 'junk' } as const;
    return { found, trust: { level: 'unsigned' }, ...problem };
  }
  const document = JSON.parse(text) as TestDocument;
  const trust = trustOf(document, found);
  if ('signs' in document)
    return { found, trust, what: 'signature', digest: document.signs, annotations: found.annotations };
  if ('report' in document) return { found, trust, what: 'report', json: document.report };
  const { about, predicateType, predicate } = document;
  const subjects = typeof about === 'string' ? [{ digest: { sha256: about.replace('sha256:', '') } }] : about;
  const named = subjects.map((subject) => ({ annotations: {}, ...subject }));
  return { found, trust, what: 'statement', statement: { predicateType, predicate, subjects: named } };
}

function trustOf(
  { signers, claims = {}, signedAt, untrusted }: TestDocument,
  { file }: FoundDocument,
): Trust {
  if (untrusted !== undefined) return { level: 'untrusted', why: untrusted };
  if (signers !== undefined) {
    const identity = { kind: 'certificate', claims } as const;
    const time = signedAt === undefined ? undefined : new Date(signedAt);
    return { level: 'signed', signers, identity, ...(time && { signedAt: { first: time, last: time } }) };
  }
  return file === undefined ? { level: 'unsigned' } : { level: 'local', file };
}

export type TestPlatform = {
  readonly digest: Digest;
  readonly attestation?: Digest;
  readonly config: Digest;
};

export type TestImage = {
  readonly root: Digest;
  readonly platforms: readonly TestPlatform[];
};

export type ImageOptions = {
  readonly platforms?: readonly string[];
  /** Statements of BuildKit for each platform, in the layout of before or after mid-2026 (policy.md §1.5). */
  readonly attestations?: (platform: Digest) => readonly TestDocument[];
  readonly layout?: 'artifact' | 'image';
  /** More entries of the index. */
  readonly also?: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly config?: object;
};

/** A store with one image, and the means to attach things to it. */
export class Ground {
  readonly registry: MemoryRegistry;
  readonly store: Store;
  readonly path: string;
  readonly repository: Repository;

  constructor(options: MemoryOptions & { readonly at?: Repository; readonly in?: MemoryRegistry } = {}) {
    this.repository = options.at ?? repository;
    this.registry = options.in ?? createMemoryRegistry(options);
    this.store = this.registry.store(hostOf(this.repository));
    this.path = pathOf(this.repository);
  }

  blob(content: string | object, mediaType: string): Descriptor {
    const bytes = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
    const { digest } = this.store.putBlob(this.path, bytes);
    return { mediaType, digest, size: bytes.length };
  }

  manifest(content: object, tags: readonly string[] = []): Descriptor {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: manifestType, ...content }));
    const { digest, mediaType } = this.store.putManifest(this.path, bytes, { tags });
    return { mediaType, digest, size: bytes.length };
  }

  image(options: ImageOptions = {}): TestImage {
    const { platforms = ['linux/amd64', 'linux/arm64'], attestations, layout = 'artifact' } = options;
    const children: Descriptor[] = [];
    const made: TestPlatform[] = [];
    for (const text of platforms) {
      const [os = '', architecture = '', variant] = text.split('/');
      const config = this.blob(
        { os, architecture, config: {}, ...options.config },
        'application/vnd.oci.image.config.v1+json',
      );
      const layer = this.blob(`layer of ${text}`, 'application/vnd.oci.image.layer.v1.tar+gzip');
      const image = this.manifest({ config, layers: [layer] });
      children.push({ ...image, platform: { os, architecture, ...(variant !== undefined && { variant }) } });
      const beside = attestations && this.attestation(image, attestations(image.digest), layout);
      if (beside) children.push(beside);
      made.push({
        digest: image.digest,
        config: config.digest,
        ...(beside && { attestation: beside.digest }),
      });
    }
    const manifests = [...children, ...(options.also ?? [])];
    const { annotations } = options;
    const root = this.manifest({ mediaType: indexType, manifests, ...(annotations && { annotations }) }, [
      '1.0.0',
    ]);
    return { root: root.digest, platforms: made };
  }

  attestation(image: Descriptor, documents: readonly TestDocument[], layout: string): Descriptor {
    const layers = documents.map((document) => ({
      ...this.blob(document, 'application/vnd.in-toto+json'),
      annotations: { 'in-toto.io/predicate-type': 'https://spdx.dev/Document' },
    }));
    const manifest =
      layout === 'artifact'
        ? this.manifest({
            artifactType: 'application/vnd.docker.attestation.manifest.v1+json',
            config: this.blob('{}', 'application/vnd.oci.empty.v1+json'),
            layers,
            subject: image,
          })
        : this.manifest({
            config: this.blob('{"os":"unknown"}', 'application/vnd.oci.image.config.v1+json'),
            layers,
          });
    return {
      ...manifest,
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': image.digest,
      },
    };
  }

  /** A referrer with one document, listed by the API or, where the registry has none, under the fallback tag. */
  attach(subject: Digest, document: TestDocument | string, options: { claims?: Digest; type?: string } = {}) {
    const mediaType = options.type ?? 'application/vnd.dev.sigstore.bundle.v0.3+json';
    const layer = this.blob(document, mediaType);
    const { digest, size } = this.descriptor(options.claims ?? subject);
    const referrer = this.manifest({
      artifactType: mediaType,
      config: this.blob('{}', 'application/vnd.oci.empty.v1+json'),
      layers: [layer],
      subject: { mediaType: indexType, digest, size },
    });
    return { referrer, layer };
  }

  /** Lists referrers where a client would for a registry without the API. */
  fallback(subject: Digest, ...referrers: readonly Descriptor[]): void {
    this.store.putManifest(this.path, indexBytes(referrers), { tags: [fallbackTag(subject)] });
  }

  cosign(
    subject: Digest,
    kind: 'sig' | 'att' | 'sbom',
    ...layers: readonly { document: TestDocument; annotations?: Record<string, string> }[]
  ): Descriptor {
    const type =
      kind === 'sig'
        ? 'application/vnd.dev.cosign.simplesigning.v1+json'
        : 'application/vnd.dsse.envelope.v1+json';
    const tag =
      cosignTags(subject).find((one) => one.kind === kind)?.tag ?? `sha256-${hexOf(subject)}.${kind}`;
    return this.manifest(
      {
        config: this.blob('{}', 'application/vnd.oci.image.config.v1+json'),
        layers: layers.map(({ document, annotations }) => ({
          ...this.blob(document, type),
          ...(annotations && { annotations }),
        })),
      },
      [tag],
    );
  }

  descriptor(digest: Digest): { readonly digest: Digest; readonly size: number } {
    return { digest, size: this.store.manifest(this.path, digest)?.bytes.length ?? 2 };
  }

  async facts(
    image: Pick<TestImage, 'root'>,
    over: Partial<GatherRequest> & { readonly walk?: Partial<WalkOptions> } = {},
  ): Promise<Facts> {
    const { walk: walked, ...request } = over;
    const { registry = this.registry } = request;
    const root = await registry.manifest(this.repository, image.root);
    if (root === undefined) throw new Error('the image is not there');
    const { signal } = new AbortController();
    const graph = await walk(registry, this.repository, root, {
      referrers: 'all',
      missingPlatforms: 'fail',
      ...walked,
    });
    return gather({
      registry,
      graph,
      image: { repository: this.repository },
      needs: { ...needsNothing, evidence: true },
      settings,
      forge: undefined,
      web: undefined,
      workspace: undefined,
      now,
      signal,
      open: openTestDocument,
      ...request,
    });
  }
}

/** Only what a test gives; anything else that is asked is a failure of the test. */
export function forgeOf(parts: Partial<Forge>): Forge {
  const never = (): never => {
    throw new Error('nobody should ask that');
  };
  return {
    server: 'https://github.com',
    defaultBranch: never,
    triggeringRun: never,
    isOver: never,
    attestations: async () => ({ found: [], cut: false }),
    checkRuns: never,
    statuses: never,
    contains: never,
    tagsAt: never,
    pullOf: never,
    blame: never,
    ...parts,
  };
}

export const place: CommitPlace = { repository: 'acme/web', commit };

export const certificate = { 12: 'https://github.com/acme/web', 13: commit };

export function unreachable(message = 'it answered 500', hint?: string): HoistError {
  return new HoistError('unreachable', 'TEST', message, { hint });
}
