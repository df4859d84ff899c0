import { bundleMediaType, type CosignLayer } from '../fakes/sigstore.ts';
import { manifestType } from '../fakes/registry/document.ts';
import type { TrustRoot } from '../../src/domain/signer.ts';
import type { Descriptor } from '../../src/image/descriptor.ts';
import { digestOf } from '../../src/image/digest.ts';
import type { Attached } from './raw-registry.ts';

/** A bundle as `cosign attest` and `actions/attest` attach it. */
export function bundleArtifact(bundle: Buffer): Attached {
  return artifact(bundle, bundleMediaType);
}

/** Any document as a referrer of its type. */
export function artifact(layer: Buffer, type: string): Attached {
  const config = Buffer.from('{}');
  return {
    manifest: {
      schemaVersion: 2,
      mediaType: manifestType,
      artifactType: type,
      config: descriptor(config, 'application/vnd.oci.empty.v1+json'),
      layers: [descriptor(layer, type)],
    },
    config,
    layer,
  };
}

/** What cosign keeps under one of its tags. */
export function cosignArtifact({ bytes, mediaType, annotations }: CosignLayer): Attached {
  const config = Buffer.from('{"architecture":"","os":"","rootfs":{"type":"layers","diff_ids":[]}}');
  return {
    manifest: {
      schemaVersion: 2,
      mediaType: manifestType,
      config: descriptor(config, 'application/vnd.oci.image.config.v1+json'),
      layers: [{ ...descriptor(bytes, mediaType), annotations }],
    },
    config,
    layer: bytes,
  };
}

/** The file of a trusted root, for `trust.roots` to name. */
export function rootText(root: TrustRoot): string {
  if (root.kind !== 'file') throw new Error('the root is no file');
  return Buffer.from(root.bytes).toString();
}

function descriptor(bytes: Buffer, mediaType: string): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}
