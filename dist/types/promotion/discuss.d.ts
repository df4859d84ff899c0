import type { CommentNews } from '../report/comment.ts';
import type { Trip } from './trip.ts';
/** `auto`: where the commit and its pull request are known; `always`: says so where they are not; `never`. */
export type CommentWish = 'auto' | 'always' | 'never';
type News = CommentNews['news'];
/**
 * Tells the pull request that an image's commit came from what would become of it, or did. A pull request of another
 * repository is never written to (A30). That a comment could not be written is a notice: the promotion is what it is.
 */
export declare function discuss(trip: Trip, news: News, wish?: CommentWish): Promise<void>;
export {};
