import type { Descriptor } from '../../src/image/descriptor.ts';
import { digestOf, type Digest } from '../../src/image/digest.ts';
import { indexType, manifestType } from '../fakes/registry/document.ts';
import { layerOf } from '../fakes/registry/sample.ts';
import type { RawRepository } from './raw-registry.ts';

type Annotations = Readonly<Record<string, string>>;

/** One platform of an image, in words of the test's own. */
export type OwnPlatform = {
  /** `linux/arm64`, as the index says it; absent: it says nothing. */
  readonly stated?: string;
  /** The image config: a value, or its text where that is not what it should be. */
  readonly config: object | string;
  readonly annotations?: Annotations;
  /** The size of each layer. */
  readonly layers?: readonly number[];
};

export type OwnIndex = { readonly tag: string; readonly annotations?: Annotations };

/** An image config whose member `config` is `container`: User, Labels, ExposedPorts … */
export function configOf(platform: string, container: object): object {
  const [os, architecture] = platform.split('/');
  return { os, architecture, config: container, rootfs: { type: 'layers', diff_ids: [] } };
}

/** Pushes an image that is one manifest, under a tag or none. */
export async function pushManifest(
  dev: RawRepository,
  platform: OwnPlatform,
  tag?: string,
): Promise<Descriptor> {
  const { annotations, layers = [1024], config } = platform;
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  const blobs = layers.map((size, at) => layerOf(`${text} ${at}`, size));
  return await pushDocument(
    dev,
    {
      mediaType: manifestType,
      config: await pushBlob(dev, Buffer.from(text), 'application/vnd.oci.image.config.v1+json'),
      layers: await Promise.all(
        blobs.map((bytes) => pushBlob(dev, bytes, 'application/vnd.oci.image.layer.v1.tar+gzip')),
      ),
      ...(annotations && { annotations }),
    },
    tag,
  );
}

/** Pushes an image that is an index over these platforms. */
export async function pushIndex(
  dev: RawRepository,
  platforms: readonly OwnPlatform[],
  { tag, annotations }: OwnIndex,
): Promise<Digest> {
  const manifests = await Promise.all(
    platforms.map(async ({ stated, ...one }) => ({
      ...(await pushManifest(dev, one)),
      ...(stated !== undefined && { platform: platformOf(stated) }),
    })),
  );
  const content = { mediaType: indexType, manifests, ...(annotations && { annotations }) };
  return (await pushDocument(dev, content, tag)).digest;
}

export type Content = { readonly mediaType: string; readonly [key: string]: unknown };

/** Pushes a manifest or an index; what it names is there already. */
export async function pushDocument(dev: RawRepository, content: Content, tag?: string): Promise<Descriptor> {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, ...content }));
  await dev.pushManifest(bytes, content.mediaType, tag);
  return { mediaType: content.mediaType, digest: digestOf(bytes), size: bytes.length };
}

export async function pushBlob(dev: RawRepository, bytes: Buffer, mediaType: string): Promise<Descriptor> {
  return { mediaType, digest: await dev.pushBlob(bytes), size: bytes.length };
}

function platformOf(text: string): object {
  const [os, architecture] = text.split('/');
  return { os, architecture };
}
