import { describe, expect, it } from 'vitest';
import { wavesOf } from '../../src/domain/waves.ts';
import { HoistError } from '../../src/errors.ts';
import type { Gates } from '../../src/ports/gates.ts';
import { sampleImage, type Sample } from '../fixtures/images.ts';
import { outcomes, scene, tagWrites, type Scene, type SceneOptions } from './world.ts';

const config = `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - name: prod
        to: [us.example.com/web, eu.example.com/web]
        tag: ['%n', { name: stable, move: forward }, { name: latest, move: any }]
`;
const comment = 'it does not start';
const back = { stage: 'prod', comment };

type Released = Scene & { readonly images: readonly Sample[] };

/** Versions 1.0.0, 1.1.0 and so on, each promoted as far as it goes. */
async function released(count: number, text = config, options: SceneOptions = {}): Promise<Released> {
  const made = await scene(text, options);
  const images: Sample[] = [];
  for (let at = 0; at < count; at += 1) {
    const reference = `ghcr.io/acme/dev/web:1.${at}.0`;
    images.push(made.push(reference, sampleImage({ seed: at + 1 })));
    await made.promote({ image: reference });
  }
  return { ...made, images };
}

function digestAt({ images }: Released, at: number): string {
  const image = images[at];
  if (image === undefined) throw new Error(`there is no image ${at}`);
  return image.root.digest;
}

const stages = ['us.example.com/web', 'eu.example.com/web'];

describe('when a stage is rolled back', () => {
  it('brings the previous image back at every target: moving tags only, with a record and a hash', async () => {
    const made = await released(3);
    const { rollback, named, registry, world } = made;
    const before = tagWrites(registry).length;

    const { document, exitCode } = await rollback(back);

    expect([exitCode, outcomes(document)]).toEqual([0, { 'web/prod': 'promoted' }]);
    for (const repository of stages) {
      expect(named(`${repository}:stable`)).toBe(digestAt(made, 1));
      expect(named(`${repository}:latest`)).toBe(digestAt(made, 1));
      expect(named(`${repository}:1.2.0`)).toBe(digestAt(made, 2));
    }
    expect(new Set(tagWrites(registry).slice(before))).toEqual(
      new Set(stages.flatMap((name) => [`${name}:stable`, `${name}:latest`])),
    );
    const { intent, result } = world.records.at(-1) ?? {};
    expect(intent).toMatchObject({
      kind: 'rollback',
      comment,
      planHash: expect.stringMatching(/^v1\./),
      sources: [{ repository: 'ghcr.io/acme/dev/web', tag: '1.1.0', from: 'us.example.com/web' }],
    });
    expect(result).toMatchObject({ outcome: 'promoted', split: false });
    expect(document.notices).toContainEqual(expect.stringContaining('web/prod is held now'));
  });

  it('leaves the tags of one day or run where they are, whatever their rule', async () => {
    const made = await released(2, config.replace("'%n',", "'%n', { name: 'build-%Y%m%d', move: any },"));
    expect((await made.rollback(back)).document.outcome).toBe('promoted');
    expect(made.named('us.example.com/web:stable')).toBe(digestAt(made, 0));
    expect(made.named('us.example.com/web:build-20260304')).toBe(digestAt(made, 1));
  });

  it('sends nothing where the targets hold everything', async () => {
    const { rollback } = await released(2);
    const { document } = await rollback(back);
    expect(document.records[0]?.result?.targets.map(({ pushed, blobs }) => [pushed, blobs.pushed])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('again, goes further back, never to what a rollback left', async () => {
    const made = await released(3);
    await made.rollback(back);
    await made.rollback(back);
    expect(made.named('us.example.com/web:stable')).toBe(digestAt(made, 0));
    const { document, exitCode } = await made.rollback(back);
    expect([exitCode, document.outcome]).toEqual([1, 'refused']);
    expect(made.world.records.at(-1)?.result?.problems[0]).toMatchObject({ code: 'NOTHING_EARLIER' });
    expect(made.named('us.example.com/web:stable')).toBe(digestAt(made, 0));
  });

  it.each([
    ['by its tag', () => '1.0.0'],
    ['by its tag with the repository', () => 'ghcr.io/acme/dev/web:1.0.0'],
    ['by its digest', (made: Released) => digestAt(made, 0)],
    [
      'by its tag and its digest, as the jobs of a wave name it',
      (made: Released) => `:1.0.0@${digestAt(made, 0)}`,
    ],
    ['by its tag alone, as those of a set', () => ':1.0.0'],
    ['by its digest at a target', (made: Released) => `us.example.com/web@${digestAt(made, 0)}`],
  ])('goes to an earlier image that is named %s', async (_, image) => {
    const made = await released(3);
    await made.rollback({ ...back, image: image(made) });
    expect(made.named('eu.example.com/web:stable')).toBe(digestAt(made, 0));
  });

  it('goes past what the other targets have now, where one cannot be read', async () => {
    let isDown = false;
    const made = await released(3, config, {
      memory: {
        failures: (_, repository) =>
          isDown && repository === 'eu.example.com/web'
            ? new HoistError('unreachable', 'NETWORK', 'nothing listens there')
            : undefined,
      },
    });
    isDown = true;
    const { document } = await made.dryRollback(back);
    expect(document.stages).toMatchObject([
      { state: 'ready', sources: [{ tag: '1.1.0', digest: digestAt(made, 1) }] },
    ]);
    const failed = await made.rollback(back);
    expect([failed.exitCode, outcomes(failed.document)]).toEqual([3, { 'web/prod': 'failed' }]);
    expect(made.named('us.example.com/web:stable')).toBe(digestAt(made, 2));
  });

  it('goes by name to what a rollback left', async () => {
    const made = await released(2);
    await made.rollback(back);
    await made.rollback({ ...back, image: '1.1.0' });
    expect(made.named('us.example.com/web:stable')).toBe(digestAt(made, 1));
  });

  it('writes nothing when it is dry, and then takes exactly that plan', async () => {
    const made = await released(2);
    const before = tagWrites(made.registry).length;
    const { document, exitCode } = await made.dryRollback(back);
    expect([exitCode, document.stages[0]?.state]).toEqual([0, 'ready']);
    expect(tagWrites(made.registry)).toHaveLength(before);
    const expectedPlan = document.stages[0]?.hash;
    const expected = { ...back, expectedPlan };
    expect((await made.rollback(expected)).document.outcome).toBe('promoted');
    expect((await made.rollback(expected)).document.outcome).toBe('unchanged');
    made.push('ghcr.io/acme/dev/web:1.2.0', sampleImage({ seed: 7 }));
    await made.promote({ image: 'ghcr.io/acme/dev/web:1.2.0', stage: 'prod' });
    expect(await made.rollback(expected)).toMatchObject({ exitCode: 4, document: { outcome: 'conflict' } });
  });

  it('needs neither the source nor its tag any more', async () => {
    const made = await released(2);
    made.registry.store('ghcr.io' as never).repositories.delete('acme/dev/web');
    expect((await made.rollback(back)).document.outcome).toBe('promoted');
    expect(made.named('us.example.com/web:stable')).toBe(digestAt(made, 0));
  });
});

describe('when it cannot be rolled back', () => {
  it.each([
    ['without a reason', { stage: 'prod' }, 'COMMENT_MISSING'],
    ['with an empty one', { stage: 'prod', comment: ' ' }, 'COMMENT_MISSING'],
    ['without a stage', { comment }, 'STAGE_MISSING'],
    ['to an unknown stage', { comment, stage: 'qa' }, 'STAGE_UNKNOWN'],
    ['in an unknown pipeline', { comment, stage: 'prod', pipeline: 'api' }, 'PIPELINE_UNKNOWN'],
  ])('%s, it says so and reads nothing', async (_, request, code) => {
    const { rollback, registry } = await scene(config);
    await expect(rollback(request)).rejects.toMatchObject({ kind: 'config', code });
    expect(registry.calls).toEqual([]);
  });

  it('as no tag of the stage moves, it says so', async () => {
    const { rollback } = await scene(config.replace(/tag: .*/, "tag: ['%n', '%n-%Y']"));
    await expect(rollback(back)).rejects.toMatchObject({ kind: 'config', code: 'NO_MOVING_TAG' });
  });

  it('as one target does not hold the digest any more, no tag moves anywhere', async () => {
    const made = await released(2);
    const eu = made.registry.store('eu.example.com' as never).repositories.get('web');
    eu?.manifests.delete(digestAt(made, 0) as never);
    const { document, exitCode } = await made.rollback(back);
    expect([exitCode, document.outcome]).toEqual([1, 'refused']);
    expect(made.world.records.at(-1)?.result?.problems[0]).toMatchObject({ code: 'NOT_AT_TARGET' });
    expect(made.named('us.example.com/web:stable')).toBe(digestAt(made, 1));
  });

  it('as an image merely lies there and no record shows it, it is refused', async () => {
    const made = await released(2);
    const other = made.push('us.example.com/web:lost', sampleImage({ seed: 9 }));
    made.push('eu.example.com/web:lost', sampleImage({ seed: 9 }));
    const { document } = await made.rollback({ ...back, image: other.root.digest });
    expect(document.outcome).toBe('refused');
    expect(document.records[0]?.result?.problems[0]).toMatchObject({ code: 'NOT_PROMOTED_HERE' });
  });

  it('as it was promoted to one target and merely lies at the other, no tag moves anywhere', async () => {
    const made = await scene(config);
    const lying = made.push('ghcr.io/acme/dev/web:1.0.0', sampleImage({ seed: 9 }));
    await made.promote({ image: '1.0.0', stage: 'prod', targets: 'us.example.com/**' });
    made.push('eu.example.com/web:1.0.0', lying);
    const next = made.push('ghcr.io/acme/dev/web:1.1.0', sampleImage({ seed: 8 }));
    await made.promote({ image: '1.1.0' });
    const { document, exitCode } = await made.rollback(back);
    expect([exitCode, document.outcome]).toEqual([1, 'refused']);
    expect(document.records[0]?.result?.problems).toMatchObject([{ code: 'NOT_SHOWN' }]);
    for (const at of stages) expect(made.named(`${at}:stable`)).toBe(next.root.digest);
  });

  it('as a record made the digest up, nothing comes of it', async () => {
    const made = await released(1);
    const [record] = made.world.records;
    if (record === undefined) throw new Error('no record');
    const text = JSON.stringify(record).replaceAll(digestAt(made, 0), `sha256:${'0'.repeat(64)}`);
    made.world.records.push({ ...(JSON.parse(text) as typeof record), id: `${record.id}9` });
    const { document } = await made.rollback(back);
    expect(document.outcome).toBe('refused');
    expect(made.named('us.example.com/web:stable')).toBe(digestAt(made, 0));
  });

  it('at a gate that it may not pass, it is refused; dry, it shows what lies behind', async () => {
    const guarded = config.replace(
      '- name: prod\n',
      '- name: prod\n        environment: { name: production, approval: required, rollback: emergency }\n',
    );
    const open = await released(2);
    const made = await scene(guarded, { registry: open.registry });
    made.world.records.push(...open.world.records);
    const { document } = await made.dryRollback(back);
    expect(document.stages[0]).toMatchObject({
      state: 'waiting',
      gate: { opens: 'environment', behind: 'ready' },
      environment: { name: 'emergency', approval: 'required' },
      hash: expect.any(String),
      problems: [{ code: 'GATE' }],
    });
    expect((await made.rollback(back)).exitCode).toBe(1);
    const { intent } = made.world.records.at(-1) ?? {};
    expect(intent).toMatchObject({ kind: 'rollback', environment: 'emergency' });
  });

  it('dry at a gate, it says at once what no approval would mend, with the reason', async () => {
    const guarded = config.replace('- name: prod\n', '- name: prod\n        environment: production\n');
    const open = await released(2);
    const made = await scene(guarded, { registry: open.registry });
    made.world.records.push(...open.world.records);
    const { document: first } = await made.dryRollback(back);
    const hash = first.stages[0]?.hash;
    const said = async (request: object): Promise<unknown> => {
      const { document, exitCode } = await made.dryRollback({ ...back, ...request });
      const [stage] = document.stages;
      return [exitCode, document.outcome, stage?.gate, stage?.problems.map(({ code }) => code)];
    };
    // Of an open gate, what a rollback that is not dry says.
    expect(await said({ image: '1.1.0' })).toEqual([0, 'unchanged', undefined, []]);
    expect(await said({ image: '9.9.9' })).toEqual([1, 'refused', undefined, ['NOT_PROMOTED_HERE']]);
    open.push('us.example.com/web:stable', sampleImage({ seed: 9 }));
    expect(await said({ expectedPlan: hash })).toEqual([4, 'conflict', undefined, ['PLAN_CHANGED']]);
    expect(await said({})).toEqual([0, 'waiting', { opens: 'environment', behind: 'ready' }, ['GATE']]);
    const eu = made.registry.store('eu.example.com' as never).repositories.get('web');
    eu?.manifests.delete(digestAt(open, 0) as never);
    expect(await said({})).toEqual([1, 'refused', undefined, ['NOT_AT_TARGET']]);
  });

  it('of a plan that waits for its environment, there is a job that takes exactly that plan', async () => {
    const guarded = config.replace('- name: prod\n', '- name: prod\n        environment: production\n');
    const made = await released(2);
    const dry = await scene(guarded, { registry: made.registry });
    dry.world.records.push(...made.world.records);
    const [job] = wavesOf((await dry.dryRollback(back)).document).w1?.include ?? [];
    expect(job).toMatchObject({
      stage: 'prod',
      environment: 'production',
      image: `:1.0.0@${digestAt(made, 0)}`,
    });
    const inside = await scene(guarded, { registry: made.registry, gates: insideOf('production') });
    inside.world.records.push(...made.world.records);
    const { document } = await inside.rollback({
      ...back,
      pipeline: 'web',
      image: job?.image,
      expectedPlan: job?.plan,
    });
    expect(outcomes(document)).toEqual({ 'web/prod': 'promoted' });
    expect(document.records[0]?.intent.planHash).toBe(job?.plan);
  });
});

/** GitHub as a job in this environment sees it. */
function insideOf(environment: string): Gates {
  const rules = { reviewers: 0, preventsSelfReview: false, adminsBypass: true, waitTimer: 0 };
  return {
    environment: async (name) => ({ ...rules, name, branches: 'all' }),
    place: async () => ({ shownBy: 'check-run', environment }),
    reviews: async () => ({ given: [], attribution: 'run' }),
  };
}

describe('when a stage has policies', () => {
  const [one, two] = [sampleImage({ seed: 1 }), sampleImage({ seed: 2 })];
  const policed = (rule: string): string =>
    config
      .replace('- name: prod\n', '- name: prod\n        policy: baseline\n')
      .concat(`policies:\n  baseline: [${rule}]\n`);

  async function rolledBack(rule: string) {
    const open = await scene(config);
    for (const [tag, image] of [
      ['1.0.0', one],
      ['1.1.0', two],
    ] as const) {
      open.push(`ghcr.io/acme/dev/web:${tag}`, image);
      await open.promote({ image: `ghcr.io/acme/dev/web:${tag}` });
    }
    const made = await scene(policed(rule), { registry: open.registry });
    made.world.records.push(...open.world.records);
    const { document } = await made.rollback(back);
    return { document, decision: document.plan.stages[0]?.decisions?.[0] };
  }

  it('what the world changed is recorded and does not refuse', async () => {
    const { document, decision } = await rolledBack(
      '{ window: { deny: [{ from: 2026-03-01, to: 2026-03-09 }] } }',
    );
    expect(document.outcome).toBe('promoted');
    expect(decision?.checks[0]).toMatchObject({ level: 'warn' });
    expect(document.records[0]?.intent.policy).toHaveLength(1);
  });

  it('but refuses where the policy enforces it on rollbacks', async () => {
    const { document } = await rolledBack(
      '{ window: { deny: [{ from: 2026-03-01, to: 2026-03-09 }] }, on-rollback: enforce }',
    );
    expect(document.outcome).toBe('refused');
  });

  it('what the image is must pass', async () => {
    const { document } = await rolledBack('{ platforms: { all-of: [plan9/mips] } }');
    expect(document.outcome).toBe('refused');
  });
});
