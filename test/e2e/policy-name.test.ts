import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBed, type Bed } from './bed.ts';
import { checkOf, decisionOf, verdictsOf } from './decisions.ts';

let bed: Bed;
let host: string;

beforeAll(async () => {
  bed = await startBed();
  ({ host } = bed.registry);
  await bed.config({
    version: 1,
    copy: { to: [`${host}/copy/*`], policy: 'names' },
    policies: {
      names: [{ tag: { semver: '>= 1.0.0' } }, { repository: [`${host}/dev/web`, `${host}/dev/api`] }],
    },
    pipelines: {
      all: {
        source: `${host}/dev/{name}`,
        stages: [{ name: 'qa', to: `${host}/qa/{name}`, tag: 'v%n', policy: 'names' }],
      },
    },
  });
});
afterAll(() => bed.close());

describe('when a policy asks for the name of the image', () => {
  it.concurrent.for([
    ['a tag and a repository that it allows', 'dev/web', '1.2.0', { tag: 'pass', repository: 'pass' }],
    ['an older version', 'dev/web', '0.9.0', { tag: 'VIOLATION', repository: 'pass' }],
    ['a tag that is no version', 'dev/web', 'latest', { tag: 'INCOMPLETE', repository: 'pass' }],
    ['another repository', 'dev/web-fork', '1.2.0', { tag: 'pass', repository: 'VIOLATION' }],
  ] as const)('%s: each part is judged as it is at the source', async (one, { expect }) => {
    const [, path, tag, verdicts] = one;
    const root = bed.push(`${path} ${tag}`, [tag], path);
    const ran = await bed.hoist.promote(`${host}/${path}:${tag}`);
    const decision = decisionOf(ran.document.plan.stages, 'qa');
    expect(verdictsOf(decision)).toEqual(verdicts);
    const passes = Object.values(verdicts).every((verdict) => verdict === 'pass');
    expect([ran.code, ran.document.outcome]).toEqual(passes ? [0, 'promoted'] : [1, 'refused']);
    const target = path.replace('dev/', 'qa/');
    expect(bed.tagsAt(target)[`v${tag}`]).toBe(passes ? root : undefined);
  });

  it('a copy by digest alone has no tag to judge, and the name that it gets does not count', async () => {
    const root = bed.push('by digest', ['1.5.0']);
    const ran = await bed.hoist.copy(`${host}/dev/web@${root}`, `${host}/copy/web:2.0.0`);
    const [decision] = ran.document.plan.stages.flatMap(({ decisions }) => decisions ?? []);
    if (decision === undefined) throw new Error('policy was not asked');
    expect(verdictsOf(decision)).toEqual({ tag: 'INCOMPLETE', repository: 'pass' });
    expect(checkOf(decision, 'tag')).toMatchObject({ verdict: 'unknown', help: 'Promote it by its tag.' });
    expect([ran.code, ran.document.outcome]).toEqual([1, 'refused']);
    expect(bed.registry.store.repository('copy/web')).toBeUndefined();
    const tagged = await bed.hoist.copy(`${host}/dev/web:1.5.0`, `${host}/copy/web:2.0.0`);
    expect([tagged.code, bed.tagsAt('copy/web')]).toEqual([0, { '2.0.0': root }]);
  });
});
