import { afterAll, beforeAll, describe, it } from 'vitest';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { keySigner, createSigstore, signingKey, type Sigstore } from '../fakes/sigstore.ts';
import { layouts, pushBuilt, type Built, type Layout } from './buildkit.ts';
import { checkOf, decisionOf, verdictsOf } from './decisions.ts';
import { bundleArtifact } from './evidence.ts';
import { startHoist, type Hoist } from './hoist.ts';
import * as say from './predicates.ts';
import { RawRepository } from './raw-registry.ts';

const built = { repository: 'acme/web', ref: 'refs/heads/main', commit: 'c'.repeat(40) };
const ci = signingKey();
const stranger = signingKey();

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
  return await pushBuilt(dev, {
    tag,
    layout,
    statements: [
      [say.predicateTypes.spdx, say.spdx()],
      [say.predicateTypes.provenance, say.provenance(built)],
    ],
  });
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
