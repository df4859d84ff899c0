import { ask, type Reply } from '../fakes/registry/client.ts';
import { fallbackTag, indexBytes, indexType, manifestType } from '../fakes/registry/document.ts';
import { addSample, type Sample, type SampleOptions } from '../fakes/registry/sample.ts';
import { bytesOf, Store } from '../fakes/registry/store.ts';
import type { Descriptor } from '../../src/image/descriptor.ts';
import { digestOf, type Digest } from '../../src/image/digest.ts';

/** The manifest of a signature or an attestation, with the bytes of its config and its first layer. */
export type Attached = {
  readonly manifest: AttachedManifest;
  readonly config: Buffer;
  readonly layer: Buffer;
};

export type AttachedManifest = {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly [key: string]: unknown;
};

/** A repository over plain HTTP, with nothing of the code under test: what an attacker or a build has at hand. */
export class RawRepository {
  readonly #base: string;

  constructor(host: string, path: string) {
    this.#base = `http://${host}/v2/${path}`;
  }

  async pushBlob(bytes: Uint8Array): Promise<Digest> {
    const digest = digestOf(bytes);
    const begun = await this.#expect(202, 'POST', '/blobs/uploads/');
    const place = new URL(String(begun.headers.location), this.#base);
    place.searchParams.set('digest', digest);
    const put = await ask('PUT', place.href, {
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    });
    if (put.status !== 201) throw new Error(`PUT of a blob answered ${put.status}`);
    return digest;
  }

  async pushManifest(
    bytes: Uint8Array,
    mediaType: string,
    reference: string = digestOf(bytes),
  ): Promise<Reply> {
    return await this.#expect(201, 'PUT', `/manifests/${reference}`, {
      body: bytes,
      headers: { 'content-type': mediaType },
    });
  }

  /** An image of its own for every seed. */
  async push(options: SampleOptions & { readonly seed: string }): Promise<Sample> {
    const { tags = [], ...rest } = options;
    const store = new Store();
    const sample = addSample(store, 'x', rest);
    const { blobs, manifests } = store.repository('x') ?? { blobs: new Map(), manifests: new Map() };
    for (const blob of blobs.values()) await this.pushBlob(bytesOf(blob));
    // Children come before what names them.
    for (const { bytes, mediaType } of manifests.values()) await this.pushManifest(bytes, mediaType);
    const root = store.manifest('x', sample.root);
    if (root === undefined) throw new Error('the sample has no root');
    for (const tag of tags) await this.pushManifest(root.bytes, root.mediaType, tag);
    return sample;
  }

  /** The manifest under a tag or digest; undefined where there is none. */
  async manifest(reference: string): Promise<Buffer | undefined> {
    const accept = { headers: { accept: `${manifestType}, ${indexType}` } };
    const { status, body } = await ask('GET', `${this.#base}/manifests/${reference}`, accept);
    return status === 200 ? body : undefined;
  }

  /** What the API lists, or the fallback tag. */
  async referrers(subject: Digest): Promise<readonly Descriptor[]> {
    const { status, body } = await ask('GET', `${this.#base}/referrers/${subject}`);
    const list = status === 200 ? body : await this.manifest(fallbackTag(subject));
    if (list === undefined) return [];
    return (JSON.parse(list.toString()) as { manifests: readonly Descriptor[] }).manifests;
  }

  /** The newest referrer of a manifest, or what a tag names. */
  async attached(at: { readonly subject: Digest } | { readonly tag: string }): Promise<Attached> {
    const reference = 'tag' in at ? at.tag : (await this.referrers(at.subject)).at(-1)?.digest;
    const bytes = reference === undefined ? undefined : await this.manifest(reference);
    if (bytes === undefined) throw new Error('nothing is attached there');
    const manifest = JSON.parse(bytes.toString()) as AttachedManifest;
    const [config, layer] = await Promise.all([
      this.#blob(manifest.config.digest),
      this.#blob(manifest.layers[0]?.digest),
    ]);
    return { manifest, config, layer };
  }

  /** Attaches a document as a referrer, and lists it under the fallback tag where the registry has no API. */
  async attach(subject: Digest, attached: Attached): Promise<Digest> {
    const about = await this.manifest(subject);
    if (about === undefined) throw new Error('the subject is not there');
    const { mediaType = manifestType } = JSON.parse(about.toString()) as { mediaType?: string };
    const manifest = {
      ...attached.manifest,
      subject: { mediaType, digest: subject, size: about.length },
    };
    const written = await this.#write({ ...attached, manifest });
    const { headers } = await this.pushManifest(written, manifestType);
    const digest = digestOf(written);
    if (headers['oci-subject'] === undefined) {
      const artifactType = String(attached.manifest['artifactType']);
      const entry = { mediaType: manifestType, digest, size: written.length, artifactType };
      const list = [...(await this.referrers(subject)), entry];
      await this.pushManifest(indexBytes(list), indexType, fallbackTag(subject));
    }
    return digest;
  }

  /** Under a tag of cosign's: one manifest, a layer for each. */
  async attachByTag(tag: string, first: Attached, ...rest: readonly Attached[]): Promise<void> {
    for (const { layer } of rest) await this.pushBlob(layer);
    const layers = [first, ...rest].flatMap(({ manifest }) => manifest.layers);
    const bytes = await this.#write({ ...first, manifest: { ...first.manifest, layers } });
    await this.pushManifest(bytes, manifestType, tag);
  }

  async #blob(digest: Digest | undefined): Promise<Buffer> {
    return (await this.#expect(200, 'GET', `/blobs/${digest}`)).body;
  }

  /** Pushes config and layer, and gives the bytes of the manifest that names them. */
  async #write({ manifest, config, layer }: Attached): Promise<Buffer> {
    await this.pushBlob(config);
    const digest = await this.pushBlob(layer);
    const [first, ...rest] = manifest.layers;
    const layers = [{ ...first, digest, size: layer.length }, ...rest];
    return Buffer.from(JSON.stringify({ ...manifest, layers }));
  }

  async #expect(status: number, method: string, path: string, options = {}): Promise<Reply> {
    const reply = await ask(method, `${this.#base}${path}`, options);
    if (reply.status !== status)
      throw new Error(`${method} ${path} answered ${reply.status}: ${reply.body.toString()}`);
    return reply;
  }
}
