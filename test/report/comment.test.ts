import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/plan.ts';
import { readSections } from '../../src/report/comment-state.ts';
import { commentMarkdown, type CommentNews } from '../../src/report/comment.ts';
import { plan, result } from './examples.ts';
import { hostileChange } from './hostile-change.ts';
import { hostileText } from './hostile.ts';

const news: CommentNews = {
  news: { kind: 'plan', document: plan },
  at: '2026-05-04T10:11:20.123Z',
  actor: 'robin',
  run: { id: '123', url: 'https://github.com/acme/web/actions/runs/123/attempts/1' },
  commit: { id: '2e'.repeat(20), proof: 'proven' },
};

describe('when a pull request is told', () => {
  it.each([
    ['comment-plan.md', commentMarkdown(news)],
    [
      'comment-result.md',
      commentMarkdown({
        ...news,
        news: { kind: 'run', document: result },
        commit: { ...news.commit, proof: 'claimed' },
        before: commentMarkdown(news),
      }),
    ],
  ])('reads as in golden/%s', async (name, text) => {
    await expect(text).toMatchFileSnapshot(`golden/${name}`);
  });

  it('keeps the newest state of each stage, in its place', () => {
    const first = commentMarkdown(news);
    const next = commentMarkdown({
      ...news,
      news: { kind: 'run', document: result },
      at: '2026-05-05T00:00:00Z',
      before: first,
    });
    expect(readSections(next).map(({ pipeline, stage, state, at }) => [pipeline, stage, state, at])).toEqual([
      ['web', 'qa', 'promoted', '2026-05-05T00:00:00Z'],
      ['web', 'production', 'waiting', '2026-05-05T00:00:00Z'],
      ['api', 'qa', 'conflict', news.at],
      ['platform', 'production', 'failed', '2026-05-05T00:00:00Z'],
    ]);
  });

  it('fits a comment, whatever there is to tell, and still knows the newest states', () => {
    const stages = Array.from({ length: 400 }, (_, at) =>
      plan.stages.map((stage) => ({ ...stage, stage: `${stage.stage}-${at}` })),
    ).flat();
    const text = commentMarkdown({ ...news, news: { kind: 'plan', document: { ...plan, stages } } });
    expect(text.length).toBeLessThan(64_000);
    expect(text.length).toBeGreaterThan(40_000);
    expect(text).toContain('the job summary has all of it');
    expect(readSections(text).at(-1)?.stage).toBe('qa-399');
    expect(text.match(/^\| `[a-z]+\//gm)?.length).toBe(40);
  });
});

describe('when everything that a comment tells is hostile', () => {
  const hostile = (text: string): Plan => ({
    ...plan,
    stages: plan.stages.map((stage, at) => ({
      ...stage,
      pipeline: text,
      stage: String(at),
      environment: { name: text, approval: 'required' as const },
      problems: [{ code: text, message: text, hint: text }],
      changes: [hostileChange(text)],
      sources: stage.sources.map((source) => ({ ...source, tag: text as never })),
    })),
    notices: [text],
  });
  const told = (text: string): string => {
    const hostileNews: CommentNews = {
      news: { kind: 'plan', document: hostile(text) },
      at: text,
      actor: text,
      run: { id: text, url: text },
      commit: { id: text, proof: 'claimed' },
    };
    return commentMarkdown({ ...hostileNews, before: commentMarkdown(hostileNews) });
  };
  /** What GitHub reads as Markdown: everything outside of code spans. */
  const outside = (markdown: string): string => markdown.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '');

  it('pings nobody, opens no HTML comment of its own, and forges no row', () => {
    const shape = (text: string): unknown => [
      text.match(/^\|.*$/gm)?.map((row) => row.split('|').length),
      text.match(/^#+ /gm),
      text.match(/^(?:[-*+>]|\d+[.)]) ?/gm),
    ];
    const harmless = shape(told('x'));
    fc.assert(
      fc.property(hostileText, (text) => {
        const body = told(text);
        expect(shape(body)).toEqual(harmless);
        expect(outside(body)).not.toMatch(/@[\w-]/);
        const comments = outside(body).match(/<!--/g) ?? [];
        expect(comments.length).toBe(2);
        expect(body.startsWith('<!-- hoist -->\n')).toBe(true);
      }),
    );
  });

  it('takes of an edited comment what has the right form only', () => {
    const note = (value: unknown): string =>
      `<!-- hoist-state:${Buffer.from(JSON.stringify(value)).toString('base64')} -->`;
    const good = {
      pipeline: 'web',
      stage: 'qa',
      state: 'promoted',
      planned: false,
      images: [],
      at: 'x',
      actor: 'y',
    };
    expect(
      readSections(note([good, { ...good, state: 'approved' }, { ...good, stage: 7 }, null, 1])),
    ).toEqual([good]);
    expect(readSections(note({ good }))).toEqual([]);
    expect(readSections('<!-- hoist-state:AAAA -->')).toEqual([]);
    expect(readSections(`${note([good])}\nmore`)).toEqual([]);
    expect(readSections(note([{ ...good, actor: 'a'.repeat(201) }]))).toEqual([]);
  });
});
