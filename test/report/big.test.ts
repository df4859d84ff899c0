import { describe, expect, it } from 'vitest';
import type { Plan, StagePlan } from '../../src/domain/plan.ts';
import type { RunResult } from '../../src/domain/record.ts';
import { commentMarkdown } from '../../src/report/comment.ts';
import { planMarkdown } from '../../src/report/plan.ts';
import { resultMarkdown } from '../../src/report/record.ts';
import { refused } from './decisions.ts';
import { plan, result } from './examples.ts';
import { elements, rendered, textOf } from './rendered.ts';

const [calm, , conflict] = plan.stages;
if (calm === undefined || conflict === undefined) throw new Error('the example has three stages');

function many(count: number, stage: StagePlan): readonly StagePlan[] {
  return Array.from({ length: count }, (_, at) => ({ ...stage, stage: `${stage.stage}-${at}` }));
}

/** Forty stages with all that policy says of each; the one in which something is wrong is the last. */
const large: Plan = {
  ...plan,
  stages: [
    ...many(40, { ...calm, decisions: [refused] }),
    { ...conflict, stage: 'last', decisions: [refused] },
  ],
};

function headings(markdown: string): readonly string[] {
  return elements(rendered(markdown), 'h3').map(textOf);
}

describe('when there is more to tell than a place on GitHub takes', () => {
  it('a comment keeps what stands in the way and every tag, and leaves out what explains it', () => {
    const text = commentMarkdown({
      news: { kind: 'plan', document: large },
      at: '2026-05-04T10:11:20.123Z',
      actor: 'robin',
      run: { id: '123', url: 'https://github.com/acme/web/actions/runs/123' },
      commit: { id: '2e'.repeat(20), proof: 'proven' },
    });

    expect(text.length).toBeLessThan(65_536);
    const found = headings(text);
    expect(found).toContain('⚠️ api/last conflict');
    expect(found.length).toBeGreaterThan(30);
    expect(text).toContain('`TAG_MAY_NOT_MOVE` the tag 1.4.2 of ghcr.io/acme/qa/api names `ab12cd34ef56`');
    expect(text).toContain('| `ghcr.io/acme/qa/api` | `1.4.2` | ⚠️ conflict: move: never |');
    expect(text).not.toContain('<details>');
    expect(text).toMatch(
      /_\d+ more sections \([\d.]+ KiB\) did not fit here; the job summary has all of it\._/,
    );
  });

  it('a summary leaves out the JSON first, and says where it is', () => {
    const text = planMarkdown({ ...large, stages: large.stages.slice(20) });

    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(headings(text)).toHaveLength(21);
    expect(text).toContain('What was found, looked at and ignored');
    expect(text).not.toContain('The plan as JSON');
    expect(text).toMatch(
      /_1 more section \([\d.]+ [KM]iB\) did not fit here; the `result` output has all of it\._\n$/,
    );
  });

  it('of thousands of stages the ones that need somebody are the first rows, and stay whole', () => {
    const names = Array.from({ length: 4000 }, (_, at) => `tag-${at}`);
    const big: RunResult = {
      ...result,
      stages: [
        ...names.map((stage) => ({ pipeline: 'web', stage, outcome: 'promoted' as const })),
        { pipeline: 'api', stage: 'last', outcome: 'conflict' },
      ],
      records: [],
      plan: {
        ...plan,
        stages: [...names.map((stage) => ({ ...calm, stage })), { ...conflict, stage: 'last' }],
      },
    };
    const text = resultMarkdown(big);

    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    const [first] = elements(rendered(text.slice(0, 20_000)), 'tbody');
    expect(first && textOf(first)).toMatch(/^\s*api\/last\s*⚠️ conflict/);
    expect(text).toContain('### ⚠️ `api/last` conflict\n\n- `TAG_MAY_NOT_MOVE`');
  });
});
