import type { CheckResult, Finding, Judgement } from '../../src/domain/decision.ts';
import { needsNothing, type PlatformFacts } from '../../src/domain/facts.ts';
import type { BoundCheck, Policy, PolicyRule } from '../../src/domain/policy.ts';
import type { Limits, Waiver, WaiverMatch } from '../../src/domain/waiver.ts';
import type { ImageConfig } from '../../src/image/image-config.ts';
import type { Check } from '../../src/policy/check.ts';
import type { EvaluateRequest } from '../../src/policy/evaluate.ts';
import { violation } from '../../src/policy/judgement.ts';
import { concluded } from '../../src/policy/per-platform.ts';
import { factsOf, now, platformFacts } from './facts.ts';

/** A platform with something else in its config. */
export function configured(name: string, config: Partial<ImageConfig>): PlatformFacts {
  const facts = platformFacts(name);
  if (facts.config.state === 'unknown') return facts;
  return { ...facts, config: { state: 'known', value: { ...facts.config.value, ...config } } };
}

export const limits: Limits = {
  waiverMax: 90 * 86_400,
  warnBefore: 14 * 86_400,
  waivable: ['vulnerabilities', 'licenses', 'components', 'size'],
  waiverReview: 'off',
  localWithApproval: false,
};

/** Counts for 31 more days. */
export function waiverOf(match: WaiverMatch, more: Partial<Waiver> = {}): Waiver {
  return {
    id: 'W-1',
    check: 'vulnerabilities',
    match,
    reason: 'not reachable',
    owner: '@acme/security',
    expires: '2026-12-20',
    breakGlass: false,
    missing: false,
    position: { file: 'hoist.yml', line: 1, column: 1 },
    ...more,
  };
}

/** A check that says what it is told, for rules about rules. */
export function checkSaying(
  judge: Judgement | BoundCheck['judge'],
  more: Partial<Omit<BoundCheck, 'judge'>> = {},
): BoundCheck {
  return {
    criterion: 'stub',
    needs: needsNothing,
    signers: [],
    dependsOn: 'nothing',
    about: 'image',
    judge: typeof judge === 'function' ? judge : () => judge,
    ...more,
  };
}

/** A check that refuses for each of these findings that is not waived. */
export function checkFinding(findings: readonly Finding[], criterion = 'vulnerabilities'): BoundCheck {
  return checkSaying(
    (_, judging) => {
      const judged = findings.map((one): Finding => {
        const removal = judging.waiverFor(one);
        return removal === undefined ? one : { ...one, removedBy: 'waiver', removal };
      });
      const left = judged.filter(({ removedBy }) => removedBy === undefined).map(() => violation('found'));
      return concluded(left, { note: 'none', findings: judged });
    },
    { criterion },
  );
}

export function ruleOf(what: PolicyRule['what'], more: Partial<PolicyRule> = {}): PolicyRule {
  const id = 'any' in what ? 'any' : what.criterion;
  return { id, what, level: 'enforce', onRollback: 'record', ...more };
}

export function policyOf(rules: readonly PolicyRule[], name = 'baseline'): Policy {
  return { name, rules };
}

export function requestOf(more: Partial<EvaluateRequest> = {}): EvaluateRequest {
  return {
    facts: factsOf(),
    policies: [],
    waivers: [],
    limits,
    now,
    mode: 'promote',
    approvalRequired: false,
    origins: new Map(),
    ...more,
  };
}

/** A check with options as a config writes them. Throws where the schema refuses them. */
export function bindTo(check: Check, written: unknown): BoundCheck {
  return check.bind(check.schema.parse(written));
}

/** `pass`, or the codes of the reasons in order, each once, with the platforms that they name. */
export function saying({ reasons }: Judgement | CheckResult): string {
  const said = reasons.map(({ code, platform }) => (platform === undefined ? code : `${code} ${platform}`));
  return said.length === 0 ? 'pass' : [...new Set(said)].join(', ');
}
