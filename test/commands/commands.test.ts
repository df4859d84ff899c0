import { describe, expect, it } from 'vitest';
import { catalogue, commandNamed } from '../../src/commands/catalogue.ts';
import type { Values } from '../../src/commands/command.ts';
import { problemsOf } from '../../src/commands/problems.ts';
import type { EnvironmentRules } from '../../src/domain/environment.ts';
import { HoistError } from '../../src/errors.ts';
import type { Gates } from '../../src/ports/gates.ts';
import { textOf } from '../../src/commands/text.ts';
import type { CheckReport } from '../../src/domain/check.ts';
import type { Notifier } from '../../src/ports/notifier.ts';
import { checkMarkdown } from '../../src/report/check.ts';
import { createMemoryRegistry, type MemoryOptions } from '../fakes/registry/memory.ts';
import { sampleImage } from '../fixtures/images.ts';
import { pushSample, testWorld, type TestWorldOptions } from '../promotion/world.ts';

const config = `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages: [{ name: qa, to: qa.example.com/web }]
  family:
    source: 'ghcr.io/acme/family/{name}'
    stages: [{ name: qa, to: 'qa.example.com/family/{name}' }]
`;
const image = 'ghcr.io/acme/dev/web:1.0.0';

function run(
  name: string,
  values: Values,
  options: TestWorldOptions & { readonly memory?: MemoryOptions } = {},
) {
  const registry = createMemoryRegistry(options.memory);
  pushSample(registry, image, sampleImage({ platforms: 1, layers: 1 }));
  let opened = 0;
  let closed = 0;
  const close = registry.close.bind(registry);
  registry.close = async () => {
    closed += 1;
    await close();
  };
  const world = testWorld({ files: { '.github/hoist.yml': config }, ...options, registry });
  const counting = {
    ...world,
    registry: async (settings: Parameters<typeof world.registry>[0]) => {
      opened += 1;
      return await world.registry(settings);
    },
  };
  return { registry, world, ended: commandNamed(name).run(counting, values), opened: () => [opened, closed] };
}

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

describe('check', () => {
  it('asks for each repository once, and says what cannot be known', async () => {
    const { ended, registry } = run('check', {});
    const result = await ended;
    expect(result).toMatchObject({
      kind: 'check',
      exitCode: 0,
      document: {
        ok: true,
        pipelines: [
          { name: 'web', stages: ['qa'] },
          { name: 'family', stages: ['qa'] },
        ],
        access: [
          { repository: 'ghcr.io/acme/dev/web', actions: 'pull', usedBy: ['web'], ok: true },
          { repository: 'qa.example.com/web', actions: 'push', usedBy: ['web/qa'], ok: true },
        ],
        notices: [expect.stringContaining('ghcr.io/acme/family/{name}')],
      },
    });
    expect(registry.calls.map(({ verb }) => verb)).toEqual(['access', 'access', 'tags']);
  });

  it('says that what init wrote is still to be replaced, and that a source is empty', async () => {
    const { ended: begun, world } = run('init', { owner: 'beta', name: 'api' });
    await begun;
    const text = world.created.get('.github/hoist.yml') ?? '';
    const { ended } = run('check', {}, { files: { '.github/hoist.yml': text } });
    expect(await ended).toMatchObject({
      document: {
        ok: true,
        notices: [
          expect.stringMatching(/^api: ghcr\.io\/beta\/dev\/api has no tags: .*or its name is another$/),
          expect.stringMatching(/^record\.signers names OWNER\/.*replace OWNER/),
        ],
      },
    });
  });

  it('fails with what the registry said', async () => {
    const result = await run('check', {}, { memory: { allow: (_, actions) => actions === 'pull' } }).ended;
    expect(result).toMatchObject({
      exitCode: 1,
      document: { ok: false, access: [{ ok: true }, { ok: false, problem: { code: 'DENIED' } }] },
    });
    expect(problemsOf(result).map(({ message }) => message)).toEqual([
      expect.stringContaining('qa.example.com/web'),
    ]);
  });
});

describe('check of environments', () => {
  const guarded = `version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: qa.example.com/web, environment: { name: label, approval: none } }
      - { name: staging, to: s.example.com/web, environment: production }
      - name: production
        to: p.example.com/web
        environment: { name: Production, approval: required, rollback: emergency }
`;
  const rules: EnvironmentRules = {
    name: 'production',
    reviewers: 1,
    preventsSelfReview: false,
    adminsBypass: false,
    waitTimer: 0,
    branches: 'all',
  };
  function checked(found: Readonly<Record<string, EnvironmentRules | HoistError>>) {
    const asked: string[] = [];
    const gates: Gates = {
      async environment(name) {
        asked.push(name);
        const one = found[name.toLowerCase()];
        if (one instanceof HoistError) throw one;
        return one;
      },
      place: async () => undefined,
      reviews: async () => ({ given: [], attribution: 'run' }),
    };
    return { asked, ended: run('check', {}, { files: { '.github/hoist.yml': guarded }, gates }).ended };
  }

  it('asks for each once, for the most that a stage wants, and of labels nothing', async () => {
    const { ended, asked } = checked({ production: rules, emergency: rules });
    expect(await ended).toMatchObject({
      exitCode: 0,
      document: {
        ok: true,
        environments: [
          { name: 'Production', usedBy: ['web/staging', 'web/production'], ok: true, rules },
          { name: 'emergency', usedBy: ['web/production (rollback)'], ok: true },
        ],
      },
    });
    expect(asked).toEqual(['Production', 'emergency']);
  });

  it('fails where one is missing, unprotected, or may not be read', async () => {
    const denied = new HoistError('config', 'GITHUB_FORBIDDEN', 'the token may not', { hint: 'Add it.' });
    const codes = async (found: Parameters<typeof checked>[0]) => {
      const result = await checked(found).ended;
      return [result.exitCode, ...problemsOf(result).map(({ code }) => code)];
    };
    expect(await codes({ production: rules })).toEqual([2, 'ENVIRONMENT_MISSING']);
    expect(await codes({ production: { ...rules, reviewers: 0 }, emergency: rules })).toEqual([
      2,
      'ENVIRONMENT_UNPROTECTED',
    ]);
    expect(await codes({ production: denied, emergency: rules })).toEqual([2, 'GITHUB_FORBIDDEN']);
  });

  it('asks nothing outside Actions', async () => {
    const { document } = await run('check', {}, { files: { '.github/hoist.yml': guarded } }).ended;
    expect(document).not.toHaveProperty('environments');
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

describe('check, asked to send', () => {
  const listening = `${config}notify: [{ url-from-env: HOOK_URL, allow-private: [Hooks.Internal] }]\n`;
  const files = { '.github/hoist.yml': listening };

  it('a test, sends it and tells what became of it', async () => {
    const sent: string[] = [];
    const notifier: Notifier = {
      async send({ urlFromEnv, allowPrivate }) {
        sent.push(`${urlFromEnv} ${allowPrivate.join()}`);
        return { state: 'failed', why: 'the receiver answered 401', retry: false };
      },
    };
    const { ended } = run('check', { 'send-test': true }, { files, notifier });

    const result = await ended;

    expect(sent).toEqual(['HOOK_URL hooks.internal']);
    expect(result).toMatchObject({
      exitCode: 3,
      document: { ok: false, hooks: [{ urlFromEnv: 'HOOK_URL', ok: false }] },
    });
    expect(problemsOf(result)).toEqual([
      { code: 'HOOK_FAILED', message: 'the webhook of HOOK_URL: the receiver answered 401' },
    ]);
    expect(textOf(result)).toContain('✗ webhook of HOOK_URL: the receiver answered 401');
    expect(checkMarkdown(result.document as CheckReport)).toContain(
      '- ❌ webhook of `HOOK_URL`: the receiver',
    );
  });

  it('a record again, asks no registry for it', async () => {
    const { ended, registry } = run('check', { redeliver: 'nothing' }, { files });

    await expect(ended).rejects.toMatchObject({ code: 'RECORD_UNKNOWN', kind: 'config' });
    expect(registry.calls).toEqual([]);
  });

  it('nothing, sends nothing', async () => {
    const { ended } = run('check', {}, { files });

    expect((await ended).document).not.toHaveProperty('hooks');
  });
});
