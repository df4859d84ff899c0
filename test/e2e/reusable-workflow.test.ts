import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import { lacking } from '../tools.ts';
import { callers } from '../workflows/callers.ts';
import { startActRepository, type ActRepository, type Ended } from './act.ts';
import { configPath, startActionBed, type ActionBed } from './action-bed.ts';
import { pins, told } from './reusable-bed.ts';

const password = 'canary-registry-password';
const token = 'ghs_canaryGitHubToken0123456789';

const configText = `version: 1
record: { attest: off }
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: DEV/qa/web }
      - { name: eu, to: PROD/eu/web, after: qa }
      - { name: us, to: PROD/us/web, after: qa, environment: { name: us, approval: none } }
      - { name: production, auto: false, to: PROD/prod/web, after: [eu, us] }
`;

const caller = `name: promote
on:
  workflow_dispatch:
    inputs:
      image: { description: What to promote, required: true }
permissions: {}
jobs:
  promote:
    uses: OWNER/hoist/.github/workflows/promote.yml@v1
    permissions: { contents: read, actions: read, deployments: read }
    with:
      image: \${{ inputs.image }}
      login: true
    secrets:
      HOIST_REGISTRY_AUTH: \${{ secrets.HOIST_REGISTRY_AUTH }}
${told}`;

const login = `name: login
description: The caller's own way to log in.
inputs:
  pipeline: { description: p }
  stage: { description: s }
  environment: { description: e }
runs:
  using: composite
  steps:
    - shell: bash
      run: echo "own login for '$PIPELINE' '$STAGE' '$ENVIRONMENT'"
      env:
        PIPELINE: \${{ inputs.pipeline }}
        STAGE: \${{ inputs.stage }}
        ENVIRONMENT: \${{ inputs.environment }}
`;

describe.skipIf(lacking('act', 'git'))('when the reusable workflow runs whole', () => {
  let bed: ActionBed;
  let image: Sample;
  let act: ActRepository;

  beforeEach(async () => {
    const auth = { scheme: 'bearer', users: { bot: { password } } } as const;
    bed = await startActionBed({ dev: { auth }, prod: { auth }, token });
    bed.config(configText);
    image = addSample(bed.dev.store, 'dev/web', {
      tags: ['1.0.0'],
      platforms: ['linux/amd64'],
      referrers: 1,
    });
    act = await startActRepository(
      {
        '.github/workflows/caller.yml': caller,
        '.github/actions/hoist-login/action.yml': login,
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

  function run(event: string, payload: object): Promise<Ended> {
    const logins = [bed.dev, bed.prod].map(({ host }) => ({ registry: host, username: 'bot', password }));
    return act.run({
      event,
      payload: { repository: { default_branch: 'main' }, ...payload },
      env: { GITHUB_API_URL: bed.github.url, DOCKER_CONFIG: bed.docker },
      secrets: { GITHUB_TOKEN: token, HOIST_REGISTRY_AUTH: JSON.stringify(logins) },
    });
  }

  it('the plan’s waves run in turn, each stage in a job of its own, and the caller gets one report', async () => {
    const { code, log } = await run('workflow_dispatch', { inputs: { image: '1.0.0' } });
    expect([code, log]).toEqual([0, expect.stringContaining('told waiting')]);
    expect(log).toContain(`us · web · 1.0.0 · ${image.root.slice(7, 19)}`);
    const stages = '{"web/qa":"promoted","web/eu":"promoted","web/us":"promoted","web/production":"waiting"}';
    expect(log).toContain(`told waiting ${stages} ${image.root} `);
    expect(log).toContain(bed.named(`PROD/us/web@${image.root}`));
    const there = ['eu/web', 'us/web'].map((name) => bed.prod.store.tagged(name, '1.0.0'));
    expect([bed.dev.store.tagged('qa/web', '1.0.0'), ...there]).toEqual([image.root, image.root, image.root]);
    expect(bed.prod.store.repository('prod/web')).toBeUndefined();
    // The image's own, the record of qa that travelled with it, and the record of this stage.
    expect(bed.prod.store.referrers('eu/web', image.root)).toHaveLength(3);
    const artifacts = (await readdir(join(act.shared, 'artifacts'))).map((name) => name.split('-').slice(2));
    expect(artifacts.map((name) => name.join('-')).sort()).toEqual([
      '1-eu+web',
      '1-plan',
      '1-qa+web',
      '1-us+web',
    ]);
    for (const who of ["'' '' ''", "'web' 'qa' ''", "'web' 'us' 'us'"])
      expect(log).toContain(`own login for ${who}`);
    const asked = await readFile(join(act.shared, 'asked'), 'utf8');
    const commit = bed.repository.refs.get('heads/main') ?? '';
    expect(asked.match(/checkout .* into \.hoist\/caller/g)?.toSorted()).toEqual(
      [
        ...Array.from({ length: 3 }, () => `checkout  at ${commit} into .hoist/caller`),
        'checkout  at refs/heads/main into .hoist/caller',
      ].toSorted(),
    );
    for (const secret of [password, token]) expect(log).not.toContain(secret);
  });

  it('what was at a stage before Hoist has a job that keeps it, and the stages behind go on from there', async () => {
    addSample(bed.dev.store, 'qa/web', {
      seed: 'dev/web',
      tags: ['1.0.0'],
      platforms: ['linux/amd64'],
      referrers: 1,
    });
    expect(bed.dev.store.tagged('qa/web', '1.0.0')).toBe(image.root);
    const { code, log } = await run('workflow_dispatch', { inputs: { image: '1.0.0' } });
    const stages =
      '{"web/qa":"unchanged","web/eu":"promoted","web/us":"promoted","web/production":"waiting"}';
    expect([code, log]).toEqual([0, expect.stringContaining(`told waiting ${stages} ${image.root} `)]);
    expect(log).toContain(`qa · web · 1.0.0 · ${image.root.slice(7, 19)}`);
  });

  it('what stops one stage is in the report, and the run fails', async () => {
    addSample(bed.prod.store, 'eu/web', { seed: 'other', tags: ['1.0.0'] });
    const { code, log } = await run('workflow_dispatch', { inputs: { image: '1.0.0' } });
    expect(code).toBe(1);
    // act goes no further behind a call that failed: what the caller would get is what the report says.
    expect(log).toMatch(/report *\] +\| ✗ Conflict/);
    expect(log).toMatch(/report *\] +\| ✗ web\/eu · conflict/);
    expect(log).toMatch(/report *\] +\| ✓ web\/us · promoted/);
    expect(bed.prod.store.tagged('us/web', '1.0.0')).toBe(image.root);
  });
});

/** What GitHub sends for the events of the documented callers. */
function payloadOf(event: string, named: (text: string) => string): object {
  const image = named('DEV/dev/web:1.0.0');
  switch (event) {
    case 'push':
      return { ref: 'refs/heads/main' };
    case 'repository_dispatch':
      return { action: 'promote', client_payload: { image, pipeline: 'web' } };
    case 'workflow_dispatch':
      return { inputs: { command: 'promote', image, comment: 'by hand' } };
    default:
      return {};
  }
}

describe.skipIf(lacking('act', 'git'))('when a documented caller runs whole', () => {
  // A package of ghcr.io needs a ghcr.io: caller-package.test.ts has one.
  const able = callers().filter(
    ({ text }) => !/registry_package/.test(text) || /workflow_dispatch/.test(text),
  );

  it.each(able.map(({ name, text }) => [name, text]))('%s: every stage gets the image', async (_, text) => {
    await using stack = new AsyncDisposableStack();
    const bed = await startActionBed({ token });
    stack.defer(() => bed.close());
    bed.config(configText);
    const image = addSample(bed.dev.store, 'dev/web', {
      tags: ['1.0.0', '1.1.0', 'main'],
      platforms: ['linux/amd64'],
    });
    const act = await startActRepository(
      {
        // A permission that `act` does not know yet.
        '.github/workflows/caller.yml': text
          .replaceAll(/^ *artifact-metadata: .*\n/gm, '')
          .replaceAll(/(?:ghcr\.io\/acme|registry\.example\.com)\//g, bed.named('DEV/')),
        '.github/actions/hoist-login/action.yml': login,
        Makefile: 'push:\n\ttrue\n',
        [configPath]: 'version: 1\npipelines: {}\n',
      },
      await pins(),
    );
    bed.repository.commits.set(act.commit, {});
    stack.defer(() => act.close());
    const [event = ''] = Object.keys((parse(text) as { on: object }).on).filter(
      (one) => one !== 'registry_package',
    );
    const { code, log } = await act.run({
      event,
      payload: { repository: { default_branch: 'main' }, ...payloadOf(event, bed.named) },
      env: { GITHUB_API_URL: bed.github.url, DOCKER_CONFIG: bed.docker },
      secrets: { GITHUB_TOKEN: token },
    });
    expect([code, log]).toEqual([0, expect.stringContaining('Job succeeded')]);
    const tag = { schedule: 'main', push: '1.1.0' }[event] ?? '1.0.0';
    expect([bed.prod.store.tagged('eu/web', tag), bed.prod.store.tagged('us/web', tag)], log).toEqual([
      image.root,
      image.root,
    ]);
  });
});
