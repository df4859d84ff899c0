import { describe, expect, it } from 'vitest';
import type { PromotionRecord } from '../../src/domain/record.ts';
import { HoistError } from '../../src/errors.ts';
import { parseRepository } from '../../src/image/reference.ts';
import { copy } from '../../src/promotion/copy.ts';
import { createSigstore, signingKey, type FakeSubject } from '../fakes/sigstore.ts';
import { blob, imageManifest, sampleImage, type Sample } from '../fixtures/images.ts';
import {
  pushSample,
  outcomes,
  scene,
  tagWrites,
  testInstant,
  type Scene,
  type SceneOptions,
} from './world.ts';

const image = 'ghcr.io/acme/dev/web:1.4.2';
const ci = signingKey();
const sigstore = await createSigstore({ clock: testInstant });
const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** Attaches a bundle to an image, as `cosign sign` and `cosign attest` do. */
function attach({ registry }: Scene, reference: string, { root }: Sample, bundle: Buffer): void {
  const layer = blob(bundle, bundleType);
  const { manifest, blobs } = imageManifest({ artifactType: bundleType, layers: [layer], subject: root });
  pushSample(registry, reference, {
    root: manifest,
    manifests: new Map([[manifest.digest, manifest]]),
    blobs,
  });
}

const repository = 'ghcr.io/acme/dev/web';

async function sign(at: Scene, sample: Sample, place = repository): Promise<void> {
  attach(at, place, sample, await sigstore.sign({ by: ci, digest: sample.root.digest }));
}

async function attest(
  at: Scene,
  sample: Sample,
  type: string,
  predicate: unknown,
  place = repository,
): Promise<void> {
  const subjects: readonly FakeSubject[] = [sample.root.digest];
  attach(at, place, sample, await sigstore.attest({ by: ci, predicateType: type, predicate, subjects }));
}

function open(policies: string, stages: string, options: SceneOptions = {}): Promise<Scene> {
  return scene(
    `
version: 1
trust:
  signers: { ci: { key: { pem: ${JSON.stringify(ci.pem)}, transparency-log: none } } }
policies: ${policies}
pipelines:
  web:
    source: ${repository}
    stages: ${stages}
`,
    options,
  );
}

const qa = '{ name: qa, to: qa.example.com/web, policy: signed }';
const signed = '{ signed: [{ signature: { by: ci } }] }';

function callsTo({ registry }: Scene, host: string, verbs: readonly string[]): readonly string[] {
  return registry.calls
    .filter((call) => call.repository.startsWith(host) && verbs.includes(call.verb))
    .map(({ verb, reference }) => `${verb} ${reference}`);
}

const writes = ['putManifest', 'beginBlob', 'send', 'tag', 'attach'];

describe('when a stage names a policy', () => {
  it('an image that passes is promoted, with the decision in plan and record and its evidence at the target', async () => {
    const at = await open(signed, `[${qa}]`);
    const sample = at.push(image);
    await sign(at, sample);

    const { document, exitCode } = await at.promote({ image });

    expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'promoted' }, 0]);
    const [decision] = document.plan.stages[0]?.decisions ?? [];
    expect(decision).toMatchObject({
      verdict: 'pass',
      image: { repository, tag: '1.4.2', digest: sample.root.digest },
      stage: { pipeline: 'web', stage: 'qa' },
      checks: [{ criterion: 'signature', verdict: 'pass', evidence: [{ signers: ['ci'] }] }],
    });
    expect(recordOf(document.records).intent.policy).toMatchObject([
      {
        verdict: 'pass',
        checks: [{ id: 'signature', verdict: 'pass', evidence: [expect.stringMatching(/^sha256:/)] }],
      },
    ]);
    const { descriptors } = await at.registry.referrers(
      parseRepository('qa.example.com/web'),
      sample.root.digest,
    );
    expect(descriptors.map(({ artifactType }) => artifactType)).toEqual([bundleType]);
  });

  it('one that does not is refused before anything is written, and the record says why (guarantees 6 and 8)', async () => {
    const at = await open(signed, `[${qa}]`);
    const sample = at.push(image);

    const { document, exitCode } = await at.promote({ image });

    expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'refused' }, 1]);
    expect(callsTo(at, 'qa.example.com', writes)).toEqual([]);
    const { intent, result } = recordOf(document.records);
    expect(intent.policy).toMatchObject([
      {
        digest: sample.root.digest,
        verdict: 'refused',
        checks: [{ verdict: 'unknown', code: 'NO_EVIDENCE' }],
      },
    ]);
    expect(result?.problems).toMatchObject([
      {
        code: 'POLICY_REFUSED',
        message: 'policy refuses web/qa: 1 of 1 check does not pass: signature (NO_EVIDENCE)',
        hint: expect.stringContaining('cosign sign'),
      },
    ]);
  });

  it('one whose evidence cannot be reached is not refused but not judged, and nothing is written (I4)', async () => {
    const at = await open(signed, `[${qa}]`, {
      memory: {
        failures: (verb) =>
          verb === 'referrers' ? new HoistError('unreachable', 'NETWORK', 'it answered 500') : undefined,
      },
    });
    at.push(image);
    const { document, exitCode } = await at.promote({ image });
    expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'failed' }, 3]);
    expect(callsTo(at, 'qa.example.com', writes)).toEqual([]);
    expect((await at.plan({ image })).exitCode).toBe(3);
  });

  it('one that is there already is judged all the same: the stages behind would take it for promoted', async () => {
    const at = await open(signed, `[${qa}]`);
    at.push(image);
    at.push('qa.example.com/web:1.4.2');
    const { document, exitCode } = await at.promote({ image });
    expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'refused' }, 1]);
  });

  it('what was judged is what is copied: the manifests are not read again (guarantee 1)', async () => {
    const at = await open(signed, `[${qa}]`);
    const sample = at.push(image);
    await sign(at, sample);
    await at.promote({ image });
    const read = callsTo(at, repository, ['manifest']);
    expect(read.length).toBe(new Set(read).size);
  });

  it('a set is refused as a whole where one of its images is', async () => {
    const at = await scene(`
version: 1
trust:
  signers: { ci: { key: { pem: ${JSON.stringify(ci.pem)}, transparency-log: none } } }
policies: ${signed}
pipelines:
  web:
    source: { repositories: [ghcr.io/acme/dev/api, ghcr.io/acme/dev/ui] }
    stages: [{ name: qa, to: 'qa.example.com/{name}', policy: signed }]
`);
    const api = at.push('ghcr.io/acme/dev/api:1.4.2');
    at.push('ghcr.io/acme/dev/ui:1.4.2', sampleImage({ seed: 7 }));
    await sign(at, api, 'ghcr.io/acme/dev/api');
    const { document } = await at.promote({ image: 'ghcr.io/acme/dev/api:1.4.2' });
    expect(outcomes(document)).toEqual({ 'web/qa': 'refused' });
    expect(document.plan.stages[0]?.decisions?.map(({ verdict }) => verdict)).toEqual(['pass', 'refused']);
    expect(callsTo(at, 'qa.example.com', writes)).toEqual([]);
  });
});

describe('when several stages have policies', () => {
  const type = 'https://example.com/tested/v1';
  const policies = `{ signed: [{ signature: { by: ci } }], tested: [{ attestation: { type: '${type}', by: ci } }] }`;
  const stages = `[${qa}, { name: staging, to: staging.example.com/web, policy: tested }]`;

  it('a later one is judged when its turn comes, on what is there then', async () => {
    // What QA attests appears at its own target, right after the tag moved there.
    const at = await open(policies, stages, {
      journal: {
        finish: async ({ intent }) => {
          if (intent.stage === 'qa') await attest(at, sample, type, { ok: true }, 'qa.example.com/web');
        },
      },
    });
    const sample = at.push(image);
    await sign(at, sample);
    const { document } = await at.promote({ image });
    expect(outcomes(document)).toEqual({ 'web/qa': 'promoted', 'web/staging': 'promoted' });
  });

  it('a later one that refuses leaves the earlier one promoted', async () => {
    const at = await open(policies, stages);
    await sign(at, at.push(image));
    const { document, exitCode } = await at.promote({ image });
    expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'promoted', 'web/staging': 'refused' }, 1]);
    expect(tagWrites(at.registry)).toEqual(['qa.example.com/web:1.4.2']);
    // What it found is told as of the first: the record holds codes only.
    expect(document.plan.stages.map(({ decisions }) => decisions?.map(({ verdict }) => verdict))).toEqual([
      ['pass'],
      ['refused'],
    ]);
  });

  it('a later one that cannot be judged when its turn comes has failed, and nothing is sent there', async () => {
    /** QA's list of referrers cannot be read so many times from when its turn has come; gives how often it was asked. */
    async function unread(times: number): Promise<number> {
      let left: number | undefined;
      const at = await open(policies, stages, {
        journal: { finish: async () => void (left ??= times) },
        memory: {
          failures: (verb, place) =>
            verb === 'referrers' && place === 'qa.example.com/web' && left !== undefined && (left -= 1) >= 0
              ? new HoistError('unreachable', 'NETWORK', 'it answered 500')
              : undefined,
        },
      });
      await sign(at, at.push(image));
      const { document, exitCode } = await at.promote({ image });
      expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'promoted', 'web/staging': 'failed' }, 3]);
      expect(document.records.at(-1)?.result?.error).toMatchObject({ code: 'POLICY_UNREACHABLE' });
      expect(tagWrites(at.registry)).toEqual(['qa.example.com/web:1.4.2']);
      expect(callsTo(at, 'staging.example.com', writes)).toEqual([]);
      return times - (left ?? 0);
    }
    // That it could be read for the copy, right after policy, is too late.
    await unread(await unread(1_000));
  });

  it('a plan shows the decisions of all of them, read where the image is', async () => {
    const at = await open(policies, stages);
    const sample = at.push(image);
    await sign(at, sample);
    await attest(at, sample, type, { ok: true });
    const { document, exitCode } = await at.plan({ image });
    expect(exitCode).toBe(0);
    expect(
      document.stages.map(({ state, decisions }) => [state, decisions?.map(({ verdict }) => verdict)]),
    ).toEqual([
      ['ready', ['pass']],
      ['ready', ['pass']],
    ]);
    expect(callsTo(at, 'qa.example.com', writes)).toEqual([]);
  });

  it('a plan calls pending what time may still change, and a promotion refuses it', async () => {
    const frozen =
      "{ signed: [{ window: { deny: [{ from: '2026-03-01', to: '2026-03-31', why: freeze }] } }] }";
    const at = await open(frozen, `[${qa}]`);
    at.push(image);
    const planned = await at.plan({ image });
    expect([planned.document.stages[0]?.state, planned.exitCode]).toEqual(['pending', 0]);
    const { document, exitCode } = await at.promote({ image });
    expect([outcomes(document), exitCode]).toEqual([{ 'web/qa': 'refused' }, 1]);
  });
});

describe('when a plan was approved', () => {
  const waived = `waivers:
  - { id: W-1, check: size, match: { rule: size }, reason: known, owner: acme, expires: 2026-04-01 }
`;
  const policies = '{ signed: [{ size: { max: 1B } }] }';

  it('the waivers that it used are part of it: one that was not is a conflict (contract §6)', async () => {
    const before = await open('{ signed: [{ size: { max: 1GB } }] }', `[${qa}]`);
    before.push(image);
    const hash = (await before.plan({ image })).document.stages[0]?.hash;
    const after = await open(`${policies}\n${waived}`, `[${qa}]`, { registry: before.registry });
    // The config's own hash is another one, too; here only what the decision adds is looked at.
    const planned = await after.plan({ image });
    const [stage] = planned.document.stages;
    expect(stage?.decisions?.[0]?.waivers.used.map(({ id }) => id)).toEqual(['W-1']);
    expect(stage?.hash).not.toBe(hash);
    const kept = await after.promote({ image, expectedPlan: stage?.hash });
    expect(outcomes(kept.document)).toEqual({ 'web/qa': 'promoted' });
    expect(recordOf(kept.document.records).intent.policy?.[0]?.waivers).toMatchObject([{ id: 'W-1' }]);
  });
});

describe('when a copy must pass a policy', () => {
  const text = `
version: 1
pipelines: {}
trust:
  signers: { ci: { key: { pem: ${JSON.stringify(ci.pem)}, transparency-log: none } } }
policies: ${signed}
copy: { to: ['eu.example.com/*'], policy: signed }
`;

  it('without evidence it is refused, and with it made', async () => {
    const at = await scene(text);
    const sample = at.push(image);
    const ground = { world: at.world, config: at.config, registry: at.registry };
    const request = { image, to: 'eu.example.com/web' };
    const refused = await copy(ground, request);
    expect([refused.document.outcome, refused.exitCode]).toEqual(['refused', 1]);
    expect(callsTo(at, 'eu.example.com', writes)).toEqual([]);
    await sign(at, sample);
    expect((await copy(ground, request)).document.outcome).toBe('promoted');
  });
});

function recordOf([record]: readonly PromotionRecord[]): PromotionRecord {
  if (record === undefined) throw new Error('there is no record');
  return record;
}
