import { afterAll, beforeAll, describe, it } from 'vitest';
import { digestOf, hexOf, type Digest } from '../../src/image/digest.ts';
import type { Intercept } from '../fakes/registry/fault.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { createSigstore, signingKey, type Sigstore, type SigningKey } from '../fakes/sigstore.ts';
import { pushBuilt } from './buildkit.ts';
import { decisionOf, verdictsOf } from './decisions.ts';
import { bundleArtifact, cosignArtifact } from './evidence.ts';
import { startHoist, type Hoist } from './hoist.ts';
import { hostileAnswers } from './hostile-answers.ts';
import * as say from './predicates.ts';
import { RawRepository } from './raw-registry.ts';

const ci = signingKey();
const stranger = signingKey();

type Step = {
  readonly name: string;
  /** Pushes an image with the SBOM that counts. Gives what the registry answers otherwise: a tag or a digest. */
  readonly push: (dev: RawRepository, tag: string) => Promise<string>;
  /** What comes of 404. Every other answer is no answer, and fails. */
  readonly absent: 'promoted' | 'NO_EVIDENCE' | 'UNTRUSTED' | 'failed';
};

const steps: readonly Step[] = [
  {
    name: "the tag of cosign's attestations, where the SBOM is among the referrers",
    push: async (dev, tag) => attested(dev, tag, { byTag: stranger, byReferrer: ci }),
    absent: 'promoted',
  },
  {
    name: "the tag of cosign's attestations, where the SBOM is there",
    push: async (dev, tag) => attested(dev, tag, { byTag: ci, byReferrer: stranger }),
    absent: 'UNTRUSTED',
  },
  {
    name: "the tag of cosign's attestations, where nothing else is",
    push: async (dev, tag) => attested(dev, tag, { byTag: ci }),
    absent: 'NO_EVIDENCE',
  },
  {
    name: 'an attestation under the tag of cosign’s',
    push: async (dev, tag) => {
      const { root } = await dev.push({ seed: tag, tags: [tag] });
      return await attestByTag(dev, root, ci);
    },
    absent: 'failed',
  },
  {
    name: 'a document inside the signed index',
    push: async (dev, tag) => (await sealed(dev, tag)).documents[0] ?? '',
    absent: 'failed',
  },
];

const faults = steps.flatMap((step, at) =>
  Object.keys(hostileAnswers).map((answer) => ({ step, answer, path: `dev/${at}-${answer.toLowerCase()}` })),
);

let sigstore: Sigstore;
let source: RunningRegistry;
let target: RunningRegistry;
let hoist: Hoist;
/** By repository: the tag or digest that is answered otherwise, and how. */
const hindered = new Map<string, { readonly reference: string; readonly answer: string }>();
/** Where that was met. */
const met = new Set<string>();

const intercept: Intercept = ({ method, route }) => {
  if (!('repository' in route) || !('reference' in route) || (method !== 'GET' && method !== 'HEAD'))
    return undefined;
  const fault = hindered.get(route.repository);
  if (fault === undefined || fault.reference !== route.reference) return undefined;
  met.add(route.repository);
  return hostileAnswers[fault.answer];
};

beforeAll(async () => {
  [sigstore, source, target] = await Promise.all([
    createSigstore(),
    startRegistry({ intercept }),
    startRegistry(),
  ]);
  hoist = await startHoist({
    config: {
      version: 1,
      trust: { signers: { ci: { key: { pem: ci.pem, 'transparency-log': 'none' } } } },
      policies: { known: [{ sbom: { by: 'ci' } }] },
      pipelines: {
        web: {
          source: `${source.host}/dev/{name}`,
          stages: [{ name: 'qa', to: `${target.host}/qa/{name}`, policy: 'known' }],
        },
      },
    },
  });
});
afterAll(() => Promise.all([hoist, source, target].map((one) => one.close())));

function sbomOf(by: SigningKey, digest: Digest) {
  return { by, predicateType: say.predicateTypes.spdx, predicate: say.spdx(), subjects: [digest] };
}

function attTag(digest: Digest): string {
  return `sha256-${hexOf(digest)}.att`;
}

/** Gives the digest of the attestation. */
async function attestByTag(dev: RawRepository, root: Digest, by: SigningKey): Promise<Digest> {
  const layer = cosignArtifact(await sigstore.legacyAttestation(sbomOf(by, root)));
  await dev.attachByTag(attTag(root), layer);
  return digestOf(layer.layer);
}

async function attested(
  dev: RawRepository,
  tag: string,
  { byTag, byReferrer }: { readonly byTag: SigningKey; readonly byReferrer?: SigningKey },
): Promise<string> {
  const { root } = await dev.push({ seed: tag, tags: [tag] });
  await attestByTag(dev, root, byTag);
  if (byReferrer !== undefined)
    await dev.attach(root, bundleArtifact(await sigstore.attest(sbomOf(byReferrer, root))));
  return attTag(root);
}

async function sealed(dev: RawRepository, tag: string): ReturnType<typeof pushBuilt> {
  const statements = [[say.predicateTypes.spdx, say.spdx()]] as const;
  const built = await pushBuilt(dev, { tag, layout: 'image', statements });
  await dev.attach(built.index, bundleArtifact(await sigstore.sign({ by: ci, digest: built.index })));
  return built;
}

describe('when a registry answers something else in place of a document', () => {
  it.for(steps)(
    '$name counts where the registry answers as it should',
    async ({ push, name }, { expect }) => {
      const path = `dev/good-${steps.findIndex((step) => step.name === name)}`;
      await push(new RawRepository(source.host, path), '1.0.0');
      const ran = await hoist.promote(`${source.host}/${path}:1.0.0`);
      expect([ran.code, verdictsOf(decisionOf(ran.document.plan.stages, 'qa'))]).toEqual([
        0,
        { sbom: 'pass' },
      ]);
    },
  );

  it.concurrent.for(faults)('$answer for $step.name is never a pass', async (fault, { expect }) => {
    const { step, answer, path } = fault;
    const reference = await step.push(new RawRepository(source.host, path), '1.0.0');
    hindered.set(path, { reference, answer });
    const ran = await hoist.promote(`${source.host}/${path}:1.0.0`);
    expect([...met]).toContain(path);
    const came = answer === '404' ? step.absent : 'failed';
    const outcome = came === 'promoted' || came === 'failed' ? came : 'refused';
    expect([ran.code, ran.document.outcome]).toEqual([
      { promoted: 0, refused: 1, failed: 3 }[outcome],
      outcome,
    ]);
    const { verdict, reasons = [] } = decisionOf(ran.document.plan.stages, 'qa').checks[0] ?? {};
    const codes = reasons.map(({ code }) => code);
    if (outcome === 'promoted') expect([verdict, codes]).toEqual(['pass', []]);
    else expect([verdict, codes]).toEqual(['unknown', [outcome === 'refused' ? came : 'UNREACHABLE']]);
    const there = path.replace('dev/', 'qa/');
    expect(target.store.tags(there).includes('1.0.0')).toBe(outcome === 'promoted');
  });

  it.concurrent.for(Object.keys(hostileAnswers))(
    '%s for the manifest of the attestations of an index, nobody knows what the image is, and nothing begins',
    async (answer, { expect }) => {
      const path = `dev/attestations-${answer.toLowerCase()}`;
      const { attestation } = await sealed(new RawRepository(source.host, path), '1.0.0');
      hindered.set(path, { reference: attestation, answer });
      const ran = await hoist.run('promote', `${source.host}/${path}:1.0.0`);
      expect([...met]).toContain(path);
      expect([ran.code, ran.stdout]).toEqual([3, '']);
      expect(target.store.repository(path.replace('dev/', 'qa/'))).toBeUndefined();
    },
  );
});
