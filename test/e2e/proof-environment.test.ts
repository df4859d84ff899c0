import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorTitles, outputsOf, stagesOf } from './action-bed.ts';
import { own, rootPath, startProofBed, type ProofBed } from './proof-bed.ts';

const trust = `trust:
  roots: [{ trusted-root: ${rootPath} }]
  signers: { promoter: { github: { repository: acme/web, workflow: ${own.workflow ?? ''}, ref: refs/heads/main } } }
`;

/** Staging as a stage with this environment, production behind it. */
function pipelines(environment: string, production = ''): string {
  const guard = environment === '' ? '' : `, environment: ${environment}`;
  return `pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: staging, to: DEV/staging/web, tag: ['%n', { name: stable, move: any }]${guard} }
      - { name: production, to: PROD/prod/web, auto: false${production} }
`;
}

const policy = 'policies: { soaked: [{ promoted: { from: staging, by: promoter } }] }\n';
const inside = { ...own, environment: 'staging' };

let proof: ProofBed;

beforeEach(async () => {
  proof = await startProofBed();
  for (const name of ['staging', 'staging-rollback', 'qa']) proof.bed.repository.environments.add({ name });
});
afterEach(() => proof.close());

/** What an auditor hears who knows the config. */
async function audited(reference: string, environment: string): Promise<unknown> {
  const { bed, auditor } = proof;
  await auditor.write('.github/hoist.yml', bed.named(`version: 1\n${pipelines(environment)}`));
  const ran = await proof.verify(
    `${bed.dev.host}/staging/web:${reference}`,
    '--signer-repository',
    'acme/web',
  );
  return { code: ran.code, ...(ran.document as object) };
}

describe('when an environment guards the stage before', () => {
  it('what was signed inside it is taken, by the stage behind, by its policy and by verify', async () => {
    proof.config(trust + policy + pipelines('staging', ', policy: soaked'));
    proof.push('1.0.0');
    expect(stagesOf(await proof.promote(inside))).toMatchObject({ 'web/staging': 'promoted' });
    expect(await audited('1.0.0', 'staging')).toMatchObject({
      code: 0,
      ok: true,
      proven: [{ environment: 'staging' }, { environment: 'staging' }],
    });
    const production = await proof.promote(own, { stage: 'production' });
    expect([production.exitCode, stagesOf(production)]).toEqual([0, { 'web/production': 'promoted' }]);
  });

  it('what was signed outside of it, before it was guarded, is not', async () => {
    proof.config(trust + pipelines(''));
    proof.push('1.0.0');
    await proof.promote(own);
    proof.config(trust + policy + pipelines('staging', ', policy: soaked'));
    expect(await audited('1.0.0', 'staging')).toMatchObject({
      code: 1,
      ok: false,
      problems: [{ code: 'OUTSIDE_ENVIRONMENT' }, { code: 'OUTSIDE_ENVIRONMENT' }],
    });
    const refused = await proof.promote(own, { stage: 'production' });
    expect([refused.exitCode, errorTitles(refused)]).toEqual([1, ['NOT_PROMOTED_BEFORE']]);
    expect(proof.bed.prod.store.repository('prod/web')).toBeUndefined();
  });

  it('and the next run inside, which finds everything there, attaches both statements anew', async () => {
    proof.config(trust + pipelines(''));
    const digest = proof.push('1.0.0');
    await proof.promote(own);
    proof.config(trust + pipelines('staging'));
    const { store } = proof.bed.dev;
    expect(store.referrers('staging/web', digest)).toHaveLength(2);
    expect(stagesOf(await proof.promote(inside))).toMatchObject({ 'web/staging': 'unchanged' });
    expect(store.referrers('staging/web', digest)).toHaveLength(4);
    expect(await audited('1.0.0', 'staging')).toMatchObject({ code: 0, ok: true });
    // There by now: the next one attaches nothing.
    await proof.promote(inside);
    expect(store.referrers('staging/web', digest)).toHaveLength(4);
  });

  it('policy asks for it of a stage that lies further back', async () => {
    const three = (guard: string, more: string): string =>
      pipelines(guard).replace(
        '{ name: production',
        `{ name: canary, to: PROD/canary/web }\n      - { name: production${more}`,
      );
    proof.config(trust + three('', ''));
    proof.push('1.0.0');
    expect(stagesOf(await proof.promote({ ...own, environment: 'qa' }))).toMatchObject({
      'web/canary': 'promoted',
    });
    proof.config(trust + policy + three('staging', ', policy: soaked'));
    const refused = await proof.promote(own, { stage: 'production' });
    expect([refused.exitCode, stagesOf(refused)]).toEqual([1, { 'web/production': 'refused' }]);
    expect(JSON.parse(outputsOf(refused)['result'] ?? '')).toMatchObject({
      records: [
        {
          intent: {
            policy: [{ checks: [{ id: expect.anything(), verdict: 'unknown', code: 'UNTRUSTED' }] }],
          },
        },
      ],
    });
    expect(outputsOf(refused)['result']).toContain('signed outside of the environment that guards staging');
  });

  it('policy finds the statements of a stage that lies beside the way, at its own target', async () => {
    proof.config(`${trust}policies: { audited: [{ promoted: { from: audit, by: promoter } }] }
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: DEV/qa/web }
      - { name: canary, to: DEV/canary/web, after: qa }
      - { name: audit, to: DEV/audit/web, after: qa }
      - { name: production, to: PROD/prod/web, auto: false, after: [canary, audit], policy: audited }
`);
    const digest = proof.push('1.0.0');
    expect(stagesOf(await proof.promote(own))).toMatchObject({
      'web/canary': 'promoted',
      'web/audit': 'promoted',
    });
    const production = await proof.promote(own, { stage: 'production' });
    expect([production.exitCode, stagesOf(production)]).toEqual([0, { 'web/production': 'promoted' }]);
    expect(proof.bed.prod.store.tagged('prod/web', '1.0.0')).toBe(digest);
  });

  it('what somebody attaches later who was not let in hides nothing', async () => {
    proof.config(trust + pipelines('staging'));
    const digest = proof.push('1.0.0');
    await proof.promote(inside);
    proof.config(trust + pipelines(''));
    proof.bed.dev.store.tag('dev/web', '1.0.1', digest);
    expect(stagesOf(await proof.promote(own, { image: '1.0.1' }))).toMatchObject({
      'web/staging': 'promoted',
    });
    expect(proof.bed.dev.store.referrers('staging/web', digest)).toHaveLength(4);
    const { host } = proof.bed.dev;
    const words = ['--signer-repository', 'acme/web'];
    await audited('1.0.0', 'staging');
    const byDigest = await proof.verify(`${host}/staging/web@${digest}`, ...words);
    expect([byDigest.code, byDigest.document]).toMatchObject([
      0,
      { ok: true, proven: [{ environment: 'staging' }, { environment: 'staging' }] },
    ]);
    // Of the tag that only the later one wrote, nothing else speaks.
    expect(await audited('1.0.1', 'staging')).toMatchObject({ code: 1, ok: false });
  });

  it('a rollback in the environment of rollbacks counts as one', async () => {
    const guard = '{ name: staging, approval: auto, rollback: staging-rollback }';
    proof.config(trust + pipelines(guard));
    const first = proof.push('1.0.0');
    proof.push('2.0.0');
    await proof.promote(inside);
    await proof.promote(inside, { image: '2.0.0' });
    const back = await proof.bed.run({
      inputs: { command: 'rollback', pipeline: 'web', stage: 'staging', comment: '2.0.0 is slow' },
      env: proof.sigstore.jobOf({ ...own, environment: 'staging-rollback', trigger: 'workflow_dispatch' }),
    });
    expect([back.exitCode, proof.bed.dev.store.tagged('staging/web', 'stable')]).toEqual([0, first]);
    expect(await audited('stable', guard)).toMatchObject({
      code: 0,
      ok: true,
      proven: expect.arrayContaining([
        expect.objectContaining({ statement: 'promotion', environment: 'staging-rollback' }),
      ]),
      stated: { kind: 'rollback' },
    });
    // Where the config names no such environment, the promotion before is what counts.
    expect(await audited('stable', 'staging')).toMatchObject({
      code: 0,
      proven: [{ environment: 'staging' }, { environment: 'staging' }],
      stated: { kind: 'auto' },
    });
  });
});
