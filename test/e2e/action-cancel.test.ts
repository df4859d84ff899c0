import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordSha256 } from '../../src/domain/journal-entry.ts';
import type { PromotionRecord, RunResult } from '../../src/domain/record.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import type { RunningRegistry } from '../fakes/registry/server.ts';
import type { ActionRun } from '../fakes/runner/runner.ts';
import { errorTitles, outputsOf, stagesOf, startActionBed, type ActionBed } from './action-bed.ts';

let bed: ActionBed;
let image: Sample;
let controller: AbortController;
/** The request at which the runner cancels the job; that request is never answered. */
let cancelAt: ((request: SeenRequest) => boolean) | undefined;

beforeEach(async () => {
  controller = new AbortController();
  cancelAt = undefined;
  bed = await startActionBed({
    prod: {
      intercept(request) {
        if (cancelAt?.(request) !== true) return undefined;
        cancelAt = undefined;
        controller.abort();
        return 'hang';
      },
    },
  });
  bed.config(
    'version: 1\npipelines: { web: { source: DEV/dev/web, stages: [{ name: qa, to: [PROD/a/web, PROD/b/web], tag: ["%n", latest] }, { name: prod, to: PROD/c/web }] } }\n',
  );
  image = addSample(bed.dev.store, 'dev/web', {
    tags: ['1.0.0'],
    platforms: ['linux/amd64', 'linux/arm64'],
    layerBytes: 50_000,
    referrers: 1,
  });
});
afterEach(() => bed.close());

function cancelled(): Promise<ActionRun> {
  return bed.run({ inputs: { image: '1.0.0' }, signal: controller.signal, timeout: 20_000 });
}

/** No tag names anything that is not there whole (guarantee 3). */
function expectWhole({ store }: RunningRegistry): void {
  for (const [path, repository] of store.repositories) {
    for (const [tag, digest] of repository.tags) {
      const root = store.manifest(path, digest);
      expect([path, tag, root?.document === undefined]).toEqual([path, tag, false]);
      const documents = [
        root,
        ...(root?.document?.children ?? []).map((child) => store.manifest(path, child.digest)),
      ];
      for (const one of documents) expect(one?.document && store.missing(path, one.document)).toEqual([]);
    }
  }
}

describe('when the job is cancelled (F41)', () => {
  it.each<[string, (request: SeenRequest) => boolean]>([
    ['while the targets are looked at', ({ method, path }) => method !== 'POST' && path.startsWith('/v2/a/')],
    ['while an upload is begun', ({ method }) => method === 'POST'],
    [
      'while a blob is sent',
      ({ method, path }) => (method === 'PUT' || method === 'PATCH') && path.includes('/blobs/'),
    ],
    [
      'while a manifest is sent',
      ({ method, path }) => method === 'PUT' && path.includes('/manifests/sha256'),
    ],
    [
      'while the first tag is written',
      ({ method, path }) => method === 'PUT' && path.endsWith('/manifests/1.0.0'),
    ],
    [
      'while the last tag is written',
      ({ method, path }) => method === 'PUT' && path === '/v2/b/web/manifests/latest',
    ],
  ])('%s: the step fails soon, says so, and nothing half is tagged', async (_, when) => {
    cancelAt = when;
    const run = await cancelled();
    expect(controller.signal.aborted).toBe(true);
    expect(run.exitCode).toBeGreaterThan(0);
    expect(errorTitles(run)).toContain('CANCELLED');
    expect(outputsOf(run)['outcome']).toBe('failed');
    expectWhole(bed.prod);
    expect(bed.prod.store.repository('c/web')).toBeUndefined();

    const again = await bed.run({ inputs: { image: '1.0.0' } });
    expect([again.exitCode, stagesOf(again)]).toEqual([0, { 'web/qa': 'promoted', 'web/prod': 'promoted' }]);
    expect(bed.prod.store.tagged('b/web', 'latest')).toBe(image.root);
  });

  it('by SIGTERM, it is the same', async () => {
    cancelAt = ({ method }) => method === 'POST';
    const run = await bed.run({
      inputs: { image: '1.0.0' },
      signal: controller.signal,
      cancelWith: 'SIGTERM',
    });
    expect([run.exitCode, errorTitles(run)]).toEqual([5, expect.arrayContaining(['CANCELLED']) as unknown]);
    expect(bed.prod.store.tags('a/web')).toEqual([]);
  });

  it('after the intent was kept, the record says what moved and what did not', async () => {
    cancelAt = ({ method, path }) => method === 'PUT' && path.endsWith('/manifests/latest');
    const run = await cancelled();
    const { records } = JSON.parse(outputsOf(run)['result'] ?? '') as RunResult;
    const [finished] = records;
    expect(finished).toMatchObject({ result: { outcome: 'failed', error: { code: 'CANCELLED' } } });
    expect(outputsOf(run)['record-id']).toBe(finished?.id);
    const [deployment, ...others] = bed.repository.deployments.all;
    expect([deployment?.payload, others]).toMatchObject([{ id: finished?.id }, []]);
    const sha = recordSha256(finished as PromotionRecord).slice(0, 12);
    expect(deployment?.statuses.at(-1)).toMatchObject({ state: 'failure', description: `failed 3/4 ${sha}` });
    const told = (finished?.result?.targets ?? []).flatMap(({ repository, tags }) =>
      tags.map(({ tag, action, after }) => ({
        action,
        after,
        there: bed.prod.store.tagged(repository.replace(/^[^/]*\//, ''), tag) ?? null,
      })),
    );
    expect(told.map(({ after }) => after)).toEqual(told.map(({ there }) => there));
    const moved = told.filter(({ action }) => action === 'create').map(({ after }) => after);
    expect([told.length, new Set(moved)]).toEqual([4, new Set([image.root])]);
    expect(told.filter(({ action }) => action === 'failed')).toHaveLength(1);
  });

  it('before anything was asked of a registry, it is said all the same', async () => {
    const run = await bed.run({
      inputs: { image: '1.0.0' },
      signal: controller.signal,
      onOutput: (piece) => {
        if (piece.includes('::add-mask::')) controller.abort();
      },
    });
    expect(run.exitCode).toBe(5);
    expect(errorTitles(run)).toEqual(['CANCELLED']);
    expect(outputsOf(run)['outcome']).toBe('failed');
    expect(bed.writes(bed.prod)).toEqual([]);
  });
});
