import { describe, expect, it } from 'vitest';
import { resultText } from '../../src/action/result-text.ts';
import type { CommandResult } from '../../src/commands/command.ts';
import type { CheckResult, Decision } from '../../src/domain/decision.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { digestOf } from '../../src/image/digest.ts';
import type { PlannedTarget } from '../../src/domain/plan.ts';
import type { PromotionRecord, RunResult } from '../../src/domain/record.ts';
import type { StatusReport } from '../../src/domain/status.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';
import { result as example } from '../report/examples.ts';
import { board as status } from '../report/board-examples.ts';

const repository = parseRepository('ghcr.io/acme/dev/web');

function check(findings: number, ignored = 0): CheckResult {
  return {
    id: 'vulnerabilities',
    criterion: 'vulnerabilities',
    policy: 'baseline',
    verdict: 'fail',
    level: 'enforce',
    reasons: [{ code: 'VIOLATION', message: 'critical 1 > 0' }],
    findings: Array.from({ length: findings }, (_, index) => ({
      vulnerability: { id: `CVE-2026-${index}`, aliases: [], severity: 'critical' },
    })),
    evidence: [],
    ignored: Array.from({ length: ignored }, (_, index) => ({
      digest: digestOf(Buffer.from(`${index}`)),
      title: 'document',
      why: 'unsigned',
    })),
  };
}

function resultOf(checks: readonly CheckResult[], kind: 'plan' | 'run' = 'plan'): CommandResult {
  const decision: Decision = {
    schema: 'hoist/decision/v1',
    image: { repository, digest: digestOf(Buffer.from('image')), platforms: [] },
    policies: ['baseline'],
    evaluatedAt: '2026-03-04T05:06:07Z',
    verdict: 'refused',
    checks,
    waivers: { used: [], idle: [] },
  };
  const plan: Plan = {
    schema: 'hoist/plan/v1',
    instant: '2026-03-04T05:06:07Z',
    outcome: 'refused',
    stages: [
      {
        pipeline: 'web',
        stage: 'qa',
        kind: 'auto',
        state: 'refused',
        sources: [],
        targets: [],
        problems: [],
        decisions: [decision],
      },
    ],
    notices: [],
  };
  const common = { exitCode: 1, notices: [] };
  if (kind === 'plan') return { ...common, kind, document: plan };
  const document = {
    schema: 'hoist/result/v1',
    outcome: 'refused',
    stages: [],
    records: [],
    plan,
    notices: [],
  } as const;
  return { ...common, kind, document };
}

/** The checks that the text still has. */
function checksIn(text: string, kind: 'plan' | 'run' = 'plan'): readonly CheckResult[] {
  const document = JSON.parse(text) as Plan & { readonly plan: Plan };
  return (kind === 'plan' ? document : document.plan).stages[0]?.decisions?.[0]?.checks ?? [];
}

describe('when the output `result` is made', () => {
  it('is the whole document where GitHub takes that', () => {
    const result = resultOf([check(500)]);
    expect(JSON.parse(resultText(result))).toEqual(result.document);
  });

  it.each(['plan', 'run'] as const)(
    'and a %s has too many findings, the first ones stay, with every verdict',
    (kind) => {
      const text = resultText(resultOf([check(10_000), check(10_000)], kind));
      expect(text.length).toBeLessThan(400_000);
      const checks = checksIn(text, kind);
      expect(checks.map(({ verdict, findings }) => [verdict, findings.length])).toEqual([
        ['fail', 20],
        ['fail', 20],
      ]);
    },
  );

  it('alternatives are cut as well', () => {
    const any: CheckResult = { ...check(0), any: [check(20_000)] };
    expect(checksIn(resultText(resultOf([any])))[0]?.any?.[0]?.findings).toHaveLength(20);
  });

  it('and there are too many checks for that, they keep their reasons only, and at last the verdict stays', () => {
    const many = resultText(resultOf(Array.from({ length: 300 }, () => check(50, 50))));
    expect(checksIn(many)).toHaveLength(300);
    expect(checksIn(many).every(({ findings, ignored }) => findings.length + ignored.length === 0)).toBe(
      true,
    );
    const most = resultText(resultOf(Array.from({ length: 3_000 }, () => check(0))));
    expect(checksIn(most)).toEqual([]);
    expect(most).toContain('"verdict":"refused"');
  });
});

/** More tags at a target than an output has room for. */
function targets(count: number): readonly PlannedTarget[] {
  const digest = digestOf(Buffer.from('image'));
  return Array.from({ length: count }, (_, index) => ({
    repository: parseRepository(`ghcr.io/acme/qa/web-${index}`),
    source: repository,
    digest,
    tags: [{ tag: parseTag('1.0.0'), move: 'never', now: null, action: 'create' }],
    image: 'absent',
  }));
}

function manyTargets(run: RunResult, count: number): RunResult {
  const stages = run.plan.stages.map((stage) => ({ ...stage, targets: targets(count) }));
  return { ...run, plan: { ...run.plan, stages } };
}

function wide(record: PromotionRecord, count: number): PromotionRecord {
  const { repository: at, digest } = targets(1)[0] ?? { repository, digest: digestOf(Buffer.from('')) };
  const tags = [{ tag: parseTag('1.0.0'), before: null, after: digest }];
  return {
    ...record,
    intent: {
      ...record.intent,
      targets: Array.from({ length: count }, () => ({ repository: at, digest, tags })),
    },
  };
}

const notice = expect.stringContaining('hoist/result.json') as string;

describe('when GitHub would not take the output `result` for its targets', () => {
  const common = { exitCode: 0, notices: [] };

  it('a run has its records whole, and its plan without what they tell', () => {
    const document = manyTargets(example, 2000);
    const text = resultText({ ...common, kind: 'run', document });
    const shown = JSON.parse(text) as RunResult;
    expect(text.length).toBeLessThan(400_000);
    expect(shown).toMatchObject({
      outcome: example.outcome,
      stages: example.stages,
      records: example.records,
    });
    expect(shown.plan.stages.map(({ state }) => state)).toEqual(
      example.plan.stages.map(({ state }) => state),
    );
    expect(shown.notices).toEqual([...example.notices, notice]);
  });

  it('of too many records the newest stay', () => {
    const [record] = example.records;
    if (record === undefined) throw new Error('the example has a record');
    const records = ['a', 'b', 'c'].map((id) => ({ ...wide(record, 800), id }));
    const text = resultText({ ...common, kind: 'run', document: { ...example, records } });
    expect(text.length).toBeLessThan(400_000);
    expect((JSON.parse(text) as RunResult).records).toEqual(records.slice(2));
  });

  it('and where not one fits, the outcomes stay', () => {
    const records = example.records.slice(0, 1).map((record) => wide(record, 4000));
    const document = { ...manyTargets(example, 2000), records };
    const shown = JSON.parse(resultText({ ...common, kind: 'run', document })) as RunResult;
    expect(shown).toMatchObject({ outcome: example.outcome, stages: example.stages, records: [] });
  });

  it('a plan keeps what each stage comes to, and its hash', () => {
    const { plan } = manyTargets(example, 2000);
    const text = resultText({ ...common, kind: 'plan', document: plan });
    expect(text.length).toBeLessThan(400_000);
    const shown = JSON.parse(text) as Plan;
    expect(shown.stages.map(({ state, hash }) => [state, hash])).toEqual(
      plan.stages.map(({ state, hash }) => [state, hash]),
    );
    expect(shown.notices).toEqual([...plan.notices, notice]);
  });

  it('a board keeps its totals and what is not as it was promoted', () => {
    const [stage] = status.stages;
    const [tag] = stage?.tags ?? [];
    if (stage === undefined || tag === undefined) throw new Error('the example has a tag');
    const well = Array.from({ length: 4000 }, () => ({ ...tag, state: 'as-promoted' as const }));
    const moved = { ...tag, state: 'moved' as const };
    const document: StatusReport = { ...status, stages: [{ ...stage, tags: [...well, moved] }] };
    const shown = JSON.parse(
      resultText({ ...common, kind: 'status', document, format: 'text' }),
    ) as StatusReport;
    expect(shown.totals).toEqual(status.totals);
    expect(shown.stages.map(({ tags }) => tags)).toEqual([[moved]]);
  });
});
