import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PromotionRecord } from '../src/domain/record.ts';
import { createWorld, type WorldOptions } from '../src/world.ts';
import type { FakeRepository } from './fakes/github/repository.ts';
import { startFakeGitHub, type FakeGitHub } from './fakes/github/server.ts';
import { finished, intended } from './github/journal/records.ts';
import { testWorld } from './promotion/world.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hoist-world-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function options(over: Partial<WorldOptions> = {}): WorldOptions {
  const { log, progress, signal } = testWorld();
  return { surface: 'cli', version: '1.2.3', env: { USER: 'ada' }, folder, log, progress, signal, ...over };
}

async function inAction(event: string) {
  await writeFile(join(folder, 'event.json'), '{}');
  return {
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_REPOSITORY: 'acme/web',
    GITHUB_RUN_ID: '42',
    GITHUB_ACTOR: 'ada',
    RUNNER_TEMP: join(folder, 'temp'),
  };
}

const record = { schema: 'hoist/promotion/v1', id: '01J', intent: {} } as unknown as PromotionRecord;

describe('when the world is built', () => {
  it('is of the machine on the command line, with a journal where it was asked for', async () => {
    const world = await createWorld(options({ journal: 'sub/records.jsonl' }));
    expect(world.run).toMatchObject({ surface: 'cli', mayWrite: true, requested: {} });
    expect([await world.forge(), await world.gates(), await world.discussion()]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    await (await world.journal({ deployments: false })).intend(record);
    expect(await readFile(join(folder, 'sub/records.jsonl'), 'utf8')).toContain('"01J"');
  });

  it('is of the job in Actions, with a journal that no checkout can bring', async () => {
    const world = await createWorld(
      options({ surface: 'action', env: await inAction('push'), journal: 'forged.jsonl' }),
    );
    expect(world.run).toMatchObject({ surface: 'action', repository: 'acme/web', id: '42', mayWrite: true });
    expect(await world.forge()).toBeDefined();
    await (await world.journal({ deployments: false })).intend(record);
    expect(await readFile(join(folder, 'temp/hoist/journal.jsonl'), 'utf8')).toContain('"01J"');
  });

  describe('and promotions are kept as deployments', () => {
    let github: FakeGitHub;
    let repository: FakeRepository;

    beforeEach(async () => {
      github = await startFakeGitHub();
      repository = github.repository('acme/web');
      repository.commit('heads/main', {});
    });
    afterEach(() => github.close());

    async function inJob(over: Partial<WorldOptions> = {}) {
      const { log, said } = testWorld();
      const env = {
        ...(await inAction('push')),
        GITHUB_API_URL: github.url,
        GITHUB_SHA: repository.refs.get('heads/main'),
        ACTIONS_ID_TOKEN_REQUEST_URL: github.idTokenUrl,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.idTokens.requestToken,
      };
      const world = await createWorld(
        options({ surface: 'action', log, env, githubToken: github.token, ...over }),
      );
      return { world, said };
    }

    it('has them on GitHub, without what must not be shown', async () => {
      github.idTokens.claims = { repository: 'acme/web', run_id: '42', run_attempt: '1' };
      const hide = <T>(kept: T): T => JSON.parse(JSON.stringify(kept).replaceAll('canary', '***')) as T;
      const { world } = await inJob({ hide });
      await (await world.journal({ deployments: true })).intend(intended('01A', { comment: 'canary' }));
      expect(repository.deployments.all).toMatchObject([
        { payload: { id: '01A', intent: { comment: '***' } } },
      ]);
      for await (const { id, by } of (await world.journal({ deployments: true })).list())
        expect([id, by]).toEqual(['01A', 'github-actions[bot]']);
    });

    it('says which permission is missing, and keeps them in the file', async () => {
      repository.readOnly = new Set(['deployments']);
      const { world, said } = await inJob();
      const journal = await world.journal({ deployments: true });
      await journal.intend(intended('01A'));
      await journal.finish(finished(intended('01A')));
      expect(await readFile(join(folder, 'temp/hoist/journal.jsonl'), 'utf8')).toContain('"01A"');
      expect(said.filter((text) => text.includes('"deployments: write"'))).toHaveLength(1);
    });

    it('knows where the job is held, by its ID token, and by its check run', async () => {
      repository.run({ id: 42, event: 'push', branch: 'main' });
      repository.environments.job({ checkRun: 8, suite: 42, environment: 'staging' });
      repository.environments.job({ checkRun: 9, suite: 42, environment: 'production' });
      const claims = { repository: 'acme/web', run_id: '42', run_attempt: '1', environment: 'production' };
      github.idTokens.claims = claims;
      const place = async (over: Partial<WorldOptions>) => (await (await inJob(over)).world.gates())?.place();
      expect(await place({})).toEqual({ environment: 'production', shownBy: 'id-token' });
      expect(await place({ checkRunId: '9' })).toMatchObject({
        environment: 'production',
        shownBy: 'check-run',
      });
      // Another job's, which was let in elsewhere.
      await expect(place({ checkRunId: '8' })).rejects.toMatchObject({ code: 'JOB_FOREIGN' });
      expect(await place({ checkRunId: 'nine' })).toMatchObject({ environment: 'production' });
    });

    it('writes on pull requests', async () => {
      repository.pulls.open(7);
      const discussion = await (await inJob()).world.discussion();
      await discussion?.comment(7, { marker: '<!-- a -->', body: 'hello' });
      expect(repository.pulls.comments.get(7)).toMatchObject([{ body: '<!-- a -->\nhello' }]);
    });
  });

  it('does not let an event of strangers write', async () => {
    const world = await createWorld(
      options({ surface: 'action', env: await inAction('pull_request_target') }),
    );
    expect(world.run.mayWrite).toBe(false);
  });

  it('tells in Actions what earlier steps left in the environment', async () => {
    const { log, said } = testWorld();
    await createWorld(
      options({
        surface: 'action',
        log,
        env: { ...(await inAction('push')), HTTPS_PROXY: 'http://proxy.example.com:3128' },
      }),
    );
    expect(said.join()).toContain('proxy');
  });

  it('creates files, and never over another', async () => {
    const world = await createWorld(options());
    const bytes = new TextEncoder().encode('mine');
    expect(await world.create('.github/hoist.yml', bytes)).toBe(true);
    expect(await world.create('.github/hoist.yml', new TextEncoder().encode('other'))).toBe(false);
    expect(await readFile(join(folder, '.github/hoist.yml'), 'utf8')).toBe('mine');
    await expect(world.create('../outside', bytes)).rejects.toMatchObject({ code: 'FILE_PATH_INVALID' });
    await expect(world.create('.github/hoist.yml/more/file.yml', bytes)).rejects.toMatchObject({
      kind: 'config',
      code: 'FILE_UNWRITABLE',
    });
  });

  it.each([
    [{ HOME: '/home/ada', XDG_CACHE_HOME: '/caches' }, '/caches/hoist'],
    [{ HOME: '/home/ada' }, '/home/ada/.cache/hoist'],
    [{ HOME: '/home/ada', XDG_CACHE_HOME: '' }, '/home/ada/.cache/hoist'],
    [{ HOME: '/home/ada', XDG_CACHE_HOME: 'caches' }, '/home/ada/.cache/hoist'],
  ])('keeps what it downloads where %j says, by an absolute path', async (env, caches) => {
    expect((await createWorld(options({ env }))).cacheFolder).toBe(caches);
  });

  it('of somebody without a home, keeps it where nobody can have written before', async () => {
    const folderOf = async () => (await createWorld(options({ env: { HOME: '' } }))).cacheFolder;
    const [one, other] = [await folderOf(), await folderOf()];
    expect(dirname(one)).toBe(tmpdir());
    expect(one).not.toBe(other);
  });

  it('gives ids that sort by time', async () => {
    const world = await createWorld(options());
    const ids = Array.from({ length: 50 }, () => world.newId());
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(50);
  });
});
