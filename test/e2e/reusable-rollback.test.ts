import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Intent } from '../../src/domain/record.ts';
import { stateOf } from '../fakes/github/deployments.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import { lacking } from '../tools.ts';
import { callers } from '../workflows/callers.ts';
import { startActRepository, type ActRepository } from './act.ts';
import { configPath, startActionBed, type ActionBed } from './action-bed.ts';
import { pins } from './reusable-bed.ts';

const token = 'ghs_canaryGitHubToken0123456789';

const configText = `version: 1
record: { attest: off }
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: DEV/qa/web }
      - name: us
        to: PROD/us/web
        tag: ['%n', { name: live, move: any }]
        environment: { name: us, approval: none, rollback: emergency }
`;

describe.skipIf(lacking('act', 'git'))('when a stage is rolled back by the form for people', () => {
  let bed: ActionBed;
  let act: ActRepository;
  let images: readonly Sample[];

  beforeEach(async () => {
    bed = await startActionBed({ token });
    bed.config(configText);
    images = [0, 1, 2, 3].map((at) =>
      addSample(bed.dev.store, 'dev/web', {
        tags: [`1.${at}.0`],
        platforms: ['linux/amd64'],
        layerBytes: 1000 + at,
      }),
    );
    const form = callers().find(({ name }) => name === 'hoist init');
    act = await startActRepository(
      {
        '.github/workflows/caller.yml': form?.text ?? '',
        [configPath]: 'version: 1\npipelines: {}\n',
      },
      await pins(),
    );
    bed.repository.commits.set(act.commit, {});
  });
  afterEach(async () => {
    await bed.close();
    await act.close();
  });

  /** Fills in the form and gives what was said. */
  async function send(inputs: Readonly<Record<string, string>>): Promise<string> {
    const { code, log } = await act.run({
      event: 'workflow_dispatch',
      payload: { repository: { default_branch: 'main' }, inputs: { command: 'promote', ...inputs } },
      env: { GITHUB_API_URL: bed.github.url, DOCKER_CONFIG: bed.docker },
      secrets: { GITHUB_TOKEN: token },
    });
    expect(code, log).toBe(0);
    return log;
  }

  const live = (): string | undefined => bed.prod.store.tagged('us/web', 'live');
  const intents = (): readonly Intent[] =>
    bed.repository.deployments.all.map(({ payload }) => (payload as { readonly intent: Intent }).intent);

  it('a job of its own takes it back; automatic promotions wait there, and one by name lifts that', async () => {
    await send({ image: '1.0.0' });
    await send({ image: '1.1.0' });
    expect(live()).toBe(images[1]?.root);

    const log = await send({ command: 'rollback', stage: 'us', comment: 'it leaks' });
    expect(live()).toBe(images[0]?.root);
    expect(log).toContain(`us · web · 1.0.0 · ${images[0]?.root.slice(7, 19)}`);
    expect(log).toMatch(/report *\] +\| ✓ web\/us · rolled back/);
    const record = bed.repository.deployments.all.at(-1);
    expect(intents().at(-1)).toMatchObject({
      stage: 'us',
      kind: 'rollback',
      comment: 'it leaks',
      actor: 'ann',
      environment: 'emergency',
      planHash: expect.stringMatching(/^v1\./),
    });
    expect([record?.environment, record && stateOf(record)]).toEqual(['emergency', 'success']);

    const held = await send({ image: '1.2.0' });
    expect(live()).toBe(images[0]?.root);
    expect(bed.dev.store.tagged('qa/web', '1.2.0')).toBe(images[2]?.root);
    // Nobody is asked to let a job in that would end at the hold: there is none.
    expect(held).not.toContain('us · web · 1.2.0');
    expect(held).toContain('it leaks');

    await send({ image: '1.2.0', stage: 'us', comment: 'fixed' });
    expect([live(), intents().at(-1)?.kind]).toEqual([images[2]?.root, 'manual']);

    await send({ image: '1.3.0' });
    expect([live(), intents().at(-1)?.kind]).toEqual([images[3]?.root, 'auto']);
  }, 240_000);
});
