import { describe, it } from 'vitest';
import { problem } from '../fakes/registry/answer.ts';
import { addSample } from '../fakes/registry/sample.ts';
import type { RunningRegistry } from '../fakes/registry/server.ts';
import { bed, flat, tagsOf } from './failing-registries.ts';

describe('when a target has immutable tags', () => {
  const puts = ({ requests }: RunningRegistry) =>
    requests.filter(({ method, path }) => method === 'PUT' && path.endsWith('/manifests/latest'));
  const immutable = { immutable: (_: string, tag: string) => tag === 'latest' };

  it.concurrent('a move is a conflict, and is tried once', async (context) => {
    const { expect } = context;
    const { target, hoist } = await bed(context, {
      target: immutable,
      tag: { name: 'latest', move: 'any' },
    });
    const before = addSample(target.store, 'qa/web', { seed: 'before', tags: ['latest'] });
    const ran = await hoist.promote('1.0.0', '--targets', `${target.host}/**`);
    expect(ran).toMatchObject({ code: 4, document: { outcome: 'conflict' } });
    const [tag] = ran.document.records[0]?.result?.targets[0]?.tags ?? [];
    expect(tag).toMatchObject({ tag: 'latest', action: 'conflict', after: before.root });
    expect(puts(target)).toHaveLength(1);
    expect(target.store.tagged('qa/web', 'latest')).toBe(before.root);
    const text = await hoist.run('promote', '1.0.0', '--targets', `${target.host}/**`);
    expect(text.code).toBe(4);
    expect(flat(text.stdout)).toMatch(/hint: \S/);
  });

  it.concurrent('a tag that somebody wrote meanwhile with the same digest counts as written', async (context) => {
    const { expect } = context;
    const { target, image, hoist } = await bed(context, {
      target: {
        ...immutable,
        intercept: ({ method, path }) => {
          if (method === 'PUT' && path.endsWith('/manifests/latest'))
            target.store.tag('qa/web', 'latest', image.root);
          return undefined;
        },
      },
      tag: 'latest',
    });
    const ran = await hoist.promote('1.0.0', '--targets', `${target.host}/**`);
    expect(ran.code).toBe(0);
    expect(puts(target)).toHaveLength(1);
    expect((await hoist.promote('1.0.0', '--targets', `${target.host}/**`)).document.outcome).toBe(
      'unchanged',
    );
    expect(puts(target)).toHaveLength(1);
  });
});

describe('when others write at the same time', () => {
  it.concurrent('a tag that was overwritten right after is not called promoted', async (context) => {
    const { expect } = context;
    const { target, hoist } = await bed(context, {
      target: {
        intercept: ({ method, path }) => {
          if (method !== 'PUT' || !path.endsWith('/manifests/1.0.0')) return undefined;
          return (answer) => {
            addSample(target.store, 'qa/web', { seed: 'theirs', tags: ['1.0.0'] });
            return answer;
          };
        },
      },
    });
    const ran = await hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 5, document: { outcome: 'failed' } });
    expect(ran.document.records[0]?.result?.targets[0]?.tags[0]).toMatchObject({ action: 'failed' });
  });

  it.concurrent('a tag that appears between plan and write is a conflict', async (context) => {
    const { expect } = context;
    const { target, second, hoist } = await bed(context, {
      target: {
        intercept: ({ method, route }) => {
          if (method === 'PUT' && route.kind === 'manifest')
            addSample(target.store, 'qa/web', { seed: 'theirs', tags: ['1.0.0'] });
          return undefined;
        },
      },
    });
    const ran = await hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 4, document: { outcome: 'conflict' } });
    expect(tagsOf(second)).toEqual([]);
  });

  it.concurrent('a source tag that moves on supersedes the run before any tag', async (context) => {
    const { expect } = context;
    const { source, target, second, hoist } = await bed(context, {
      target: {
        intercept: ({ method, route }) => {
          if (method === 'PUT' && route.kind === 'manifest')
            addSample(source.store, 'dev/web', { seed: 'newer', tags: ['1.0.0'] });
          return undefined;
        },
      },
    });
    const ran = await hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'superseded' } });
    expect([tagsOf(target), tagsOf(second)]).toEqual([[], []]);
  });
});

describe('when several stages of a run end differently', () => {
  it.concurrent('the exit code is the first of 5, 4, 1, 3', async (context) => {
    const { expect, onTestFinished } = context;
    const { source, target, hoist } = await bed(context, {
      target: {
        intercept: ({ path, method }) => {
          if (path.includes('/failed/') && method === 'PUT') return problem(400, 'MANIFEST_INVALID', 'no');
          return path.includes('/unread/') ? problem(401, 'UNAUTHORIZED', 'no') : undefined;
        },
      },
    });
    onTestFinished(() => target.close());
    addSample(target.store, 'conflict/web', { seed: 'theirs', tags: ['1.0.0'] });
    const pipeline = (name: string, more: object = {}) => ({
      [name]: {
        source: `${source.host}/dev/web`,
        stages: [{ name: 'one', to: `${target.host}/${name}/web`, ...more }],
      },
    });
    const kinds = {
      failed: pipeline('failed'),
      conflict: pipeline('conflict'),
      refused: pipeline('refused', { policy: 'base' }),
      unread: pipeline('unread'),
      waiting: pipeline('waiting', { auto: false }),
    };
    const exitWith = async (
      ...names: readonly (keyof typeof kinds)[]
    ): Promise<readonly [number, string]> => {
      await hoist.write('.github/hoist.yml', {
        version: 1,
        policies: { base: [{ tag: 'another' }] },
        pipelines: Object.assign({}, ...names.map((name) => kinds[name])) as object,
      });
      const { code, document } = await hoist.promote(`${source.host}/dev/web:1.0.0`);
      return [code, document.outcome];
    };
    expect(await exitWith('waiting', 'refused', 'conflict', 'unread', 'failed')).toEqual([5, 'failed']);
    expect(await exitWith('waiting', 'refused', 'conflict', 'unread')).toEqual([4, 'failed']);
    expect(await exitWith('unread', 'refused', 'waiting')).toEqual([1, 'failed']);
    expect(await exitWith('waiting', 'unread')).toEqual([3, 'failed']);
    expect(await exitWith('conflict', 'waiting')).toEqual([4, 'conflict']);
    expect(await exitWith('waiting')).toEqual([0, 'waiting']);
  });
});
