import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../src/image/digest.ts';
import { addSample } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { outcomesOf, startHoist, type Hoist } from './hoist.ts';
import { eventually } from '../wait.ts';

let registry: RunningRegistry;
let hoist: Hoist;
let one: Digest;
let two: Digest;

beforeEach(async () => {
  registry = await startRegistry();
  const { host } = registry;
  const tag = ['%n', { name: 'live', move: 'forward' }];
  hoist = await startHoist({
    config: {
      version: 1,
      pipelines: {
        web: {
          source: { repository: `${host}/dev/web`, tags: ['*.*.*'] },
          stages: [
            { name: 'qa', to: `${host}/qa/web`, tag },
            { name: 'prod', to: `${host}/prod/web`, tag },
          ],
        },
      },
    },
  });
  one = push('1.0.0');
  two = push('2.0.0');
  await hoist.promote('1.0.0');
  await hoist.promote('2.0.0', '--comment', '=HYPERLINK("https://example.com")');
});
afterEach(async () => {
  await hoist.close();
  await registry.close();
});

function push(tag: string): Digest {
  return addSample(registry.store, 'dev/web', { seed: tag, tags: [tag], referrers: 1 }).root;
}

function live(stage: string): Digest | undefined {
  return registry.store.repository(`${stage}/web`)?.tags.get('live');
}

describe('when the history is asked for', () => {
  it('shows every promotion, the newest first, narrowed by several wheres', async () => {
    const all = await hoist.history();
    expect(all.code).toBe(0);
    expect(all.document.entries.map(({ stage, sources }) => `${stage} ${sources[0]?.tag}`)).toEqual([
      'prod 2.0.0',
      'qa 2.0.0',
      'prod 1.0.0',
      'qa 1.0.0',
    ]);
    const some = await hoist.history('--where', 'stage=qa', '--where', 'order=oldest,limit=1');
    expect(some.document).toMatchObject({ limited: true, entries: [{ stage: 'qa', outcome: 'promoted' }] });
  });

  it('shows the whole path of a digest', async () => {
    const { document } = await hoist.history('--where', `digest=${one.slice(7, 19)}`);
    expect(document.path?.map(({ stage, from, to }) => [stage, from.repository, to[0]?.repository])).toEqual([
      ['qa', `${registry.host}/dev/web`, `${registry.host}/qa/web`],
      ['prod', `${registry.host}/qa/web`, `${registry.host}/prod/web`],
    ]);
  });

  it('is a table, Markdown, or CSV that no spreadsheet takes for a formula', async () => {
    const text = await hoist.run('history');
    expect(text.stdout.split('\n')[0]).toBe('4 promotions');
    expect((await hoist.run('history', '--format', 'markdown')).stdout).toContain('| When | Promotion |');
    const { stdout } = await hoist.run('history', '--format', 'csv');
    expect(stdout.split('\r\n')).toHaveLength(6);
    expect(stdout).toContain(`"'=HYPERLINK(""https://example.com"")"`);
  });

  it('exits with 2 for a key that there is not, and names those that there are', async () => {
    const { code, stderr } = await hoist.run('history', '--where', 'who=ada');
    expect(code).toBe(2);
    expect(stderr).toMatch(/WHERE_INVALID[\s\S]*pipeline, stage, repository/);
  });
});

describe('when a stage is rolled back', () => {
  it('the previous image is live again, the stage is held, and a promotion by name lifts that', async () => {
    expect(live('prod')).toBe(two);
    const without = await hoist.run('rollback', '--stage', 'prod');
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('COMMENT_MISSING')]);

    const dry = await hoist.run('rollback', '--stage', 'prod', '--comment', 'it leaks', '--dry-run');
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('Nothing was written')]);
    expect(live('prod')).toBe(two);

    const back = await hoist.run('rollback', '--stage', 'prod', '--comment', 'it leaks');
    expect([back.code, back.stdout]).toEqual([0, expect.stringContaining('live')]);
    expect(live('prod')).toBe(one);
    expect(live('qa')).toBe(two);
    // Plans tell whole seconds: one of the second in which the rollback ended could not know of it, and lifts nothing.
    const ended = Math.floor(Date.now() / 1_000);
    await eventually(() => Math.floor(Date.now() / 1_000) > ended);

    const three = push('3.0.0');
    const held = await hoist.promote('3.0.0');
    expect([held.code, outcomesOf(held)]).toEqual([0, { 'web/qa': 'promoted', 'web/prod': 'waiting' }]);
    expect((await hoist.run('promote', '3.0.0')).stdout).toContain('HELD');
    expect((await hoist.run('status')).stdout).toContain('held since');
    const found = await hoist.candidates('--stage', 'prod');
    expect(found.document.candidates.map(({ sources, state }) => `${sources[0]?.tag} ${state}`)).toEqual([
      '3.0.0 ready',
      '2.0.0 ready',
    ]);
    expect(found.document.hold?.comment).toBe('it leaks');

    expect((await hoist.promote('3.0.0', '--stage', 'prod')).code).toBe(0);
    expect(live('prod')).toBe(three);
    push('4.0.0');
    expect(outcomesOf(await hoist.promote('4.0.0'))).toEqual({
      'web/qa': 'promoted',
      'web/prod': 'promoted',
    });
    expect((await hoist.status()).document.totals).toMatchObject({ held: 0, drift: 0 });
  });
});

describe('when the board is asked for', () => {
  it('what is as promoted is no drift; what was moved by hand is, and fails where that is wanted', async () => {
    expect((await hoist.status('--fail-on', 'drift')).code).toBe(0);
    registry.store.tag('prod/web', 'live', one);
    const seen = await hoist.status();
    expect([seen.code, seen.document.totals.drift]).toEqual([0, 1]);
    const failed = await hoist.status('--fail-on', 'drift', '--where', 'stage=prod');
    expect(failed.code).toBe(1);
    expect(failed.document.stages[0]?.drift).toMatchObject([
      { kind: 'moved', tag: 'live', now: one, expected: two },
    ]);
    expect((await hoist.run('status', '--format', 'markdown')).stdout).toContain('```mermaid');
  });

  it('what cannot be read is unknown: exit code 3 where drift is to fail', async () => {
    await registry.close();
    const { code, document } = await hoist.status('--fail-on', 'drift', '--where', 'stage=qa');
    expect(code).toBe(3);
    expect(document.totals).toMatchObject({ drift: 0 });
    expect(document.totals.unknown).toBeGreaterThan(0);
    registry = await startRegistry();
  });
});
