import type { Policy } from '../domain/policy.ts';
import { bindDtrRule, needsEvidence } from '../policy/dtr.ts';
import type { WrittenItem, WrittenPolicy } from '../policy/language.ts';
import { durationSeconds } from '../policy/written.ts';
import type { WrittenConfig } from './parse.ts';
import type { Problems } from './problems.ts';
import { findCycle } from './resolve-pipelines.ts';
import { checkSignerNames, resolveItem, rollbackOf, type OwnRule } from './resolve-rule.ts';
import { nameRules } from './rule-ids.ts';
import { asList, itemPath } from './resolve-stage.ts';
import type { Path } from './yaml.ts';

type Context = { readonly written: WrittenConfig; readonly problems: Problems };
type PolicyMap = Exclude<WrittenPolicy, readonly WrittenItem[]>;

/** The policies by name, each with the rules of those that it extends, every rule once. */
export function resolvePolicies(written: WrittenConfig, problems: Problems): ReadonlyMap<string, Policy> {
  const context = { written, problems };
  const own = new Map(
    Object.entries(written.policies).map(([name, policy]) => [name, ownRules(name, policy, context)]),
  );
  checkCycle(context);
  const closures = new Map([...own.keys()].map((name) => [name, closureOf([name], written)]));
  const rules = nameRules(own, {
    closures,
    together: together(written),
    problems,
    at: (path) => written.at(path),
  });
  return new Map(
    [...closures].map(([name, parts]) => [
      name,
      { name, rules: parts.flatMap((part) => rules.get(part) ?? []) },
    ]),
  );
}

/** A policy's own rules, those of others left out. */
function ownRules(name: string, policy: WrittenPolicy, context: Context): readonly OwnRule[] {
  const { problems } = context;
  const path: Path = ['policies', name];
  if (isEmpty(policy)) {
    problems.add({
      code: 'POLICY_EMPTY',
      message: `the policy "${name}" has no check, so it would let everything pass`,
      path,
      part: 'key',
      hint: 'Add a check, or remove the policy from here and from the stages.',
    });
  }
  const whole: PolicyMap = isList(policy) ? { require: [...policy] } : policy;
  const place: Path = isList(policy) ? path : [...path, 'require'];
  if (!isList(policy)) checkNames(policy, path, context);
  const onRollback = whole['on-rollback'];
  return [
    ...(whole.require ?? []).flatMap(
      (item, index) => resolveItem(item, { ...context, path: [...place, index], onRollback }) ?? [],
    ),
    ...dtrRules(whole, path, context),
  ];
}

function isList(policy: WrittenPolicy): policy is WrittenItem[] {
  return Array.isArray(policy);
}

function isEmpty(policy: WrittenPolicy): boolean {
  if (isList(policy)) return policy.length === 0;
  const own = (policy.require ?? []).length + (policy.rules ?? []).length;
  return own === 0 && extendsOf(policy).length === 0;
}

function extendsOf(policy: WrittenPolicy | undefined): readonly string[] {
  return policy === undefined || isList(policy) || policy.extends === undefined ? [] : asList(policy.extends);
}

function checkNames(policy: PolicyMap, path: Path, { written, problems }: Context): void {
  const known = Object.keys(written.policies);
  for (const [index, name] of extendsOf(policy).entries()) {
    if (known.includes(name)) continue;
    problems.unknown('policy', name, { path: itemPath(policy.extends, [...path, 'extends'], index), known });
  }
}

/** DTR's own form: each rule is one of ours, and judges what `by`, `max-age` and the scale beside it say. */
function dtrRules(policy: PolicyMap, path: Path, context: Context): readonly OwnRule[] {
  const { written, problems } = context;
  const { rules = [], by } = policy;
  checkBeside(policy, path, context);
  for (const [index, name] of (by === undefined ? [] : asList(by)).entries())
    checkSignerNames([name], { ...context, places: () => [itemPath(by, [...path, 'by'], index)] });
  const unsigned = by === undefined && Object.keys(written.trust.signers).length === 0;
  const first = rules.findIndex(needsEvidence);
  if (unsigned && first >= 0) {
    problems.add({
      code: 'SIGNER_MISSING',
      message: `the rule on ${rules[first]?.field} judges evidence, and nobody is named whose evidence counts`,
      path: [...path, 'rules', first],
      hint: 'Declare who signs it under trust.signers, or name local in `by` beside the rules.',
    });
  }
  return rules.map((rule, index) => {
    const place: Path = [...path, 'rules', index];
    const what = bindDtrRule(rule, {
      by: by === undefined ? undefined : asList(by),
      scale: policy['severity-scale'] ?? 'cvss',
      maxAge: durationSeconds(policy['max-age'] ?? '7d'),
    });
    return {
      word: what.criterion,
      given: [],
      path: place,
      rule: {
        what,
        level: 'enforce',
        onRollback: rollbackOf(what.about, policy['on-rollback']),
        position: written.at(place),
      },
    };
  });
}

function checkBeside(policy: PolicyMap, path: Path, { problems }: Context): void {
  const { rules } = policy;
  if (rules === undefined) {
    for (const key of ['severity-scale', 'by', 'max-age'] as const) {
      if (policy[key] === undefined) continue;
      problems.add({
        code: 'RULES_MISSING',
        message: `${key} is about \`rules\`, and the policy has none`,
        path: [...path, key],
        part: 'key',
        hint: 'Remove it; a check of `require` has options of its own.',
      });
    }
    return;
  }
  if (
    policy['severity-scale'] === undefined &&
    rules.some(({ field }) => field.startsWith('vulnerability_'))
  ) {
    problems.add({
      code: 'SEVERITY_SCALE',
      message: 'the rules count vulnerabilities by severity, and nothing says by which scale',
      path: [...path, 'rules'],
      part: 'key',
      hint: 'Add severity-scale: dtr (critical is CVSS 7.0 and above, as DTR counted) or severity-scale: cvss (9.0).',
    });
  }
}

function checkCycle({ written, problems }: Context): void {
  const names = Object.keys(written.policies);
  const cycle = findCycle(names, (name) =>
    extendsOf(ownPolicy(written, name)).filter((other) => names.includes(other)),
  );
  if (cycle === undefined) return;
  problems.add({
    code: 'POLICY_CYCLE',
    message: `policies extend each other in a circle: ${cycle.join(' extends ')}`,
    path: ['policies', cycle[0] ?? '', 'extends'],
    hint: 'Remove one `extends`.',
  });
}

function ownPolicy({ policies }: WrittenConfig, name: string): WrittenPolicy | undefined {
  return Object.hasOwn(policies, name) ? policies[name] : undefined;
}

/** Policies and all that they extend, what is extended first, each once. */
function closureOf(names: readonly string[], written: WrittenConfig): readonly string[] {
  const done = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const policy = ownPolicy(written, name);
    if (policy === undefined || seen.has(name)) return;
    seen.add(name);
    extendsOf(policy).forEach(visit);
    done.add(name);
  };
  names.forEach(visit);
  return [...done];
}

/** The policies whose rules are judged together: those of one policy, of one stage. */
function together(written: WrittenConfig): readonly (readonly string[])[] {
  const stages = Object.values(written.pipelines).flatMap(({ stages: each }) => each);
  const lists = stages.flatMap(({ policy }) => (policy === undefined ? [] : [asList(policy)]));
  return [...Object.keys(written.policies).map((name) => [name]), ...lists].map((names) =>
    closureOf(names, written),
  );
}
