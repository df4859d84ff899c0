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
export type PipelineSource = {
    readonly kind: 'repository';
    readonly repository: Repository;
    readonly tags: TagFilter;
} | {
    readonly kind: 'set';
    readonly repositories: readonly Repository[];
    readonly tags: TagFilter;
} | {
    readonly kind: 'pattern';
    readonly pattern: RepositoryPattern;
    readonly tags: TagFilter;
    /** Repositories that other pipelines name, as source or target: the pattern never takes them. */
    readonly except: ReadonlySet<Repository>;
    /** What `sync` finds the pattern's repositories with. */
    readonly list?: SourceList;
};
/** The repositories of a pattern: named, or all container packages of an account on GitHub. */
export type SourceList = {
    readonly kind: 'repositories';
    readonly repositories: readonly Repository[];
} | {
    readonly kind: 'github-packages';
    readonly owner: string;
};
/** How far back `sync` looks: an instant (ISO 8601, UTC), or an age in seconds. */
export type Since = {
    readonly kind: 'instant';
    readonly instant: string;
} | {
    readonly kind: 'age';
    readonly seconds: number;
};
/** A part of the config that is parsed and refused strictly but whose work another version does. */
export type Unbuilt = {
    readonly key: string;
    readonly position: SourcePosition;
};
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
export type StageId = {
    readonly pipeline: string;
    readonly stage: string;
};
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
    /** What the stage asks for that this version cannot do: it refuses to run while there is any. */
    readonly unbuilt: readonly Unbuilt[];
    readonly position: SourcePosition;
};
export type Pipeline = {
    readonly name: string;
    readonly source: PipelineSource;
    /** Each behind the stages that it comes after. */
    readonly stages: readonly Stage[];
    /** `sync` takes so many of the newest tags only. */
    readonly newest?: number;
    readonly since?: Since;
    readonly position: SourcePosition;
};
/** `web/production`. */
export declare function stageText(id: StageId): string;
/** The stage as the config has it; undefined where it has none of that name. */
export declare function stageNamed(pipelines: readonly Pipeline[], { pipeline, stage }: StageId): Stage | undefined;
