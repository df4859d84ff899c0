import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../src/domain/verify-report.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import { errorTitles, outputsOf, startActionBed, type ActionBed } from './action-bed.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const env = { SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };

let bed: ActionBed;
let image: Sample;
beforeEach(async () => {
  bed = await startActionBed();
  bed.config(`version: 1
record: { attest: required, key-from-env: SIGNING_KEY }
pipelines: { web: { source: DEV/dev/web, stages: [{ name: qa, to: DEV/qa/web }] } }
`);
  image = addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'], platforms: ['linux/amd64'] });
});
afterEach(() => bed.close());

describe('when a step verifies an image', () => {
  it('that was promoted, the step succeeds and gives its digest and where it is', async () => {
    expect((await bed.run({ env, inputs: { image: '1.0.0' } })).outputs.get('outcome')).toBe('promoted');
    const run = await bed.run({ env, inputs: { command: 'verify', image: bed.named('DEV/qa/web:1.0.0') } });
    const { result, ...outputs } = outputsOf(run);
    expect([run.exitCode, errorTitles(run)]).toEqual([0, []]);
    expect(outputs).toMatchObject({
      outcome: 'none',
      stages: '{}',
      digest: image.root,
      targets: bed.named(`DEV/qa/web@${image.root}`),
    });
    expect((JSON.parse(result ?? '') as VerifyReport).ok).toBe(true);
  });

  it('that only lies there, the step fails as refused, with the reason, and names no target', async () => {
    const lost = addSample(bed.dev.store, 'qa/web', { seed: 'by hand', tags: ['lost'] });
    const run = await bed.run({ env, inputs: { command: 'verify', image: bed.named('DEV/qa/web:lost') } });
    expect(outputsOf(run)).toMatchObject({ outcome: 'refused', digest: lost.root, targets: '' });
    expect(run.exitCode).toBe(1);
    expect(errorTitles(run)).not.toEqual([]);
  });

  it('without saying which, the arguments are wrong: failed', async () => {
    const run = await bed.run({ env, inputs: { command: 'verify' } });
    expect([run.exitCode, outputsOf(run)['outcome'], errorTitles(run)]).toEqual([
      2,
      'failed',
      ['IMAGE_MISSING'],
    ]);
  });
});
