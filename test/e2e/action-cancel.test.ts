import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { problem } from '../fakes/registry/answer.ts';
import type { Fault } from '../fakes/registry/fault.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import type { RunningRegistry } from '../fakes/registry/server.ts';
import type { ActionRun, ActionStep } from '../fakes/runner/runner.ts';
import { errorTitles, outputsOf, stagesOf, startActionBed, type ActionBed } from './action-bed.ts';
import { signedRecord, signingKey } from './action-gate.ts';
import { attachedAt, endsAt, recordAt, recordsOf } from './action-record.ts';

type When = (request: SeenRequest) => boolean;

let bed: ActionBed;
let image: Sample;
let controller: AbortController;
/** The request at which the runner cancels the job; by default it is never answered. */
let cancelAt: { readonly when: When; readonly fault: Fault | undefined } | undefined;

beforeEach(async () => {
  controller = new AbortController();
  cancelAt = undefined;
  bed = await startActionBed({
    prod: {
      intercept(request) {
        if (cancelAt?.when(request) !== true) return undefined;
        const { fault } = cancelAt;
        cancelAt = undefined;
        controller.abort();
        return fault;
      },
    },
  });
  bed.config(`version: 1
${signedRecord.replace('required', 'auto')}
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: [PROD/a/web, PROD/b/web], tag: ['%n', latest] }
      - { name: prod, to: PROD/c/web }
`);
  image = addSample(bed.dev.store, 'dev/web', {
    tags: ['1.0.0'],
    platforms: ['linux/amd64', 'linux/arm64'],
    layerBytes: 50_000,
    referrers: 1,
  });
});
afterEach(() => bed.close());

function promote(step: ActionStep = {}): Promise<ActionRun> {
  return bed.run({ inputs: { image: '1.0.0' }, env: { SIGNING_KEY: signingKey }, ...step });
}

/** As the runner does it: SIGINT, SIGTERM, SIGKILL. */
function cancelled(when: When, fault: Fault | undefined = 'hang'): Promise<ActionRun> {
  cancelAt = { when, fault };
  return promote({ signal: controller.signal, timeout: 20_000 });
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

/** The next run finishes, and leaves nothing open: whatever died is closed, whatever is missing is attached. */
async function expectFinished(): Promise<void> {
  const again = await promote();
  expect([again.exitCode, errorTitles(again)]).toEqual([0, []]);
  for (const path of ['a/web', 'b/web', 'c/web']) {
    expect(bed.prod.store.tagged(path, '1.0.0')).toBe(image.root);
    const { promotions } = attachedAt(bed.prod.store, path, image.root);
    const stages = promotions.map(({ intent }) => intent.stage);
    expect([path, stages]).toEqual([path, expect.arrayContaining([path === 'c/web' ? 'prod' : 'qa'])]);
  }
  expectWhole(bed.prod);
  for (const environment of ['web/qa', 'web/prod']) expect(endsAt(bed, environment)).not.toContain('');
}

const puts = (end: string, path = '/v2/'): When => {
  return (request) => request.method === 'PUT' && request.path.startsWith(path) && request.path.endsWith(end);
};

describe('when the job is cancelled (F41)', () => {
  it.each<[string, When, string, Fault?]>([
    ['while an upload is begun', ({ method }) => method === 'POST', '0/4'],
    [
      'while the registry asks to wait',
      ({ method }) => method === 'POST',
      '0/4',
      { ...problem(429, 'TOOMANYREQUESTS', 'slow down'), headers: { 'retry-after': 30 } },
    ],
    [
      'while a blob is sent',
      ({ method, path }) => (method === 'PUT' || method === 'PATCH') && path.includes('/blobs/'),
      '0/4',
    ],
    [
      'while a manifest is sent',
      ({ method, path }) => method === 'PUT' && path.includes('/manifests/sha256'),
      '0/4',
    ],
    ['while the first tag is written', puts('/manifests/1.0.0', '/v2/a/'), '1/4'],
    ['between two tags', puts('/manifests/1.0.0', '/v2/a/'), '2/4', (answer) => answer],
    ['while the last tag is written', puts('/manifests/latest', '/v2/b/'), '3/4'],
  ])(
    '%s: the step ends soon, its record says what moved, and the next run finishes',
    async (_, when, moved, fault) => {
      const run = await cancelled(when, fault);
      expect(controller.signal.aborted).toBe(true);
      expect([run.exitCode, stagesOf(run)]).toEqual([5, { 'web/qa': 'failed' }]);
      expect(errorTitles(run)).toContain('CANCELLED');
      // What was on its way to another target may be told beside it.
      const codes = expect.arrayContaining(['CANCELLED']) as string[];
      const record = recordAt(bed, run, { stage: 'qa', outcome: 'failed', moved, codes });
      expect(outputsOf(run)['record-id']).toBe(record.id);
      for (const { repository, tags } of record.result?.targets ?? []) {
        for (const { tag, after } of tags)
          expect([tag, after]).toEqual([
            tag,
            bed.prod.store.tagged(repository.replace(/^[^/]*\//, ''), tag) ?? null,
          ]);
      }
      expectWhole(bed.prod);
      expect(bed.prod.store.repository('c/web')).toBeUndefined();
      await expectFinished();
    },
  );

  it('between the last tag and the record, that is kept all the same, and the next stage is not begun', async () => {
    bed.github.onAsked = ({ body }) => {
      if (body.includes('/b/web:latest →')) controller.abort();
    };
    const run = await promote({ signal: controller.signal, timeout: 20_000 });
    expect([run.exitCode, stagesOf(run)]).toEqual([5, { 'web/qa': 'promoted', 'web/prod': 'failed' }]);
    recordAt(bed, run, { stage: 'qa', outcome: 'promoted', moved: '4/4' });
    recordAt(bed, run, { stage: 'prod', outcome: 'failed', moved: '0/1', codes: ['CANCELLED'] });
    expect(bed.prod.store.repository('c/web')).toBeUndefined();
    await expectFinished();
  });

  it('between the last tag and the record, and GitHub does not answer any more: the next run closes it', async () => {
    bed.github.onAsked = ({ body }) => {
      if (!/"(?:promoted|failed) \d\/4 /.test(body)) return undefined;
      controller.abort();
      return 'hang';
    };
    const run = await promote({ signal: controller.signal, timeout: 20_000 });
    expect([run.exitCode, errorTitles(run)]).toEqual([5, ['RECORD_NOT_KEPT']]);
    expect(bed.prod.store.tagged('b/web', 'latest')).toBe(image.root);
    // The output has the record that GitHub did not take, and what moved.
    const [kept] = recordsOf(run);
    expect(kept?.result?.targets.flatMap(({ tags }) => tags.map(({ action }) => action))).toEqual(
      Array.from({ length: 4 }, () => 'create'),
    );
    expect(run.shown).toContain('these tags have moved');
    expect(endsAt(bed, 'web/qa')).toEqual([expect.stringContaining(' → sha256:')]);
    bed.github.onAsked = undefined;
    await expectFinished();
    expect(endsAt(bed, 'web/qa')).toEqual(['failed 4/4', 'unchanged 4/4']);
  });

  it('while GitHub keeps the intent, and does not answer: no tag moves', async () => {
    bed.github.onAsked = ({ line }) => {
      if (line !== 'POST /repos/acme/web/deployments') return undefined;
      controller.abort();
      return 'hang';
    };
    const run = await promote({ signal: controller.signal, timeout: 20_000 });
    expect([run.exitCode, errorTitles(run)]).toEqual([5, ['RECORD_NOT_KEPT']]);
    expect(run.shown).not.toContain('besides');
    expect(bed.prod.store.tagged('a/web', '1.0.0')).toBeUndefined();
    expect(bed.repository.deployments.all).toEqual([]);
    bed.github.onAsked = undefined;
    await expectFinished();
  });

  it('by SIGTERM, it is the same', async () => {
    cancelAt = { when: ({ method }) => method === 'POST', fault: 'hang' };
    const run = await promote({ signal: controller.signal, cancelWith: 'SIGTERM' });
    expect([run.exitCode, errorTitles(run)]).toEqual([5, expect.arrayContaining(['CANCELLED']) as unknown]);
    recordAt(bed, run, { stage: 'qa', outcome: 'failed', moved: '0/4', codes: ['CANCELLED'] });
    expect(bed.prod.store.tags('a/web')).toEqual([]);
  });

  it('while the targets are looked at, nothing is planned yet, and nothing was begun', async () => {
    const run = await cancelled(({ method, path }) => method !== 'POST' && path.startsWith('/v2/a/'));
    expect([run.exitCode, errorTitles(run)]).toEqual([3, ['CANCELLED']]);
    expect(outputsOf(run)['outcome']).toBe('failed');
    expect([bed.writes(bed.prod), bed.repository.deployments.all]).toEqual([[], []]);
    await expectFinished();
  });

  it('before anything was asked of a registry, it is said all the same, and nothing was begun', async () => {
    const run = await promote({
      signal: controller.signal,
      onOutput: (piece) => {
        if (piece.includes('::add-mask::')) controller.abort();
      },
    });
    expect([run.exitCode, errorTitles(run)]).toEqual([3, ['CANCELLED']]);
    expect(outputsOf(run)['outcome']).toBe('failed');
    expect([bed.writes(bed.prod), bed.repository.deployments.all]).toEqual([[], []]);
  });
});
