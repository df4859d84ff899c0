import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Descriptor } from '../../src/image/descriptor.ts';
import { digestOf, type Digest } from '../../src/image/digest.ts';
import { indexType, manifestType } from '../fakes/registry/document.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { keySigner, createSigstore, signingKey, statementOf, type Sigstore } from '../fakes/sigstore.ts';
import { checkOf, decisionOf, verdictsOf } from './decisions.ts';
import { bundleArtifact } from './evidence.ts';
import { startHoist, type Hoist } from './hoist.ts';
import * as say from './predicates.ts';
import { RawRepository } from './raw-registry.ts';

const built = { repository: 'acme/web', ref: 'refs/heads/main', commit: 'c'.repeat(40) };
const ci = signingKey();
const stranger = signingKey();

/** How BuildKit lays attestations out: since the middle of 2026 as an artifact, before as an image (policy.md §1.5). */
const layouts = ['artifact', 'image'] as const;
type Layout = (typeof layouts)[number];

/** An index as BuildKit pushes it. */
type Built = { readonly index: Digest; readonly platform: Digest; readonly attestation: Digest };

let sigstore: Sigstore;
let registry: RunningRegistry;
let dev: RawRepository;
let hoist: Hoist;

beforeAll(async () => {
  [sigstore, registry] = await Promise.all([createSigstore(), startRegistry()]);
  dev = new RawRepository(registry.host, 'dev/web');
  const { pem } = keySigner('ci', ci);
  hoist = await startHoist({
    config: {
      version: 1,
      trust: { signers: { ci: { key: { pem, 'transparency-log': 'none' } } } },
      policies: {
        sealed: [
          { sbom: { by: 'ci', 'min-components': 2 } },
          { provenance: { by: 'ci', repository: 'acme/web' } },
        ],
      },
      pipelines: {
        web: {
          source: `${registry.host}/dev/web`,
          stages: [{ name: 'qa', to: `${registry.host}/qa/web`, policy: 'sealed' }],
        },
      },
    },
  });
});
afterAll(() => Promise.all([hoist.close(), registry.close()]));

async function build(tag: string, layout: Layout): Promise<Built> {
  const { root: platform } = await dev.push({ seed: tag });
  const image = await described(platform, manifestType);
  const statements = [
    [say.predicateTypes.spdx, say.spdx()],
    [say.predicateTypes.provenance, say.provenance(built)],
  ] as const;
  const layers = await Promise.all(
    statements.map(async ([predicateType, predicate]) => ({
      ...(await blob(
        statementOf({ predicateType, predicate, subjects: [platform] }),
        'application/vnd.in-toto+json',
      )),
      annotations: { 'in-toto.io/predicate-type': predicateType },
    })),
  );
  const own =
    layout === 'artifact'
      ? {
          artifactType: 'application/vnd.docker.attestation.manifest.v1+json',
          config: await blob(Buffer.from('{}'), 'application/vnd.oci.empty.v1+json'),
          subject: image,
        }
      : {
          config: await blob(
            Buffer.from('{"architecture":"unknown","os":"unknown"}'),
            'application/vnd.oci.image.config.v1+json',
          ),
        };
  const attestation = await manifest({ mediaType: manifestType, ...own, layers });
  const index = await manifest(
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
  return { index: index.digest, platform, attestation: attestation.digest };
}

async function blob(bytes: Buffer, mediaType: string): Promise<Descriptor> {
  return { mediaType, digest: await dev.pushBlob(bytes), size: bytes.length };
}

type Content = { readonly mediaType: string; readonly [key: string]: unknown };

async function manifest(content: Content, tag?: string): Promise<Descriptor> {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, ...content }));
  await dev.pushManifest(bytes, content.mediaType, tag);
  return { mediaType: content.mediaType, digest: digestOf(bytes), size: bytes.length };
}

async function described(digest: Digest, mediaType: string): Promise<Descriptor> {
  return { mediaType, digest, size: (await dev.manifest(digest))?.length ?? 0 };
}

describe.each(layouts)('when BuildKit attested an image inside its index, as an %s', (layout) => {
  it.concurrent.for([
    ['the index is signed', 'index', ci, 'sealed by ci'],
    ['the manifest of the attestations is signed', 'attestation', ci, 'sealed by ci'],
    ['nothing is signed', undefined, ci, 'unsigned'],
    ['the platform alone is signed', 'platform', ci, 'unsigned'],
    ['the index is signed by somebody else', 'index', stranger, 'unsigned'],
  ] as const)('and %s', async ([name, signed, by, trust], { expect }) => {
    const tag = `${layout}-${name.replaceAll(' ', '-')}`;
    const image = await build(tag, layout);
    if (signed !== undefined) {
      const bundle = await sigstore.sign({ by, digest: image[signed] });
      await dev.attach(image[signed], bundleArtifact(bundle));
    }
    const ran = await hoist.promote(tag);
    const decision = decisionOf(ran.document.plan.stages, 'qa');
    const isSealed = trust === 'sealed by ci';
    const verdict = isSealed ? 'pass' : 'NO_EVIDENCE';
    expect(verdictsOf(decision)).toEqual({ sbom: verdict, provenance: verdict });
    expect(ran.code).toBe(isSealed ? 0 : 1);
    const { evidence, ignored, lookedAt } = checkOf(decision, 'sbom');
    if (isSealed) {
      // An artifact is listed among the referrers as well, and counted once.
      const place = layout === 'artifact' ? 'referrers' : 'index';
      expect(evidence).toMatchObject([{ trust, place, signers: ['ci'] }]);
      expect(registry.store.manifest('qa/web', image.attestation)).toBeDefined();
    } else {
      expect(evidence).toEqual([]);
      expect(lookedAt).toMatch(/index/);
      expect(ignored.map(({ why }) => why)).toEqual([trust]);
      expect(registry.store.manifest('qa/web', image.index)).toBeUndefined();
    }
  });
});
