import { parseTag } from '../../src/image/reference.ts';
import type { Intercept } from '../fakes/registry/fault.ts';
import { bed, type Bed } from './bed.ts';
import { imageOf } from './samples.ts';

export const image = imageOf('call');
export const v1 = parseTag('v1');
export const user = { user: 'robot', password: 'hunter2' };
export const users = { robot: { password: 'hunter2' } };

export function head({ registry, repository }: Bed): Promise<unknown> {
  return registry.head(repository, v1);
}

export function get({ registry, repository }: Bed): Promise<unknown> {
  return registry.manifest(repository, v1);
}

/** A registry with the image as `v1`, and what it answers instead. */
export async function withImage(intercept: Intercept, ...rest: Parameters<typeof bed>): Promise<Bed> {
  const made = await bed({ ...rest[0], intercept }, rest[1]);
  made.server.store.putManifest(made.path, image.manifest.bytes, { tags: ['v1'] });
  return made;
}

export function descriptorOfConfig(): {
  mediaType: string;
  digest: typeof image.manifest.digest;
  size: number;
} {
  return { mediaType: 'application/json', digest: image.manifest.digest, size: image.manifest.bytes.length };
}
