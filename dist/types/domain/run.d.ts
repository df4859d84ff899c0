/** The events that only somebody with write access, or GitHub itself, can cause (contract §3, A30). */
export declare const writingEvents: ReadonlySet<string>;
/** The events of runs that Hoist promotes in: under `workflow_run` it asks GitHub what caused the run. */
export declare const promotingEvents: ReadonlySet<string>;
/** Where a command runs and who asked for it. */
export type Run = {
    readonly surface: 'action' | 'cli' | 'library';
    /** In Actions: the event's name (`push`, `workflow_dispatch`); elsewhere absent. */
    readonly event?: string;
    /** `OWNER/REPO` in Actions. */
    readonly repository?: string;
    /** Who triggered this attempt: GitHub's triggering actor, or the user of the machine. */
    readonly actor: string;
    /** Who triggered the first attempt. */
    readonly initiator: string;
    readonly id?: string;
    readonly attempt?: number;
    readonly url?: string;
    /** Where repositories are, `https://github.com`: `GITHUB_SERVER_URL`. */
    readonly server?: string;
    /** The workflow that the run is of: `OWNER/REPO/.github/workflows/FILE@REF`. */
    readonly workflow?: string;
    /** The ref that the run is of, as GitHub writes it: `refs/heads/main`. */
    readonly ref?: string;
    readonly sha?: string;
    readonly workspace?: string;
    /** Under `workflow_run`: the id of the run that triggered this one; whether that may write is asked of GitHub. */
    readonly triggeringRun?: number;
    /** What the event named, by the fields of the contract's §3; already checked to be strings. */
    readonly requested: {
        readonly image?: string;
        readonly pipeline?: string;
    };
    /** Commands that write may run: false under pull requests and other events that strangers can cause (A30). */
    readonly mayWrite: boolean;
    /** Why not, and what to do. */
    readonly mayNotWriteBecause?: string;
};
