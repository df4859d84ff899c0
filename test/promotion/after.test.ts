import { describe, expect, it } from 'vitest';
import { sampleImage } from '../fixtures/images.ts';
import { holdsAll, outcomes, scene } from './world.ts';

function config(extra = ''): string {
  return `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: [qa.example.com/web, qa2.example.com/web], tag: 'qa-%n' }
      - { name: production, to: prod.example.com/web, auto: false${extra} }
`;
}
const image = 'ghcr.io/acme/dev/web:1.0.0';
const request = { image, stage: 'production' };

describe('when a stage comes after another', () => {
  it('reads the first target of the stage before, and takes what that promoted in an earlier run', async () => {
    const { push, promote, tags, registry, world } = await scene(config());
    push(image);
    await promote({ image });
    const before = registry.calls.length;

    const { document } = await promote(request);

    expect(outcomes(document)).toEqual({ 'web/production': 'promoted' });
    expect(tags('prod.example.com/web')).toEqual(['qa-1.0.0']);
    expect(world.records.at(-1)?.intent.sources).toMatchObject([
      { tag: '1.0.0', from: 'qa.example.com/web', fromTag: 'qa-1.0.0' },
    ]);
    const read = registry.calls.slice(before).filter(({ verb }) => verb === 'openBlob');
    expect(new Set(read.map(({ repository }) => repository))).toEqual(new Set(['qa.example.com/web']));
    expect(document.notices.join()).toContain('weaker');
  });

  it('says of no stage that it promoted what it did not', async () => {
    const { push, promote } = await scene(`
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: qa.example.com/web }
      - { name: legal, to: legal.example.com/web, after: qa, auto: false }
      - { name: production, to: prod.example.com/web, after: [qa, legal], auto: false, skippable: true }
`);
    push(image);
    await promote({ image });
    const { document } = await promote({ ...request, comment: 'legal is on holiday' });
    expect(document.notices).toEqual([
      'web/production: legal skipped by hand',
      expect.stringMatching(/^web\/production: that qa promoted [0-9a-f]{12} is shown by a record/),
    ]);
  });

  it('does not take what merely lies there', async () => {
    const { push, promote, tags, world } = await scene(config());
    push(image);
    push('qa.example.com/web:qa-1.0.0');
    const { document, exitCode } = await promote(request);
    expect(outcomes(document)).toEqual({ 'web/production': 'refused' });
    expect(exitCode).toBe(1);
    expect(tags('prod.example.com/web')).toEqual([]);
    expect(world.records[0]?.result?.problems[0]).toMatchObject({ code: 'NOT_PROMOTED_BEFORE' });
  });

  it('does not take what a record says and the target has no more', async () => {
    const { push, promote, registry } = await scene(config());
    push(image);
    await promote({ image });
    registry.store('qa.example.com' as never).repositories.delete('web');
    expect(outcomes((await promote(request)).document)).toEqual({ 'web/production': 'refused' });
  });

  it.each([['another digest', sampleImage({ seed: 9 })]])(
    'does not take %s of the same tag',
    async (_, rebuilt) => {
      const { push, promote } = await scene(config());
      push(image);
      await promote({ image });
      push(image, rebuilt);
      push('qa.example.com/web:qa-1.0.0', rebuilt);
      expect(outcomes((await promote(request)).document)).toEqual({ 'web/production': 'refused' });
    },
  );

  it('does not count a promotion that failed, nor one that died', async () => {
    const { push, promote, world } = await scene(config());
    push(image);
    await promote({ image });
    const [record] = world.records;
    if (record === undefined || record.result === undefined) throw new Error('no record');
    for (const left of [
      { ...record, result: { ...record.result, outcome: 'failed' as const } },
      { schema: record.schema, id: record.id, intent: record.intent },
    ]) {
      world.records.splice(0, 1, left);
      expect(outcomes((await promote(request)).document)).toEqual({ 'web/production': 'refused' });
      world.records.splice(1);
    }
  });

  it('records again what is unchanged and no record shows, so that the next stage finds it', async () => {
    const { push, promote, world } = await scene(config());
    push(image);
    await promote({ image });
    world.records.splice(0);
    expect(outcomes((await promote({ image })).document)).toMatchObject({ 'web/qa': 'unchanged' });
    expect(world.records.map(({ result }) => result?.outcome)).toEqual(['unchanged']);
    expect(outcomes((await promote(request)).document)).toEqual({ 'web/production': 'promoted' });
  });

  it('may be skipped by hand and with a comment, where the stage allows it; it reads the source then', async () => {
    const { push, promote, world } = await scene(config(', skippable: true'));
    push(image);
    for (const comment of [undefined, ' '])
      expect(outcomes((await promote({ ...request, comment })).document)).toEqual({
        'web/production': 'refused',
      });
    const { document } = await promote({ ...request, comment: 'the site is down' });
    expect(outcomes(document)).toEqual({ 'web/production': 'promoted' });
    expect(document.notices.join()).toContain('skipped');
    expect(world.records.at(-1)?.intent).toMatchObject({
      comment: 'the site is down',
      sources: [{ from: 'ghcr.io/acme/dev/web' }],
    });
  });

  it('may not be skipped where the stage does not say so', async () => {
    const { push, promote } = await scene(config());
    push(image);
    expect(outcomes((await promote({ ...request, comment: 'please' })).document)).toEqual({
      'web/production': 'refused',
    });
  });
});

describe('when the first target of the stage before keeps all its tags', () => {
  const newer = sampleImage({ seed: 5 });

  it.each([
    ['brings the image there all the same', 'ghcr.io/acme/dev/web', 'promoted', undefined],
    ['does so where the other target has it already', 'ghcr.io/acme/dev/web', 'unchanged', sampleImage()],
    ['does so for a source that counts reading', 'docker.io/acme/web', 'unchanged', sampleImage()],
  ])('%s, as the next stage reads there', async (_, source, outcome, there) => {
    const { push, promote, named, registry } = await scene(`
version: 1
pipelines:
  web:
    source: ${source}
    stages:
      - { name: qa, to: [qa.example.com/web, qa2.example.com/web], tag: { name: stable, move: forward } }
      - { name: staging, to: staging.example.com/web }
`);
    const ours = push(`${source}:1.4.1`);
    push('qa.example.com/web:1.4.2', newer);
    push('qa.example.com/web:stable', newer);
    if (there !== undefined) push('qa2.example.com/web:stable', there);

    const { document } = await promote({ image: `${source}:1.4.1` });

    expect(outcomes(document)).toEqual({ 'web/qa': outcome, 'web/staging': 'promoted' });
    expect(named('qa.example.com/web:stable')).toBe(newer.root.digest);
    expect(holdsAll(registry, 'qa.example.com/web', ours)).toBe(true);
    expect(holdsAll(registry, 'staging.example.com/web', ours)).toBe(true);
  });
});
