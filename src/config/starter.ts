import { baseNameOf, parseRepository } from '../image/reference.ts';
import { defaultConfigPath } from './locate.ts';

/** What the files of `init` are about. */
export type StarterOptions = {
  /** The owner on GitHub, in lower case as registries want it; default {@link starterOwner}. */
  readonly owner?: string | undefined;
  /** The image's name; default `web`. */
  readonly name?: string | undefined;
};

export type StarterFile = { readonly path: string; readonly text: string };

/** The owner of files that were written for nobody in particular. */
export const starterOwner = 'acme';

/** Throws `REFERENCE_INVALID` where owner and name make no repository. */
export function starterFiles({
  owner = starterOwner,
  name = 'web',
}: StarterOptions = {}): readonly StarterFile[] {
  const [account, image] = [owner.toLowerCase(), name.toLowerCase()];
  const pipeline = baseNameOf(parseRepository(`ghcr.io/${account}/dev/${image}`));
  return [
    { path: defaultConfigPath, text: config(account, { image, pipeline }) },
    { path: '.github/workflows/promote.yml', text: workflow },
  ];
}

function config(
  owner: string,
  { image, pipeline }: { readonly image: string; readonly pipeline: string },
): string {
  return `# yaml-language-server: $schema=https://raw.githubusercontent.com/OWNER/hoist/v1/hoist.schema.json
# How images are promoted. What counts is this file on the default branch.
version: 1

pipelines:
  ${pipeline}:
    source:
      repository: ghcr.io/${owner}/dev/${image}
      tags: { semver: '>= 0.1.0' } # or globs: ['v*', '!*-rc*']
    stages:
      - name: qa # runs by itself when an image arrives
        to: ghcr.io/${owner}/qa/${image}
        tag: '%n' # keeps the tag; '%n-%Y%m%d' would add the day

      - name: production
        auto: false # runs when a person asks for it by name
        to: ghcr.io/${owner}/prod/${image}
        tag:
          - '%n'
          - { name: stable, move: forward } # moves to newer versions, never back

# A stage takes only what the stage before it has promoted, as a signed statement beside the image shows. Of all that can
# sign for this repository, this workflow promotes.
record:
  signers: [OWNER/hoist/.github/workflows/promote-pipeline.yml]
`;
}

const workflow = `name: Promote

on:
  # An image was pushed to GitHub's registry, by a person or an app. A build that pushes with its GITHUB_TOKEN starts no
  # such run: there, a job of the build calls promote.yml with the image.
  registry_package:
    types: [published]
  # The form for people.
  workflow_dispatch:
    inputs:
      command:
        description: What to do
        type: choice
        options: [promote, plan, rollback, check]
        default: promote
      image:
        description: 'The image: REPOSITORY:TAG, a tag, or a digest'
        type: string
      pipeline:
        description: The pipeline, where the image alone does not tell
        type: string
      stage:
        description: The stage to promote to; empty for all that run by themselves
        type: string
      tag:
        description: Another tag at the target
        type: string
      targets:
        description: Only targets that match this glob
        type: string
      comment:
        description: Why; it is kept with the promotion
        type: string
      dry-run:
        description: Show what would happen and write nothing
        type: boolean
        default: false

permissions: {}

jobs:
  promote:
    permissions:
      contents: read # the config is read at the head of the default branch
      actions: read # environments and approvals are looked at
      id-token: write # what a stage promoted is signed; shows the environment of a job
      deployments: write # promotions are kept as deployments
      packages: write # images and tags on ghcr.io are written
    uses: OWNER/hoist/.github/workflows/promote.yml@v1
    with:
      command: \${{ inputs.command || 'promote' }}
      image: \${{ inputs.image || '' }}
      pipeline: \${{ inputs.pipeline || '' }}
      stage: \${{ inputs.stage || '' }}
      tag: \${{ inputs.tag || '' }}
      targets: \${{ inputs.targets || '' }}
      comment: \${{ inputs.comment || '' }}
      dry-run: \${{ inputs.dry-run || false }}
    secrets:
      # Logins as docker/login-action's registry-auth takes them; ghcr.io needs none.
      HOIST_REGISTRY_AUTH: \${{ secrets.HOIST_REGISTRY_AUTH }}
`;
