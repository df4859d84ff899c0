import { parseRepositoryPattern } from '../domain/pattern.ts';
import type { RepositoryPattern, Stage, StageEnvironment, TagRule } from '../domain/pipeline.ts';
import { parseTagTemplate, whyNeverLegal } from '../domain/tag-template.ts';
import { HoistError } from '../errors.ts';
import type { WrittenConfig } from './parse.ts';
import type { Problems } from './problems.ts';
import type { WrittenStage } from './schema-pipelines.ts';
import type { Path } from './yaml.ts';

export type StageContext = {
  readonly written: WrittenConfig;
  readonly problems: Problems;
  readonly path: Path;
  /** What the source captures; `name` alone where it is no pattern. */
  readonly captures: readonly string[];
  readonly isPattern: boolean;
  /** The stages before it by name; the first has none. */
  readonly after: readonly string[];
};

/** A stage in our words; undefined if its targets or tags are wrong, which is then among the problems. */
export function resolveStage(stage: WrittenStage, context: StageContext): Stage | undefined {
  const { written, path } = context;
  const to = resolveTargets(stage, context);
  const tags = resolveTags(stage, context);
  checkPolicies(stage, context);
  if (to === undefined || tags === undefined) return undefined;
  refuseShared(to, { tags, context });
  return {
    name: stage.name,
    to,
    tags,
    auto: stage.auto,
    ...(stage.environment === undefined ? {} : { environment: resolveEnvironment(stage.environment) }),
    policies: stage.policy === undefined ? [] : asList(stage.policy),
    referrers: stage.referrers,
    missing: { platforms: stage.missing.platforms, foreignLayers: stage.missing['foreign-layers'] },
    after: context.after,
    skippable: stage.skippable,
    unbuilt: [],
    position: written.at(path),
  };
}

export function asList<Item>(value: Item | Item[]): Item[] {
  return Array.isArray(value) ? value : [value];
}

/** The path of an item of something that may be written as a list or alone. */
export function itemPath(value: unknown, path: Path, index: number): Path {
  return Array.isArray(value) ? [...path, index] : path;
}

function resolveTargets(
  stage: WrittenStage,
  { path, problems, captures }: StageContext,
): RepositoryPattern[] | undefined {
  const texts = asList(stage.to);
  const targets = texts.map((text, index) => {
    const place = itemPath(stage.to, [...path, 'to'], index);
    return problems.attempt(place, () => {
      const target = withoutTag(text);
      const unknown = target.captures.find((name) => !captures.includes(name));
      if (unknown === undefined) return target;
      throw new HoistError('config', 'PATTERN_INVALID', `the source captures no {${unknown}}`, {
        hint: `Known here: ${captures.map((name) => `{${name}}`).join(' ')}.`,
      });
    });
  });
  return targets.every((target) => target !== undefined) ? targets : undefined;
}

function withoutTag(text: string): RepositoryPattern {
  try {
    return parseRepositoryPattern(text);
  } catch (error) {
    if (!(error instanceof HoistError) || error.code !== 'REPOSITORY_INVALID') throw error;
    const hint = `${error.hint ?? ''} The tag belongs under \`tag\`.`.trim();
    throw new HoistError('config', error.code, error.message, { hint, cause: error });
  }
}

function resolveTags(stage: WrittenStage, { path, problems, captures }: StageContext): TagRule[] | undefined {
  const tags = asList(stage.tag);
  const rules = tags.map((tag, index) => {
    const item = itemPath(stage.tag, [...path, 'tag'], index);
    const { name, move } = typeof tag === 'string' ? { name: tag, move: 'never' as const } : tag;
    const place = typeof tag === 'string' ? item : [...item, 'name'];
    return problems.attempt(place, (): TagRule => {
      const template = parseTagTemplate(name, captures);
      const never = whyNeverLegal(template);
      if (never === undefined) return { template, move };
      throw new HoistError(
        'config',
        'TEMPLATE_NEVER_LEGAL',
        `the tag template "${name}" gives no legal tag: ${never.why}`,
        { hint: never.hint },
      );
    });
  });
  if (!rules.every((rule) => rule !== undefined)) return undefined;
  for (const [index, { template }] of rules.entries()) {
    if (rules.findIndex((rule) => rule.template.text === template.text) < index) {
      const place = itemPath(stage.tag, [...path, 'tag'], index);
      problems.add({
        code: 'TAG_TWICE',
        message: `the stage writes ${template.text} twice`,
        path: place,
        hint: 'Take one of them out.',
      });
    }
  }
  return rules;
}

function checkPolicies(stage: WrittenStage, { written, path, problems }: StageContext): void {
  if (stage.policy === undefined) return;
  for (const [index, name] of asList(stage.policy).entries()) {
    if (Object.hasOwn(written.policies, name)) continue;
    const place = itemPath(stage.policy, [...path, 'policy'], index);
    problems.unknown('policy', name, { path: place, known: Object.keys(written.policies) });
  }
}

/** With a pattern, a target that leaves a capture out would hold the images of several repositories under one tag. */
function refuseShared(
  to: readonly RepositoryPattern[],
  { tags, context }: { readonly tags: readonly TagRule[]; readonly context: StageContext },
): void {
  const { path, problems, captures } = context;
  if (!context.isPattern) return;
  const lost = captures.find(
    (name) =>
      to.some((target) => !target.captures.includes(name)) &&
      tags.some(
        ({ template }) => !template.parts.some((part) => part.kind === 'value' && part.name === name),
      ),
  );
  if (lost === undefined) return;
  problems.add({
    code: 'TARGET_SHARED',
    message: `images of several repositories would come to one: the target leaves {${lost}} out`,
    path: [...path, 'to'],
    hint: `Put {${lost}} into \`to\`, or into every \`tag\`.`,
  });
}

function resolveEnvironment(environment: NonNullable<WrittenStage['environment']>): StageEnvironment {
  if (typeof environment === 'string') {
    return { name: environment, approval: 'auto', selfReview: 'forbid', bypass: 'record' };
  }
  const { name, approval, bypass, rollback } = environment;
  return {
    name,
    approval,
    selfReview: environment['self-review'],
    bypass,
    ...(rollback === undefined ? {} : { rollback }),
  };
}
