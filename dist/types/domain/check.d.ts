import type { Repository } from '../image/reference.ts';
import type { ConfigOrigin } from './config.ts';
import type { EnvironmentRules } from './environment.ts';
import type { Problem } from './plan.ts';
import type { CaseResult } from './policy-case.ts';
/** Whether the credentials that are there open one repository. */
export type AccessCheck = {
    readonly repository: Repository;
    readonly actions: 'pull' | 'push';
    /** `pipeline/stage` for a target, the pipeline for a source. */
    readonly usedBy: readonly string[];
    readonly ok: boolean;
    readonly problem?: Problem;
};
/** Whether an environment that guards stages exists, and has the reviewers that they ask for. */
export type EnvironmentCheck = {
    readonly name: string;
    /** `pipeline/stage` */
    readonly usedBy: readonly string[];
    readonly ok: boolean;
    /** Absent where GitHub could not be asked, or has no such environment. */
    readonly rules?: EnvironmentRules;
    readonly problem?: Problem;
};
/** Whether a webhook took what it was sent. */
export type HookCheck = {
    /** The environment variable that holds its URL. */
    readonly urlFromEnv: string;
    readonly ok: boolean;
    readonly message: string;
};
/** What `check` found after the config itself passed. */
export type CheckReport = {
    readonly schema: 'hoist/check/v1';
    readonly ok: boolean;
    readonly config: ConfigOrigin;
    readonly pipelines: readonly {
        readonly name: string;
        readonly stages: readonly string[];
    }[];
    readonly access: readonly AccessCheck[];
    /** Absent where no stage is guarded, and outside Actions. */
    readonly environments?: readonly EnvironmentCheck[];
    /** What became of the policy cases; absent where there are none, and in Actions. */
    readonly cases?: readonly CaseResult[];
    /** What became of deliveries that were asked for. */
    readonly hooks?: readonly HookCheck[];
    /** What the config asks for and this version does not do, and what could not be checked. */
    readonly notices: readonly string[];
};
