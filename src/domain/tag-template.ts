/** A tag with keywords, parsed: `%n-%Y%m%d`. */
export type TagTemplate = {
  readonly text: string;
};
