import type { Plan } from '../domain/plan.ts';
import type { RunResult } from '../domain/record.ts';
/** The first line of our comment on a pull request: with its author, what it is found again by. */
export declare const commentMarker = "<!-- hoist -->";
/** What a comment tells of. */
export type CommentNews = {
    readonly news: {
        readonly kind: 'plan';
        readonly document: Plan;
    } | {
        readonly kind: 'run';
        readonly document: RunResult;
    };
    /** ISO 8601, UTC. */
    readonly at: string;
    readonly actor: string;
    readonly run: {
        readonly id?: string | undefined;
        readonly url?: string | undefined;
    };
    /** How it is known that the image is of this pull request. */
    readonly commit: {
        readonly id: string;
        readonly proof: 'proven' | 'claimed' | 'run';
    };
    /** What our comment said before; only the states of stages are taken from it, and they are shown, never obeyed. */
    readonly before?: string | undefined;
};
/**
 * The comment: a row for each stage with its newest state, that of earlier runs too; below it what this run has to tell.
 * Begins with {@link commentMarker} and fits a comment.
 */
export declare function commentMarkdown(comment: CommentNews): string;
