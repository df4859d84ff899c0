import { fallbackTag } from '../../src/image/attached-tag.ts';
import type { Manifest } from '../../src/image/manifest.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import type { RegistryOptions } from '../fakes/registry/server.ts';
import { bed, type Bed } from './bed.ts';
import { imageOf } from './samples.ts';

export const image = imageOf('signed');
export const subject = image.manifest.digest;
export const tag = fallbackTag(subject);

export function referrerOf(name: string): Manifest {
  return imageOf(name, { subject: image.manifest, artifactType: 'application/vnd.acme.sbom' }).manifest;
}

export const sbom = referrerOf('sbom');
export const signature = referrerOf('signature');
export const indexType = { 'content-type': 'application/vnd.oci.image.index.v1+json' };

export function isApi({ route }: SeenRequest): boolean {
  return route.kind === 'referrers';
}

export async function withImage(
  options: RegistryOptions = {},
  ...attached: readonly Manifest[]
): Promise<Bed> {
  const made = await bed({ allowMissing: true, ...options });
  for (const { bytes } of [image.manifest, ...attached]) made.server.store.putManifest(made.path, bytes);
  return made;
}

export function underTag({ server, path }: Bed, manifest: Manifest): void {
  server.store.putManifest(path, manifest.bytes, { tags: [tag] });
}

export async function listed({
  registry,
  repository,
}: Bed): Promise<[way: string, api: boolean, ...digests: string[]]> {
  const { way, api, descriptors } = await registry.referrers(repository, subject);
  return [way, api, ...descriptors.map(({ digest }) => digest)];
}
