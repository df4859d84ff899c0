import { describe, expect, it } from 'vitest';
import type { Change, Differences } from '../../src/domain/change.ts';
import type { Planned } from '../../src/promotion/plan.ts';
import { createSigstore, signingKey } from '../fakes/sigstore.ts';
import { blob, imageIndex, imageManifest, randomBlob, type Sample } from '../fixtures/images.ts';
import { pushSample, scene, testInstant, type Scene, type SceneOptions } from './world.ts';

const image = 'ghcr.io/acme/dev/web:1.4.2';
const ci = signingKey();
const sigstore = await createSigstore({ clock: testInstant });
const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';

type Built = { readonly user?: string; readonly env?: readonly string[]; readonly ports?: readonly string[] };

/** One platform, with a layer that all such images share and one of its own. */
function built(seed: number, { user = '1000', env = ['A=1'], ports = ['80/tcp'] }: Built = {}): Sample {
  const config = blob(
    JSON.stringify({
      os: 'linux',
      architecture: 'amd64',
      config: {
        User: user,
        Env: env,
        ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
        Labels: { 'org.opencontainers.image.revision': String(seed).repeat(40) },
      },
    }),
    'application/vnd.oci.image.config.v1+json',
  );
  const { manifest, blobs } = imageManifest({
    config,
    layers: [randomBlob(1000, 77), randomBlob(500 * seed, seed)],
  });
  const root = imageIndex([{ manifest, platform: { os: 'linux', architecture: 'amd64' } }]);
  return { root, manifests: new Map([manifest, root].map((one) => [one.digest, one])), blobs };
}

async function attest(at: Scene, sample: Sample, type: string, predicate: unknown): Promise<void> {
  const bundle = await sigstore.attest({
    by: ci,
    predicateType: type,
    predicate,
    subjects: [sample.root.digest],
  });
  const { manifest, blobs } = imageManifest({
    artifactType: bundleType,
    layers: [blob(bundle, bundleType)],
    subject: sample.root,
  });
  pushSample(at.registry, 'ghcr.io/acme/dev/web', {
    root: manifest,
    manifests: new Map([[manifest.digest, manifest]]),
    blobs,
  });
}

function sbom(packages: Readonly<Record<string, string>>): unknown {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: {
      timestamp: '2026-03-01T00:00:00Z',
      tools: { components: [{ type: 'application', name: 'syft' }] },
    },
    components: Object.entries(packages).map(([name, version]) => ({
      type: 'library',
      name,
      version,
      purl: `pkg:npm/${name}@${version}`,
    })),
  };
}

const qa = `{ name: qa, to: qa.example.com/web, tag: ['%n', { name: stable, move: any }] }`;
const production = `{ name: production, to: prod.example.com/web, auto: false, tag: ['%n', { name: stable, move: any }] }`;
const stages = `[${qa}, ${production}]`;

function open(options: SceneOptions = {}, text = stages): Promise<Scene> {
  return scene(
    `
version: 1
trust:
  signers: { ci: { key: { pem: ${JSON.stringify(ci.pem)}, transparency-log: none } } }
pipelines:
  web: { source: ghcr.io/acme/dev/web, stages: ${text} }
`,
    options,
  );
}

function changesAt({ document }: Planned, stage: string): readonly Change[] | undefined {
  return document.stages.find((one) => one.stage === stage)?.changes;
}

function known(change: Change | undefined): Differences {
  if (change?.differences.state !== 'known') throw new Error('the images were not compared');
  return change.differences.value;
}

describe('when a plan is about a target that has an image already', () => {
  it('shows from what to what its moving tag would go, and what differs', async () => {
    const at = await open();
    const old = at.push('ghcr.io/acme/dev/web:1.4.1', built(1));
    await attest(at, old, 'https://cyclonedx.org/bom', sbom({ left: '1.0.0', pad: '1.0.0' }));
    await at.promote({ image: 'ghcr.io/acme/dev/web:1.4.1' });
    const next = at.push(image, built(2, { user: '', env: ['A=2', 'SECRET=hunter2'], ports: [] }));
    await attest(at, next, 'https://cyclonedx.org/bom', sbom({ pad: '1.1.0', right: '2.0.0' }));

    const [change] = changesAt(await at.plan({ image }), 'qa') ?? [];

    expect(change).toMatchObject({
      source: 'ghcr.io/acme/dev/web',
      target: 'qa.example.com/web',
      from: { digest: old.root.digest, tags: ['stable', '1.4.1'], found: 'tag' },
      to: { digest: next.root.digest, tags: ['1.4.2', 'stable'] },
    });
    const { commits, size, layers, platforms, config, packages, vulnerabilities } = known(change);
    expect(commits).toEqual({
      from: { commit: '1'.repeat(40), proof: 'claimed' },
      to: { commit: '2'.repeat(40), proof: 'claimed' },
    });
    expect(size.to - size.from).toBeGreaterThan(400);
    expect(layers).toEqual({ from: 2, to: 2, added: 1, removed: 1 });
    expect(platforms).toEqual({ kept: ['linux/amd64'], added: [], removed: [] });
    expect(config).toEqual({
      state: 'known',
      value: [
        { what: 'user', from: '1000', to: '', platforms: [] },
        {
          what: 'ports',
          added: { items: [], more: 0 },
          removed: { items: ['80/tcp'], more: 0 },
          platforms: [],
        },
        {
          what: 'environment',
          added: { items: ['SECRET'], more: 0 },
          removed: { items: [], more: 0 },
          platforms: [],
        },
      ],
    });
    expect(packages).toMatchObject({
      state: 'known',
      value: {
        trust: 'signed',
        added: { items: [{ name: 'npm/right', version: '2.0.0' }] },
        removed: { items: [{ name: 'npm/left', version: '1.0.0' }] },
        changed: { items: [{ name: 'npm/pad', from: '1.0.0', to: '1.1.0' }] },
      },
    });
    expect(vulnerabilities).toMatchObject({ state: 'unknown', code: 'NO_EVIDENCE' });
    expect(JSON.stringify(change)).not.toContain('hunter2');
  });

  it('shows it at a gate too, where the approver looks, and the hash is the same without it', async () => {
    const at = await open();
    at.push('ghcr.io/acme/dev/web:1.4.1', built(1));
    await at.promote({ image: 'ghcr.io/acme/dev/web:1.4.1' });
    await at.promote({ image: 'ghcr.io/acme/dev/web:1.4.1', stage: 'production' });
    at.push(image, built(2));

    const planned = await at.plan({ image });

    const production = planned.document.stages.find(({ stage }) => stage === 'production');
    expect(production?.state).toBe('waiting');
    expect(known(production?.changes?.[0]).layers.added).toBe(1);
    const hash = planned.document.stages[0]?.hash;
    expect(hash).toMatch(/^v1\./);
    const { document } = await at.promote({ image, expectedPlan: hash });
    expect(document.outcome).toBe('waiting');
    expect(document.plan.stages[0]).not.toHaveProperty('changes');
    expect(document.records.map(({ intent }) => intent.planHash)).toEqual([hash]);
  });

  it('takes the image that was promoted last where no tag is left that moves', async () => {
    const at = await open({}, `[{ name: qa, to: qa.example.com/web }]`);
    const old = at.push('ghcr.io/acme/dev/web:1.4.1', built(1));
    await at.promote({ image: 'ghcr.io/acme/dev/web:1.4.1' });
    at.push(image, built(2));

    expect(changesAt(await at.plan({ image }), 'qa')).toMatchObject([
      {
        from: { digest: old.root.digest, tags: ['1.4.1'], found: 'journal' },
        differences: { state: 'known' },
      },
    ]);
  });
});

describe('when there is nothing to compare with', () => {
  it('says nothing for the first image and for the same one', async () => {
    const at = await open();
    at.push(image, built(1));
    const first = await at.plan({ image });
    await at.promote({ image });
    const same = await at.plan({ image });

    expect([changesAt(first, 'qa'), changesAt(same, 'qa')]).toEqual([undefined, undefined]);
  });

  it('says that it is not known where the image before cannot be read, and the plan stands', async () => {
    const at = await open();
    const old = at.push('ghcr.io/acme/dev/web:1.4.1', built(1));
    await at.promote({ image: 'ghcr.io/acme/dev/web:1.4.1' });
    at.push(image, built(2));
    const [child] = [...old.manifests.values()];
    const { registry } = at;
    const broken = {
      ...registry,
      manifest: (async (repository, reference, call) => {
        if (repository === 'qa.example.com/web' && reference === child?.digest) return undefined;
        return await registry.manifest(repository, reference, call);
      }) satisfies typeof registry.manifest,
    };
    const again = await open({ registry: broken, journal: await at.world.journal({ deployments: false }) });

    const planned = await again.plan({ image });

    expect(planned.exitCode).toBe(0);
    expect(changesAt(planned, 'qa')).toMatchObject([
      { from: { digest: old.root.digest }, differences: { state: 'unknown', code: 'UNREACHABLE' } },
    ]);
  });
});

describe('when an image is promoted', () => {
  it('asks nothing for the sake of a comparison', async () => {
    const at = await open();
    at.push('ghcr.io/acme/dev/web:1.4.1', built(1));
    await at.promote({ image: 'ghcr.io/acme/dev/web:1.4.1' });
    at.push(image, built(2));
    const before = at.registry.calls.length;

    const { document } = await at.promote({ image });

    expect(document.plan.stages.some(({ changes }) => changes !== undefined)).toBe(false);
    const asked = at.registry.calls.slice(before).filter(({ verb }) => verb === 'openBlob');
    expect(asked.filter(({ repository }) => repository === 'qa.example.com/web')).toEqual([]);
  });
});
