import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stagesOf } from './action-bed.ts';
import { own, rootPath, startProofBed, type ProofBed } from './proof-bed.ts';
import { RawRepository } from './raw-registry.ts';

const config = `trust:
  roots: [{ trusted-root: ${rootPath} }]
  signers: { promoter: { github: { repository: acme/web, workflow: ${own.workflow ?? ''}, ref: refs/heads/main } } }
evidence: { sources: [github] }
policies: { soaked: [{ promoted: { from: qa, by: promoter } }] }
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: DEV/qa/web }
      - { name: production, to: PROD/prod/web, auto: false, policy: soaked }
`;

let proof: ProofBed;

beforeEach(async () => {
  proof = await startProofBed();
  proof.config(config);
});
afterEach(() => proof.close());

/** What is said of GitHub's store. */
function notices({ annotations }: Awaited<ReturnType<ProofBed['promote']>>): readonly string[] {
  return annotations
    .filter(({ message }) => message.includes("GitHub's attestations"))
    .map(({ level, message }) => `${level}: ${message}`);
}

describe('when a job that signs may keep attestations at GitHub', () => {
  it('both statements are there as at the target, and a policy that looks nowhere else takes them', async () => {
    const image = proof.push('1.0.0');
    const qa = await proof.promote(own);
    expect([stagesOf(qa), notices(qa)]).toMatchObject([{ 'web/qa': 'promoted' }, []]);
    const repository = new RawRepository(proof.bed.dev.host, 'qa/web');
    const listed = await repository.referrers(image);
    const layers = await Promise.all(
      listed.map(async ({ digest }) => (await repository.attached({ tag: digest })).layer.toString()),
    );
    const attested = proof.bed.repository.attested.map((bundle) => JSON.stringify(bundle));
    expect(attested).toHaveLength(2);
    expect(attested.toSorted()).toEqual(layers.toSorted());
    const production = await proof.promote(own, { stage: 'production' });
    expect([production.exitCode, stagesOf(production)]).toEqual([0, { 'web/production': 'promoted' }]);
  });

  it('a run that finds everything there keeps nothing once more', async () => {
    proof.push('1.0.0');
    await proof.promote(own);
    expect(stagesOf(await proof.promote(own))).toMatchObject({ 'web/qa': 'unchanged' });
    expect(proof.bed.repository.attested).toHaveLength(2);
  });
});

describe('when it may not', () => {
  it('without the permission, one notice names it, and the rest is as ever', async () => {
    proof.bed.repository.readOnly = new Set(['attestations']);
    const image = proof.push('1.0.0');
    const run = await proof.promote(own);
    expect([run.exitCode, stagesOf(run)]).toMatchObject([0, { 'web/qa': 'promoted' }]);
    expect(notices(run)).toEqual([expect.stringMatching(/^notice: .*"attestations: write"/)]);
    expect(proof.bed.dev.store.referrers('qa/web', image)).toHaveLength(2);
    expect(proof.bed.repository.attested).toEqual([]);
  });

  it('where GitHub keeps none, it is asked once', async () => {
    proof.push('1.0.0');
    const { github } = proof.bed;
    github.fault({ path: '/attestations', method: 'POST', status: 404, body: { message: 'Not Found' } });
    const run = await proof.promote(own);
    expect([run.exitCode, notices(run)]).toEqual([0, [expect.stringContaining('404')]]);
    expect(github.requests.filter((one) => one === 'POST /repos/acme/web/attestations')).toHaveLength(1);
  });
});
