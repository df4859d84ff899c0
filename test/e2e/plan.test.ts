import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Digest } from '../../src/image/digest.ts';
import { addSample } from '../fakes/registry/sample.ts';
import { distributionProgram, startDistribution } from '../servers/distribution.ts';
import { lacking } from '../tools.ts';
import { startBed, type Bed } from './bed.ts';
import { statesOf } from './hoist.ts';

let bed: Bed;
beforeEach(async () => {
  bed = await startBed();
});
afterEach(() => bed.close());

function push(seed: string, tags: readonly string[], path = 'dev/web'): Digest {
  const platforms = ['linux/amd64', 'linux/arm64', 'linux/s390x'];
  return addSample(bed.registry.store, path, { seed, tags, platforms, referrers: 2 }).root;
}

function pipelines(target: string, tag: unknown = ['%n', { name: 'stable', move: 'forward' }]): object {
  return {
    version: 1,
    pipelines: {
      web: {
        source: { repository: `${bed.registry.host}/dev/web`, tags: { semver: '*' } },
        stages: [
          { name: 'qa', to: [`${target}/qa/web`, `${bed.registry.host}/mirror/web`], tag },
          { name: 'prod', to: `${target}/prod/web` },
        ],
      },
    },
  };
}

/** Every file below a folder with its content, as one hash. */
async function fingerprint(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const hash = createHash('sha256');
  for (const path of entries.map((entry) => join(entry.parentPath, entry.name)).toSorted()) {
    const isFile = entries.some((entry) => entry.isFile() && join(entry.parentPath, entry.name) === path);
    hash.update(`${path}\n`).update(isFile ? await readFile(path) : '');
  }
  return hash.digest('hex');
}

/** The part of a plan's hash that is not the instant. */
function hexOf(hash = ''): string {
  return hash.split('.')[2] ?? '';
}

function hashOf({ stages }: { readonly stages: readonly { readonly hash?: string }[] }): string {
  const hash = stages[0]?.hash;
  if (hash === undefined) throw new Error('the plan has no hash');
  return hash;
}

describe.each([2, 3] as const)('when a promotion to distribution %i is planned', (version) => {
  it.skipIf(lacking(distributionProgram(version)))(
    'not a byte of its storage changes, and the plan is what then happens',
    async () => {
      const target = await startDistribution({ version });
      onTestFinished(() => target.close());
      await bed.config(pipelines(target.host));
      // Nothing that the next image has too: what a target has already is only estimated.
      addSample(bed.registry.store, 'dev/web', { seed: 'one', tags: ['1.0.0'] });
      await bed.hoist.promote('1.0.0');
      const image = push('two', ['1.1.0']);
      const before = await fingerprint(target.folder);
      const journal = await bed.hoist.journal();
      bed.registry.requests.length = 0;

      const planned = await bed.hoist.plan('1.1.0');
      const dry = await bed.hoist.promote('1.1.0', '--dry-run');
      expect(planned.code).toBe(0);
      expect(statesOf(planned.document)).toEqual({ 'web/qa': 'ready', 'web/prod': 'ready' });
      expect(hexOf(hashOf(dry.document as unknown as typeof planned.document))).toBe(
        hexOf(hashOf(planned.document)),
      );
      expect(await fingerprint(target.folder)).toBe(before);
      expect(await bed.hoist.journal()).toEqual(journal);
      expect(bed.writes()).toEqual([]);

      const ran = await bed.hoist.promote('1.1.0');
      expect(await fingerprint(target.folder)).not.toBe(before);
      const [qa] = planned.document.stages;
      const [record] = ran.document.records;
      expect(qa?.pulled).toBe(record?.result?.pulled);
      for (const [at, { tags, transfer }] of (qa?.targets ?? []).entries()) {
        const result = record?.result?.targets[at];
        const { pushed = 0, mounted = 0 } = result?.blobs ?? {};
        // Whether a mount succeeds, only a try tells.
        expect(transfer).toMatchObject({ bytes: result?.pushed, blobs: pushed + mounted, referrers: 2 });
        expect(result?.tags).toEqual(
          tags.map(({ tag, now, action }) => ({ tag, before: now, after: image, action })),
        );
      }
    },
  );
});

describe('when a plan is asked for twice', () => {
  it('its hashes are equal but for the instant, and another digest gives others', async () => {
    await bed.config(pipelines(bed.registry.host));
    push('one', ['1.0.0']);
    const first = await bed.hoist.plan('1.0.0');
    const second = await bed.hoist.plan('1.0.0');
    expect(hashOf(first.document)).toMatch(/^v1\.\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\.[0-9a-f]{64}$/);
    expect(second.document.stages.map(({ hash }) => hexOf(hash))).toEqual(
      first.document.stages.map(({ hash }) => hexOf(hash)),
    );
    const hexes = first.document.stages.map(({ hash }) => hexOf(hash));
    expect(new Set(hexes).size).toBe(2);
    push('changed', ['1.0.0']);
    expect(hexOf(hashOf((await bed.hoist.plan('1.0.0')).document))).not.toBe(hexes[0]);
  });

  it('people read in it what would be written, moved, sent and pulled', async () => {
    await bed.config(pipelines(bed.registry.host));
    push('one', ['1.0.0']);
    await bed.hoist.promote('1.0.0');
    push('two', ['1.1.0']);
    const { code, stdout } = await bed.hoist.run('plan', '1.1.0');
    expect(code).toBe(0);
    expect(stdout).toContain(`${bed.registry.host}/qa/web`);
    expect(stdout).toMatch(/stable +[0-9a-f]{12} → [0-9a-f]{12}/);
    expect(stdout).toMatch(/v1\.\S+Z\.[0-9a-f]{64}/);
    expect(stdout).toMatch(/\d+ blobs?/);
  });
});

describe('when a promotion is held to a plan', () => {
  it('that is still true, it is carried out', async () => {
    await bed.config(pipelines(bed.registry.host));
    const image = push('one', ['1.0.0']);
    const hash = hashOf((await bed.hoist.plan('1.0.0')).document);
    const ran = await bed.hoist.promote('1.0.0', '--expected-plan', hash);
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(ran.document.records[0]?.intent.planHash).toBe(hash);
    expect(bed.registry.store.tagged('qa/web', 'stable')).toBe(image);
    const again = await bed.hoist.promote('1.0.0', '--expected-plan', hash);
    expect(again).toMatchObject({ code: 0, document: { outcome: 'unchanged' } });
  });

  it('that a killed run carried out in part, the rest is done', async () => {
    await bed.config(pipelines(bed.registry.host));
    const image = push('one', ['1.0.0']);
    const hash = hashOf((await bed.hoist.plan('1.0.0')).document);
    push('one', ['1.0.0'], 'mirror/web');
    const ran = await bed.hoist.promote('1.0.0', '--expected-plan', hash);
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(bed.registry.store.tagged('mirror/web', 'stable')).toBe(image);
  });

  it('the instant of the plan makes its tags', async () => {
    await bed.config(pipelines(bed.registry.host, '%n-%Y%m%dT%H%M%S'));
    push('one', ['1.0.0']);
    const [, , hex = ''] = hashOf((await bed.hoist.plan('1.0.0')).document).split('.');
    expect(hex).toMatch(/^[0-9a-f]{64}$/);
    const { document } = await bed.hoist.plan('1.0.0');
    const ran = await bed.hoist.promote('1.0.0', '--expected-plan', hashOf(document));
    const planned = document.stages[0]?.targets[0]?.tags.map(({ tag }) => tag);
    expect(ran.code).toBe(0);
    expect(bed.registry.store.tags('qa/web').filter((tag) => !tag.startsWith('sha256-'))).toEqual(planned);
    expect(planned?.[0]).toBe(`1.0.0-${document.instant.replaceAll(/[-:Z]/g, '')}`);
  });

  const changes: readonly (readonly [string, () => void | Promise<void>, RegExp])[] = [
    [
      'a tag at a target names something else',
      () => bed.registry.store.tag('mirror/web', 'stable', push('other', [], 'mirror/web')),
      /mirror\/web:stable named nothing, and names sha256:[0-9a-f]{64} now/,
    ],
    [
      'the source tag names something else',
      () => void push('other', ['1.0.0']),
      /from .*:1\.0\.0 at sha256:/,
    ],
    [
      'the config changed',
      () => bed.config(pipelines(bed.registry.host, ['%n', { name: 'stable', move: 'any' }])),
      /stable \(move: any\).*by +config [0-9a-f]{12} on disk/s,
    ],
  ];
  it.each(changes)('and %s, it is a conflict that prints the difference', async (_, change, difference) => {
    await bed.config(pipelines(bed.registry.host));
    push('one', ['1.0.0']);
    const hash = hashOf((await bed.hoist.plan('1.0.0')).document);
    await change();
    bed.registry.requests.length = 0;
    const ran = await bed.hoist.promote('1.0.0', '--expected-plan', hash);
    expect(ran).toMatchObject({ code: 4, document: { outcome: 'conflict' } });
    const problem = ran.document.plan.stages[0]?.problems.find(({ code }) => code === 'PLAN_CHANGED');
    expect(problem?.message).toMatch(difference);
    expect(bed.writes()).toEqual([]);
    const text = await bed.hoist.run('promote', '1.0.0', '--expected-plan', hash);
    expect(text.code).toBe(4);
    expect(text.stdout).toContain('PLAN_CHANGED');
    expect(text.stdout).toMatch(/is no longer what was planned/);
  });

  it('and a tag that was promoted names something else, the difference tells both digests', async () => {
    await bed.config(pipelines(bed.registry.host));
    const one = push('one', ['1.0.0']);
    await bed.hoist.promote('1.0.0');
    push('two', ['1.1.0']);
    const hash = hashOf((await bed.hoist.plan('1.1.0')).document);
    const other = push('other', [], 'mirror/web');
    bed.registry.store.tag('mirror/web', 'stable', other);
    const ran = await bed.hoist.promote('1.1.0', '--expected-plan', hash);
    const problem = ran.document.plan.stages[0]?.problems.find(({ code }) => code === 'PLAN_CHANGED');
    expect(problem?.message).toContain(`mirror/web:stable named ${one}, and names ${other} now`);
  });

  it('of another stage it is a conflict too; with its own stage named, it is the turn of that stage alone', async () => {
    await bed.config(pipelines(bed.registry.host));
    push('one', ['1.0.0']);
    const { document } = await bed.hoist.plan('1.0.0');
    const ofProd = document.stages[1]?.hash ?? '';
    expect((await bed.hoist.promote('1.0.0', '--expected-plan', ofProd)).code).toBe(4);
    const turn = await bed.hoist.promote('1.0.0', '--stage', 'qa', '--expected-plan', hashOf(document));
    expect([turn.code, turn.document.stages.map(({ stage, outcome }) => [stage, outcome])]).toEqual([
      0,
      [['qa', 'promoted']],
    ]);
  });

  /** As it was planned now, said to be of another time. */
  async function planOf(age: number): Promise<string> {
    await bed.config(pipelines(bed.registry.host));
    push('one', ['1.0.0']);
    const instant = `${new Date(Date.now() - age).toISOString().slice(0, 19)}Z`;
    return `v1.${instant}.${hexOf(hashOf((await bed.hoist.plan('1.0.0')).document))}`;
  }

  it('that is of the future, it does not begin', async () => {
    const ran = await bed.hoist.run('promote', '1.0.0', '--expected-plan', await planOf(-3600_000));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('PLAN_HASH_INVALID');
  });

  it('that is older than 35 days, it is a conflict, and recorded as one', async () => {
    const { code, document } = await bed.hoist.promote(
      '1.0.0',
      '--expected-plan',
      await planOf(36 * 24 * 3600_000),
    );
    expect([code, document.outcome]).toEqual([4, 'conflict']);
    expect(document.records.map(({ result }) => result?.problems.map((one) => one.code))).toEqual([
      ['PLAN_EXPIRED'],
    ]);
  });
});
