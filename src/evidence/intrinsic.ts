import type { Answer, PlatformFacts } from '../domain/facts.ts';
import { readImageConfig, type ImageConfig } from '../image/image-config.ts';
import { blobsOf, type ImageManifest } from '../image/manifest.ts';
import { platformText, type Platform } from '../image/platform.ts';
import { answerTo, notAsked, unknown } from './answer.ts';
import { readBlob, type BlobPlace } from './blob.ts';
import { inLanes } from './lanes.ts';
import type { ImageParts, PlatformPart } from './parts.ts';

const lanes = 8;
/** (N21) */
const maxConfigBytes = 4 * 1024 * 1024;

export type IntrinsicRequest = BlobPlace & {
  readonly parts: ImageParts;
  /** Configs are read where a check looks at them, and where the index does not say the platform. */
  readonly configs: boolean;
  readonly signal: AbortSignal;
};

/** What the bytes themselves say of each platform. */
export async function intrinsicFacts(request: IntrinsicRequest): Promise<readonly PlatformFacts[]> {
  return inLanes(request.parts.platforms, lanes, (part) => platformFacts(request, part));
}

async function platformFacts(
  request: IntrinsicRequest,
  { manifest, stated }: PlatformPart,
): Promise<PlatformFacts> {
  const config = await configOf(request, manifest, request.configs || stated === undefined);
  const built = config.state === 'known' ? config.value.platform : undefined;
  const platform = stated ?? built;
  const contradicts = stated && built && contradiction(stated, built);
  return {
    digest: manifest.digest,
    annotations: manifest.annotations,
    bytes: bytesOf(manifest),
    layers: manifest.layers.length,
    config,
    ...(platform && { platform }),
    ...(contradicts !== undefined && { contradicts }),
    ...(manifest.config && { configDigest: manifest.config.digest }),
  };
}

async function configOf(
  { registry, repository, signal }: IntrinsicRequest,
  { config, digest }: ImageManifest,
  wanted: boolean,
): Promise<Answer<ImageConfig>> {
  if (!wanted) return notAsked('the image config');
  if (config === undefined) return unknown('INCOMPLETE', `${digest} has no image config`);
  return answerTo(async () => {
    const bytes = await readBlob({ registry, repository }, config, { maxBytes: maxConfigBytes, signal });
    return readImageConfig(bytes, `the config of ${repository}@${digest}`);
  });
}

/** A variant that only one of the two states is no contradiction: indexes say `arm64/v8` of what configs call `arm64`. */
function contradiction(stated: Platform, built: Platform): string | undefined {
  const variants =
    stated.variant === undefined || built.variant === undefined || stated.variant === built.variant;
  if (stated.os === built.os && stated.architecture === built.architecture && variants) return undefined;
  return `the index says ${platformText(stated)}, its config ${platformText(built)}`;
}

function bytesOf(manifest: ImageManifest): number {
  const sizes = new Map(blobsOf(manifest).map(({ digest, size }) => [digest, size]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
