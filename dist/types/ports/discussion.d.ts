/** An open or merged pull request. */
export type PullPlace = {
    readonly number: number;
    /** Of another repository: nothing is written to it (A30). */
    readonly isFromFork: boolean;
};
/** Pull requests, to say there what became of their image. */
export interface Discussion {
    /** The pull requests that brought a commit of this repository, the newest first. */
    pullsOf(commit: string): Promise<readonly PullPlace[]>;
    /** One of this repository's pull requests; undefined where there is none of that number. */
    pull(number: number): Promise<PullPlace | undefined>;
    /** What our comment says now: found as {@link comment} finds it. Shown again, never obeyed (guarantee 11). */
    said(pull: number, marker: string): Promise<string | undefined>;
    /**
     * Writes our one comment on a pull request: found again by its author, which is us, and by the marker, which anybody may
     * paste. Updated where it is there, left where it says the same. Gives its URL.
     */
    comment(pull: number, comment: {
        readonly marker: string;
        readonly body: string;
    }): Promise<string>;
}
