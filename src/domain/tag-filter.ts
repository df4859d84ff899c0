import type { Tag } from '../image/reference.ts';

/** Which tags of a source a pipeline carries. */
export type TagFilter = {
  /** As written, for messages. */
  readonly text: string;
  matches(tag: Tag): boolean;
};
