import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PromotionRecord } from '../src/domain/record.ts';
import { createWorld, type WorldOptions } from '../src/world.ts';
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
    expect(await world.forge()).toBeUndefined();
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
  });

  it('gives ids that sort by time', async () => {
    const world = await createWorld(options());
    const ids = Array.from({ length: 50 }, () => world.newId());
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(50);
  });
});
