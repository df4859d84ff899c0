import { describe, expect, it } from 'vitest';
import { wavesOf } from '../../src/domain/waves.ts';
import type { EnvironmentRules } from '../../src/domain/environment.ts';
import type { Gates } from '../../src/ports/gates.ts';
import { sampleImage } from '../fixtures/images.ts';
import { outcomes, scene, type Scene } from './world.ts';

const config = `version: 1
pipelines:
  web:
    source: dev.example.com/web
    stages:
      - { name: qa, to: qa.example.com/web }
      - { name: staging, to: staging.example.com/web, environment: staging }
      - { name: production, to: prod.example.com/web, environment: production, tag: ['%n', { name: stable, move: forward }] }
      - { name: mirror, to: mirror.example.com/web, auto: false }
`;

/** GitHub as the job in this environment sees it. */
function inEnvironment(environment?: string): Gates {
  const rules: Omit<EnvironmentRules, 'name'> = {
    reviewers: 0,
    preventsSelfReview: false,
    adminsBypass: true,
    waitTimer: 0,
    branches: 'all',
  };
  return {
    environment: async (name) => ({ ...rules, name }),
    place: async () => ({ shownBy: 'check-run', ...(environment === undefined ? {} : { environment }) }),
    reviews: async () => ({ given: [], attribution: 'run' }),
  };
}

/** A scene for each job: all have the registries and the journal in common. */
async function jobs(text = config): Promise<{ first: Scene; job: (environment?: string) => Promise<Scene> }> {
  const first = await scene(text, { gates: inEnvironment() });
  const { world } = first;
  return {
    first,
    job: (environment) =>
      scene(text, {
        registry: first.registry,
        gates: inEnvironment(environment),
        now: new Date('2026-03-04T06:00:00Z'),
        journal: {
          intend: async (record) => (await world.journal({ deployments: true })).intend(record),
          finish: async (record) => (await world.journal({ deployments: true })).finish(record),
          async *list(query) {
            yield* (await world.journal({ deployments: true })).list(query);
          },
        },
      }),
  };
}

async function waves(one: Scene): Promise<ReturnType<typeof wavesOf>> {
  return wavesOf((await one.plan({ image: '1.0.0' })).document);
}

describe('when the jobs of the waves take their turns', () => {
  it('each runs its stage alone, as the automatic run that was planned', async () => {
    const { first, job } = await jobs();
    const image = first.push('dev.example.com/web:1.0.0');
    const { count, w1, w2, w3 } = await waves(first);
    expect(count).toBe(3);
    const ran = [];
    for (const wave of [w1, w2, w3]) {
      const [entry] = wave?.include ?? [];
      if (entry === undefined) throw new Error('an empty wave');
      const { pipeline, stage, plan, environment, image: named } = entry;
      const one = await job(environment === '' ? undefined : environment);
      const { document } = await one.promote({ image: named, pipeline, stage, expectedPlan: plan });
      ran.push(
        outcomes(document),
        document.records.map(({ intent }) => [intent.kind, intent.planHash === plan]),
      );
    }
    expect(ran).toEqual([
      { 'web/qa': 'promoted' },
      [['auto', true]],
      { 'web/staging': 'promoted' },
      [['auto', true]],
      { 'web/production': 'promoted' },
      [['auto', true]],
    ]);
    expect(first.named('prod.example.com/web:stable')).toBe(image.root.digest);
    expect(first.tags('mirror.example.com/web')).toEqual([]);
  });

  it('one whose stage before did not promote waits, and nothing is refused', async () => {
    const { first, job } = await jobs();
    first.push('dev.example.com/web:1.0.0');
    const [entry] = (await waves(first)).w2?.include ?? [];
    const one = await job('staging');
    const { document, exitCode } = await one.promote({
      image: entry?.image,
      pipeline: 'web',
      stage: 'staging',
      expectedPlan: entry?.plan,
      comment: 'on we go',
    });
    expect([outcomes(document), exitCode, document.records]).toEqual([{ 'web/staging': 'waiting' }, 0, []]);
  });

  it('one that is not in its environment is refused', async () => {
    const { first, job } = await jobs();
    first.push('dev.example.com/web:1.0.0');
    const { w1, w2 } = await waves(first);
    await (await job()).promote({ image: '1.0.0', stage: 'qa', expectedPlan: w1?.include[0]?.plan });
    const { document, exitCode } = await (
      await job('qa')
    ).promote({ image: '1.0.0', stage: 'staging', expectedPlan: w2?.include[0]?.plan });
    expect([outcomes(document), exitCode]).toEqual([{ 'web/staging': 'refused' }, 1]);
  });

  it('one that a newer push overtook is superseded', async () => {
    const { first, job } = await jobs();
    first.push('dev.example.com/web:1.0.0');
    const [entry] = (await waves(first)).w1?.include ?? [];
    first.push('dev.example.com/web:1.0.0', sampleImage({ platforms: 1, layers: 1, seed: 9 }));
    const { document, exitCode } = await (
      await job()
    ).promote({ image: entry?.image, pipeline: 'web', stage: 'qa', expectedPlan: entry?.plan });
    expect([document.outcome, exitCode]).toEqual(['superseded', 0]);
    expect(first.tags('qa.example.com/web')).toEqual([]);
  });

  it('one whose stage is held after a rollback waits, although everything is as it was planned', async () => {
    const { first, job } = await jobs(
      config.replace(
        'to: qa.example.com/web }',
        "to: qa.example.com/web, tag: ['%n', { name: live, move: any }] }",
      ),
    );
    const [one] = ['1.0.0', '2.0.0', '3.0.0'].map((tag, seed) =>
      first.push(`dev.example.com/web:${tag}`, sampleImage({ platforms: 1, layers: 1, seed })),
    );
    await first.promote({ image: '1.0.0' });
    const [entry] = wavesOf((await first.plan({ image: '3.0.0' })).document).w1?.include ?? [];
    await first.promote({ image: '2.0.0' });
    await first.rollback({ stage: 'qa', comment: 'it leaks' });
    expect(first.named('qa.example.com/web:live')).toBe(one?.root.digest);

    const ask = { image: entry?.image, pipeline: 'web', stage: 'qa', expectedPlan: entry?.plan };
    const { document, exitCode } = await (await job()).promote(ask);
    expect([outcomes(document), exitCode, document.records]).toEqual([{ 'web/qa': 'waiting' }, 0, []]);
    expect(document.plan.stages[0]?.problems).toMatchObject([{ code: 'HELD' }]);
    expect(first.tags('qa.example.com/web')).toEqual(['1.0.0', '2.0.0', 'live']);
  });

  it.each([
    ['a digest under its tag', (digest: string) => ({ image: `dev.example.com/web:1.0.0@${digest}` })],
    ['a digest alone', (digest: string) => ({ image: digest })],
    ['a stage by name', () => ({ image: '1.0.0', stage: 'qa' })],
  ])('one of a run that was given %s is overtaken by nobody', async (_, requestOf) => {
    const { first, job } = await jobs();
    const image = first.push('dev.example.com/web:1.0.0');
    const { document: planned } = await first.plan(requestOf(image.root.digest));
    const [entry] = wavesOf(planned).w1?.include ?? [];
    expect(entry?.fixed).toBe(true);
    first.push('dev.example.com/web:1.0.0', sampleImage({ platforms: 1, layers: 1, seed: 9 }));
    const ask = { image: entry?.image, pipeline: 'web', stage: 'qa', expectedPlan: entry?.plan };
    const { document } = await (await job()).promote({ ...ask, fixed: entry?.fixed });
    expect([document.stages[0]?.outcome, document.records[0]?.intent.planHash]).toEqual([
      'promoted',
      ask.expectedPlan,
    ]);
    expect(first.named('qa.example.com/web:1.0.0')).toBe(image.root.digest);
  });

  it.each([
    ['a pattern, with its repository', true, 'promoted'],
    ['a pattern, by a tag that moved on', false, 'conflict'],
  ])('one of %s: the image is the caller’s own', async (_, byDigest, outcome) => {
    const { first, job } = await jobs(`version: 1
pipelines:
  all: { source: 'dev.example.com/{name}', stages: [{ name: qa, to: 'qa.example.com/{name}' }] }
`);
    const image = first.push('dev.example.com/web:1.0.0');
    const typed = `dev.example.com/web:1.0.0${byDigest ? `@${image.root.digest}` : ''}`;
    const [entry] = wavesOf((await first.plan({ image: typed, stage: 'qa' })).document).w1?.include ?? [];
    expect([entry?.image, entry?.fixed]).toEqual(['', true]);
    first.push('dev.example.com/web:1.0.0', sampleImage({ platforms: 1, layers: 1, seed: 9 }));
    const ask = { image: typed, pipeline: 'all', stage: 'qa', expectedPlan: entry?.plan, fixed: true };
    const { document } = await (await job()).promote(ask);
    expect(outcomes(document)).toEqual({ 'all/qa': outcome });
    expect(first.tags('qa.example.com/web')).toEqual(byDigest ? ['1.0.0'] : []);
  });

  it('one of a run that follows its tag is not fixed, and nothing is fixed without a plan', async () => {
    const { first } = await jobs();
    const image = first.push('dev.example.com/web:1.0.0');
    expect((await waves(first)).w1?.include[0]).not.toHaveProperty('fixed');
    await expect(
      first.promote({ image: `:1.0.0@${image.root.digest}`, stage: 'qa', fixed: true }),
    ).rejects.toMatchObject({ code: 'FIXED_WITHOUT_PLAN', exitCode: 2 });
  });

  it('a person who skips what lies before does so only with a plan that was made for that', async () => {
    const skippable = config.replace('environment: staging }', 'environment: staging, skippable: true }');
    const { first, job } = await jobs(skippable);
    first.push('dev.example.com/web:1.0.0');
    const auto = (await waves(first)).w2?.include[0]?.plan;
    const ask = { image: '1.0.0', stage: 'staging', comment: 'at once' };
    const turn = await (await job('staging')).promote({ ...ask, expectedPlan: auto });
    expect(outcomes(turn.document)).toEqual({ 'web/staging': 'waiting' });
    const byHand = wavesOf((await first.plan(ask)).document).w1?.include[0];
    const { document } = await (await job('staging')).promote({ ...ask, expectedPlan: byHand?.plan });
    expect(outcomes(document)).toMatchObject({ 'web/staging': 'promoted' });
    expect(document.records[0]?.intent.kind).toBe('manual');
  });
});
