import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startActRepository, type ActRepository, type Ended, type StandIn } from './act.ts';
import { configPath, startActionBed, type ActionBed } from './action-bed.ts';

const root = join(import.meta.dirname, '../..');
const token = 'ghs_canaryGitHubToken0123456789';

/** What a caller does with the outputs. */
export const told = `
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

/** Hands on all that it is asked for. */
const caller = `name: promote
on:
  workflow_dispatch:
    inputs:
      command: { description: c, default: promote }
      image: { description: i }
      stage: { description: s }
      comment: { description: c }
      login: { description: l, type: boolean, default: false }
permissions: {}
jobs:
  promote:
    uses: OWNER/hoist/.github/workflows/promote.yml@v1
    permissions: { contents: read, actions: read }
    with:
      command: \${{ inputs.command || 'promote' }}
      image: \${{ inputs.image }}
      stage: \${{ inputs.stage }}
      comment: \${{ inputs.comment }}
      login: \${{ inputs.login || false }}
    secrets:
      HOIST_SIGNING_KEY: \${{ secrets.HOIST_SIGNING_KEY }}
${told}`;

export type ReusableBedOptions = {
  /** `DEV` and `PROD` stand for the registries' hosts. */
  readonly config: string;
  /** The cases of a shell's `case "$PIPELINE/$STAGE" in`, run by the caller's own login in place of one. */
  readonly login?: string;
  readonly secrets?: Readonly<Record<string, string>>;
};

/** A repository that calls the reusable workflow by hand, with GitHub and two registries. */
export interface ReusableBed {
  readonly bed: ActionBed;
  readonly act: ActRepository;
  /** Runs the caller with these inputs of its form. */
  readonly run: (inputs: Readonly<Record<string, string>>) => Promise<Ended>;
  close(): Promise<void>;
}

export async function startReusableBed({ config, login, secrets }: ReusableBedOptions): Promise<ReusableBed> {
  const bed = await startActionBed({ token });
  bed.config(config);
  const act = await startActRepository(
    {
      '.github/workflows/caller.yml': caller,
      ...(login === undefined ? {} : { '.github/actions/hoist-login/action.yml': loginWith(login) }),
      [configPath]: 'version: 1\npipelines: {}\n',
    },
    await pins(),
  );
  bed.repository.commits.set(act.commit, {});
  return {
    bed,
    act,
    run: (inputs) =>
      act.run({
        event: 'workflow_dispatch',
        payload: {
          repository: { default_branch: 'main' },
          inputs: { login: String(login !== undefined), ...inputs },
        },
        env: { GITHUB_API_URL: bed.github.url, DOCKER_CONFIG: bed.docker },
        secrets: { GITHUB_TOKEN: token, ...secrets },
      }),
    async close() {
      await bed.close();
      await act.close();
    },
  };
}

function loginWith(cases: string): string {
  return `name: login
description: Does what the test needs.
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
          ${cases}
        esac
      env:
        PIPELINE: \${{ inputs.pipeline }}
        STAGE: \${{ inputs.stage }}
`;
}

/** The commits at which the reusable workflow uses other people's actions. */
export async function pins(): Promise<Record<StandIn, string>> {
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
