import type { Config } from '../domain/config.ts';
import { matchSource } from '../domain/pattern.ts';
import type { MoveRule, Stage, TagRule } from '../domain/pipeline.ts';
import { renderTag, variesByRun, type TemplateValues } from '../domain/tag-template.ts';
import { HoistError } from '../errors.ts';
import { isAttachedTag } from '../image/attached-tag.ts';
import type { Repository, Tag } from '../image/reference.ts';

/** A tag that a stage shall write for one image, before anybody has looked at the target. */
export type WishedTag = {
  readonly tag: Tag;
  readonly move: MoveRule;
  /** The rule it came of, where a tag of an earlier run may stand for it: a template with time or run. */
  readonly varying?: TagRule;
  /** Tells at the target which source tag it was made of. */
  readonly rule?: TagRule;
};

const strictness: readonly MoveRule[] = ['never', 'forward', 'any'];

/**
 * The tags of a stage for one image. `byHand` is the destination tag of a manual promotion: it takes the place of the
 * stage's first tag, for this run only. Two rules that come to one tag are one, the stricter.
 *
 * @throws HoistError `TEMPLATE_VALUE`, `TAG_INVALID` (config)
 */
export function wishedTags(
  stage: Stage,
  values: TemplateValues,
  byHand: Tag | undefined,
): readonly WishedTag[] {
  const wished = stage.tags.map((rule, index): WishedTag => {
    const { template, move } = rule;
    if (index === 0 && byHand !== undefined) return { tag: byHand, move };
    return {
      tag: renderTag(template, values),
      move,
      rule,
      ...(variesByRun(template) ? { varying: rule } : {}),
    };
  });
  return onePerTag(wished);
}

/** Two rules that come to one tag are one, the stricter of them. */
export function onePerTag(wished: readonly WishedTag[]): readonly WishedTag[] {
  const byTag = new Map<Tag, WishedTag>();
  for (const each of wished) {
    const other = byTag.get(each.tag);
    if (other === undefined || isStricter(each, other)) byTag.set(each.tag, each);
  }
  return [...byTag.values()];
}

function isStricter(a: WishedTag, b: WishedTag): boolean {
  return strictness.indexOf(a.move) < strictness.indexOf(b.move);
}

/**
 * No tag that a source filter selects is ever written (guarantee 9), whatever a template or a person made of it, nor
 * one that belongs to signatures and the like.
 *
 * @throws HoistError `TAG_IS_A_SOURCE`, `TAG_IS_ATTACHED` (config)
 */
export function refuseUnwritable(config: Config | undefined, repository: Repository, tag: Tag): void {
  if (isAttachedTag(tag)) {
    throw new HoistError(
      'config',
      'TAG_IS_ATTACHED',
      `${repository}:${tag} has the form of a tag for signatures, never for an image`,
      {
        hint: 'Choose another tag.',
      },
    );
  }
  const reader = config?.pipelines.find(
    (pipeline) => matchSource(pipeline, repository) !== undefined && pipeline.source.tags.matches(tag),
  );
  if (reader === undefined) return;
  throw new HoistError(
    'config',
    'TAG_IS_A_SOURCE',
    `${repository}:${tag} is a source of the pipeline ${reader.name}`,
    {
      hint: `Choose a tag that its filter (${reader.source.tags.text}) leaves out, or another repository.`,
    },
  );
}
