import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/domain/run.ts';
import { HoistError } from '../../src/errors.ts';
import { fakeDiscussion, type FakeDiscussion } from '../fakes/discussion.ts';
import { blob, imageManifest, type Sample } from '../fixtures/images.ts';
import { scene, type Scene, type SceneOptions } from './world.ts';

const image = 'ghcr.io/acme/dev/web:1.4.2';
const commit = '2e'.repeat(20);
const merge = '3d'.repeat(20);

const inActions: Partial<Run> = {
  surface: 'action',
  event: 'push',
  repository: 'acme/web',
  id: '123',
  url: 'https://github.com/acme/web/actions/runs/123/attempts/1',
  sha: 'f0'.repeat(20),
};
const inPull: Partial<Run> = {
  ...inActions,
  event: 'pull_request',
  ref: 'refs/pull/7/merge',
  sha: merge,
  mayWrite: false,
};

/** An image that claims a commit. */
function claiming(revision: string): Sample {
  const config = blob(
    JSON.stringify({ config: { Labels: { 'org.opencontainers.image.revision': revision } } }),
    'application/vnd.oci.image.config.v1+json',
  );
  const { manifest, blobs } = imageManifest({ config });
  return { root: manifest, manifests: new Map([[manifest.digest, manifest]]), blobs };
}

function open(discussion: FakeDiscussion, options: SceneOptions = {}): Promise<Scene> {
  return scene(
    `
version: 1
record: { attest: off }
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: qa.example.com/web, tag: ['%n', { name: stable, move: any }] }
      - { name: production, to: prod.example.com/web, auto: false }
`,
    { run: inActions, discussion, ...options },
  );
}

const ours = (): FakeDiscussion => fakeDiscussion({ [commit]: [{ number: 7, isFromFork: false }] });

function rows(body: string | undefined): readonly string[] {
  return (body ?? '').split('\n').filter((line) => line.startsWith('| `web/'));
}

describe('when an image is promoted whose commit came by a pull request', () => {
  it('tells it there, with what proves the commit, and again in the same comment when more happens', async () => {
    const discussion = ours();
    const at = await open(discussion);
    at.push(image, claiming(commit));

    await at.promote({ image, prComment: 'auto' });
    await at.promote({ image, stage: 'production', prComment: 'auto' });

    const bodies = discussion.bodies.get(7) ?? [];
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toMatch(/^<!-- hoist -->\n### ⏸️ Promotion: waiting\n/);
    expect(bodies[0]).toContain(`claims to be built from \`${commit.slice(0, 12)}\`: a label says so`);
    expect(rows(bodies[0])).toEqual([
      expect.stringMatching(/^\| `web\/qa` \| ✅ promoted \| `1\.4\.2` `[0-9a-f]{12}` \|/),
      expect.stringMatching(/^\| `web\/production` \| ⏸️ waiting \|/),
    ]);
    expect(rows(bodies[1])).toEqual([
      expect.stringContaining('| `web/qa` | ✅ promoted |'),
      expect.stringContaining('| `web/production` | ✅ promoted |'),
    ]);
    expect(at.world.said).toContain(
      'told the pull request #7: https://github.com/acme/web/pull/7#issuecomment-1',
    );
  });

  it('takes the secrets of the process out of it', async () => {
    const discussion = ours();
    const at = await open(discussion, {
      hide: (value) => JSON.parse(JSON.stringify(value).replaceAll('hunter2', '***')) as typeof value,
    });
    at.push(image, claiming(commit));

    await at.promote({ image, comment: 'it is hunter2', prComment: 'auto' });

    expect(discussion.bodies.get(7)?.[0]).toContain('it is ***');
    expect(discussion.bodies.get(7)?.[0]).not.toContain('hunter2');
  });

  it('says nothing when nothing happened, when it shall not, and asks no registry for it', async () => {
    const discussion = ours();
    const at = await open(discussion);
    at.push(image, claiming(commit));
    await at.promote({ image, stage: 'qa', prComment: 'never' });
    const before = at.registry.calls.length;
    await at.promote({ image, stage: 'qa' });
    const needed = at.registry.calls.length - before;
    await at.promote({ image, stage: 'qa', prComment: 'auto' });

    expect(discussion.bodies.size).toBe(0);
    expect(at.registry.calls.length - before).toBe(needed * 2);
  });
});

describe('when no pull request may be told', () => {
  it.each([
    ['the label names no commit', 'main', 'auto', []],
    ['no pull request has the commit', 'aa'.repeat(20), 'always', [/no pull request is known/]],
    ['it is of a fork', 'bb'.repeat(20), 'auto', [/of another repository/]],
  ] as const)('where %s, the promotion goes on', async (_, revision, prComment, said) => {
    const discussion = fakeDiscussion({ ['bb'.repeat(20)]: [{ number: 9, isFromFork: true }] });
    const at = await open(discussion);
    at.push(image, claiming(revision));

    const { document } = await at.promote({ image, prComment });

    expect(document.stages[0]?.outcome).toBe('promoted');
    expect(discussion.bodies.size).toBe(0);
    const lines = at.world.said.filter((line) => /pull request/.test(line));
    expect(lines).toEqual(said.map((line) => expect.stringMatching(line) as unknown));
  });

  it('a permission that is missing is a notice, never a failure', async () => {
    const denied = new HoistError('config', 'GITHUB_FORBIDDEN', 'the token may not do this', {
      hint: 'Add "pull-requests: write".',
    });
    const at = await open(fakeDiscussion({}, denied));
    at.push(image, claiming(commit));

    const { exitCode } = await at.promote({ image, prComment: 'auto' });

    expect(exitCode).toBe(0);
    expect(at.world.said).toContain(
      'the pull request has no comment about this run: the token may not do this. Add "pull-requests: write".',
    );
  });
});

describe('when a plan runs in a pull request', () => {
  it('is shown there, and what the image claims is not asked', async () => {
    const discussion = fakeDiscussion({ other: [{ number: 7, isFromFork: false }] });
    const at = await open(discussion, { run: inPull });
    at.push(image, claiming('ff'.repeat(20)));

    await at.plan({ image, prComment: 'auto' });

    const [body] = discussion.bodies.get(7) ?? [];
    expect(body).toContain('### ⏸️ Plan: waiting');
    expect(body).toContain(`Of a run at \`${merge.slice(0, 12)}\`.`);
    expect(rows(body)[0]).toContain('▶️ planned |');
  });

  it('is not where the pull request is from outside (A30), or the event lets strangers choose', async () => {
    const fork = fakeDiscussion({ other: [{ number: 7, isFromFork: true }] });
    const outside = await open(fork, { run: inPull });
    outside.push(image, claiming(commit));
    await outside.plan({ image, prComment: 'always' });
    const discussion = ours();
    const target = await open(discussion, {
      run: { ...inPull, event: 'pull_request_target', ref: 'refs/heads/main', sha: commit },
    });
    target.push(image, claiming(commit));
    await target.plan({ image, prComment: 'always' });

    expect([fork.bodies.size, discussion.bodies.size]).toEqual([0, 0]);
  });
});
