import type { BoundCheck, PolicyRule } from '../domain/policy.ts';
import { findCheck } from '../policy/catalogue.ts';
import { checksOf, type WrittenItem } from '../policy/language.ts';
import type { WrittenConfig } from './parse.ts';
import type { Problems } from './problems.ts';
import { freeId } from './rule-ids.ts';
import { stageNames } from './stage-names.ts';
import type { Path } from './yaml.ts';

/** A rule before it is known by which id: that depends on the rules that it is judged with. */
export type OwnRule = {
  readonly rule: Omit<PolicyRule, 'id'>;
  /** What its id is made of where none is given. */
  readonly word: string;
  /** The ids that are written, its own first, with their places. */
  readonly given: readonly { readonly id: string; readonly path: Path; readonly own: boolean }[];
  readonly path: Path;
};

type Context = { readonly written: WrittenConfig; readonly problems: Problems };
export type ItemContext = Context & {
  readonly path: Path;
  /** What the policy says of all its rules. */
  readonly onRollback: PolicyRule['onRollback'] | undefined;
};

/** One item of a policy; undefined where it is not one check, which is then among the problems. */
export function resolveItem(item: WrittenItem, context: ItemContext): OwnRule | undefined {
  const { path, written, problems } = context;
  const names = checksOf(item);
  const [name, second] = names;
  if (name === undefined || second !== undefined) {
    problems.add({
      code: 'CHECK_SHAPE',
      message:
        name === undefined
          ? 'this item names no check'
          : `this item names several checks: ${names.join(', ')}`,
      path,
      hint: 'Each item of the list is one check with its options.',
    });
    return undefined;
  }
  const any = item.any === undefined ? undefined : resolveAny(item.any, context);
  const check = any === undefined ? resolveCheck(name, item[name], context) : undefined;
  const what = any === undefined ? check : { any: any.rules };
  if (what === undefined) return undefined;
  const about = 'any' in what ? aboutOf(what.any) : what.about;
  const rollback = item['on-rollback'];
  if (rollback === 'record' && about === 'image') {
    problems.add({
      code: 'ROLLBACK_RECORD',
      message: `${name} judges what the image is, which a rollback must pass as well`,
      path: [...path, 'on-rollback'],
      hint: 'Remove on-rollback; record is for what time and the world change.',
    });
  }
  const own = item.id === undefined ? [] : [{ id: item.id, path: [...path, 'id'], own: true }];
  return {
    word: name,
    given: [...own, ...(any?.given ?? [])],
    path,
    rule: {
      what,
      level: item.level ?? 'enforce',
      onRollback: rollbackOf(about, rollback ?? context.onRollback),
      position: written.at(path),
      ...(item.why === undefined ? {} : { why: item.why }),
      ...(item['effective-from'] === undefined ? {} : { effectiveFrom: item['effective-from'] }),
      ...(item['on-platforms'] === undefined ? {} : { onPlatforms: item['on-platforms'] }),
    },
  };
}

/** What the image is must pass on a rollback, too; what time and the world changed where a policy says so (contract §6). */
export function rollbackOf(
  about: BoundCheck['about'],
  wanted: PolicyRule['onRollback'] | undefined,
): PolicyRule['onRollback'] {
  return about === 'image' ? 'enforce' : (wanted ?? 'record');
}

/** What the image is may not be traded for what changed since. */
function aboutOf(rules: readonly PolicyRule[]): BoundCheck['about'] {
  const isWorld = ({ what }: PolicyRule): boolean =>
    'any' in what ? what.any.every(isWorld) : what.about === 'world';
  return rules.every(isWorld) ? 'world' : 'image';
}

/** The alternatives, with ids that are unique among them. */
function resolveAny(
  items: readonly WrittenItem[],
  context: ItemContext,
): { readonly rules: readonly PolicyRule[]; readonly given: OwnRule['given'] } {
  const path: Path = [...context.path, 'any'];
  const own = items.flatMap((item, index) => resolveItem(item, { ...context, path: [...path, index] }) ?? []);
  const given = own.flatMap((each) => each.given.map((written) => ({ ...written, own: false })));
  const taken = new Set(given.map(({ id }) => id));
  const rules = own.map((each) => {
    const id = each.given[0]?.id ?? freeId(each.word, taken);
    taken.add(id);
    return { ...each.rule, id };
  });
  return { rules, given };
}

function resolveCheck(name: string, options: unknown, context: ItemContext): BoundCheck | undefined {
  const { path, written, problems } = context;
  const check = findCheck(name)?.bind(options);
  if (check === undefined) return undefined;
  const place: Path = [...path, name];
  const raw = written.raw(place);
  checkSignerNames(check.signers, {
    ...context,
    places: (signer) => {
      const found = placesOf(signer, raw, place);
      return found.length === 0 ? [place] : found;
    },
  });
  const from = name === 'promoted' && isRecord(raw) ? raw['from'] : undefined;
  const known = stageNames(written);
  if (typeof from === 'string' && !known.includes(from))
    problems.unknown('stage', from, { path: [...place, 'from'], known });
  return check;
}

type SignerContext = Context & {
  /** Where a name is written. */
  readonly places: (signer: string) => readonly Path[];
};

/** Every name is declared: a signer that nobody is can never have signed (I1). */
export function checkSignerNames(
  signers: readonly string[],
  { written, problems, places }: SignerContext,
): void {
  const known = Object.keys(written.trust.signers);
  for (const signer of new Set(signers)) {
    if (known.includes(signer)) continue;
    for (const path of places(signer)) {
      if (signer !== 'local') problems.unknown('signer', signer, { path, known });
      else if (Object.keys(written.evidence.files).length === 0) {
        problems.add({
          code: 'LOCAL_MISSING',
          message: 'local means reports of the job, and evidence.files names none',
          path,
          hint: "Name them: evidence: { files: { scans: ['reports/*.json'] } }.",
        });
      }
    }
  }
}

/** Where a name stands under some `by`: `by: ci`, `by: [scanner, local]`, `vex: { by: { any-of: [ci] } }`. */
function placesOf(name: string, value: unknown, path: Path, inBy = false): readonly Path[] {
  if (value === name) return inBy ? [path] : [];
  if (Array.isArray(value)) {
    return value.flatMap((each: unknown, index) => placesOf(name, each, [...path, index], inBy));
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    placesOf(name, each, [...path, key], inBy || key === 'by'),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
