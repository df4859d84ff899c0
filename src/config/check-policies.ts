import type { WrittenConfig } from './parse.ts';
import type { Problems } from './problems.ts';
import { findCycle } from './resolve-pipelines.ts';
import { asList, itemPath } from './resolve-stage.ts';
import type { WrittenPolicy } from './schema-policies.ts';
import type { Path } from './yaml.ts';

type Context = { readonly written: WrittenConfig; readonly problems: Problems };

/** Keys that stand beside a check's name. */
const commonKeys = new Set(['id', 'why', 'level', 'effective-from', 'on-platforms', 'on-rollback']);

/** What can be said of policies, waivers and signers before their vocabulary: shapes, and that names exist. */
export function checkPolicies(context: Context): void {
  const { written, problems } = context;
  const names = Object.keys(written.policies);
  for (const [name, policy] of Object.entries(written.policies)) {
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
    const checks = Array.isArray(policy) ? policy : (policy.require ?? []);
    const place: Path = Array.isArray(policy) ? path : [...path, 'require'];
    for (const [index, check] of checks.entries()) checkCheck(check, [...place, index], context);
    if (!Array.isArray(policy)) checkForm(policy, path, context);
  }
  const cycle = findCycle(names, (name) =>
    extendsOf(written.policies[name]).filter((other) => names.includes(other)),
  );
  if (cycle !== undefined) {
    const message = `policies extend each other in a circle: ${cycle.join(' extends ')}`;
    problems.add({
      code: 'POLICY_CYCLE',
      message,
      path: ['policies', cycle[0] ?? '', 'extends'],
      hint: 'Remove one `extends`.',
    });
  }
  checkWaivers(context);
}

function isEmpty(policy: WrittenPolicy): boolean {
  if (Array.isArray(policy)) return policy.length === 0;
  return (
    [policy.require, policy.rules].every((part) => (part ?? []).length === 0) &&
    extendsOf(policy).length === 0
  );
}

function extendsOf(policy: WrittenPolicy | undefined): readonly string[] {
  return policy === undefined || Array.isArray(policy) || policy.extends === undefined
    ? []
    : asList(policy.extends);
}

function checkForm(
  policy: Exclude<WrittenPolicy, unknown[]>,
  path: Path,
  { written, problems }: Context,
): void {
  const names = Object.keys(written.policies);
  for (const [index, name] of extendsOf(policy).entries()) {
    if (names.includes(name)) continue;
    problems.unknown('policy', name, {
      path: itemPath(policy.extends, [...path, 'extends'], index),
      known: names,
    });
  }
  const judgesSeverity = policy.rules?.some(({ field }) => field.startsWith('vulnerability_')) ?? false;
  if (judgesSeverity && policy['severity-scale'] === undefined) {
    problems.add({
      code: 'SEVERITY_SCALE',
      message: 'the rules count vulnerabilities by severity, and nothing says by which scale',
      path: [...path, 'rules'],
      part: 'key',
      hint: 'Add severity-scale: dtr (critical is CVSS 7.0 and above, as DTR counted) or severity-scale: cvss (9.0).',
    });
  }
}

function checkCheck(check: Readonly<Record<string, unknown>>, path: Path, context: Context): void {
  const { problems } = context;
  const names = Object.keys(check).filter((key) => !commonKeys.has(key));
  const [name, second] = names;
  if (name === undefined || second !== undefined) {
    const message =
      name === undefined ? 'this item names no check' : `this item names several checks: ${names.join(', ')}`;
    problems.add({
      code: 'CHECK_SHAPE',
      message,
      path,
      hint: 'Each item of the list is one check with its options.',
    });
    return;
  }
  const options = check[name];
  if (name === 'any' && Array.isArray(options)) {
    for (const [index, each] of options.entries()) {
      if (isRecord(each)) checkCheck(each, [...path, name, index], context);
    }
  }
  if (!isRecord(options)) return;
  // `no-downgrade` has a `by` of another meaning.
  if (name !== 'no-downgrade') checkSigners(options['by'], [...path, name, 'by'], context);
  if (name === 'promoted' && typeof options['from'] === 'string') {
    checkStage(options['from'], [...path, name, 'from'], context);
  }
}

/** `by: ci`, `by: [scanner, local]`, `by: { any-of: [ci, legacy-key] }`. */
function checkSigners(by: unknown, path: Path, context: Context): void {
  if (typeof by === 'string') {
    const known = Object.keys(context.written.trust.signers ?? {});
    if (by !== 'local' && !known.includes(by)) context.problems.unknown('signer', by, { path, known });
  } else if (Array.isArray(by)) {
    for (const [index, each] of by.entries()) checkSigners(each, [...path, index], context);
  } else if (isRecord(by)) {
    for (const [key, each] of Object.entries(by)) checkSigners(each, [...path, key], context);
  }
}

function checkStage(stage: string, path: Path, { written, problems }: Context): void {
  const known = [
    ...new Set(Object.values(written.pipelines).flatMap(({ stages }) => stages.map(({ name }) => name))),
  ];
  if (!known.includes(stage)) problems.unknown('stage', stage, { path, known });
}

function checkWaivers(context: Context): void {
  const { written, problems } = context;
  const ids = written.waivers.map(({ id }) => id);
  for (const [index, { id, match }] of written.waivers.entries()) {
    if (ids.indexOf(id) < index) {
      const message = `two waivers have the id ${id}`;
      problems.add({
        code: 'WAIVER_TWICE',
        message,
        path: ['waivers', index, 'id'],
        hint: 'Give each its own id.',
      });
    }
    if (typeof match['stage'] === 'string')
      checkStage(match['stage'], ['waivers', index, 'match', 'stage'], context);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
