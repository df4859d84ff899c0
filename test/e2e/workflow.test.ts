import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import { lacking, requireTool } from '../tools.ts';
import { configPath, startActionBed, type ActionBed } from './action-bed.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const password = 'canary-registry-password';
const token = 'ghs_canaryGitHubToken0123456789';

/** A repository whose workflow uses the Action from a folder of its own, as a company's vendored copy would be. */
const workflow = `name: promote
on:
  workflow_dispatch:
    inputs:
      image: { description: What to promote, required: true }
permissions:
  contents: read
jobs:
  promote:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: upward
        uses: ./hoist
      - id: production
        uses: ./hoist
        with:
          image: \${{ steps.upward.outputs.digest }}
          stage: production
          comment: after ci
      - if: steps.production.outputs.outcome == 'promoted'
        run: echo "now in production $TARGETS"
        env:
          TARGETS: \${{ steps.production.outputs.targets }}
      - if: failure()
        run: echo "stopped with \${{ steps.upward.outputs.outcome }}"
`;

const configText = `version: 1
record: { attest: off }
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: DEV/qa/web }
      - { name: production, auto: false, to: PROD/prod/web, tag: ['%n', { name: stable, move: forward }] }
`;

type Ended = { readonly code: number; readonly log: string };

describe.skipIf(lacking('act', 'git'))('when a whole workflow runs', () => {
  let bed: ActionBed;
  let image: Sample;
  let home: string;

  beforeEach(async () => {
    const auth = { scheme: 'bearer', users: { bot: { password } } } as const;
    const login = { auth: Buffer.from(`bot:${password}`).toString('base64') };
    bed = await startActionBed({
      dev: { auth },
      prod: { auth },
      token,
      docker: (hosts) => ({ auths: { [hosts.dev]: login, [hosts.prod]: login } }),
    });
    bed.config(configText);
    image = addSample(bed.dev.store, 'dev/web', {
      tags: ['1.0.0'],
      platforms: ['linux/amd64', 'linux/arm64'],
      referrers: 1,
    });
    home = await mkdtemp(join(tmpdir(), 'hoist-act-'));
    await writeRepository();
  });
  afterEach(async () => {
    await bed.close();
    await rm(home, { recursive: true, force: true });
  });

  async function writeRepository(): Promise<void> {
    const folder = join(home, 'repo');
    await mkdir(join(folder, '.github/workflows'), { recursive: true });
    await writeFile(join(folder, '.github/workflows/promote.yml'), workflow);
    await writeFile(join(folder, configPath), 'version: 1\npipelines: {}\n');
    for (const name of ['action.yml', 'package.json', 'dist'])
      await cp(join(root, name), join(folder, 'hoist', name), { recursive: true });
    const git = (...words: string[]): Promise<{ readonly stdout: string }> =>
      run(requireTool('git'), ['-c', 'user.name=ann', '-c', 'user.email=ann@acme.example', ...words], {
        cwd: folder,
      });
    await git('init', '-q', '-b', 'main', '.');
    await git('remote', 'add', 'origin', 'https://github.com/acme/web');
    await git('add', '-A');
    await git('commit', '-q', '-m', 'all');
    const { stdout: head } = await git('rev-parse', 'HEAD');
    bed.repository.commits.set(head.trim(), {});
  }

  /** Without a container engine: every step runs on this machine, and nothing is downloaded. */
  async function act(inputs: object): Promise<Ended> {
    const event = join(home, 'event.json');
    await writeFile(event, JSON.stringify({ inputs }));
    const settings = {
      GITHUB_API_URL: bed.github.url,
      DOCKER_CONFIG: bed.docker,
    };
    const words = [
      'workflow_dispatch',
      '--platform=ubuntu-latest=-self-hosted',
      `--eventpath=${event}`,
      '--actor=ann',
      `--secret=GITHUB_TOKEN=${token}`,
      ...Object.entries(settings).map(([name, value]) => `--env=${name}=${value}`),
    ];
    const env = {
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      HOME: home,
      XDG_CACHE_HOME: join(home, 'cache'),
    };
    const options = { cwd: join(home, 'repo'), env, timeout: 55_000, maxBuffer: 16 << 20 };
    return await run(requireTool('act'), words, options).then(
      ({ stdout, stderr }) => ({ code: 0, log: stdout + stderr }),
      (error: { code?: number; stdout?: string; stderr?: string }) => ({
        code: error.code ?? -1,
        log: `${error.stdout}${error.stderr}`,
      }),
    );
  }

  it('promotes to the gate, and on by hand with what the first step said', async () => {
    const { code, log } = await act({ image: '1.0.0' });
    expect([code, log]).toEqual([0, expect.stringContaining('now in production')]);
    expect(log).toContain(bed.named(`now in production PROD/prod/web@${image.root}`));
    expect(bed.prod.store.tagged('prod/web', 'stable')).toBe(image.root);
    // The image's own, and the records of the stages.
    expect(bed.prod.store.referrers('prod/web', image.root)).toHaveLength(3);
    expect(log).toContain(`${configPath} in the workspace differs from the one on the default branch`);
    for (const secret of [password, token, Buffer.from(`bot:${password}`).toString('base64')])
      expect(log).not.toContain(secret);
  });

  it('stops at the step that fails, and later steps see why', async () => {
    addSample(bed.dev.store, 'qa/web', { seed: 'other', tags: ['1.0.0'] });
    const { code, log } = await act({ image: '1.0.0' });
    expect([code, log]).toEqual([1, expect.stringContaining('stopped with conflict')]);
    expect(log).not.toContain('now in production');
    expect(log).toContain('TAG_MAY_NOT_MOVE');
    expect(bed.prod.store.repositories.size).toBe(0);
  });
});
