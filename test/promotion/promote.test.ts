import { describe, expect, it } from 'vitest';
import { sampleImage, withReferrers } from '../fixtures/images.ts';
import { holdsAll, outcomes, scene, tagWrites } from './world.ts';

const chain = `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: qa.example.com/web }
      - { name: staging, to: staging.example.com/web }
      - { name: production, auto: false, to: [us.example.com/web, eu.example.com/web], tag: ['%n', { name: stable, move: forward }] }
      - { name: archive, to: archive.example.com/web }
`;
const image = 'ghcr.io/acme/dev/web:1.4.2';

describe('when an image is promoted', () => {
  it('is carried through the automatic stages and stops at the gate', async () => {
    const { push, promote, registry, named, world } = await scene(chain);
    const sample = push(image, withReferrers(sampleImage()));

    const { document, exitCode } = await promote({ image });

    expect(outcomes(document)).toEqual({
      'web/qa': 'promoted',
      'web/staging': 'promoted',
      'web/production': 'waiting',
    });
    expect([document.outcome, exitCode]).toEqual(['waiting', 0]);
    for (const host of ['qa', 'staging']) {
      expect(named(`${host}.example.com/web:1.4.2`)).toBe(sample.root.digest);
      expect(holdsAll(registry, `${host}.example.com/web`, sample)).toBe(true);
    }
    expect(registry.open()).toEqual({ pieces: 0, slots: 0, uploads: 0 });
    // At the gate nothing is asked and nothing recorded; behind it nothing is looked at.
    expect(registry.calls.filter(({ repository }) => /^(?:us|eu|archive)\./.test(repository))).toEqual([]);
    expect(world.records.map(({ intent }) => intent.stage)).toEqual(['qa', 'staging']);
  });

  it('is unchanged when it is there already, and what was attached since is brought up to date', async () => {
    const { push, promote, registry, world } = await scene(chain);
    push(image, sampleImage());
    await promote({ image });
    const signed = push(image, withReferrers(sampleImage()));
    const before = tagWrites(registry);

    const { document, exitCode } = await promote({ image });

    expect(outcomes(document)).toMatchObject({ 'web/qa': 'unchanged', 'web/staging': 'unchanged' });
    expect(exitCode).toBe(0);
    expect(tagWrites(registry)).toEqual(before);
    expect(holdsAll(registry, 'staging.example.com/web', signed)).toBe(true);
    // It wrote signatures, so it leaves a record.
    expect(world.records.filter(({ result }) => result?.outcome === 'unchanged')).toHaveLength(2);
  });

  it('leaves no record when nothing at all was written', async () => {
    const { push, promote, world } = await scene(chain);
    push(image);
    await promote({ image });
    const kept = world.kept.length;
    expect((await promote({ image })).document.records).toEqual([]);
    expect(world.kept).toHaveLength(kept);
  });

  it('records who asked, from where, what was and what is', async () => {
    const { push, promote, world, config } = await scene(chain, {
      run: {
        actor: 'ada',
        initiator: 'grace',
        id: '42',
        attempt: 2,
        url: 'https://github.com/acme/web/actions/runs/42',
      },
    });
    const { root } = push(image);
    await promote({ image, comment: 'because' });

    const [record] = world.records;
    const { digest } = root;
    expect(record?.intent).toEqual({
      pipeline: 'web',
      stage: 'qa',
      kind: 'auto',
      planned: '2026-03-04T05:06:07Z',
      actor: 'ada',
      initiator: 'grace',
      comment: 'because',
      sources: [
        {
          repository: 'ghcr.io/acme/dev/web',
          tag: '1.4.2',
          digest,
          from: 'ghcr.io/acme/dev/web',
          fromTag: '1.4.2',
        },
      ],
      targets: [
        { repository: 'qa.example.com/web', digest, tags: [{ tag: '1.4.2', before: null, after: digest }] },
      ],
      config: config.origin,
      planHash: expect.stringMatching(/^v1\.2026-03-04T05:06:07Z\.[0-9a-f]{64}$/),
      run: { id: '42', attempt: 2, url: 'https://github.com/acme/web/actions/runs/42' },
    });
    expect(record?.result).toMatchObject({
      outcome: 'promoted',
      split: false,
      targets: [{ tags: [{ tag: '1.4.2', before: null, after: digest, action: 'create' }] }],
    });
    expect(world.kept).toEqual([
      `intend ${record?.id}`,
      `moved ${record?.id} qa.example.com/web:1.4.2`,
      `finish ${record?.id}`,
      expect.any(String),
      expect.any(String),
      expect.any(String),
    ]);
  });
});

describe('when a stage is asked for by name', () => {
  it('is promoted to, and the automatic stages behind it follow up to the next gate', async () => {
    const { push, promote, named } = await scene(chain);
    const { root } = push(image);
    await promote({ image });

    const { document, exitCode } = await promote({ image, stage: 'production', comment: 'release' });

    expect(outcomes(document)).toEqual({ 'web/production': 'promoted', 'web/archive': 'promoted' });
    expect(exitCode).toBe(0);
    for (const at of [
      'us.example.com/web:1.4.2',
      'us.example.com/web:stable',
      'eu.example.com/web:stable',
      'archive.example.com/web:1.4.2',
    ]) {
      expect(named(at)).toBe(root.digest);
    }
    expect(document.records.map(({ intent }) => [intent.stage, intent.kind, intent.comment])).toEqual([
      ['production', 'manual', 'release'],
      ['archive', 'manual', 'release'],
    ]);
  });

  it('takes the destination tag in place of its first tag, and the stages behind it inherit that', async () => {
    const { push, promote, tags } = await scene(chain);
    push(image);
    await promote({ image });

    await promote({ image, stage: 'production', tag: '1.4.2-hotfix' });

    expect(tags('us.example.com/web')).toEqual(['1.4.2-hotfix', 'stable']);
    expect(tags('archive.example.com/web')).toEqual(['1.4.2-hotfix']);
  });

  it('can be an automatic stage, again', async () => {
    const { push, promote } = await scene(chain);
    push(image);
    await promote({ image });
    const { document } = await promote({ image, stage: 'staging' });
    expect(outcomes(document)).toEqual({ 'web/staging': 'unchanged', 'web/production': 'waiting' });
  });

  it('can be limited to some targets, and the run ends there', async () => {
    const { push, promote, named } = await scene(chain);
    const { root } = push(image);
    await promote({ image });

    const { document } = await promote({ image, stage: 'production', targets: 'eu.example.com/**' });

    expect(outcomes(document)).toEqual({ 'web/production': 'promoted' });
    expect(named('eu.example.com/web:stable')).toBe(root.digest);
    expect(named('us.example.com/web:stable')).toBeUndefined();
    expect(document.notices.join()).toContain('limited');
  });
});

describe('when stages fan out', () => {
  const fan = `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: qa.example.com/web }
      - { name: us, to: us.example.com/web, after: qa, auto: false }
      - { name: eu, to: eu.example.com/web, after: qa }
      - { name: report, to: report.example.com/web, after: [us, eu] }
`;

  it('holds up only what is behind the gate', async () => {
    const { push, promote } = await scene(fan);
    push(image);
    const { document } = await promote({ image });
    expect(outcomes(document)).toEqual({ 'web/qa': 'promoted', 'web/us': 'waiting', 'web/eu': 'promoted' });
  });

  it('goes on behind a stage by hand when the others of its after have promoted before', async () => {
    const { push, promote } = await scene(fan);
    push(image);
    await promote({ image });
    const { document } = await promote({ image, stage: 'us' });
    expect(outcomes(document)).toEqual({ 'web/us': 'promoted', 'web/report': 'promoted' });
  });

  it('waits behind a stage by hand for what has not promoted yet', async () => {
    const { push, promote, world } = await scene(fan);
    push(image);
    await promote({ image });
    world.records.splice(
      0,
      world.records.length,
      ...world.records.filter(({ intent }) => intent.stage !== 'eu'),
    );
    const { document } = await promote({ image, stage: 'us' });
    expect(outcomes(document)).toEqual({ 'web/us': 'promoted', 'web/report': 'waiting' });
  });
});

describe('when a stage asks for what this version cannot do', () => {
  it.each([
    ['environment: staging', {}, 'waiting', 'GATE', 0],
    ['environment: staging', { stage: 'staging' }, 'refused', 'GATE', 1],
    ['environment: { name: staging, approval: none }', {}, 'promoted', undefined, 0],
  ])('handles %s with %j as %s', async (asks, request, outcome, code, exit) => {
    const { push, promote, plan, named } = await scene(`
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: staging, to: staging.example.com/web, ${asks} }
`);
    push(image);
    const planned = await plan({ image, ...request });
    expect(planned.document.stages[0]?.problems[0]?.code).toBe(code);
    const { document, exitCode } = await promote({ image, ...request });
    expect(outcomes(document)).toEqual({ 'web/staging': outcome });
    expect(exitCode).toBe(exit);
    expect(named('staging.example.com/web:1.4.2') !== undefined).toBe(outcome === 'promoted');
    expect(document.records).toHaveLength(outcome === 'waiting' ? 0 : 1);
  });
});
