import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/domain/plan.ts';
import type { Result, RunResult } from '../../src/domain/record.ts';
import { parseTag } from '../../src/image/reference.ts';
import { checkMarkdown, checkText } from '../../src/report/check.ts';
import { commentRoom } from '../../src/report/fit.ts';
import { picture } from '../../src/report/picture.ts';
import { planMarkdown, planText } from '../../src/report/plan.ts';
import { resultMarkdown, resultText } from '../../src/report/record.ts';
import { hostileChange } from './hostile-change.ts';
import { check, plan, result } from './examples.ts';
import { hostileText, isObeyed, unseen } from './hostile.ts';

describe('when a plan, a result or a check is shown', () => {
  it.each([
    ['plan.txt', planText(plan)],
    ['plan-narrow.txt', planText(plan, { width: 60 })],
    ['plan.md', planMarkdown(plan)],
    ['result.txt', resultText(result)],
    ['result.md', resultMarkdown(result)],
    ['check.txt', checkText(check)],
    ['check.md', checkMarkdown(check)],
  ])('reads as in golden/%s', async (name, text) => {
    await expect(text).toMatchFileSnapshot(`golden/${name}`);
  });

  it('says that a plan is ready, not that it has promoted', () => {
    expect(planText({ ...plan, outcome: 'promoted' })).toMatch(/^Plan .*: ready$/m);
  });

  it('calls a rollback so: what it would do, and what it did', () => {
    const stages = plan.stages.map((stage) => ({ ...stage, kind: 'rollback' as const }));
    const back: Plan = { ...plan, outcome: 'promoted', stages };
    expect(planText(back)).toContain('ready to roll back');
    expect(planMarkdown(back)).toContain('ready to roll back');
    const done = { ...result, outcome: 'promoted' as const, plan: back };
    expect(resultText(done)).toMatch(/^✓ Rolled back\n\n✓ web\/qa · rolled back in/);
    expect(resultMarkdown(done)).toMatch(/^## ✅ Rolled back$/m);
    // The picture, which names characters by their numbers, as well as the stage's own heading.
    expect(resultMarkdown(done).match(/rolled back/g)?.length).toBeGreaterThan(1);
    expect(resultText(result)).not.toContain('olled back');
  });

  it('says of a stage that is there what its job is for', () => {
    const [first, ...rest] = plan.stages;
    if (first === undefined) throw new Error('there is no stage');
    const there: Plan = { ...plan, stages: [{ ...first, state: 'unchanged', toKeep: true }, ...rest] };
    for (const text of [planText(there), planMarkdown(there)])
      expect(text.replaceAll(/\s+/g, ' ')).toContain('its job only keeps the record or statement');
    for (const text of [planText(plan), planMarkdown(plan)]) expect(text).not.toContain('its job only');
  });

  it('does not call for pushing what will be mounted', () => {
    const [stage] = plan.stages;
    const [target] = stage?.targets ?? [];
    if (stage === undefined || target === undefined) throw new Error('the example has a target');
    const transfer = { blobs: 8, bytes: 0, mountable: 8, manifests: 4, referrers: 1, requests: 16 };
    const near = { ...plan, stages: [{ ...stage, targets: [{ ...target, transfer }] }] };
    expect(planText(near)).toContain(': 4 manifests, 1 referrer to push; 8 blobs to mount\n');
  });

  it('does not say of a target that could not be read that nothing is there, or to be sent', () => {
    const [stage] = plan.stages;
    const [target] = stage?.targets ?? [];
    const [record] = result.records;
    const [made] = record?.result?.targets ?? [];
    if (stage === undefined || target === undefined || made === undefined || record?.result === undefined)
      throw new Error('the examples have targets');
    const { transfer, ...unread } = { ...target, image: 'unread' as const };
    const text = planText({ ...plan, stages: [{ ...stage, targets: [unread] }] });
    expect([transfer === undefined, text]).toEqual([false, expect.stringContaining(': could not be read')]);
    expect(text).toMatch(/; what 1 unread target would get is not known\. Nothing was written\.$/m);

    const tag = { tag: parseTag('1.4.2'), before: null, after: null, action: 'skipped' } as const;
    const tags = [{ ...tag, reason: 'the target could not be read' }];
    const failed = { ...record, result: { ...record.result, targets: [{ ...made, tags }] } };
    expect(resultText({ ...result, records: [failed] })).toContain(
      '· 1.4.2  not written (the target could not be read)\n',
    );
  });

  it('says of an image that only a record names whose word that is, and not that nothing else names it', () => {
    const [stage] = plan.stages;
    const [change] = plan.stages.flatMap((one) => one.changes ?? []);
    if (stage === undefined || change === undefined) throw new Error('the example has a change');
    const recorded = { ...change, from: { ...change.from, found: 'journal' as const } };
    expect(planText({ ...plan, stages: [{ ...stage, changes: [recorded] }] }, { width: 200 })).toMatch(
      /Image +stable 1\.4\.1 [0-9a-f]{12} \(the last that a record says was promoted here\)/,
    );
  });

  it('says so where there is nothing to do', () => {
    const empty: Plan = { ...plan, outcome: 'none', stages: [], notices: [] };
    expect(planText(empty)).toContain('nothing to do');
    expect(planText(empty)).toContain('No stage');
    expect(planMarkdown(empty)).not.toContain('mermaid');
  });

  it('gives each of several records of one stage its own place', () => {
    const [record] = result.records;
    if (record === undefined) throw new Error('the example has a record');
    const stage = { pipeline: 'web', stage: 'qa', outcome: 'promoted' } as const;
    const twice: RunResult = {
      ...result,
      stages: [stage, stage],
      records: [record, { ...record, id: 'SECOND' }],
    };
    expect(resultText(twice).match(/record \S+/g)).toEqual([`record ${record.id}`, 'record SECOND']);
  });

  it('says that a read was shared only where it was: a target that was slow got one of its own', () => {
    const record = result.records.find(({ result: ended }) => (ended?.targets.length ?? 0) > 1);
    if (record?.result === undefined) throw new Error('the example has a record of two targets');
    const shown = (pulled: number, pushed: readonly number[]): string | undefined => {
      const targets = record.result?.targets.map((target, at) => ({ ...target, pushed: pushed[at] ?? 0 }));
      const ended = { ...record.result, targets, pulled } as Result;
      const text = resultText({ ...result, records: [{ ...record, result: ended }] });
      return /^ *(.* pulled.*)$/m.exec(text)?.[1];
    };
    expect(shown(1_048_576, [1_048_576, 1_048_576])).toBe('1.0 MiB pulled, once for all targets');
    expect(shown(2_097_152, [1_048_576, 1_048_576])).toBe('2.0 MiB pulled');
    // One target had what the other lacked: that may have been shared, or not.
    expect(shown(2_097_152, [1_048_576, 2_097_152])).toBe('2.0 MiB pulled, once for all targets');
  });

  it('cuts Markdown to a comment’s size at a block, and counts what was cut', () => {
    const stages = Array.from({ length: 300 }, () => plan.stages).flat();
    const text = planMarkdown({ ...plan, stages }, { room: commentRoom });
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text.length).toBeGreaterThan(55_000);
    expect(text).toMatch(
      /_\d+ more sections \([\d.]+ MiB\) did not fit here; the `result` output has all of it\._\n$/,
    );
    expect(text.match(/^```/gm)?.length ?? 0).toBe(0);
  });
});

describe('when everything in a plan or a record is hostile', () => {
  it('shows every character and no line that a runner obeys', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const lines = planText(hostilePlan(text), { width: 40 }).split('\n');
        for (const line of [...lines, ...resultText(hostileResult(text)).split('\n')]) {
          expect(line).not.toMatch(unseen);
          expect(isObeyed(line)).toBe(false);
        }
      }),
    );
  });

  it('keeps the Markdown’s shape: the same tables, headings and fences as of a harmless one', () => {
    const shape = (markdown: string): unknown => ({
      headings: markdown.match(/^#+ /gm),
      cells: markdown.match(/^\|.*$/gm)?.map((row) => row.split('|').length),
      lists: markdown.match(/^[-*+] /gm)?.length,
      numbered: markdown.match(/^\d+[.)] /gm),
      details: markdown.match(/^<.*$/gm),
      quotes: markdown.match(/^>/gm)?.length,
      fences: markdown.match(/^(?:`{3,}|~{3,})\w*$/gm)?.map((fence) => fence.replace(/`+/, '')),
    });
    const harmless = [shape(planMarkdown(hostilePlan('x'))), shape(resultMarkdown(hostileResult('x')))];
    fc.assert(
      fc.property(hostileText, (text) => {
        const shapes = [shape(planMarkdown(hostilePlan(text))), shape(resultMarkdown(hostileResult(text)))];
        expect(shapes).toEqual(harmless);
      }),
    );
  });

  it('draws labels of plain characters and entities only', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const drawn = picture(hostilePlan(text).stages.map((stage) => ({ ...stage, targets: 2 })));
        const own = /^(?:```mermaid|```|flowchart LR| {2}classDef [a-z]+ [a-z#0-9:,]+)$/;
        const arrow = /^ {2}[is]\d+ (?:-->|-\.->) s\d+$/;
        const node = /^ {2}[is]\d+(?:\[|\(\[)"(?:[A-Za-z0-9 ./_-]|#\d+;|<br\/>)*"(?:\]|\]\)):::[a-z]+$/;
        const read = (drawn ?? '').replaceAll(/#(\d+);/g, (_, point) => String.fromCodePoint(Number(point)));
        expect(read.replaceAll('\n', '')).not.toMatch(unseen);
        for (const line of (drawn ?? '').split('\n')) {
          expect([own, arrow, node].some((form) => form.test(line)) ? '' : line).toBe('');
        }
      }),
    );
  });
});

describe('when the picture would be too big', () => {
  it('draws none', () => {
    const stages = Array.from({ length: 9 }, () => plan.stages).flat();
    expect(picture(stages.map((stage) => ({ ...stage, targets: 1 })))).toBeUndefined();
  });
});

function hostilePlan(text: string): Plan {
  const problem = { code: text, message: text, hint: text };
  const stages = plan.stages.map((stage) => ({
    ...stage,
    pipeline: text,
    stage: text,
    environment: { name: text, approval: 'required' as const },
    problems: [problem],
    hash: text,
    ...(stage.changes === undefined ? {} : { changes: [hostileChange(text)] }),
    sources: stage.sources.map((source) => ({
      ...source,
      repository: text as never,
      tag: text as never,
      from: 'elsewhere' as never,
    })),
    targets: stage.targets.map((target) => ({
      ...target,
      repository: text as never,
      tags: target.tags.map((tag) => ({ ...tag, tag: text as never, reason: text })),
    })),
  }));
  return { ...plan, stages, notices: [text], config: { path: text, sha256: text } };
}

function hostileResult(text: string): RunResult {
  const hostile = hostilePlan(text);
  const records = result.records.map((record) => {
    const [source] = hostile.stages[0]?.sources ?? [];
    const intent = {
      ...record.intent,
      pipeline: text,
      stage: text,
      actor: text,
      initiator: 'x',
      comment: text,
    };
    const targets = (record.result?.targets ?? []).map((target) => ({
      ...target,
      repository: text as never,
      left: [text],
      tags: target.tags.map((tag) => ({ ...tag, tag: text as never, reason: text })),
    }));
    const run = { id: text, url: text };
    return {
      ...record,
      id: text,
      intent: { ...intent, sources: source === undefined ? [] : [source], run },
      ...(record.result === undefined
        ? {}
        : { result: { ...record.result, targets, error: { code: text, message: text, hint: text } } }),
    };
  });
  const stages = result.stages.map((stage) => ({ ...stage, pipeline: text, stage: text }));
  return { ...result, stages, records, plan: hostile, notices: [text] };
}
