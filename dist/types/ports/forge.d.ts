import type { Files } from './files.ts';
/** The repository on GitHub, as far as promotions need it. */
export interface Forge {
    /** The files of the head of the default branch: the commit is resolved once (contract §4). */
    defaultBranch(): Promise<{
        readonly branch: string;
        readonly commit: string;
        readonly files: Files;
    }>;
    /** The event that triggered the run that triggered this one (`workflow_run`), and whether it was on the default branch. */
    triggeringRun(runId: number): Promise<{
        readonly event: string;
        readonly onDefaultBranch: boolean;
    }>;
}
