import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import { lacking } from '../tools.ts';
import { startActRepository, type ActRepository, type Ended, type StandIn } from './act.ts';
import { configPath, startActionBed, type ActionBed } from './action-bed.ts';

const root = join(import.meta.dirname, '../..');
const password = 'canary-registry-password';
const token = 'ghs_canaryGitHubToken0123456789';

const configText = `version: 1
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
    expect(log).toContain(`${image.root} `);
    console.log(
      log
        .split('\n')
        .filter((l) => /told|own login|Job/.test(l))
        .join('\n'),
    );
    console.log(
      await readdir(join(act.shared, 'artifacts')),
      await readFile(join(act.shared, 'asked'), 'utf8'),
    );
  });
});

/** The commits at which the reusable workflow uses other people's actions. */
async function pins(): Promise<Record<StandIn, string>> {
  const text = await readFile(join(root, '.github/workflows/promote.yml'), 'utf8');
  const found = text.matchAll(/uses: ([^@\s.]+)@([0-9a-f]{40})/g);
  return Object.fromEntries([...found].map(([, name = '', commit = '']) => [name, commit])) as Record<
    StandIn,
    string
  >;
}
