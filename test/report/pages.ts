import type { Plan } from '../../src/domain/plan.ts';
import type { RunResult } from '../../src/domain/record.ts';
import { isDigest } from '../../src/image/digest.ts';
import { candidatesMarkdown } from '../../src/report/candidates.ts';
import { checkMarkdown } from '../../src/report/check.ts';
import { commentMarkdown, type CommentNews } from '../../src/report/comment.ts';
import { historyMarkdown } from '../../src/report/history.ts';
import { planMarkdown } from '../../src/report/plan.ts';
import { resultMarkdown } from '../../src/report/record.ts';
import { statusMarkdown } from '../../src/report/status.ts';
import { verifyMarkdown } from '../../src/report/verify.ts';
import { board, found, history, verified } from './board-examples.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { refused as whole } from './decisions.ts';
import { change, check, plan, result } from './examples.ts';

/** Few of each kind, so that pages of long texts are not cut. */
const refused: Decision = {
  ...whole,
  checks: whole.checks.map((one) => ({ ...one, findings: one.findings.slice(0, 3) })),
};

/** Something that was decided, and a stage that it was decided for. */
const judged: Plan = {
  ...plan,
  stages: plan.stages.map((stage, at) => ({
    ...stage,
    ...(at === 1 ? { decisions: [refused] } : {}),
    ...(at === 2 ? { changes: [change] } : {}),
  })),
};

const done: RunResult = {
  ...result,
  plan: judged,
  records: result.records.map((record) =>
    record.result === undefined
      ? record
      : { ...record, result: { ...record.result, approvals: verified.stated?.approvals ?? fail() } },
  ),
};

const news: CommentNews = {
  news: { kind: 'plan', document: judged },
  at: '2026-05-04T10:11:20.123Z',
  actor: 'robin',
  run: { id: '123', url: 'https://github.com/acme/web/actions/runs/123/attempts/1' },
  commit: { id: '2e'.repeat(20), proof: 'proven' },
};

/** Every page that people see on GitHub, by name; what they show has gone through `change` before. */
export function pagesOf(alter: <T>(document: T) => T = (document) => document): Record<string, string> {
  const planned = commentMarkdown(alter(news));
  return {
    plan: planMarkdown(alter(judged)),
    run: resultMarkdown(alter(done)),
    'comment-plan': planned,
    'comment-run': commentMarkdown({
      ...alter({ ...news, news: { kind: 'run', document: done } as const }),
      before: planned,
    }),
    status: statusMarkdown(alter(board)),
    history: historyMarkdown(alter(history)),
    candidates: candidatesMarkdown(alter({ ...found, candidates: found.candidates.map(withDecision) })),
    verify: verifyMarkdown(alter(verified)),
    check: checkMarkdown(
      alter({
        ...check,
        hooks: [{ urlFromEnv: 'HOOK_URL', ok: false, message: 'the receiver answered 503' }],
      }),
    ),
  };
}

/** Words of ours: a report chooses signs and sentences by them, and nobody from outside can bring others. */
const words = new Set(
  (
    'schema outcome state action move kind verdict level proof found trust what severity image actions by ' +
    'statement attribution approval opens behind removedBy'
  ).split(' '),
);

/** The same document with every text in it replaced that is not a digest or a word of ours. */
export function rewritten<T>(document: T, text: string, key = ''): T {
  return rewrite(document, text, key) as T;
}

function rewrite(value: unknown, text: string, key: string): unknown {
  if (typeof value === 'string') return words.has(key) || isDigest(value) ? value : text;
  if (Array.isArray(value)) return value.map((item: unknown) => rewrite(item, text, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, rewrite(item, text, name)]));
}

function withDecision<T>(candidate: T): T & { readonly decisions: readonly [typeof refused] } {
  return { ...candidate, decisions: [refused] };
}

function fail(): never {
  throw new Error('the example has no approvals');
}
