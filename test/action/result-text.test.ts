import { describe, expect, it } from 'vitest';
import { resultText } from '../../src/action/result-text.ts';
import type { CommandResult } from '../../src/commands/command.ts';
import type { CheckResult, Decision } from '../../src/domain/decision.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { digestOf } from '../../src/image/digest.ts';
import { parseRepository } from '../../src/image/reference.ts';

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
