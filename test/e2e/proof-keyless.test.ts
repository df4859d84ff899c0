import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../src/image/digest.ts';
import { addSample } from '../fakes/registry/sample.ts';
import type { FakeWorkflow } from '../fakes/sigstore.ts';
import { startSigstore, type SigstoreServer } from '../fakes/sigstore-server.ts';
import { errorTitles, outputsOf, stagesOf, startActionBed, type ActionBed } from './action-bed.ts';
import { startHoist } from './hoist.ts';
import type { ActionRun } from '../fakes/runner/runner.ts';

const own: FakeWorkflow = {
  repository: 'acme/web',
  workflow: 'acme/web/.github/workflows/promote.yml',
  run: '4242',
};
const rootPath = '.github/root.json';

let bed: ActionBed;
let sigstore: SigstoreServer;
let image: Digest;

beforeEach(async () => {
  sigstore = await startSigstore();
  const { trustRoot } = sigstore;
  if (trustRoot.kind !== 'file') throw new Error('the root is no file');
  bed = await startActionBed({ files: { [rootPath]: Buffer.from(trustRoot.bytes).toString() } });
  image = addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'] }).root;
});
afterEach(() => Promise.all([bed.close(), sigstore.close()]));

/** Two stages; the second by hand, with these checks. */
function configure(checks: string, attest = 'required'): void {
  bed.config(`version: 1
trust:
  roots: [{ trusted-root: ${rootPath} }]
  signers: { promoter: { github: { repository: acme/web, workflow: acme/web/.github/workflows/promote.yml, ref: refs/heads/main } } }
record: { attest: ${attest}, sigstore: { fulcio: '${sigstore.url}', rekor: '${sigstore.url}' } }
policies: { production: [${checks}] }
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: DEV/qa/web }
      - { name: production, to: PROD/prod/web, auto: false, policy: production }
`);
}

async function promote(
  workflow: FakeWorkflow,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  return await bed.run({
    inputs: { image: '1.0.0', pipeline: 'web', ...inputs },
    env: sigstore.jobOf(workflow),
  });
}

const soak = '{ promoted: { from: qa, by: promoter, for: 24h } }';
const day = 24 * 60 * 60 * 1000;

describe('when a job signs as its workflow', () => {
  it('the next stage takes what qa promoted a day ago, and verify proves both from the registry alone', async () => {
    configure(soak);
    sigstore.setClock(new Date(Date.now() - 2 * day));
    const qa = await promote(own);
    expect(stagesOf(qa)).toMatchObject({ 'web/qa': 'promoted' });
    expect(bed.dev.store.referrers('qa/web', image)).toHaveLength(2);
    sigstore.setClock(new Date());
    const production = await promote(own, { stage: 'production' });
    expect([production.exitCode, stagesOf(production)]).toEqual([0, { 'web/production': 'promoted' }]);

    const { trustRoot } = sigstore;
    const root = trustRoot.kind === 'file' ? Buffer.from(trustRoot.bytes).toString() : '';
    const auditor = await startHoist({ files: { 'root.json': root } });
    try {
      const words = ['verify', `${bed.prod.host}/prod/web:1.0.0`, '--trusted-root', 'root.json', '--json'];
      const ran = await auditor.run(...words, '--signer-repository', 'acme/web');
      expect(JSON.parse(ran.stdout)).toMatchObject({
        ok: true,
        promoted: true,
        unaltered: true,
        digest: image,
        stage: { pipeline: 'web', stage: 'production' },
        proven: [
          { statement: 'decision', repository: 'https://github.com/acme/web', ref: 'refs/heads/main' },
          { statement: 'promotion', kind: 'certificate', signedAt: expect.stringMatching(/^20/) },
        ],
        stated: { outcome: 'promoted', kind: 'manual', actor: 'ann' },
        problems: [],
      });
      expect(ran.code).toBe(0);
      const other = await auditor.run(...words, '--signer-repository', 'acme/other');
      expect([other.code, JSON.parse(other.stdout)]).toMatchObject([1, { ok: false, promoted: false }]);
      // Of itself a record can say what it likes: by this config its stage is of another repository.
      const elsewhere = {
        source: `${bed.dev.host}/dev/web`,
        stages: [{ name: 'production', to: `${bed.prod.host}/x` }],
      };
      await auditor.write('.github/hoist.yml', { version: 1, pipelines: { web: elsewhere } });
      const misplaced = await auditor.run(...words, '--signer-repository', 'acme/web');
      expect([misplaced.code, JSON.parse(misplaced.stdout)]).toMatchObject([
        1,
        { ok: false, problems: [{ code: 'OTHER_STAGE' }] },
      ]);
    } finally {
      await auditor.close();
    }
  });

  it('on an event that strangers can cause, it shows nothing', async () => {
    configure(soak);
    sigstore.setClock(new Date(Date.now() - 2 * day));
    await promote({ ...own, trigger: 'pull_request_target' });
    sigstore.setClock(new Date());
    const run = await promote(own, { stage: 'production' });
    expect([run.exitCode, errorTitles(run)]).toEqual([1, ['NOT_PROMOTED_BEFORE']]);
  });

  it('what is there too short a time is refused by policy', async () => {
    configure(soak);
    await promote(own);
    const run = await promote(own, { stage: 'production' });
    expect([run.exitCode, stagesOf(run)]).toEqual([1, { 'web/production': 'refused' }]);
    expect(outputsOf(run)['result']).toContain('not in qa for long enough');
  });

  it('what another repository signed shows nothing', async () => {
    configure(soak);
    sigstore.setClock(new Date(Date.now() - 2 * day));
    await promote({ ...own, repository: 'mallory/web' });
    sigstore.setClock(new Date());
    const run = await promote(own, { stage: 'production' });
    expect([run.exitCode, errorTitles(run)]).toEqual([1, ['NOT_PROMOTED_BEFORE']]);
    expect(bed.prod.store.repository('prod/web')).toBeUndefined();
  });
});

describe('when nobody issues a certificate', () => {
  it('no tag moves where statements are required, and the next run makes up for it', async () => {
    configure('{ tag: { semver: "*" } }');
    sigstore.refuse(403);
    const first = await promote(own);
    expect([first.exitCode, errorTitles(first)[0]]).toEqual([5, 'NOT_ATTACHED']);
    expect(bed.dev.store.tagged('qa/web', '1.0.0')).toBeUndefined();
    sigstore.refuse(undefined);
    const second = await promote(own);
    expect([second.exitCode, bed.dev.store.tagged('qa/web', '1.0.0')]).toEqual([0, image]);
  });

  it('with auto the tags move, and the next run attaches what is missing', async () => {
    configure('{ tag: { semver: "*" } }', 'auto');
    sigstore.refuse(403);
    const first = await promote(own);
    expect([first.exitCode, bed.dev.store.referrers('qa/web', image)]).toEqual([0, []]);
    sigstore.refuse(undefined);
    const second = await promote(own);
    expect(stagesOf(second)).toMatchObject({ 'web/qa': 'unchanged' });
    expect(bed.dev.store.referrers('qa/web', image)).toHaveLength(2);
    await promote(own);
    expect(bed.dev.store.referrers('qa/web', image)).toHaveLength(2);
  });
});
