import type { SourcePosition } from '../errors.ts';
import type { Repository } from '../image/reference.ts';
import type { TagFilter } from './tag-filter.ts';
import type { TagTemplate } from './tag-template.ts';

/** A repository name with captures: `ghcr.io/acme/dev/{name}`; each `{x}` stands for one path component. */
export type RepositoryPattern = {
  readonly text: string;
  /** The names of the captures, in order, each once. */
  readonly captures: readonly string[];
};

/** What a pipeline carries: one repository, several as a set, or every repository that matches a pattern. */
export type PipelineSource =
  | { readonly kind: 'repository'; readonly repository: Repository; readonly tags: TagFilter }
  | { readonly kind: 'set'; readonly repositories: readonly Repository[]; readonly tags: TagFilter }
  | { readonly kind: 'pattern'; readonly pattern: RepositoryPattern; readonly tags: TagFilter };

export type MoveRule = 'never' | 'forward' | 'any';

/** A tag that a stage writes, and whether it may move when it is there already. */
export type TagRule = {
  readonly template: TagTemplate;
  readonly move: MoveRule;
};

/** `auto` and `required` need a GitHub Environment that this job is in; `none` is a label only. */
export type Approval = 'auto' | 'required' | 'none';

export type StageEnvironment = {
  readonly name: string;
  readonly approval: Approval;
  readonly selfReview: 'forbid' | 'allow';
  readonly bypass: 'record' | 'refuse';
  readonly rollback?: string;
};

export type MissingRule = {
  readonly platforms: 'fail' | 'allow';
  readonly foreignLayers: 'fail' | 'allow';
};

/** A stage's place that a person names: `web/production`. */
export type StageId = { readonly pipeline: string; readonly stage: string };

export type Stage = {
  readonly name: string;
  /** Target repositories as written; `{name}` and a pattern's captures stand for parts of the source's name. */
  readonly to: readonly RepositoryPattern[];
  readonly tags: readonly TagRule[];
  /** Runs by itself when the stages before it are done. */
  readonly auto: boolean;
  readonly environment?: StageEnvironment;
  /** Names of policies, all of which must pass. */
  readonly policies: readonly string[];
  readonly referrers: 'all' | 'best-effort' | 'none';
  readonly missing: MissingRule;
  /** The stages that must have promoted a digest before; empty for the first stage only. */
  readonly after: readonly string[];
  /** `after` may be lifted by hand, with a comment. */
  readonly skippable: boolean;
  readonly position: SourcePosition;
};

export type Pipeline = {
  readonly name: string;
  readonly source: PipelineSource;
  readonly stages: readonly Stage[];
  readonly position: SourcePosition;
};

/** `web/production`. */
export function stageText(id: StageId): string {
  return `${id.pipeline}/${id.stage}`;
}
