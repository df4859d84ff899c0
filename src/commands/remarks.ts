import type { Config } from '../domain/config.ts';
import { stageText, type Pipeline, type Stage } from '../domain/pipeline.ts';
import type { PolicyRule } from '../domain/policy.ts';
import type { Repository } from '../image/reference.ts';

/** What is no mistake in a config, and hardly what was meant. */
export function remarksOn(config: Config): readonly string[] {
  return [...placeholders(config), ...idleComparisons(config)];
}

/** The repositories that the config names; those of a pattern are known only where it lists them. */
export function sourcesOf({ source }: Pipeline): readonly Repository[] {
  if (source.kind === 'repository') return [source.repository];
  if (source.kind === 'set') return source.repositories;
  return source.list?.kind === 'repositories' ? source.list.repositories : [];
}

/** Of a pattern that lists no repositories. */
export function unlisted(pipeline: Pipeline): readonly string[] {
  if (pipeline.source.kind !== 'pattern' || sourcesOf(pipeline).length > 0) return [];
  return [
    `${pipeline.name}: the repositories of the pattern ${pipeline.source.pattern.text} are not known, so their credentials were not checked`,
  ];
}

/** What `init` wrote and nobody replaced: no workflow of that name signs anything. */
function placeholders({ record }: Config): readonly string[] {
  return (record.workflows ?? [])
    .filter((workflow) => workflow.startsWith('OWNER/'))
    .map(
      (workflow) =>
        `record.signers names ${workflow}: replace OWNER by the account on GitHub that hosts your copy of Hoist`,
    );
}

/** A check that compares with what is at the target passes where no tag of the stage ever names another image. */
function idleComparisons({ pipelines, policies }: Config): readonly string[] {
  return pipelines.flatMap(({ name: pipeline, stages }) =>
    stages.filter(isStill).flatMap(({ name: stage, policies: names }) => {
      const rules = names.flatMap((name) => policies.get(name)?.rules ?? []);
      const ids = new Set(rules.filter(comparesWithTarget).map(({ id }) => id));
      return [...ids].map(
        (id) =>
          `${stageText({ pipeline, stage })}: the check ${id} compares with what a moving tag of the stage names, and none of its tags moves: it always passes there`,
      );
    }),
  );
}

function isStill({ tags }: Stage): boolean {
  return tags.every(({ move }) => move === 'never');
}

function comparesWithTarget({ what }: PolicyRule): boolean {
  return 'any' in what ? what.any.some(comparesWithTarget) : what.needs.previous !== 'no';
}
