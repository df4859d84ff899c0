import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/plan.ts';
import type { RunResult } from '../../src/domain/record.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import { errorTitles, notSigned, outputsOf, stagesOf, startActionBed, type ActionBed } from './action-bed.ts';

let bed: ActionBed;
let image: Sample;

beforeEach(async () => {
  bed = await startActionBed();
  image = push('1.0.0');
});
afterEach(() => bed.close());

function push(tag: string, seed = tag): Sample {
  const platforms = ['linux/amd64', 'linux/arm64'];
  return addSample(bed.dev.store, 'dev/web', { seed, tags: [tag], platforms, referrers: 1 });
}

describe('when a step promotes', () => {
  it('carries the image up to the gate and says so in every way that a step has', async () => {
    const run = await bed.run({ inputs: { image: '1.0.0' } });
    const { root } = image;
    const outputs = outputsOf(run);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(outputs).toMatchObject({
      outcome: 'waiting',
      digest: root,
      targets: bed.named(`DEV/qa/web@${root}\nPROD/us/web@${root}\nPROD/eu/web@${root}`),
      waves: '{"count":0}',
    });
    expect(stagesOf(run)).toEqual({
      'web/qa': 'promoted',
      'web/staging': 'promoted',
      'web/production': 'waiting',
    });
    expect(JSON.parse(outputs['digests'] ?? '')).toEqual({ [bed.named('DEV/dev/web')]: root });
    expect(outputs['plan-hash']).toMatch(/^v1\.[0-9TZ:-]{20}\.[0-9a-f]{64}$/);
    const result = JSON.parse(outputs['result'] ?? '') as RunResult;
    expect(result).toMatchObject({ schema: 'hoist/result/v1', outcome: 'waiting' });
    expect(result.records.at(-1)?.id).toBe(outputs['record-id']);
    expect(result.records.map(({ intent }) => [intent.actor, intent.run.id, intent.config?.commit])).toEqual(
      Array.from({ length: 2 }, () => ['ann', '4242', bed.repository.refs.get('heads/main')]),
    );

    const there = [
      bed.dev.store.tagged('qa/web', '1.0.0'),
      bed.prod.store.tagged('us/web', '1.0.0'),
      bed.prod.store.tagged('eu/web', '1.0.0'),
    ];
    expect(there).toEqual([root, root, root]);
    expect(bed.prod.store.referrers('eu/web', root)).toHaveLength(1);
    expect(bed.prod.store.repository('prod/web')).toBeUndefined();

    expect(run.groups).toEqual(['web/qa', 'web/staging']);
    expect(run.commands.filter((name) => name === 'endgroup')).toHaveLength(2);
    expect(run.annotations).toEqual([notSigned]);
    expect(run.shown).toContain('web/staging · promoted');
    expect(run.shown).toContain('GATE: web/production runs only when a person asks for it by name');
  });

  it('the summary has a picture, whole digests, bytes and times', async () => {
    const { summary } = await bed.run({ inputs: { image: '1.0.0' } });
    expect(summary).toMatch(/^## ⏸️ Waiting$/m);
    expect(summary).toMatch(/^```mermaid\nflowchart LR\n/m);
    expect(summary).toMatch(/s1\["web \/ staging<br\/>.* promoted .* 2 targets"\]:::good/);
    expect(summary).toContain(`\`${image.root}\``);
    expect(summary).toMatch(/[0-9.]+ KiB\) pushed/);
    expect(summary).toMatch(/pulled, took [0-9.]+ s; by `ann`; record `01/);
    expect(summary).toContain('/acme/web/actions/runs/4242/attempts/1)');
    const [, json = ''] = /```json\n(.*)\n```/s.exec(summary) ?? [];
    expect(JSON.parse(json)).toMatchObject({ schema: 'hoist/result/v1' });
  });

  it('and does it again, nothing is changed, read or written', async () => {
    bed.config(
      'version: 1\npipelines: { web: { source: DEV/dev/web, stages: [{ name: qa, to: PROD/qa/web }] } }\n',
    );
    await bed.run({ inputs: { image: '1.0.0' } });
    bed.prod.requests.length = 0;
    const run = await bed.run({ inputs: { image: '1.0.0' } });
    expect(run.exitCode).toBe(0);
    expect(outputsOf(run)).toMatchObject({
      outcome: 'unchanged',
      digest: image.root,
      targets: bed.named(`PROD/qa/web@${image.root}`),
    });
    expect(bed.writes(bed.prod)).toEqual([]);
  });

  it('by name and with a comment, the stage gets its tags and the record the comment', async () => {
    const all = bed.named(
      'version: 1\npipelines: { web: { source: DEV/dev/web, stages: [{ name: production, auto: false, to: PROD/prod/web, tag: ["%n", { name: stable, move: forward }] }] } }\n',
    );
    bed.config(all);
    const run = await bed.run({
      inputs: { image: '1.0.0', stage: 'production', comment: 'Friday\nis fine' },
    });
    expect(stagesOf(run)).toEqual({ 'web/production': 'promoted' });
    const [record] = (JSON.parse(outputsOf(run)['result'] ?? '') as RunResult).records;
    expect(record?.intent).toMatchObject({ kind: 'manual', comment: 'Friday\nis fine' });
    expect(bed.prod.store.tags('prod/web')).toEqual(['1.0.0', 'stable']);
  });

  it('to two targets of one registry, every blob is read from the source once', async () => {
    bed.config(
      'version: 1\npipelines: { web: { source: DEV/dev/web, stages: [{ name: a, to: [PROD/us/web, PROD/eu/web] }] } }\n',
    );
    // The comment on a pull request would ask the image's config once more for its commit.
    const run = await bed.run({ inputs: { image: '1.0.0', 'pr-comment': 'never' } });
    expect(outputsOf(run)['outcome']).toBe('promoted');
    const read = bed.dev.requests
      .filter(({ method, path }) => method === 'GET' && path.includes('/blobs/'))
      .map(({ path }) => path);
    expect(read.toSorted()).toEqual([...new Set(read)].toSorted());
  });

  it('a set has no single digest, and all of them by repository', async () => {
    bed.config(`version: 1
pipelines:
  platform:
    source: { repositories: [DEV/dev/web, DEV/dev/api], tags: ['1.*'] }
    stages: [{ name: production, to: 'PROD/{name}' }]
`);
    const api = addSample(bed.dev.store, 'dev/api', { tags: ['1.0.0'] });
    const outputs = outputsOf(await bed.run({ inputs: { pipeline: 'platform', image: '1.0.0' } }));
    expect(outputs).toMatchObject({
      outcome: 'promoted',
      digest: '',
      targets: bed.named(`PROD/web@${image.root}\nPROD/api@${api.root}`),
    });
    expect(JSON.parse(outputs['digests'] ?? '')).toEqual({
      [bed.named('DEV/dev/web')]: image.root,
      [bed.named('DEV/dev/api')]: api.root,
    });
  });

  it('only to the targets of a glob, the rest gets nothing', async () => {
    bed.config(
      'version: 1\npipelines: { web: { source: DEV/dev/web, stages: [{ name: a, to: [PROD/us/web, PROD/eu/web] }] } }\n',
    );
    const run = await bed.run({ inputs: { image: '1.0.0', targets: bed.named('PROD/eu/*') } });
    expect(outputsOf(run)['targets']).toBe(bed.named(`PROD/eu/web@${image.root}`));
    expect([...bed.prod.store.repositories.keys()]).toEqual(['eu/web']);
  });
});

describe('when a step plans', () => {
  it('says what would be done, with a hash that a promotion then has to fulfil', async () => {
    const planned = await bed.run({ inputs: { command: 'plan', image: '1.0.0' } });
    expect(planned.exitCode).toBe(0);
    const outputs = outputsOf(planned);
    expect(outputs).toMatchObject({ outcome: 'waiting', digest: image.root, 'record-id': '' });
    expect(stagesOf(planned)).toEqual({
      'web/qa': 'ready',
      'web/staging': 'ready',
      'web/production': 'waiting',
    });
    const plan = JSON.parse(outputs['result'] ?? '') as Plan;
    expect(plan.schema).toBe('hoist/plan/v1');
    expect(plan.stages[0]?.hash).toBe(outputs['plan-hash']);
    expect(planned.summary).toMatch(/^## .*Plan: /m);
    expect(planned.summary).toContain('```mermaid');
    expect([...bed.writes(bed.dev), ...bed.writes(bed.prod)]).toEqual([]);
    expect([...planned.left.keys()]).toEqual(['hoist/result.json']);

    const hash = outputs['plan-hash'] ?? '';
    const other = hash.replace(/.$/, (hex) => (hex === '0' ? '1' : '0'));
    const differing = await bed.run({ inputs: { image: '1.0.0', 'expected-plan': other } });
    expect([differing.exitCode, outputsOf(differing)['outcome']]).toEqual([4, 'conflict']);
    expect([...bed.writes(bed.dev), ...bed.writes(bed.prod)]).toEqual([]);
    const fulfilled = await bed.run({ inputs: { image: '1.0.0', 'expected-plan': hash } });
    expect([fulfilled.exitCode, stagesOf(fulfilled)['web/qa']]).toEqual([0, 'promoted']);
  });

  it('a dry run of another command plans, and writes nothing', async () => {
    const run = await bed.run({ inputs: { image: '1.0.0', 'dry-run': 'true' } });
    expect(run.exitCode).toBe(0);
    expect(JSON.parse(outputsOf(run)['result'] ?? '')).toMatchObject({ schema: 'hoist/plan/v1' });
    expect([...bed.writes(bed.dev), ...bed.writes(bed.prod)]).toEqual([]);
    expect([...run.left.keys()]).toEqual(['hoist/result.json']);
  });

  it('without a summary if told so', async () => {
    const run = await bed.run({ inputs: { command: 'plan', image: '1.0.0', summary: 'false' } });
    expect([run.exitCode, run.summary]).toEqual([0, '']);
  });
});

describe('when a step copies', () => {
  it('copies where the config allows it', async () => {
    bed.config('version: 1\npipelines: {}\ncopy: { to: ["PROD/sandbox/*"] }\n');
    const inputs = {
      command: 'copy',
      image: bed.named('DEV/dev/web:1.0.0'),
      to: bed.named('PROD/sandbox/web'),
    };
    const run = await bed.run({ inputs });
    expect(run.exitCode).toBe(0);
    expect(outputsOf(run)).toMatchObject({ outcome: 'promoted', digest: image.root });
    expect(bed.prod.store.tagged('sandbox/web', '1.0.0')).toBe(image.root);
  });

  it('and nowhere else', async () => {
    const inputs = {
      command: 'copy',
      image: bed.named('DEV/dev/web:1.0.0'),
      to: bed.named('PROD/sandbox/web'),
    };
    for (const config of [
      'version: 1\npipelines: {}\ncopy: { to: ["PROD/other/*"] }\n',
      'version: 1\npipelines: { web: { source: DEV/dev/web, stages: [{ name: qa, to: PROD/qa/web }] } }\n',
    ]) {
      bed.config(config);
      const run = await bed.run({ inputs });
      expect([run.exitCode, outputsOf(run)['outcome']]).not.toEqual([0, 'promoted']);
      expect(run.exitCode).toBeGreaterThan(0);
    }
    expect([...bed.prod.store.repositories.keys()]).toEqual([]);
  });

  it('without a config it does not', async () => {
    bed.repository.commit('heads/main', {});
    const inputs = {
      command: 'copy',
      image: bed.named('DEV/dev/web:1.0.0'),
      to: bed.named('PROD/sandbox/web'),
    };
    const run = await bed.run({ inputs });
    expect([run.exitCode, errorTitles(run)]).toEqual([2, ['CONFIG_MISSING']]);
  });
});
