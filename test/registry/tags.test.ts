import { describe, expect, it } from 'vitest';
import { jsonAnswer, withHeaders, type AnswerHeaders } from '../fakes/registry/answer.ts';
import { startCanary } from '../fakes/registry/canary.ts';
import type { Intercept } from '../fakes/registry/fault.ts';
import type { RegistryOptions } from '../fakes/registry/server.ts';
import { bed, codeOf, type Bed } from './bed.ts';
import { listTags } from './port/ground.ts';
import { imageOf } from './samples.ts';

const { manifest } = imageOf('tagged');

function tagsOf({ registry, repository }: Bed): Promise<string[]> {
  return listTags(registry, repository);
}

async function withTags(count: number, options: RegistryOptions = {}): Promise<Bed> {
  const made = await bed(options);
  const tags = Array.from({ length: count }, (_, at) => `t${String(at).padStart(4, '0')}`);
  made.server.store.putManifest(made.path, manifest.bytes, { tags });
  return made;
}

function page(tags: unknown, headers: AnswerHeaders = {}): ReturnType<typeof jsonAnswer> {
  return jsonAnswer(200, { name: 'acme/web', tags }, headers);
}

describe('when tags are listed', { timeout: 10_000 }, () => {
  it('a thousand are asked for, and every page is followed (P38, N35)', async () => {
    const made = await withTags(25, { pageSize: 10 });
    expect(await tagsOf(made)).toHaveLength(25);
    expect(made.server.requests).toHaveLength(3);
    expect(made.server.requests[0]?.query.get('n')).toBe('1000');
  });

  it.each([405, 400])(
    'and a thousand are refused with %i, a hundred are asked for (N35, F55)',
    async (status) => {
      const made = await withTags(5, {
        intercept: ({ query }) => (Number(query.get('n')) > 100 ? { status } : undefined),
      });
      expect(await tagsOf(made)).toHaveLength(5);
      expect(made.server.requests.map(({ query }) => query.get('n'))).toEqual(['1000', '100']);
    },
  );

  it('and any number is refused, that is an error (F55)', async () => {
    const made = await withTags(5, { intercept: () => ({ status: 405 }) });
    expect(await codeOf(tagsOf(made))).toBe('REFUSED_BY_REGISTRY');
    expect(made.server.requests).toHaveLength(2);
  });

  it.each([
    ['null', null, []],
    ['nulls and digests among them', [null, 'v1', `sha256:${'a'.repeat(64)}`, 7, '../x', 'v2'], ['v1', 'v2']],
    ['nothing', [], []],
  ])(
    'and the list is %s, what is no tag is left out, and that is said (P39, F55, P1)',
    async (_, tags, wanted) => {
      const made = await bed({ intercept: () => page(tags) });
      expect(await tagsOf(made)).toEqual(wanted);
      const dropped = (tags?.length ?? 0) - wanted.length;
      expect(made.warnings).toEqual(
        dropped === 0
          ? []
          : [`${made.server.host}/acme/web lists ${dropped} entries that are no tags: left out`],
      );
    },
  );

  it('and the repository is absent, there are none', async () => {
    expect(await tagsOf(await bed())).toEqual([]);
  });

  it('and a later page is absent, that is an error: half a list is none (guarantee 4)', async () => {
    const made = await withTags(25, {
      pageSize: 10,
      intercept: ({ index }) => (index === 1 ? { status: 404 } : undefined),
    });
    expect(await codeOf(tagsOf(made))).toBe('NOT_FOUND');
  });

  it.each([401, 403, 500])(
    'and the answer is %i, that is an error and never "none" (guarantee 4)',
    async (status) => {
      const made = await bed({ intercept: () => ({ status }) });
      expect(await codeOf(tagsOf(made))).toMatch(/UNAUTHORIZED|DENIED|SERVER_ERROR/);
    },
  );

  it('and the answer is a login page, that is an error (Q23)', async () => {
    const made = await bed({
      intercept: () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }),
    });
    expect(await codeOf(tagsOf(made))).toBe('TAGS_UNREADABLE');
  });
});

describe('when pages never end', { timeout: 10_000 }, () => {
  const endless: Record<string, Intercept> = {
    'a page that names itself': ({ path }) => page(['a'], { link: `<${path}?n=1000>; rel="next"` }),
    'two pages that name each other': ({ path, query }) =>
      page(['a'], { link: `<${path}?n=1&last=${query.get('last') === 'a' ? 'b' : 'a'}>; rel="next"` }),
    'empty pages without end': ({ path, index }) => page([], { link: `<${path}?last=${index}>; rel="next"` }),
    'a page of more than 16 MiB': () => page(['x'.repeat(17 * 1024 * 1024)]),
    'too many tags': ({ path, index }) =>
      page(
        Array.from({ length: 20_000 }, (_, at) => `t${index}-${at}`),
        { link: `<${path}?last=${index}>; rel="next"` },
      ),
  };

  it.each([
    ['a page that names itself', 'PAGES_REPEATED', 1],
    ['two pages that name each other', 'PAGES_REPEATED', 3],
    ['empty pages without end', 'PAGES_ENDLESS', 1_000],
    ['a page of more than 16 MiB', 'TAGS_TOO_MANY', 1],
    ['too many tags', 'TAGS_TOO_MANY', 6],
  ])('by %s, it stops (P38, N26, A17, F55)', async (name, code, most) => {
    const made = await bed({ intercept: endless[name] ?? (() => undefined) });
    expect(await codeOf(tagsOf(made))).toBe(code);
    expect(made.server.requests.length).toBeLessThanOrEqual(most);
  });

  it('who stops reading asks for no more pages', async () => {
    const made = await withTags(25, { pageSize: 10 });
    for await (const tag of made.registry.tags(made.repository)) if (tag === 't0003') break;
    expect(made.server.requests).toHaveLength(1);
  });

  it('a page at a stranger is not asked for (A8)', async () => {
    const canary = await startCanary();
    const made = await withTags(25, {
      pageSize: 10,
      intercept: () => (answer) => withHeaders(answer, { link: `<${canary.url}/v2/x>; rel="next"` }),
    });
    expect(await codeOf(tagsOf(made))).toBe('LOCATION_FOREIGN');
    canary.assertUntouched();
    await canary.close();
  });
});
