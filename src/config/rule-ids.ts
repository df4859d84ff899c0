import type { PolicyRule } from '../domain/policy.ts';
import type { SourcePosition } from '../errors.ts';
import type { Problems } from './problems.ts';
import type { OwnRule } from './resolve-rule.ts';
import type { Path } from './yaml.ts';

type Naming = {
  /** By policy: itself and what it extends. */
  readonly closures: ReadonlyMap<string, readonly string[]>;
  /** Policies whose rules are judged together. */
  readonly together: readonly (readonly string[])[];
  readonly problems: Problems;
  readonly at: (path: Path) => SourcePosition;
};

/**
 * The rules of each policy by their final ids: the one that is given, else the name of the check, with a number where a
 * rule that it is judged with has it already. A rule has one id wherever it is judged.
 */
export function nameRules(
  own: ReadonlyMap<string, readonly OwnRule[]>,
  naming: Naming,
): ReadonlyMap<string, readonly PolicyRule[]> {
  refuseTwice(own, naming);
  const named = new Map<string, readonly PolicyRule[]>();
  for (const policy of new Set([...naming.closures.values()].flat())) {
    const related = new Set(naming.together.filter((names) => names.includes(policy)).flat());
    const taken = new Set(
      [...related].flatMap((other) => [
        ...(own.get(other) ?? []).flatMap(({ given }) => given.map(({ id }) => id)),
        ...(named.get(other) ?? []).map(({ id }) => id),
      ]),
    );
    const rules = (own.get(policy) ?? []).map(({ rule, word, given }) => {
      const id = given.find((each) => each.own)?.id ?? freeId(word, taken);
      taken.add(id);
      return { ...rule, id };
    });
    named.set(policy, rules);
  }
  return named;
}

/** `size`, `size-2`, `size-3`: the first that is not taken. */
export function freeId(word: string, taken: ReadonlySet<string>): string {
  let id = word;
  for (let count = 2; taken.has(id); count += 1) id = `${word}-${count}`;
  return id;
}

function refuseTwice(own: ReadonlyMap<string, readonly OwnRule[]>, { closures, problems, at }: Naming): void {
  const refused = new Set<string>();
  for (const [policy, parts] of closures) {
    const seen = new Map<string, Path>();
    for (const { id, path } of parts.flatMap((part) => (own.get(part) ?? []).flatMap(({ given }) => given))) {
      const first = seen.get(id);
      const key = path.join('\0');
      if (first === undefined) seen.set(id, path);
      else if (!refused.has(key)) {
        refused.add(key);
        problems.add({
          code: 'RULE_TWICE',
          message: `two checks of the policy "${policy}" have the id ${id}; the other is in line ${at(first).line}`,
          path,
          hint: 'Give each its own id.',
        });
      }
    }
  }
}
