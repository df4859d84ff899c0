import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/domain/candidate.ts';
import { parseCandidateQuery } from '../../src/domain/candidate-query.ts';
import { likelyNewestFirst } from '../../src/domain/tag-order.ts';
import { HoistError } from '../../src/errors.ts';
import { parseTag } from '../../src/image/reference.ts';
import { candidates, type CandidatesRequest } from '../../src/promotion/candidates.ts';
import { sampleImage } from '../fixtures/images.ts';
import { scene, testInstant, type Scene, type SceneOptions } from './world.ts';

const config = `
version: 1
pipelines:
  web:
    source: { repository: ghcr.io/acme/dev/web, tags: ['*.*.*'] }
    stages:
      - { name: qa, to: qa.example.com/web, tag: 'qa-%n' }
      - { name: prod, to: prod.example.com/web, auto: false, policy: baseline }
policies:
  baseline: [{ tag: { not-equals: '3.0.0' } }]
`;

const ask = (made: Scene, request: CandidatesRequest, where?: string) =>
  candidates(made, request, parseCandidateQuery(where, testInstant));

const shown = (all: readonly Candidate[]) => all.map(({ sources, state }) => `${sources[0]?.tag} ${state}`);

async function built(tags: readonly string[] = [], options?: SceneOptions): Promise<Scene> {
  const made = await scene(config, options);
  for (const [at, tag] of tags.entries())
    made.push(`ghcr.io/acme/dev/web:${tag}`, sampleImage({ seed: at + 1 }));
  return made;
}

describe('when the candidates of a first stage are asked for', () => {
  it('they are the newest tags of the source that it does not have', async () => {
    const made = await built(['1.0.0', '1.10.0', '1.9.0', 'nightly']);
    await made.promote({ image: 'ghcr.io/acme/dev/web:1.9.0' });
    const report = await ask(made, { stage: 'qa' });
    expect(report).toMatchObject({ schema: 'hoist/candidates/v1', from: 'source', stage: 'qa' });
    expect(shown(report.candidates)).toEqual(['1.10.0 ready', '1.0.0 ready']);
    expect(shown((await ask(made, { stage: 'qa' }, 'limit=1')).candidates)).toEqual(['1.10.0 ready']);
    expect(shown((await ask(made, { stage: 'qa' }, 'tag=1.0.*')).candidates)).toEqual(['1.0.0 ready']);
  });
});

describe('when a tag of the source cannot be read', () => {
  const failing = (...denied: readonly string[]): SceneOptions => ({
    memory: {
      failures: (verb, repository, reference) =>
        verb === 'manifest' && repository === 'ghcr.io/acme/dev/web' && denied.includes(reference)
          ? new HoistError('unreachable', 'DENIED', `${reference} is denied`)
          : undefined,
    },
  });

  it('the others are shown, and it is said which is left out', async () => {
    const made = await built(['1.0.0', '2.0.0', '3.0.0'], failing('2.0.0'));
    const { candidates: found, notices } = await ask(made, { stage: 'qa' });
    expect([shown(found), notices]).toEqual([
      ['3.0.0 ready', '1.0.0 ready'],
      ['ghcr.io/acme/dev/web:2.0.0 is left out: 2.0.0 is denied'],
    ]);
  });

  it('and no other can, that is no empty list', async () => {
    const made = await built(['1.0.0', '2.0.0'], failing('1.0.0', '2.0.0'));
    await expect(ask(made, { stage: 'qa' })).rejects.toMatchObject({ code: 'DENIED' });
  });
});

describe('when the candidates of a later stage are asked for', () => {
  it('they are what the stage before promoted and this one lacks, newest first, with verdicts', async () => {
    const made = await built(['1.0.0', '2.0.0', '3.0.0', '4.0.0']);
    for (const tag of ['1.0.0', '2.0.0', '3.0.0'])
      await made.promote({ image: `ghcr.io/acme/dev/web:${tag}` });
    await made.promote({ image: 'ghcr.io/acme/dev/web:1.0.0', stage: 'prod' });
    const kept = made.world.kept.length;

    const report = await ask(made, { stage: 'prod' });

    expect(report.from).toBe('web/qa');
    expect(shown(report.candidates)).toEqual(['3.0.0 refused', '2.0.0 ready']);
    expect(report.candidates[0]?.problems[0]).toMatchObject({ code: 'POLICY_REFUSED' });
    expect(report.candidates[1]).toMatchObject({
      promoted: { actor: 'ada', at: testInstant.toISOString() },
      decisions: [{ verdict: 'pass' }],
      targets: [{ tags: [{ tag: 'qa-2.0.0', action: 'create' }] }],
    });
    expect(made.world.kept).toHaveLength(kept);
  });

  it('what the target of the stage before has lost is refused, as a promotion would', async () => {
    const made = await built(['1.0.0']);
    await made.promote({ image: 'ghcr.io/acme/dev/web:1.0.0' });
    made.registry.store('qa.example.com' as never).repositories.delete('web');
    const { candidates: found } = await ask(made, { stage: 'prod' });
    expect(found).toMatchObject([{ state: 'refused', problems: [{ code: 'NOT_PROMOTED_BEFORE' }] }]);
  });

  it('reads no further back than the limit', async () => {
    const made = await built(['1.0.0', '2.0.0']);
    for (const tag of ['1.0.0', '2.0.0']) await made.promote({ image: `ghcr.io/acme/dev/web:${tag}` });
    expect(shown((await ask(made, { stage: 'prod' }, 'limit=1')).candidates)).toEqual(['2.0.0 ready']);
    expect((await ask(made, { stage: 'prod' }, 'since=2027-01-01')).candidates).toEqual([]);
  });
});

describe('when the question is wrong', () => {
  it.each([
    [{}, undefined, 'STAGE_MISSING'],
    [{ stage: 'dev' }, undefined, 'STAGE_UNKNOWN'],
  ])('%j says so', async (request, where, code) => {
    await expect(ask(await built(), request, where)).rejects.toMatchObject({ kind: 'config', code });
  });

  it('names the keys', () => {
    expect(() => parseCandidateQuery('actor=ada', testInstant)).toThrow('no key "actor"');
  });
});

describe('when tags have no time', () => {
  it('versions come from the highest down, then the rest by their numbers', () => {
    const tags = ['main-9', '1.9.0', 'main-10', '2.0.0-rc.1', '2.0.0', 'v1.10.0'].map((tag) => parseTag(tag));
    expect(likelyNewestFirst(tags)).toEqual(['2.0.0', '2.0.0-rc.1', 'v1.10.0', '1.9.0', 'main-10', 'main-9']);
  });
});

describe('when the pipeline has another source than the stage before promoted from', () => {
  it('its images are no candidates, and it is said why', async () => {
    const made = await built(['1.0.0', '2.0.0']);
    for (const image of ['1.0.0', '2.0.0']) await made.promote({ image });
    const moved = await scene(config.replace('acme/dev/web', 'acme/new/web'), { registry: made.registry });
    moved.world.records.push(...made.world.records);
    const { candidates: found, notices } = await ask(moved, { stage: 'prod' });
    expect(found).toEqual([]);
    expect(notices).toEqual([
      expect.stringMatching(
        /^2 promotions to qa are left out; the newest: record \w+ is of ghcr\.io\/acme\/dev\/web, and/,
      ),
    ]);
  });
});

describe('when the source has changed since the stage before promoted from it', () => {
  it('what lost its name there is named', async () => {
    const failures: string[] = [];
    const made = await built(['1.0.0', '1.1.0', '1.2.0', '1.3.0'], {
      memory: {
        failures: (verb, repository, reference) =>
          repository === 'ghcr.io/acme/dev/web' && failures.includes(reference)
            ? new HoistError('unreachable', 'DENIED', `${verb} is denied`)
            : undefined,
      },
    });
    for (const image of ['1.0.0', '1.1.0', '1.2.0', '1.3.0']) await made.promote({ image });
    const tags = made.registry.store('ghcr.io' as never).repositories.get('acme/dev/web')?.tags;
    tags?.delete(parseTag('1.0.0'));
    made.push('ghcr.io/acme/dev/web:1.1.0', sampleImage({ seed: 9 }));
    failures.push('1.3.0');
    const { candidates: found, notices } = await ask(made, { stage: 'prod' });
    expect(shown(found)).toEqual(['1.3.0 ready', '1.2.0 ready', '1.1.0 ready', '1.0.0 ready']);
    expect(notices).toEqual([
      expect.stringMatching(
        /^ghcr\.io\/acme\/dev\/web:1\.1\.0 names \w{12} now: \w{12} can be promoted only where another tag/,
      ),
      expect.stringMatching(/^ghcr\.io\/acme\/dev\/web:1\.0\.0 is gone: /),
    ]);
  });
});
