/** Where a chunk is in its blob, in bytes. */
export type ContentRange = { readonly first: number; readonly length: number };

/** Of the spec's own form (end-5), which has neither HTTP's unit nor the whole length; undefined for anything else. */
export function parseContentRange(header: string): ContentRange | undefined {
  const [, first, last] = /^([0-9]+)-([0-9]+)$/.exec(header) ?? [];
  const length = Number(last) - Number(first) + 1;
  return length > 0 ? { first: Number(first), length } : undefined;
}
