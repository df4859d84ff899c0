import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorTitles, stagesOf } from './action-bed.ts';
import { own, rootPath, startProofBed, type ProofBed } from './proof-bed.ts';

const trust = `trust:
  roots: [{ trusted-root: ${rootPath} }]
`;
const pipelines = `pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: DEV/qa/web }
      - { name: production, to: PROD/prod/web, auto: false }
`;

let proof: ProofBed;

beforeEach(async () => {
  proof = await startProofBed();
});
afterEach(() => proof.close());

/** What people are warned of whose signatures count for nobody. */
function warned({ annotations }: Awaited<ReturnType<ProofBed['promote']>>): readonly string[] {
  return annotations
    .filter(({ level, message }) => level === 'warning' && message.includes('record.signers'))
    .map(({ message }) => message);
}

describe('when runs of a tag promote and no signer is named', () => {
  const tagged = { ...own, ref: 'refs/tags/v1.0.0' };

  it('each says so, what they sign is attached once, and nothing is shown by it', async () => {
    proof.config(trust + pipelines);
    const image = proof.push('1.0.0');
    for (const outcome of ['promoted', 'unchanged', 'unchanged']) {
      const run = await proof.promote(tagged);
      expect(stagesOf(run)).toMatchObject({ 'web/qa': outcome });
      expect(proof.bed.dev.store.referrers('qa/web', image)).toHaveLength(2);
      expect(warned(run)).toEqual([
        expect.stringContaining('wants ref refs/heads/main, not refs/tags/v1.0.0'),
      ]);
    }
    const refused = await proof.promote(tagged, { stage: 'production' });
    expect([refused.exitCode, errorTitles(refused)]).toEqual([1, ['NOT_PROMOTED_BEFORE']]);
    const byBranch = await proof.promote(own);
    expect(warned(byBranch)).toEqual([]);
    expect(proof.bed.dev.store.referrers('qa/web', image)).toHaveLength(4);
    expect((await proof.promote(own, { stage: 'production' })).exitCode).toBe(0);
  });

  it('with a signer for tags they count, and no warning is given', async () => {
    const signer = `{ github: { repository: acme/web, workflow: ${own.workflow ?? ''}, ref: 'refs/tags/v*' } }`;
    proof.config(`${trust}  signers: { tags: ${signer} }\n${pipelines}`, 'attest: required, signers: [tags]');
    proof.push('1.0.0');
    const qa = await proof.promote(tagged);
    expect([stagesOf(qa), warned(qa)]).toMatchObject([{ 'web/qa': 'promoted' }, []]);
    expect(stagesOf(await proof.promote(tagged, { stage: 'production' }))).toEqual({
      'web/production': 'promoted',
    });
  });
});

describe('when record.signers names the file of a workflow', () => {
  const build = { ...own, workflow: 'acme/web/.github/workflows/build.yml' };

  it('that one shows promotions, and another of the repository does not', async () => {
    proof.config(trust + pipelines, 'attest: required, signers: [.github/workflows/promote.yml]');
    proof.push('1.0.0');
    const other = await proof.promote(build);
    expect(warned(other)).toEqual([expect.stringContaining('build.yml')]);
    const refused = await proof.promote(own, { stage: 'production' });
    expect([refused.exitCode, errorTitles(refused)]).toEqual([1, ['NOT_PROMOTED_BEFORE']]);
    expect(warned(await proof.promote(own))).toEqual([]);
    expect((await proof.promote(own, { stage: 'production' })).exitCode).toBe(0);
  });

  it('on an event that strangers can cause it shows nothing, as without', async () => {
    proof.config(trust + pipelines, 'attest: required, signers: [.github/workflows/promote.yml]');
    proof.push('1.0.0');
    await proof.promote({ ...own, trigger: 'pull_request_target' });
    const refused = await proof.promote(own, { stage: 'production' });
    expect([refused.exitCode, errorTitles(refused)]).toEqual([1, ['NOT_PROMOTED_BEFORE']]);
  });

  it('without it, each of the repository shows them', async () => {
    proof.config(trust + pipelines);
    proof.push('1.0.0');
    await proof.promote(build);
    expect((await proof.promote(own, { stage: 'production' })).exitCode).toBe(0);
  });
});
