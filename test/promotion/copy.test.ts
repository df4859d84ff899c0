import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { copy, planCopy } from '../../src/promotion/copy.ts';
import { createMemoryRegistry } from '../fakes/registry/memory.ts';
import { sampleImage, withReferrers } from '../fixtures/images.ts';
import { holdsAll, pushSample, readConfigText, tagWrites, testWorld } from './world.ts';

const image = withReferrers(sampleImage());
const other = sampleImage({ platforms: 1, layers: 1, seed: 5 });
const from = 'ghcr.io/acme/prod/web:1.0.0';
const { digest } = image.root;

async function open(text?: string) {
  const registry = createMemoryRegistry();
  const world = testWorld({ registry });
  const config = text === undefined ? undefined : await readConfigText(`version: 1\n${text}`);
  pushSample(registry, from, image);
  return { ground: { world, config, registry }, registry, world };
}

describe('when an image is copied', () => {
  it('arrives with everything attached to it, under the tag that it had', async () => {
    const { ground, registry, world } = await open();
    const { document, exitCode } = await copy(ground, {
      image: from,
      to: 'eu.example.com/web',
      comment: 'for the audit',
    });
    expect([document.outcome, exitCode]).toEqual(['promoted', 0]);
    expect(tagWrites(registry)).toEqual(['eu.example.com/web:1.0.0']);
    expect(holdsAll(registry, 'eu.example.com/web', image)).toBe(true);
    expect(world.records.map(({ intent }) => [intent.kind, intent.comment])).toEqual([
      ['copy', 'for the audit'],
    ]);
  });

  it('takes another tag, and a digest without any', async () => {
    const { ground, registry } = await open();
    await copy(ground, { image: from, to: 'eu.example.com/web:audit' });
    const { document } = await copy(ground, {
      image: `ghcr.io/acme/prod/web@${digest}`,
      to: 'us.example.com/web',
    });
    expect(document.outcome).toBe('promoted');
    expect(tagWrites(registry)).toEqual(['eu.example.com/web:audit']);
    expect(holdsAll(registry, 'us.example.com/web', image)).toBe(true);
  });

  it('is superseded where a tag was given with a digest and names another by now, or none', async () => {
    const { ground, registry } = await open();
    for (const now of [other, undefined]) {
      registry
        .store('ghcr.io' as never)
        .repositories.get('acme/prod/web')
        ?.tags.clear();
      if (now !== undefined) pushSample(registry, from, now);
      const request = { image: `${from}@${digest}`, to: 'eu.example.com/web' };
      const planned = await planCopy(ground, request);
      expect(planned.document.stages[0]).toMatchObject({
        state: 'superseded',
        problems: [
          {
            code: 'OVERTAKEN',
            message: `${from} names ${now?.root.digest ?? 'nothing'} now, not ${digest}`,
            hint: expect.stringContaining(`ghcr.io/acme/prod/web@${digest}`),
          },
        ],
      });
      const { document, exitCode } = await copy(ground, request);
      expect([document.outcome, exitCode]).toEqual(['superseded', 0]);
    }
    expect(registry.calls.some(({ verb }) => verb === 'putManifest')).toBe(false);
    pushSample(registry, from, image);
    const { document } = await copy(ground, { image: `${from}@${digest}`, to: 'eu.example.com/web' });
    expect(document.outcome).toBe('promoted');
  });

  it('is unchanged the second time, and leaves no second record', async () => {
    const { ground, world } = await open();
    for (const image of [from, `ghcr.io/acme/prod/web@${digest}`]) {
      await copy(ground, { image, to: 'eu.example.com/web' });
      world.records.splice(0);
      const { document } = await copy(ground, { image, to: 'eu.example.com/web' });
      expect(document.outcome).toBe('unchanged');
      expect(world.records).toEqual([]);
    }
  });

  it('never moves a tag', async () => {
    const { ground, registry } = await open();
    pushSample(registry, 'eu.example.com/web:1.0.0', other);
    const { document, exitCode } = await copy(ground, { image: from, to: 'eu.example.com/web' });
    expect([document.outcome, exitCode]).toEqual(['conflict', 4]);
    expect(tagWrites(registry)).toEqual([]);
    // A copy has no stage whose rule could be changed.
    const planned = await planCopy(ground, { image: from, to: 'eu.example.com/web' });
    expect(planned.document.stages[0]?.problems.map(({ hint }) => hint)).toEqual([
      'A copy never moves a tag: copy to another one, eu.example.com/web:TAG.',
    ]);
  });

  it('ends in exit 2 where what is wrong at the target is of this machine or its config, and no retry helps', async () => {
    const { ground, registry } = await open();
    const wrong = new HoistError('config', 'CREDENTIAL_HELPER', 'it is not installed', {
      hint: 'Install it.',
    });
    registry.head = () => Promise.reject(wrong);
    const { document, exitCode } = await copy(ground, { image: from, to: 'eu.example.com/web' });
    expect([document.outcome, exitCode]).toEqual(['failed', 2]);
    expect(document.records[0]?.result).toMatchObject({ error: { code: 'CREDENTIAL_HELPER' } });
  });

  it('can be planned', async () => {
    const { ground, registry } = await open();
    const { document } = await planCopy(ground, { image: from, to: 'eu.example.com/web' });
    expect(document.stages[0]).toMatchObject({
      kind: 'copy',
      state: 'ready',
      targets: [{ image: 'absent', transfer: { referrers: 4 } }],
    });
    expect(registry.calls.some(({ verb }) => verb === 'putManifest')).toBe(false);
  });
});

describe('when a config decides what may be copied', () => {
  const pipelines = `
pipelines:
  web:
    source: { repository: ghcr.io/acme/dev/web, tags: ['*-stable'] }
    stages: [{ name: qa, to: 'ghcr.io/acme/qa/{name}' }]
`;

  it.each([
    ['nothing may, unless it says so', pipelines, 'eu.example.com/web:x', 'COPY_NOT_ALLOWED'],
    [
      'what no glob matches may not',
      `copy: { to: ['eu.example.com/*'] }${pipelines}`,
      'us.example.com/web:x',
      'COPY_NOT_ALLOWED',
    ],
    [
      'what a stage fills may not',
      `copy: { to: ['ghcr.io/**'] }${pipelines}`,
      'ghcr.io/acme/qa/web:x',
      'COPY_NOT_ALLOWED',
    ],
    [
      'a source’s tag may not',
      `copy: { to: ['ghcr.io/**'] }${pipelines}`,
      'ghcr.io/acme/dev/web:x-stable',
      'TAG_IS_A_SOURCE',
    ],
  ])('%s', async (_, config, to, code) => {
    const { ground, registry } = await open(config);
    await expect(copy(ground, { image: from, to })).rejects.toMatchObject({ kind: 'config', code });
    expect(registry.calls).toEqual([]);
  });

  it('may go where a glob allows it, also without any pipeline', async () => {
    const { ground } = await open("pipelines: {}\ncopy: { to: ['eu.example.com/*'] }");
    expect((await copy(ground, { image: from, to: 'eu.example.com/web' })).document.outcome).toBe('promoted');
  });
});

describe('when a copy is asked for wrongly', () => {
  it.each([
    ['ghcr.io/acme/prod/web', 'eu.example.com/web', 'IMAGE_INVALID'],
    ['1.0.0', 'eu.example.com/web', 'IMAGE_INVALID', 'a single word is a repository of Docker Hub'],
    ['ghcr.io/acme/prod/web:2', 'eu.example.com/web', 'IMAGE_NOT_FOUND'],
    [from, `eu.example.com/web@${other.root.digest}`, 'REFERENCE_INVALID'],
    [from, `eu.example.com/web:sha256-${'a'.repeat(64)}`, 'TAG_IS_ATTACHED'],
  ])('refuses %s to %s', async (asked, to, code, hint = '') => {
    const { ground } = await open();
    await expect(copy(ground, { image: asked, to })).rejects.toMatchObject({
      kind: 'config',
      code,
      hint: expect.stringContaining(hint),
    });
  });
});
