import type { CheckResult, Decision, Judgement, Reason, Verdict } from '../domain/decision.ts';
import { needsNothing, type Facts, type Needs } from '../domain/facts.ts';
import type { BoundCheck, Judging, Policy, PolicyRule } from '../domain/policy.ts';
import type { Limits, Waiver, WaiverOrigin } from '../domain/waiver.ts';
import { messageOf } from '../errors.ts';
import { lookedAtText } from './looked-at.ts';
import { stops, violation } from './judgement.ts';
import { platformName } from './platform-name.ts';
import { narrowTo } from './platform-scope.ts';
import { findingOf, openWaivers, type RuleWaivers, type WaiverDesk, type WaiverUse } from './waiver.ts';

export type EvaluateRequest = {
  readonly facts: Facts;
  /** Of the stage; all must pass. */
  readonly policies: readonly Policy[];
  readonly waivers: readonly Waiver[];
  readonly limits: Limits;
  readonly now: Date;
  /**
   * `plan`: rules that depend on time or on an earlier stage and do not pass are `pending`. `rollback`: what time and the
   * world changed is recorded and refuses only where the rule says so (contract §6).
   */
  readonly mode: 'promote' | 'plan' | 'rollback';
  /** The stage has `approval: required`. */
  readonly approvalRequired: boolean;
  /** Who wrote and who approved a waiver, by its id. */
  readonly origins: ReadonlyMap<string, WaiverOrigin>;
};

type Context = Omit<EvaluateRequest, 'policies'> & { readonly policy: string; readonly desk: WaiverDesk };

/** What a rule came to, and the waivers that it rests on. */
type Judged = { readonly result: CheckResult; readonly use: readonly WaiverUse[] };

/**
 * What the policies of a stage say of one image: pure, and the same for the same request (I8). Every rule is judged, also
 * after a refusal; a rule that several policies share is judged once. A stage without policies demands nothing.
 */
export function evaluate(request: EvaluateRequest): Decision {
  const { facts, policies, now } = request;
  const rules = rulesOf(policies);
  const criteria = new Set(rules.flatMap(({ rule }) => checksOf(rule)).map(({ criterion }) => criterion));
  const desk = openWaivers({ ...request, criteria });
  const judged = rules.map(({ rule, policy }) => judgeRule(rule, { ...request, policy, desk }));
  const checks = [...builtIn(facts, policies), ...judged.map(({ result }) => result)];
  const { repository, tag, digest } = facts.image;
  return {
    schema: 'hoist/decision/v1',
    image: {
      repository,
      ...(tag !== undefined && { tag }),
      digest,
      platforms: facts.platforms.map(platformName),
    },
    ...(facts.stage && { stage: facts.stage }),
    policies: policies.map(({ name }) => name),
    evaluatedAt: now.toISOString(),
    verdict: decide(checks),
    checks,
    waivers: desk.settle(judged.flatMap(({ use }) => use)),
  };
}

/** What has to be found out before these policies can be judged: the union over their rules, alternatives included. */
export function needsOf(policies: readonly Policy[]): Needs {
  const rules = rulesOf(policies).flatMap(({ rule }) => withAlternatives(rule));
  const needs = rules.flatMap(({ what }) => ('any' in what ? [] : [what.needs]));
  const previous = new Set(needs.map((each) => each.previous));
  return {
    evidence: needs.some(({ evidence }) => evidence),
    // The platform of an image that is no index, or whose index does not say, is in its config.
    configs:
      needs.some(({ configs }) => configs) || rules.some(({ onPlatforms }) => onPlatforms !== undefined),
    commit: {
      checks: needs.some(({ commit }) => commit.checks),
      statuses: needs.some(({ commit }) => commit.statuses),
      branches: [...new Set(needs.flatMap(({ commit }) => commit.branches))],
      tags: needs.some(({ commit }) => commit.tags),
      pull: needs.some(({ commit }) => commit.pull),
    },
    previous: previous.has('evidence') ? 'evidence' : previous.has('tags') ? 'tags' : needsNothing.previous,
    feeds: [...new Set(needs.flatMap(({ feeds }) => feeds))],
    baseImages: needs.some(({ baseImages }) => baseImages),
    stages: [...new Set(needs.flatMap(({ stages }) => stages))],
  };
}

/** Each once, under the first policy that has it. */
function rulesOf(policies: readonly Policy[]): { readonly rule: PolicyRule; readonly policy: string }[] {
  const first = new Map<PolicyRule, string>();
  for (const { name, rules } of policies) {
    for (const rule of rules) if (!first.has(rule)) first.set(rule, name);
  }
  return [...first].map(([rule, policy]) => ({ rule, policy }));
}

function withAlternatives(rule: PolicyRule): readonly PolicyRule[] {
  return 'any' in rule.what ? [rule, ...rule.what.any.flatMap(withAlternatives)] : [rule];
}

function checksOf(rule: PolicyRule): readonly BoundCheck[] {
  return withAlternatives(rule).flatMap(({ what }) => ('any' in what ? [] : [what]));
}

/** What no policy has to ask for: that everything below the index was judged (I6), and that there are rules (I1). */
function builtIn({ image }: Facts, policies: readonly Policy[]): readonly CheckResult[] {
  const results: CheckResult[] = [];
  const strange = image.strangeChildren;
  const [first] = policies;
  if (strange.length > 0 && first !== undefined) {
    const message = 'the index has children that are neither a platform nor an attestation manifest';
    const judgement = stops([violation(message, { observed: strange.join(', ') })], {
      help: 'Build the index without them: nothing could judge what they hold.',
    });
    results.push(refusal('image', first.name, judgement));
  }
  for (const { name, rules } of policies) {
    if (rules.length > 0) continue;
    const judgement = stops([{ code: 'INCOMPLETE', message: `the policy ${name} has no checks` }]);
    results.push(refusal('policy', name, judgement));
  }
  return results;
}

function refusal(criterion: string, policy: string, judgement: Judgement): CheckResult {
  return { ...judgement, id: criterion, criterion, policy, verdict: verdictOf(judgement), level: 'enforce' };
}

function judgeRule(rule: PolicyRule, context: Context): Judged {
  const { what } = rule;
  return 'any' in what ? judgeAny(rule, what.any, context) : judgeCheck(rule, what, context);
}

function judgeCheck(rule: PolicyRule, check: BoundCheck, context: Context): Judged {
  const { criterion } = check;
  const waivers = context.desk.forRule({ id: rule.id, criterion });
  try {
    const scope = narrowTo(rule.onPlatforms, context.facts);
    if ('judgement' in scope) return judged(rule, context, { criterion, judgement: scope.judgement });
    const judgement = accept(check.judge(scope.facts, judgingOf(context, waivers)), waivers);
    const isPending = context.mode === 'plan' && check.dependsOn !== 'nothing';
    const lookedAt = check.needs.evidence ? lookedAtText(scope.facts) : '';
    const use = [waivers.used];
    return judged(rule, context, { criterion, judgement, isPending, lookedAt, use });
  } catch (error) {
    const message = `the check ${criterion} could not be judged: ${messageOf(error)}`;
    return judged(rule, context, { criterion, judgement: stops([{ code: 'UNPARSABLE', message }]) });
  }
}

function judgingOf({ now, limits, approvalRequired }: Context, { waiverFor }: RuleWaivers): Judging {
  return { now, waiverFor, localCounts: !approvalRequired || limits.localWithApproval };
}

/** Takes away the reasons that a waiver accepts: of a check that finds nothing with a name, and evidence that is missing. */
function accept(judgement: Judgement, waivers: RuleWaivers): Judgement {
  const asked = judgement.reasons.map((reason) => ({ reason, removal: waivers.waiverForReason(reason) }));
  const accepted = asked.flatMap(({ reason, removal }) =>
    removal === undefined ? [] : [{ ...findingOf(reason), removedBy: 'waiver' as const, removal }],
  );
  if (accepted.length === 0) return judgement;
  const reasons = asked.filter(({ removal }) => removal === undefined).map(({ reason }) => reason);
  const findings = [...judgement.findings, ...accepted];
  if (reasons.length > 0) return { ...judgement, reasons, findings };
  const ids = [...new Set(accepted.map(({ removal }) => removal))].join(', ');
  const { evidence, ignored } = judgement;
  return { reasons, findings, evidence, ignored, note: `accepted by the waiver ${ids}` };
}

/**
 * Passes if one alternative does. Else it fails only if all of them do: one that is unknown might have passed. Of several
 * that pass, the one that needs no waiver is taken.
 */
function judgeAny(rule: PolicyRule, alternatives: readonly PolicyRule[], context: Context): Judged {
  const scope = narrowAny(rule, context.facts);
  if ('judgement' in scope) return judged(rule, context, { criterion: 'any', judgement: scope.judgement });
  const results = alternatives.map((one) => judgeRule(one, { ...context, facts: scope.facts }));
  const any = results.map(({ result }) => result);
  const passing = results.filter(({ result }) => result.verdict === 'pass' && result.level !== 'later');
  const winner = passing.find(({ use }) => use.every(({ size }) => size === 0)) ?? passing[0];
  if (winner !== undefined) {
    const { id, note } = winner.result;
    const judgement = { reasons: [], findings: [], evidence: [], ignored: [] };
    const said = { ...judgement, note: note === undefined ? id : `${id}: ${note}` };
    return judged(rule, context, { criterion: 'any', judgement: said, any, use: winner.use });
  }
  const judgement = stops([noneOf(any)], { help: 'Make one of the alternatives pass.' });
  const isPending = any.some(({ verdict }) => verdict === 'pending');
  return judged(rule, context, { criterion: 'any', judgement, any, isPending });
}

function narrowAny(rule: PolicyRule, facts: Facts): ReturnType<typeof narrowTo> {
  try {
    return narrowTo(rule.onPlatforms, facts);
  } catch (error) {
    const message = `the platforms of ${rule.id} could not be read: ${messageOf(error)}`;
    return { judgement: stops([{ code: 'UNPARSABLE', message }]) };
  }
}

function noneOf(any: readonly CheckResult[]): Reason {
  const message =
    any.length === 0
      ? 'there are no alternatives'
      : `none of ${any.map(({ id }) => id).join(', ')} ${any.length === 1 ? 'passes' : 'pass'}`;
  const unknown = any.filter(({ verdict }) => verdict === 'unknown');
  const code = unknown.some(isUnreachable) ? 'UNREACHABLE' : unknown[0]?.reasons[0]?.code;
  return { code: code ?? 'VIOLATION', message };
}

type Outcome = {
  readonly criterion: string;
  readonly judgement: Judgement;
  readonly isPending?: boolean;
  readonly lookedAt?: string;
  readonly any?: readonly CheckResult[];
  readonly use?: readonly WaiverUse[];
};

function judged(rule: PolicyRule, context: Context, outcome: Outcome): Judged {
  const { criterion, judgement, isPending = false, lookedAt = '', any, use = [] } = outcome;
  const { id, why, effectiveFrom, position } = rule;
  const verdict = verdictOf(judgement);
  const result: CheckResult = {
    ...judgement,
    id,
    criterion,
    policy: context.policy,
    verdict: isPending && verdict !== 'pass' ? 'pending' : verdict,
    level: levelOf(rule, context),
    ...(why !== undefined && { why }),
    ...(effectiveFrom !== undefined && { effectiveFrom }),
    ...(position && { position }),
    ...(verdict !== 'pass' && lookedAt !== '' && { lookedAt }),
    ...(any && { any }),
  };
  return { result, use };
}

function levelOf(rule: PolicyRule, { now, mode }: Context): CheckResult['level'] {
  const { level, effectiveFrom, onRollback } = rule;
  if (effectiveFrom !== undefined && now.getTime() < Date.parse(`${effectiveFrom}T00:00:00Z`)) return 'later';
  if (mode === 'rollback' && onRollback === 'record' && isAboutWorld(rule)) return 'warn';
  return level;
}

/** Time can turn a choice as soon as it can turn one of its alternatives. */
function isAboutWorld(rule: PolicyRule): boolean {
  return checksOf(rule).some(({ about }) => about === 'world');
}

function verdictOf({ reasons }: Judgement): Verdict {
  if (reasons.length === 0) return 'pass';
  return reasons.some(({ code }) => code === 'VIOLATION') ? 'fail' : 'unknown';
}

function isUnreachable({ reasons }: CheckResult): boolean {
  return reasons.every(({ code }) => code === 'UNREACHABLE');
}

/** The worst of what is enforced. */
function decide(checks: readonly CheckResult[]): Decision['verdict'] {
  const open = checks.filter(({ level, verdict }) => level === 'enforce' && verdict !== 'pass');
  const waits = (check: CheckResult): boolean => check.verdict === 'unknown' && isUnreachable(check);
  if (open.some((check) => check.verdict !== 'pending' && !waits(check))) return 'refused';
  if (open.some(waits)) return 'unreachable';
  return open.length > 0 ? 'pending' : 'pass';
}
