import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckResult, Decision } from '../../src/domain/decision.ts';
import { recordedDecision } from '../../src/domain/decision-record.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { RunResult } from '../../src/domain/record.ts';
import { decisionAnnotations } from '../../src/report/decision-annotations.ts';
import { decisionBlocks } from '../../src/report/decision-markdown.ts';
import { fit, summaryRoom } from '../../src/report/fit.ts';
import { decisionText } from '../../src/report/decision.ts';
import { inertText } from '../../src/report/escape-text.ts';
import { planMarkdown, planText } from '../../src/report/plan.ts';
import { resultMarkdown, resultText } from '../../src/report/record.ts';
import { recordedText } from '../../src/report/recorded-decision.ts';
import { checkResult, passing, pending, refused, sbom, unreachable, vulnerabilities } from './decisions.ts';
import { plan, result } from './examples.ts';
import { hostileText, isObeyed, unseen } from './hostile.ts';

function decisionMarkdown(decision: Decision): string {
  return fit(decisionBlocks(decision), summaryRoom);
}

describe('when a decision is explained', () => {
  it.each([
    ['decision.txt', [refused, passing, unreachable, pending].map((each) => textOf(each)).join('\n\n')],
    ['decision-narrow.txt', textOf(refused, 60)],
    ['decision.md', [refused, passing, unreachable, pending].map(decisionMarkdown).join('\n\n')],
  ])('reads as in golden/%s', async (name, text) => {
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/${name}`);
  });

  it('says first what refuses, and last, in one line, what passed', () => {
    const marks = rowsOf(decisionText(refused)).map((line) => line[0]);
    expect(marks).toEqual(['✗', '✗', '?', '‖', '!', '!', '✓']);
  });

  it('says a finding that several platforms have once', () => {
    const shown = textOf({
      ...refused,
      checks: [{ ...vulnerabilities, findings: vulnerabilities.findings.slice(0, 3) }],
    });
    expect(shown.match(/CVE-2026-1111/g)).toHaveLength(1);
    expect(shown).toMatch(/found +CVE-2026-1111/);
    expect(shown).toMatch(/linux\/amd64 +CVE-2026-1000/);
  });

  it('counts the findings that it leaves out', () => {
    expect(textOf(refused)).toContain('and 40 more; all are in the JSON');
    expect(decisionMarkdown(refused)).toContain('and 42 more below');
  });

  it('names what a waiver accepted also where the check passed by it', () => {
    const waived = checkResult('prod-vulns', {
      findings: vulnerabilities.findings.filter(({ removedBy }) => removedBy === 'waiver'),
    });
    const decision: Decision = { ...refused, verdict: 'pass', checks: [waived] };
    expect(textOf(decision)).toMatch(/waiver W-2026-014 accepts[^]*CVE-2026-12345 libxml2/);
    expect(decisionMarkdown(decision)).toContain('1 finding: `CVE-2026-12345 libxml2`');
  });

  it('says to try again where something could not be reached, and nothing of the kind elsewhere', () => {
    expect(textOf(unreachable)).toContain('Try again');
    expect(textOf({ ...refused, checks: [sbom] })).not.toContain('Try again');
  });
});

describe('when a plan or a result has decisions', () => {
  const [stage, ...others] = plan.stages;
  if (stage === undefined) throw new Error('the example has a stage');
  const judged: Plan = { ...plan, stages: [{ ...stage, decisions: [refused] }, ...others] };
  const [record] = result.records;
  if (record === undefined) throw new Error('the example has a record');

  it('explains them below their stage', () => {
    const ran: RunResult = { ...result, plan: judged };
    for (const text of [planText(judged), resultText(ran)]) {
      expect(text).toContain('\n  REFUSED  ghcr.io/acme/dev/web:1.4.2');
      expect(text).toContain('\n  ✗ prod-vulns');
    }
    for (const text of [planMarkdown(judged), resultMarkdown(ran)]) {
      expect(text).toContain('**⛔ Policy: refused**');
    }
  });

  it('shows what the record keeps where that is all there is', () => {
    const kept: RunResult = {
      ...result,
      records: [{ ...record, intent: { ...record.intent, policy: [recordedDecision(refused)] } }],
    };
    expect(resultText(kept)).toMatch(/policy refused: 3 of 15 checks refuse \(prod-vulns VIOLATION/);
    expect(resultMarkdown(kept)).toContain('> Note: policy refused: 3 of 15 checks');
  });
});

describe('when a record keeps a decision', () => {
  it('says in a sentence what it was', () => {
    expect(recordedText(recordedDecision(refused))).toBe(
      'policy refused: 3 of 15 checks refuse (prod-vulns VIOLATION, any VIOLATION, sbom NO_EVIDENCE); warned of (size VIOLATION, base-image VIOLATION); waiver W-2026-014 of @acme/security',
    );
    expect(recordedText(recordedDecision(passing))).toBe('policy passed: 9 checks');
  });
});

describe('when annotations are made of a decision', () => {
  const annotations = decisionAnnotations(refused);

  it('puts one error on the policy’s line for each check that refuses, none for what is pending or passed', () => {
    const errors = annotations.filter(({ level }) => level === 'error');
    expect(errors.map(({ title, position }) => [title, position?.line])).toEqual([
      ['prod-vulns', 41],
      ['any', 41],
      ['sbom', 29],
    ]);
    expect(errors[0]?.message).toMatch(
      /^ghcr\.io\/acme\/dev\/web:1\.4\.2 .*critical 45 > 0[^]*CVE-2026-1111[^]*Rebuild/,
    );
    expect(decisionAnnotations(pending)).toEqual([]);
    expect(decisionAnnotations(passing)).toEqual([]);
  });

  it('warns of what only warns, of waivers that end soon, and of those that do not count', () => {
    const warned = annotations.filter(({ level }) => level === 'warning').map(({ title }) => title);
    expect(warned).toEqual(['size', 'W-2026-014', 'W-2026-004']);
    const calm = refused.waivers.used.map((waiver) => ({ ...waiver, expiresSoon: false }));
    const later = decisionAnnotations({ ...passing, waivers: { used: calm, idle: [] } });
    expect(later).toEqual([]);
  });

  it('notes what refuses later, and waivers that expired or match nothing', () => {
    const noted = annotations.filter(({ level }) => level === 'notice');
    expect(noted.map(({ title }) => title)).toEqual(['base-image', 'W-2026-003']);
    expect(noted[0]?.message).toContain('2027-01-15');
  });
});

describe('when everything in a decision is hostile', () => {
  it('shows every character, no line that a runner obeys, and no row that is not a check’s', () => {
    const harmless = rowsOf(decisionText(hostile('x'), { width: 40 })).length;
    fc.assert(
      fc.property(hostileText, (text) => {
        const lines = decisionText(hostile(text), { width: 40 });
        expect(rowsOf(lines)).toHaveLength(harmless);
        for (const line of inertText(lines).split('\n')) {
          expect(line).not.toMatch(unseen);
          expect(isObeyed(line)).toBe(false);
        }
      }),
    );
  });

  it.each(['✓ 99 checks passed: all', 'PASSED  x', '✗ a b c d e f g h i j k l m n o p q r s t u v w x y z'])(
    'cannot forge a row by %j, however it is wrapped',
    (forged) => {
      const text = `${'y'.repeat(30)} ${forged} ${forged} ${forged}`;
      const lines = decisionText(hostile(text), { width: 40 });
      expect(rowsOf(lines)).toHaveLength(rowsOf(decisionText(hostile('x'), { width: 40 })).length);
      expect(lines.filter((line) => /^[A-Z]{4}/.test(line))).toHaveLength(1);
    },
  );

  it('keeps the Markdown’s shape: the same tables, headings, lists and tags as of a harmless one', () => {
    const shape = (markdown: string): unknown => ({
      headings: markdown.match(/^#+ /gm),
      cells: markdown.match(/^\|.*$/gm)?.map((row) => row.split('|').length),
      lists: markdown.match(/^[-*+] /gm)?.length,
      numbered: markdown.match(/^\d+[.)] /gm),
      tags: markdown.match(/^<.*$/gm),
      fences: markdown.match(/^(?:`{3,}|~{3,})\w*$/gm),
      quotes: markdown.match(/^>/gm),
      blocks: markdown.split('\n\n').length,
    });
    const harmless = shape(decisionMarkdown(hostile('x')));
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(shape(decisionMarkdown(hostile(text)))).toEqual(harmless);
      }),
    );
  });
});

function textOf(decision: Decision, width = 100): string {
  return decisionText(decision, { width }).join('\n');
}

/** The lines that begin with a check's mark. */
function rowsOf(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => /^[✗?‖!✓] /u.test(line) && !line.startsWith('! waiver'));
}

function hostile(text: string): Decision {
  const reason = {
    code: 'VIOLATION',
    message: text,
    platform: text,
    observed: `${text}o`,
    expected: `${text}e`,
  } as const;
  const check = (each: CheckResult): CheckResult => ({
    ...each,
    id: text,
    policy: text,
    reasons: each.verdict === 'pass' ? [] : [reason],
    findings: [
      {
        platform: text,
        vulnerability: { id: text, aliases: [], severity: text },
        package: { name: text, version: text },
        license: text,
        label: text,
        detail: text,
        removedBy: 'waiver',
        removal: text,
      },
    ],
    evidence: each.evidence.map((one) => ({ ...one, title: text, trust: text })),
    ignored: [{ digest: refused.image.digest, title: text, why: text }],
    note: text,
    help: text,
    why: text,
    lookedAt: text,
    effectiveFrom: text,
    position: { file: text, line: 1, column: 1 },
    ...(each.any === undefined ? {} : { any: each.any.map(check) }),
  });
  return {
    ...refused,
    image: { ...refused.image, repository: text as never, tag: text as never, platforms: ['linux/amd64'] },
    stage: { pipeline: text, stage: text },
    checks: refused.checks.map(check),
    waivers: {
      used: refused.waivers.used.map((waiver) => ({
        ...waiver,
        id: text,
        check: text,
        reason: text,
        owner: text,
        expires: text,
        ticket: text,
      })),
      idle: [{ id: text, state: 'stale', message: text }],
    },
  };
}
