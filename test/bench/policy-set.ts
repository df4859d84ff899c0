import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../../src/image/manifest.ts';
import { bundleMediaType, createSigstore, signingKey } from '../fakes/sigstore.ts';
import { blob, type TestBlob } from '../fixtures/images.ts';
import { pushBenchImage, type BenchImage, type ImageShape } from './bench-image.ts';
import { sbomPredicate, scanPredicate } from './policy-documents.ts';
import { startRegistryServer } from './registry-server.ts';

export type SetShape = {
  readonly images: number;
  /** Of each image. */
  readonly packages: number;
  readonly findings: number;
  readonly image: ImageShape;
};

/** Images under one tag, each in a repository of its own, in the storage of a registry that is not running. */
export type PolicySet = {
  readonly storage: string;
  readonly images: ReadonlyMap<string, BenchImage>;
  /** PEM of the key that signed everything. */
  readonly signer: string;
};

export const setTag = '1.4.2';
const folder = { source: 'acme/dev', target: 'acme/qa' } as const;

/** Makes the images, each with a signature and a signed SBOM and scan, as cosign attaches them. */
export async function stockPolicySet(
  { images: count, packages, findings, image }: SetShape,
  scratch: string,
): Promise<PolicySet> {
  const [sigstore, by] = [await createSigstore(), signingKey()];
  const storage = await mkdtemp(join(scratch, 'stock-'));
  const server = await startRegistryServer({ storage, scratch, tls: false });
  const documents = async (name: string, { digest }: Manifest): Promise<readonly TestBlob[]> => {
    const attest = (predicateType: string, predicate: object): Promise<Buffer> =>
      sigstore.attest({ by, predicateType, predicate, subjects: [digest] });
    const bundles = [
      await sigstore.sign({ by, digest }),
      await attest('https://spdx.dev/Document', sbomPredicate(name, packages)),
      await attest('https://cosign.sigstore.dev/attestation/vuln/v1', scanPredicate(name, findings)),
    ];
    return bundles.map((bytes) => blob(bytes, bundleMediaType));
  };
  try {
    const images = new Map<string, BenchImage>();
    for (let number = 1; number <= count; number += 1) {
      const name = `app-${number}`;
      const berth = { url: server.url, repository: `${folder.source}/${name}`, tag: setTag };
      const pushed = await pushBenchImage(image, { ...berth, documents: (root) => documents(name, root) });
      images.set(name, pushed);
    }
    return { storage, images, signer: by.pem };
  } finally {
    await server.close();
  }
}

/** The repository of one of the images. */
export function placeOf(name: string, end: keyof typeof folder): string {
  return `${folder[end]}/${name}`;
}

/** `.github/hoist.yml`: a pipeline that promotes the set, with a policy that it passes or without any. */
export function policyConfig(
  { images, signer }: Pick<PolicySet, 'images' | 'signer'>,
  { source, target }: { readonly source: string; readonly target: string },
  withPolicy: boolean,
): object {
  const stage = { name: 'qa', to: `${target}/${folder.target}/{name}` };
  return {
    version: 1,
    ...(withPolicy && {
      trust: { signers: { ci: { key: { pem: signer, 'transparency-log': 'none' } } } },
      policies: { production: checks },
    }),
    pipelines: {
      platform: {
        source: { repositories: [...images.keys()].map((name) => `${source}/${placeOf(name, 'source')}`) },
        stages: [withPolicy ? { ...stage, policy: 'production' } : stage],
      },
    },
  };
}

/** What looks at every package and every finding, and refuses none. */
const checks: readonly object[] = [
  { signature: { by: 'ci' } },
  { sbom: { by: 'ci', 'min-components': 100, 'purl-coverage': '>= 95%' } },
  {
    components: {
      by: 'ci',
      deny: [
        { purl: 'pkg:npm/event-stream' },
        { purl: 'pkg:deb/debian/telnet*' },
        { name: 'xz-utils', version: { matches: '5\\.6\\.[01].*' } },
      ],
    },
  },
  { licenses: { by: 'ci', deny: ['AGPL-3.0-only', 'AGPL-3.0-or-later', 'SSPL-1.0'] } },
  {
    vulnerabilities: {
      by: 'ci',
      'max-age': '24h',
      max: { critical: 0, high: 400 },
      deny: { cvss: '>= 9', ids: ['CVE-2021-44228'] },
    },
  },
];
