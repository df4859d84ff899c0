import { type Digest } from '../../src/image/digest.ts';
import { indexType, manifestType } from '../fakes/registry/document.ts';
import { statementOf } from '../fakes/sigstore.ts';
import { pushBlob, pushDocument } from './own-image.ts';
import type { RawRepository } from './raw-registry.ts';

/** How BuildKit lays attestations out: since the middle of 2026 as an artifact, before as an image (policy.md §1.5). */
export const layouts = ['artifact', 'image'] as const;
export type Layout = (typeof layouts)[number];

/** An index as BuildKit pushes it. */
export type Built = {
  readonly index: Digest;
  readonly platform: Digest;
  readonly attestation: Digest;
  /** The statements, in the order in which they were given. */
  readonly documents: readonly Digest[];
};

export type Build = {
  /** The image is another for every tag. */
  readonly tag: string;
  readonly layout: Layout;
  readonly statements: readonly (readonly [predicateType: string, predicate: unknown])[];
};

/** Pushes an image of `linux/amd64` with what BuildKit attests of it inside its index; nothing is signed. */
export async function pushBuilt(dev: RawRepository, { tag, layout, statements }: Build): Promise<Built> {
  const { root: platform } = await dev.push({ seed: tag });
  const size = (await dev.manifest(platform))?.length ?? 0;
  const image = { mediaType: manifestType, digest: platform, size };
  const layers = await Promise.all(
    statements.map(async ([predicateType, predicate]) => {
      const statement = statementOf({ predicateType, predicate, subjects: [platform] });
      return {
        ...(await pushBlob(dev, statement, 'application/vnd.in-toto+json')),
        annotations: { 'in-toto.io/predicate-type': predicateType },
      };
    }),
  );
  const own =
    layout === 'artifact'
      ? {
          artifactType: 'application/vnd.docker.attestation.manifest.v1+json',
          config: await pushBlob(dev, Buffer.from('{}'), 'application/vnd.oci.empty.v1+json'),
          subject: image,
        }
      : {
          config: await pushBlob(
            dev,
            Buffer.from('{"architecture":"unknown","os":"unknown"}'),
            'application/vnd.oci.image.config.v1+json',
          ),
        };
  const attestation = await pushDocument(dev, { mediaType: manifestType, ...own, layers });
  const index = await pushDocument(
    dev,
    {
      mediaType: indexType,
      manifests: [
        { ...image, platform: { os: 'linux', architecture: 'amd64' } },
        {
          ...attestation,
          platform: { os: 'unknown', architecture: 'unknown' },
          annotations: {
            'vnd.docker.reference.type': 'attestation-manifest',
            'vnd.docker.reference.digest': platform,
          },
        },
      ],
    },
    tag,
  );
  return {
    index: index.digest,
    platform,
    attestation: attestation.digest,
    documents: layers.map(({ digest }) => digest),
  };
}
