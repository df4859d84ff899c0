import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { actionsBot } from '../fakes/github/wire.ts';
import type { FakePermission } from '../fakes/github/repository.ts';
import { addSample } from '../fakes/registry/sample.ts';
import type { FakeWorkflow } from '../fakes/sigstore.ts';
import { startSigstore } from '../fakes/sigstore-server.ts';
import { lacking } from '../tools.ts';
import { callers, type Caller } from '../workflows/callers.ts';
import { startActRepository, type StandIn } from './act.ts';
import { configPath, startActionBed, type ActionBed } from './action-bed.ts';
import { attachedAt, endsAt } from './action-record.ts';
import { startHoist } from './hoist.ts';

const root = join(import.meta.dirname, '../..');
const token = 'ghs_canaryGitHubToken0123456789';
const rootPath = '.github/root.json';
const workflow = 'OWNER/hoist/.github/workflows/promote-pipeline.yml';

/** Attested as is the default, keyless, by whom the default believes. */
const configOf = (sigstore: string): string => `version: 1
trust:
  roots: [{ trusted-root: ${rootPath} }]
record: { sigstore: { fulcio: '${sigstore}', rekor: '${sigstore}' } }
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: DEV/qa/web }
      - { name: eu, to: PROD/eu/web, after: qa }
`;

const login = `name: login
description: The caller's own way to log in.
inputs:
  pipeline: { description: p }
  stage: { description: s }
  environment: { description: e }
runs:
  using: composite
  steps:
    - { shell: bash, run: 'test "$STAGE" != NOWHERE', env: { STAGE: '\${{ inputs.stage }}' } }
`;

/** What a job's `permissions:` let its token do at the API, as the fake knows it. */
type Granted = { readonly all: ReadonlySet<FakePermission>; readonly readOnly: ReadonlySet<FakePermission> };

function granted(permissions: Readonly<Record<string, string>>): Granted {
  const known = Object.entries(permissions).map(
    ([name, access]) => [name.replaceAll('-', '_') as FakePermission, access] as const,
  );
  return {
    all: new Set(['metadata', ...known.map(([name]) => name)]),
    readOnly: new Set(known.flatMap(([name, access]) => (access === 'read' ? [name] : []))),
  };
}

type Workflow = {
  readonly jobs: Readonly<
    Record<string, { readonly uses?: string; readonly permissions?: Readonly<Record<string, string>> }>
  >;
};

function permissionsIn(text: string, job: string): Readonly<Record<string, string>> {
  const { permissions } = (parse(text) as Workflow).jobs[job] ?? {};
  if (permissions === undefined) throw new Error(`the job ${job} grants nothing`);
  return permissions;
}

async function pins(text: string): Promise<Record<StandIn, string>> {
  const found = text.matchAll(/uses: ([^@\s.]+)@([0-9a-f]{40})/g);
  return Object.fromEntries([...found].map(([, name = '', commit = '']) => [name, commit])) as Record<
    StandIn,
    string
  >;
}

let stack: AsyncDisposableStack;
afterEach(() => stack.disposeAsync());

type Called = {
  readonly bed: ActionBed;
  readonly image: ReturnType<typeof addSample>;
  readonly code: number;
  readonly log: string;
  readonly trusted: string;
};

/** The caller, with tokens that may do what each job is granted and no more; its own login fails for one stage. */
async function call({ text }: Pick<Caller, 'text'>, failsAt = 'NOWHERE'): Promise<Called> {
  stack = new AsyncDisposableStack();
  const sigstore = await startSigstore();
  stack.defer(() => sigstore.close());
  const { trustRoot } = sigstore;
  const trusted = trustRoot.kind === 'file' ? Buffer.from(trustRoot.bytes).toString() : '';
  const bed = await startActionBed({ token, files: { [rootPath]: trusted } });
  stack.defer(() => bed.close());
  bed.config(configOf(sigstore.url));
  const image = addSample(bed.dev.store, 'dev/web', { tags: ['1.1.0'], platforms: ['linux/amd64'] });
  const reusable = await readFile(join(root, '.github/workflows/promote.yml'), 'utf8');
  const act = await startActRepository(
    {
      // A permission that `act` does not know yet.
      '.github/workflows/caller.yml': text
        .replaceAll(/^ *artifact-metadata: .*\n/gm, '')
        .replaceAll(/(?:ghcr\.io\/acme|registry\.example\.com)\//g, bed.named('DEV/')),
      '.github/actions/hoist-login/action.yml': login.replace('NOWHERE', failsAt),
      [configPath]: 'version: 1\npipelines: {}\n',
    },
    await pins(reusable),
  );
  stack.defer(() => act.close());
  bed.repository.commits.set(act.commit, {});
  bed.repository.run({ id: 1, event: 'push', branch: 'main' });
  const given = granted(permissionsIn(text, 'promote'));
  Object.defineProperties(bed.repository, {
    permissions: { get: () => given.all },
    readOnly: { get: () => given.readOnly },
  });
  const signs: FakeWorkflow = { repository: 'acme/web', workflow, ref: 'refs/heads/main', run: '1' };
  const claims = { repository: 'acme/web', run_id: '1', run_attempt: '1' };
  const { code, log } = await act.run({
    event: 'push',
    payload: { repository: { default_branch: 'main' }, ref: 'refs/heads/main' },
    env: {
      GITHUB_API_URL: bed.github.url,
      DOCKER_CONFIG: bed.docker,
      ...('id-token' in permissionsIn(text, 'promote') ? sigstore.jobOf(signs, claims) : {}),
    },
    secrets: { GITHUB_TOKEN: token },
  });
  return { bed, image, code, log, trusted };
}

/** What the jobs behind the plan say aloud. */
function noticesOf(log: string): readonly string[] {
  const said = log.matchAll(/^\[(?![^\]]*\/plan)[^\]]*\].*::(?:notice|warning|error)[^:]*::(.*)$/gm);
  return [...said].map(([, text = '']) => text);
}

const documented = callers().filter(({ name }) => name.startsWith('Permissions'));

describe.skipIf(lacking('act', 'git'))('when a documented caller runs with what it grants', () => {
  it('there are two: the minimal and the full one', () => {
    expect(documented.map(({ name }) => name)).toEqual(['Permissions', 'Permissions, 2']);
    stack = new AsyncDisposableStack();
  });

  it.each(documented.map((one) => [one.name, one] as const))(
    '%s: every stage takes what the one before signed, and each record is kept and proven',
    async (_, caller) => {
      const { bed, image, code, log, trusted } = await call(caller);
      expect([code, log]).toEqual([0, expect.stringContaining('Job succeeded')]);
      const places = [
        ['qa', 'qa/web', bed.dev],
        ['eu', 'eu/web', bed.prod],
      ] as const;
      for (const [stage, path, { store }] of places) {
        expect([stage, store.tagged(path, '1.1.0')]).toEqual([stage, image.root]);
        expect(endsAt(bed, `web/${stage}`)).toEqual(['promoted 1/1']);
        const { promotions, bare } = attachedAt(store, path, image.root);
        expect([promotions.at(-1)?.intent.stage, bare]).toEqual([stage, []]);
      }
      expect(bed.repository.deployments.all.map(({ creator }) => creator)).toEqual([actionsBot, actionsBot]);
      // GitHub's own store is what the minimal caller does without, in each job; nothing else that is asked was not granted.
      const without = 'attestations' in permissionsIn(caller.text, 'promote') ? 0 : places.length;
      const denied = 'POST /repos/acme/web/attestations needs attestations=write';
      expect(bed.github.denied).toEqual(Array.from({ length: without }, () => denied));
      expect(noticesOf(log)).toEqual(
        Array.from({ length: without }, () => expect.stringContaining('"attestations: write"') as string),
      );
      expect(log).not.toContain(token);

      const auditor = await startHoist({ files: { 'root.json': trusted } });
      stack.defer(() => auditor.close());
      const place = `${bed.prod.host}/eu/web:1.1.0`;
      const signer = ['--signer-repository', 'acme/web', '--signer-workflow', workflow];
      const words = [...signer, '--signer-ref', 'refs/heads/main', '--trusted-root', 'root.json', '--json'];
      const ran = await auditor.run('verify', place, ...words);
      expect(JSON.parse(ran.stdout)).toMatchObject({
        ok: true,
        promoted: true,
        digest: image.root,
        stage: { pipeline: 'web', stage: 'eu' },
      });
    },
    120_000,
  );

  const [minimal, full] = documented;
  const without = (permission: string): Pick<Caller, 'text'> => ({
    text: (minimal?.text ?? '').replace(new RegExp(`^ *${permission}: .*\n`, 'm'), ''),
  });

  it('with deployments: read, it promotes, says what is missing, and keeps the records in the run', async () => {
    const text = (full?.text ?? '').replace('deployments: write', 'deployments: read');
    const { bed, image, code, log } = await call({ text });
    expect([code, bed.prod.store.tagged('eu/web', '1.1.0')]).toEqual([0, image.root]);
    expect(bed.repository.deployments.all).toEqual([]);
    expect(noticesOf(log)).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining('"deployments: write"') as string),
    );
    expect(log).toMatch(/report *\] +\| {3}record 01/);
  }, 120_000);

  // act goes no further behind a call that failed; what the report says then is in action-report.test.ts.
  it('whose own login fails for a stage: that one gets nothing, and what came before it stands', async () => {
    const { bed, image, code, log } = await call(full ?? { text: '' }, 'eu');
    expect([code, bed.dev.store.tagged('qa/web', '1.1.0'), bed.prod.store.repository('eu/web')]).toEqual([
      1,
      image.root,
      undefined,
    ]);
    expect(log).toMatch(/eu · web .*Failure - Main .\/\.hoist\/caller\/\.github\/actions\/hoist-login/);
    expect(endsAt(bed, 'web/qa')).toEqual(['promoted 1/1']);
    expect(bed.github.denied).toEqual([]);
  }, 120_000);

  it('without id-token: write, the second stage waits, and it is said why', async () => {
    const { bed, image, code, log } = await call(without('id-token'));
    expect([code, bed.dev.store.tagged('qa/web', '1.1.0'), bed.prod.store.repository('eu/web')]).toEqual([
      0,
      image.root,
      undefined,
    ]);
    expect(noticesOf(log).join()).toContain('promotions are not signed');
    expect(log).toMatch(/report *\] +\| ‖ web\/eu · waiting/);
    expect(log).toMatch(/report *\] +\| {3}NOT_PROMOTED_BEFORE/);
    expect(endsAt(bed, 'web/qa')).toEqual(['promoted 1/1']);
  }, 120_000);
});
