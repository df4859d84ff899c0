import type { CheckResult, Decision } from '../domain/decision.ts';
import type { SourcePosition } from '../errors.ts';
import { checkState } from './check-state.ts';
import { helpOf, idleText, subjectText, usedText } from './decision.ts';
import { findingRows } from './finding-row.ts';
import { reasonLines } from './reason-line.ts';
import type { CheckState } from './sign.ts';

/** Something to say beside a line of the config. Not escaped: the sink of annotations does that. */
export type Annotation = {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title?: string | undefined;
  readonly message: string;
  readonly position?: SourcePosition | undefined;
};

const levels: Readonly<Partial<Record<CheckState, Annotation['level']>>> = {
  fails: 'error',
  unknown: 'error',
  warns: 'warning',
  later: 'notice',
};
/** Findings that an annotation names. */
const most = 3;

/**
 * What stands on the policy's lines: each check that refuses, or would if it were enforced, and waivers that end soon or do
 * nothing.
 */
export function decisionAnnotations(decision: Decision): readonly Annotation[] {
  const { used, idle } = decision.waivers;
  return [
    ...decision.checks.flatMap((check) => ofCheck(check, decision)),
    ...used
      .filter(({ expiresSoon }) => expiresSoon)
      .map((waiver): Annotation => ({ level: 'warning', title: waiver.id, message: usedText(waiver) })),
    ...idle.map((waiver): Annotation => ({
      // Somebody counts on the other two: nothing else says why they have no effect.
      level: waiver.state === 'stale' || waiver.state === 'expired' ? 'notice' : 'warning',
      title: waiver.id,
      message: idleText(waiver),
    })),
  ];
}

function ofCheck(check: CheckResult, decision: Decision): readonly Annotation[] {
  const level = levels[checkState(check)];
  if (level === undefined) return [];
  const { image, stage } = decision;
  const reasons = reasonLines(check).map(({ code, text }) => (code === undefined ? text : `${code} ${text}`));
  const later =
    checkState(check) === 'later' ? [`Refuses from ${check.effectiveFrom ?? 'a later day'} on.`] : [];
  const message = [
    `${subjectText({ image, ...(stage === undefined ? {} : { stage }) })}: ${reasons.join('; ')}`,
    ...foundLines(check, decision),
    ...later,
    ...helpOf(check),
  ].join('\n');
  return [{ level, title: check.id, message, position: check.position }];
}

function foundLines(check: CheckResult, decision: Decision): readonly string[] {
  const rows = findingRows(check, decision).filter(({ removed }) => removed === undefined);
  const more = rows.length - most;
  return [
    ...rows
      .slice(0, most)
      .map(({ id, thing, detail }) => [id, thing, detail].filter((part) => part !== '').join(' ')),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}
