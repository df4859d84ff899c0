import { describe, expect, it } from 'vitest';
import { catalogue, commandNamed } from '../../src/commands/catalogue.ts';
import { problemsOf } from '../../src/commands/problems.ts';
import { testWorld } from '../promotion/world.ts';

import { image, run } from './ground.ts';

describe('promote and plan', () => {
  it('promote, and close the registries', async () => {
    const { ended, opened } = run('promote', { image });
    expect(await ended).toMatchObject({
      kind: 'run',
      exitCode: 0,
      document: { schema: 'hoist/result/v1', outcome: 'promoted' },
    });
    expect(opened()).toEqual([1, 1]);
  });

  it('write nothing with dry-run, and nothing as a plan', async () => {
    for (const [name, values] of [
      ['promote', { image, 'dry-run': true }],
      ['plan', { image }],
    ] as const) {
      const { ended, registry, world } = run(name, values);
      expect(await ended).toMatchObject({
        kind: 'plan',
        exitCode: 0,
        document: { schema: 'hoist/plan/v1', stages: [{ state: 'ready' }] },
      });
      expect(registry.calls.some(({ verb }) => verb === 'putManifest')).toBe(false);
      expect(world.kept).toEqual([]);
    }
  });

  it('close the registries when something is thrown', async () => {
    const { ended, opened } = run('promote', { image: 'ghcr.io/acme/dev/web:9' });
    await expect(ended).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    expect(opened()).toEqual([1, 1]);
  });

  it('do nothing without a config', async () => {
    for (const name of ['promote', 'plan', 'check']) {
      const { ended, opened } = run(name, { image }, { files: {} });
      await expect(ended).rejects.toMatchObject({
        kind: 'config',
        code: 'CONFIG_MISSING',
        hint: expect.stringContaining('init'),
      });
      expect(opened()).toEqual([0, 0]);
    }
  });

  it('take the options that they declare, and no others', () => {
    for (const { options } of catalogue)
      expect(new Set(options.map(({ name }) => name)).size).toBe(options.length);
    expect(
      commandNamed('promote')
        .options.filter(({ positional }) => positional)
        .map(({ name }) => name),
    ).toEqual(['image']);
    expect(
      commandNamed('copy')
        .options.filter(({ positional }) => positional)
        .map(({ name }) => name),
    ).toEqual(['image', 'to']);
  });
});

describe('when a run may not write', () => {
  const stranger = {
    mayWrite: false,
    mayNotWriteBecause: 'commands that write do not run under pull_request_target',
  };

  it.each([
    ['promote', { image }],
    ['promote', { image, 'dry-run': true }],
    ['copy', { image, to: 'eu.example.com/web' }],
  ])('%s ends before a credential is read', async (name, values) => {
    const { ended, opened } = run(name, values, { run: stranger });
    await expect(ended).rejects.toMatchObject({
      kind: 'config',
      code: 'EVENT_MAY_NOT_WRITE',
      message: stranger.mayNotWriteBecause,
    });
    expect(opened()).toEqual([0, 0]);
  });

  it('plan works', async () => {
    expect(await run('plan', { image }, { run: stranger }).ended).toMatchObject({
      kind: 'plan',
      exitCode: 0,
    });
  });

  it('every command that says that it writes checks it', async () => {
    for (const command of catalogue.filter(({ writes }) => writes)) {
      const values = { image, to: 'eu.example.com/web' };
      await expect(command.run(testWorld({ run: stranger }), values)).rejects.toMatchObject({
        code: 'EVENT_MAY_NOT_WRITE',
      });
    }
  });
});

describe('copy', () => {
  it('runs on the command line without any config, and not in the Action', async () => {
    const values = { image, to: 'eu.example.com/web' };
    expect(await run('copy', values, { files: {} }).ended).toMatchObject({ kind: 'run', exitCode: 0 });
    await expect(run('copy', values, { files: {}, run: { surface: 'action' } }).ended).rejects.toMatchObject({
      code: 'CONFIG_MISSING',
    });
  });

  it('needs both ends', async () => {
    await expect(run('copy', { image }).ended).rejects.toMatchObject({ code: 'IMAGE_MISSING' });
  });
});

describe('init', () => {
  it('writes a config that promote understands, and a workflow', async () => {
    const { ended, world } = run('init', { owner: 'beta', name: 'api' });
    expect(await ended).toMatchObject({
      document: { written: ['.github/hoist.yml', '.github/workflows/promote.yml'] },
    });
    const text = world.created.get('.github/hoist.yml') ?? '';
    expect(text).toContain('ghcr.io/beta/dev/api');
    const planned = await run(
      'plan',
      { image: 'ghcr.io/none/of:these' },
      { files: { '.github/hoist.yml': text } },
    ).ended;
    expect(planned).toMatchObject({ kind: 'plan', document: { outcome: 'none' } });
  });

  const hosting =
    '.github/hoist.yml and .github/workflows/promote.yml name OWNER/hoist: replace OWNER by the account on GitHub that hosts your copy of Hoist';

  it('takes owner and name from where the checkout came from, and says when it found none', async () => {
    const gitConfig = '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@github.com:Beta/Shop.git\n';
    const here = run('init', {}, { files: { '.git/config': gitConfig } });
    expect(await here.ended).toMatchObject({ notices: [hosting] });
    expect(here.world.created.get('.github/hoist.yml')).toContain('ghcr.io/beta/dev/shop');
    const named = run('init', { owner: 'gamma', name: 'api' }, { files: { '.git/config': gitConfig } });
    expect(await named.ended).toMatchObject({ notices: [hosting] });
    expect(named.world.created.get('.github/hoist.yml')).toContain('ghcr.io/gamma/dev/api');
    const nowhere = run('init', {});
    expect(await nowhere.ended).toMatchObject({ notices: [expect.stringContaining('acme'), hosting] });
    expect(nowhere.world.created.get('.github/hoist.yml')).toContain('ghcr.io/acme/dev/web');
  });

  it('leaves what is there alone', async () => {
    const world = testWorld();
    world.created.set('.github/hoist.yml', 'mine');
    expect(await commandNamed('init').run(world, {})).toMatchObject({
      document: { written: ['.github/workflows/promote.yml'] },
      notices: [
        '.github/hoist.yml was there already',
        '.github/workflows/promote.yml names OWNER/hoist: replace OWNER by the account on GitHub that hosts your copy of Hoist',
      ],
    });
    expect(world.created.get('.github/hoist.yml')).toBe('mine');
    await expect(commandNamed('init').run(world, {})).rejects.toMatchObject({ code: 'FILES_EXIST' });
  });
});

describe('when a command is asked for that there is not', () => {
  it.each([
    ['sync', 'COMMAND_UNSUPPORTED'],
    ['deploy', 'COMMAND_UNKNOWN'],
  ])('says of %s what there is', (name, code) => {
    expect(() => commandNamed(name)).toThrow(
      expect.objectContaining({ kind: 'config', code, hint: expect.stringContaining('promote, plan, copy') }),
    );
  });
});

describe('what stood in the way', () => {
  it('is told for a stage with record and for one without', async () => {
    const values = { image, stage: 'production' };
    const files = {
      '.github/hoist.yml': `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages: [{ name: qa, to: qa.example.com/web }, { name: production, to: prod.example.com/web }]
`,
    };
    const refused = await run('promote', values, { files }).ended;
    expect(refused.exitCode).toBe(1);
    expect(problemsOf(refused)).toMatchObject([
      { code: 'NOT_PROMOTED_BEFORE', message: expect.stringMatching(/^web\/production takes/) },
    ]);
    const planned = await run('plan', values, { files }).ended;
    expect(problemsOf(planned)).toMatchObject([{ code: 'NOT_PROMOTED_BEFORE' }]);
  });
});
