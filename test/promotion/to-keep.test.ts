import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { EnvironmentRules } from '../../src/domain/environment.ts';
import { wavesOf } from '../../src/domain/waves.ts';
import { keySigner } from '../../src/evidence/sign-key.ts';
import { parseRepository } from '../../src/image/reference.ts';
import type { Gates } from '../../src/ports/gates.ts';
import type { SignerOffer } from '../../src/ports/signer.ts';
import { sampleImage } from '../fixtures/images.ts';
import { outcomes, scene, type Scene, type SceneOptions } from './world.ts';

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const ready: SignerOffer = { state: 'ready', signer: keySigner(pem, 'KEY') };

const config = (record: string): string => `version: 1
record: { ${record} }
pipelines:
  web:
    source: dev.example.com/web
    stages:
      - { name: qa, to: qa.example.com/web, tag: ['%n', { name: live, move: any }] }
      - { name: production, to: prod.example.com/web }
`;

const byRecord = config('attest: off');
const signed = config('attest: auto, key-from-env: KEY');

async function inActions(text: string, options: SceneOptions = {}): Promise<Scene> {
  return await scene(text, { run: { surface: 'action' }, signer: ready, ...options });
}

/** `[['qa'], ['production']]` */
async function jobs(stage: Scene, request: Parameters<Scene['plan']>[0]): Promise<readonly string[][]> {
  const waves = wavesOf((await stage.plan(request)).document);
  return Array.from({ length: waves.count }, (_, at) =>
    (waves[`w${at + 1}`]?.include ?? []).map((job) => job.stage),
  );
}

/** No record outlives a job, so nothing can be missing. */
const guarded = `version: 1
record: { attest: off, deployments: false }
pipelines:
  web:
    source: dev.example.com/web
    stages:
      - { name: qa, to: qa.example.com/web, environment: test }
      - { name: production, to: prod.example.com/web, environment: test }
`;

const rules: EnvironmentRules = {
  name: 'test',
  reviewers: 0,
  preventsSelfReview: false,
  adminsBypass: true,
  waitTimer: 0,
  branches: 'all',
};

const image = { image: '1.0.0' };

describe('when everything is at a stage already', () => {
  it('a job is there where nothing shows that it promoted the image, and the stage behind goes on from there', async () => {
    const first = await inActions(byRecord);
    const there = first.push('dev.example.com/web:1.0.0');
    for (const tag of ['1.0.0', 'live']) first.push(`qa.example.com/web:${tag}`, there);
    expect(await jobs(first, image)).toEqual([['qa'], ['production']]);

    const [entry] = wavesOf((await first.plan(image)).document).w1?.include ?? [];
    const turn = await first.promote({ ...image, stage: 'qa', expectedPlan: entry?.plan });
    expect(outcomes(turn.document)).toEqual({ 'web/qa': 'unchanged' });
    expect(await jobs(first, image)).toEqual([['production']]);
    const { document } = await first.promote({ ...image, stage: 'production' });
    expect(outcomes(document)).toEqual({ 'web/production': 'promoted' });
    expect(await jobs(first, image)).toEqual([]);
  });

  it('a job is there where a statement could not be attached, which attaches it', async () => {
    let isOut = true;
    const signer: SignerOffer = {
      state: 'ready',
      signer: {
        ...ready.signer,
        sign: async (statement) => {
          if (isOut && Buffer.from(statement).includes('urn:hoist:promotion:v1'))
            throw new Error('nobody signs');
          return await ready.signer.sign(statement);
        },
      },
    };
    const one = await inActions(signed, { signer });
    const { root } = one.push('dev.example.com/web:1.0.0');
    const attached = async (): Promise<number> =>
      (await one.registry.referrers(parseRepository('qa.example.com/web'), root.digest)).descriptors.length;
    const turn = async (): Promise<void> => {
      const [entry] = wavesOf((await one.plan(image)).document).w1?.include ?? [];
      await one.promote({ ...image, stage: 'qa', expectedPlan: entry?.plan });
    };
    await turn();
    isOut = false;
    expect([await jobs(one, image), await attached()]).toEqual([[['qa'], ['production']], 1]);
    await turn();
    expect(await attached()).toBe(2);
  });

  it.each([
    ['nobody can sign it', signed, { state: 'unable', why: 'no key', hint: 'Give it.' }],
    ['no record outlives a job', config('attest: off, deployments: false'), ready],
  ] satisfies [string, string, SignerOffer][])(
    'there is none where %s: each run would have a job for nothing',
    async (_, text, signer) => {
      const stage = await inActions(text, { signer });
      const there = stage.push('dev.example.com/web:1.0.0');
      for (const tag of ['1.0.0', 'live']) stage.push(`qa.example.com/web:${tag}`, there);
      expect(await jobs(stage, image)).toEqual([['production']]);
    },
  );

  it('there is none where no stage asks for it', async () => {
    const stage = await inActions(byRecord);
    const there = stage.push('dev.example.com/web:1.0.0');
    stage.push('prod.example.com/web:1.0.0', there);
    expect(await jobs(stage, image)).toEqual([['qa']]);
  });

  it('a guarded stage waits for nobody, and what is behind it has its job', async () => {
    const gates: Gates = {
      environment: async () => rules,
      place: async () => undefined,
      reviews: async () => ({ given: [], attribution: 'run' }),
    };
    const stage = await inActions(guarded, { gates });
    const there = stage.push('dev.example.com/web:1.0.0');
    stage.push('qa.example.com/web:1.0.0', there);
    const state = async (): Promise<readonly string[]> =>
      (await stage.plan(image)).document.stages.map(({ state, problems }) =>
        [state, ...problems.map(({ code }) => code)].join(' '),
      );
    expect(await state()).toEqual(['unchanged', 'waiting GATE']);
    expect(await jobs(stage, image)).toEqual([['production']]);
    stage.push('prod.example.com/web:1.0.0', there);
    expect(await state()).toEqual(['unchanged', 'unchanged']);
    expect([await jobs(stage, image), (await stage.plan(image)).document.outcome]).toEqual([[], 'unchanged']);
  });

  it('a promotion by name has a job where the stage is held, which lifts that', async () => {
    const stage = await inActions(byRecord);
    for (const [seed, tag] of ['1.0.0', '2.0.0'].entries())
      stage.push(`dev.example.com/web:${tag}`, sampleImage({ platforms: 1, layers: 1, seed }));
    for (const tag of ['1.0.0', '2.0.0']) await stage.promote({ image: tag });
    await stage.rollback({ stage: 'qa', comment: 'it leaks' });
    const byName = { image: '1.0.0', stage: 'qa', comment: 'this one it is' };
    expect(await jobs(stage, byName)).toEqual([['qa']]);
    await stage.promote(byName);
    expect(await jobs(stage, byName)).toEqual([]);
  });
});
