import type { Decision } from '../domain/decision.ts';
import type { Problem, StageState } from '../domain/plan.ts';
import { stageText, type Pipeline, type Stage, type StageId } from '../domain/pipeline.ts';
import { HoistError } from '../errors.ts';
import type { Case, Ruling } from './judge.ts';
import type { TargetWork } from './plan-target.ts';
import type { Trip } from './trip.ts';

export type Asked = Pick<Case, 'mode' | 'isOnItsWay'>;

/** Asks the policies of a stage for every image that would enter it (guarantee 6). */
export async function ruleOn(
  trip: Trip,
  {
    pipeline,
    stage,
    works,
  }: { readonly pipeline: Pipeline; readonly stage: Stage; readonly works: readonly TargetWork[] },
  asked: Asked,
): Promise<Ruling> {
  if (stage.policies.length === 0) return { decisions: [], graphs: new Map() };
  return await judgeOf(trip)({
    ...asked,
    stage: { pipeline: pipeline.name, stage: stage.name },
    policies: stage.policies,
    rules: stage,
    approvalRequired: stage.environment?.approval === 'required',
    works,
  });
}

/** A stage that names a policy has a config, and with it somebody who judges: never skipped for want of one. */
export function judgeOf({ judge }: Trip): NonNullable<Trip['judge']> {
  if (judge !== undefined) return judge;
  throw new Error('a policy is to be judged, and there is no config');
}

/** What the decisions of a stage come to, all its images together. */
export type Sentence =
  | { readonly verdict: 'pass' | 'pending' }
  | { readonly verdict: 'refused' | 'unreachable'; readonly problem: Problem };

export function sentenceOf(decisions: readonly Decision[], where: StageId | string): Sentence {
  const refused = decisions.filter(({ verdict }) => verdict === 'refused');
  if (refused.length > 0)
    return { verdict: 'refused', problem: problemOf(refused, { where, code: 'POLICY_REFUSED' }) };
  const unreachable = decisions.filter(({ verdict }) => verdict === 'unreachable');
  if (unreachable.length > 0)
    return { verdict: 'unreachable', problem: problemOf(unreachable, { where, code: 'POLICY_UNREACHABLE' }) };
  return { verdict: decisions.some(({ verdict }) => verdict === 'pending') ? 'pending' : 'pass' };
}

/** The state of a planned stage after policy was asked. What waits for something still may pass, and goes on in a run. */
export function stateAfter(state: StageState, sentence: Sentence, dry: boolean): StageState {
  if (state !== 'ready' && state !== 'unchanged') return state;
  switch (sentence.verdict) {
    case 'refused':
      return 'refused';
    case 'unreachable':
      return 'failed';
    case 'pending':
      return dry ? 'pending' : state;
    default:
      return state;
  }
}

/** Of what could not be judged: trying again may help, so it is no refusal (exit 3). */
export function unjudged({ code, message, hint }: Problem): HoistError {
  return new HoistError('unreachable', code, message, { hint });
}

/** One line for the outcome; the decision itself tells the rest. */
function problemOf(
  decisions: readonly Decision[],
  { where, code }: { readonly where: StageId | string; readonly code: string },
): Problem {
  const name = typeof where === 'string' ? where : stageText(where);
  const bad = decisions.flatMap(({ checks }) => checks).filter(isInTheWay);
  const all = decisions.flatMap(({ checks }) => checks);
  const list = [...new Set(bad.map(({ id, reasons: [first] }) => `${id} (${first?.code ?? 'VIOLATION'})`))];
  const what = code === 'POLICY_REFUSED' ? 'policy refuses' : 'policy could not be judged for';
  const help = bad.map((check) => check.help).find((text) => text !== undefined);
  return {
    code,
    message: `${what} ${name}: ${bad.length} of ${all.length} ${all.length === 1 ? 'check' : 'checks'} ${bad.length === 1 ? 'does' : 'do'} not pass: ${list.join(', ')}`,
    ...(help === undefined ? {} : { hint: help }),
  };
}

function isInTheWay({ level, verdict }: Decision['checks'][number]): boolean {
  return level === 'enforce' && (verdict === 'fail' || verdict === 'unknown');
}
