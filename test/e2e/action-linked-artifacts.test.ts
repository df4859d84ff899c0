import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/domain/record.ts';
import { createAuthority } from '../fakes/registry/certificate.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import type { ActionRun } from '../fakes/runner/runner.ts';
import { errorTitles, outputsOf, stagesOf, startActionBed, type ActionBed } from './action-bed.ts';

const authority = createAuthority();

function config(linked: string): string {
  return `version: 1
registries: { PROD: { ca: certs/own.pem } }
record: { attest: off, linked-artifacts: ${linked} }
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: production, to: [PROD/us/web, PROD/eu/web] }
`;
}

let bed: ActionBed;
let image: Sample;

beforeEach(async () => {
  bed = await startActionBed({
    prod: { tls: authority.issue(['127.0.0.1']) },
    files: { 'certs/own.pem': authority.ca },
  });
  bed.repository.isOrganisation = true;
  bed.config(config('required'));
  image = addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'] });
});
afterEach(() => bed.close());

const promote = (): Promise<ActionRun> => bed.run({ inputs: { image: '1.0.0' } });

function errorOf(run: ActionRun): string | undefined {
  return (JSON.parse(outputsOf(run)['result'] ?? '') as RunResult).records[0]?.result?.error?.code;
}

describe('when linked artifacts are required', () => {
  it('a storage record is kept for each target, under the tag that it has there', async () => {
    const run = await promote();

    expect(stagesOf(run)).toEqual({ 'web/production': 'promoted' });
    const { host } = bed.prod;
    const record = {
      digest: image.root,
      version: '1.0.0',
      registry_url: `https://${host}/`,
      status: 'active',
    };
    expect(bed.repository.stored).toMatchObject([
      { ...record, name: 'us/web', artifact_url: `https://${host}/us/web`, github_repository: 'web' },
      { ...record, name: 'eu/web', artifact_url: `https://${host}/eu/web`, github_repository: 'web' },
    ]);
  });

  it('a token without the permission is exit 2 before anything is written; with auto it is a notice', async () => {
    bed.repository.permissions = new Set(
      [...bed.repository.permissions].filter((one) => one !== 'artifact_metadata'),
    );

    const run = await promote();

    expect([run.exitCode, errorTitles(run)]).toEqual([2, ['LINKED_ARTIFACTS_IMPOSSIBLE']]);
    expect(run.stdout).toContain('artifact-metadata: write');
    expect([bed.writes(bed.prod), bed.repository.deployments.all.length]).toEqual([[], 0]);
    bed.config(config('auto'));
    const free = await promote();
    expect([free.exitCode, stagesOf(free)]).toEqual([0, { 'web/production': 'promoted' }]);
    expect(free.annotations).toContainEqual(
      expect.objectContaining({ level: 'notice', message: expect.stringMatching(/^linked artifacts: /) }),
    );
  });

  it('a repository of a person is exit 2', async () => {
    bed.repository.isOrganisation = false;

    const run = await promote();

    expect([run.exitCode, errorTitles(run)]).toEqual([2, ['LINKED_ARTIFACTS_IMPOSSIBLE']]);
    expect(bed.writes(bed.prod)).toEqual([]);
  });

  it('one that turns out to be impossible is exit 5 with the tags moved; the next run makes up for it', async () => {
    // GitHub lets it read, and says no only when it is told.
    bed.repository.readOnly = new Set(['artifact_metadata']);

    const run = await promote();

    expect([stagesOf(run), errorOf(run)]).toEqual([
      { 'web/production': 'failed' },
      'LINKED_ARTIFACTS_MISSING',
    ]);
    expect(run.exitCode).toBe(5);
    for (const path of ['us/web', 'eu/web'])
      expect(bed.prod.store.repository(path)?.tags.get('1.0.0')).toBe(image.root);
    bed.repository.readOnly = new Set();
    const again = await promote();
    expect([stagesOf(again), bed.repository.stored.length]).toEqual([{ 'web/production': 'unchanged' }, 2]);
    // Nothing shows that an earlier run told it: it is told again, the same.
    await promote();
    const { stored } = bed.repository;
    expect(stored.slice(2)).toEqual(stored.slice(0, 2));
  });
});
