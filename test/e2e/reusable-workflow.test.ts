import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import { lacking, requireTool } from '../tools.ts';
import { callers } from '../workflows/callers.ts';
import { startActRepository, type ActRepository, type Ended, type StandIn } from './act.ts';
import { configPath, startActionBed, type ActionBed } from './action-bed.ts';

const root = join(import.meta.dirname, '../..');
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

/** What a caller does with the outputs. */
const told = `
  tell:
    needs: promote
    if: always()
    runs-on: ubuntu-latest
    steps:
      - run: echo "told $OUTCOME $STAGES $DIGEST $TARGETS"
        env:
          OUTCOME: \${{ needs.promote.outputs.outcome }}
          STAGES: \${{ needs.promote.outputs.stages }}
          DIGEST: \${{ needs.promote.outputs.digest }}
          TARGETS: \${{ join(needs.promote.outputs.targets, ' ') }}
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
    permissions: { contents: read, actions: read }
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
        'checkout  at main into .hoist/caller',
      ].toSorted(),
    );
    for (const secret of [password, token]) expect(log).not.toContain(secret);
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

const callerOfAll = caller
  .replace(
    'image: { description: What to promote, required: true }',
    `command: { description: c }
      image: { description: i }
      stage: { description: s }
      comment: { description: c }`,
  )
  .replace(
    '      login: true',
    `      command: \${{ inputs.command }}
      stage: \${{ inputs.stage }}
      comment: \${{ inputs.comment }}`,
  );

describe.skipIf(lacking('act', 'git'))('when a stage is rolled back with the reusable workflow', () => {
  it('the plan is made in one job and taken in another: the previous image is back, under its plan', async () => {
    await using stack = new AsyncDisposableStack();
    const bed = await startActionBed({ token });
    stack.defer(() => bed.close());
    bed.config(`version: 1
record: { attest: off }
pipelines:
  web: { source: DEV/dev/web, stages: [{ name: qa, to: DEV/qa/web, tag: ['%n', { name: stable, move: any }] }] }
`);
    const act = await startActRepository(
      { '.github/workflows/caller.yml': callerOfAll, [configPath]: 'version: 1\npipelines: {}\n' },
      await pins(),
    );
    stack.defer(() => act.close());
    bed.repository.commits.set(act.commit, {});
    const run = (inputs: Readonly<Record<string, string>>): Promise<Ended> =>
      act.run({
        event: 'workflow_dispatch',
        payload: { repository: { default_branch: 'main' }, inputs },
        env: { GITHUB_API_URL: bed.github.url, DOCKER_CONFIG: bed.docker },
        secrets: { GITHUB_TOKEN: token },
      });
    const [first] = ['1.0.0', '1.1.0'].map((tag) =>
      addSample(bed.dev.store, 'dev/web', { seed: tag, tags: [tag], platforms: ['linux/amd64'] }),
    );
    for (const image of ['1.0.0', '1.1.0']) {
      const { code, log } = await run({ command: 'promote', image });
      expect([code, log]).toEqual([0, expect.stringContaining('told promoted')]);
    }
    const { code, log } = await run({ command: 'rollback', stage: 'qa', comment: 'it does not start' });
    expect([code, log]).toEqual([0, expect.stringContaining('told promoted')]);
    expect(bed.dev.store.tagged('qa/web', 'stable')).toBe(first?.root);
    const held = await run({ command: 'promote', image: '1.1.0' });
    expect(held.log).toContain('told waiting');
  });
});

describe.skipIf(lacking('act', 'git'))('when promotions are signed with a key', () => {
  it('the jobs of stages have it, the plan does without; nobody sees it, and each stage shows what the one before did', async () => {
    await using stack = new AsyncDisposableStack();
    const bed = await startActionBed({ token });
    stack.defer(() => bed.close());
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    bed.config(`version: 1
record: { attest: required, key-from-env: HOIST_SIGNING_KEY, signers: [promoter] }
trust: { signers: { promoter: { key: { pem: ${JSON.stringify(pem)}, transparency-log: none } } } }
pipelines:
  web: { source: DEV/dev/web, stages: [{ name: qa, to: DEV/qa/web }, { name: eu, to: PROD/eu/web, auto: false }] }
`);
    const image = addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'], platforms: ['linux/amd64'] });
    const act = await startActRepository(
      {
        '.github/workflows/caller.yml': callerOfAll.replace(
          '    secrets:\n',
          '    secrets:\n      HOIST_SIGNING_KEY: ${{ secrets.HOIST_SIGNING_KEY }}\n',
        ),
        [configPath]: 'version: 1\npipelines: {}\n',
      },
      await pins(),
    );
    stack.defer(() => act.close());
    bed.repository.commits.set(act.commit, {});
    for (const [stage, outcome] of [
      ['', 'waiting'],
      ['eu', 'promoted'],
    ] as const) {
      const { code, log } = await act.run({
        event: 'workflow_dispatch',
        payload: {
          repository: { default_branch: 'main' },
          inputs: { command: 'promote', image: '1.0.0', stage },
        },
        env: { GITHUB_API_URL: bed.github.url, DOCKER_CONFIG: bed.docker },
        secrets: { GITHUB_TOKEN: token, HOIST_SIGNING_KEY: secret },
      });
      expect([code, log]).toEqual([0, expect.stringContaining(`told ${outcome}`)]);
      for (const line of secret.split('\n').filter((one) => one.length > 40)) expect(log).not.toContain(line);
    }
    expect(bed.prod.store.tagged('eu/web', '1.0.0')).toBe(image.root);
    // Both statements of the stage, and those of qa that travelled with the image.
    expect(bed.prod.store.referrers('eu/web', image.root)).toHaveLength(4);
  });
});

/** Two pipelines that take the same image: `slow` is held before its first stage, `fast` has two stages. */
const twoPipelines = `version: 1
record: { attest: off }
pipelines:
  slow:
    source: { repository: DEV/dev/web, tags: ['*'] }
    stages:
      - { name: qa, to: DEV/slow/qa }
      - { name: last, to: PROD/slow/last }
  fast:
    source: { repository: DEV/dev/web, tags: ['1.*'] }
    stages:
      - { name: qa, to: DEV/fast/qa }
      - { name: last, to: PROD/fast/last }
`;

/** A login whose script is this: in place of an approval, which act does not know, it may hold the job. */
function loginWith(script: string): string {
  return `name: login
description: Holds a job.
inputs:
  pipeline: { description: p }
  stage: { description: s }
  environment: { description: e }
runs:
  using: composite
  steps:
    - shell: bash
      run: |
        case "$PIPELINE/$STAGE" in
          ${script}
        esac
      env:
        PIPELINE: \${{ inputs.pipeline }}
        STAGE: \${{ inputs.stage }}
`;
}

describe.skipIf(lacking('act', 'git', 'mkfifo'))('when a job is held before its stage', () => {
  let bed: ActionBed;
  let image: Sample;
  let act: ActRepository;

  /** `gate` is a pipe: what reads it waits for what writes it. */
  async function prepare(config: string, script: string): Promise<{ readonly gate: string }> {
    bed = await startActionBed({ token });
    bed.config(config);
    image = addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'], platforms: ['linux/amd64'] });
    act = await startActRepository(
      {
        '.github/workflows/caller.yml': caller,
        '.github/actions/hoist-login/action.yml': loginWith(script),
        [configPath]: 'version: 1\npipelines: {}\n',
      },
      await pins(),
    );
    bed.repository.commits.set(act.commit, {});
    const gate = join(act.shared, 'gate');
    await promisify(execFile)(requireTool('mkfifo'), [gate]);
    return { gate };
  }
  afterEach(async () => {
    await bed.close();
    await act.close();
  });

  async function run(named: string): Promise<Ended> {
    return await act.run({
      event: 'workflow_dispatch',
      payload: { repository: { default_branch: 'main' }, inputs: { image: bed.named(named) } },
      env: { GITHUB_API_URL: bed.github.url, DOCKER_CONFIG: bed.docker },
      secrets: { GITHUB_TOKEN: token },
    });
  }

  it('it holds no other pipeline: they go to their end', async () => {
    // The first job of `slow` would wait for ever if the second of `fast` waited for it.
    await prepare(
      twoPipelines,
      `slow/qa) timeout 60 cat "$STAND_IN_SHARED/gate" ;;
          fast/last) echo "slow was let in by fast" | timeout 60 tee "$STAND_IN_SHARED/gate" ;;`,
    );
    const { code, log } = await run('DEV/dev/web:1.0.0');
    expect([code, log]).toEqual([0, expect.stringContaining('told promoted')]);
    expect(log).toContain('slow was let in by fast');
    for (const name of ['slow/last', 'fast/last'])
      expect(bed.prod.store.tagged(name, '1.0.0'), name).toBe(image.root);
  });

  it.each([
    ['a run that follows its tag is overtaken by what the tag names then', '', 'superseded'],
    ['a run that was given a digest is overtaken by nobody', '@', 'promoted'],
  ])('%s', async (_, at, outcome) => {
    const one = `version: 1
record: { attest: off }
pipelines:
  web: { source: DEV/dev/web, stages: [{ name: qa, to: DEV/qa/web }] }
`;
    const { gate } = await prepare(one, 'web/qa) timeout 60 cat "$STAND_IN_SHARED/gate" ;;');
    const ended = run(`DEV/dev/web:1.0.0${at === '' ? '' : `@${image.root}`}`);
    // Opens when the job is there to read it.
    const door = await open(gate, 'w');
    addSample(bed.dev.store, 'dev/web', { seed: 'newer', tags: ['1.0.0'] });
    await door.close();
    const { code, log } = await ended;
    expect([code, log]).toEqual([0, expect.stringContaining(`told ${outcome}`)]);
    expect(bed.dev.store.tagged('qa/web', '1.0.0')).toBe(outcome === 'promoted' ? image.root : undefined);
  });
});

/** What GitHub sends for the events of the documented callers. */
function payloadOf(event: string, named: (text: string) => string): object {
  const image = named('DEV/dev/web:1.0.0');
  switch (event) {
    case 'push':
      return { ref: 'refs/tags/1.0.0' };
    case 'repository_dispatch':
      return { action: 'promote', client_payload: { image, pipeline: 'web' } };
    case 'workflow_dispatch':
      return { inputs: { command: 'promote', image, comment: 'by hand' } };
    default:
      return {};
  }
}

describe.skipIf(lacking('act', 'git'))('when a documented caller runs whole', () => {
  // A package of ghcr.io cannot stand on a registry of this machine: the event's own test is in action-event.test.ts.
  const able = callers().filter(
    ({ text }) => !/registry_package/.test(text) || /workflow_dispatch/.test(text),
  );

  it.each(able.map(({ name, text }) => [name, text]))('%s: every stage gets the image', async (_, text) => {
    await using stack = new AsyncDisposableStack();
    const bed = await startActionBed({ token });
    stack.defer(() => bed.close());
    bed.config(configText);
    const image = addSample(bed.dev.store, 'dev/web', {
      tags: ['1.0.0', 'main'],
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
    const tag = event === 'schedule' ? 'main' : '1.0.0';
    expect([bed.prod.store.tagged('eu/web', tag), bed.prod.store.tagged('us/web', tag)], log).toEqual([
      image.root,
      image.root,
    ]);
  });
});

/** The commits at which the reusable workflow uses other people's actions. */
async function pins(): Promise<Record<StandIn, string>> {
  const texts = ['promote.yml', 'promote-pipeline.yml'].map((name) =>
    readFile(join(root, '.github/workflows', name), 'utf8'),
  );
  const text = (await Promise.all(texts)).join('\n');
  const found = text.matchAll(/uses: ([^@\s.]+)@([0-9a-f]{40})/g);
  return Object.fromEntries([...found].map(([, name = '', commit = '']) => [name, commit])) as Record<
    StandIn,
    string
  >;
}
