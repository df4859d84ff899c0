import type { TargetResult } from '../domain/record.ts';

/** What was done at a target that got nothing. */
export const untouchedTarget = {
  pushed: 0,
  mounted: 0,
  skipped: 0,
  blobs: { pushed: 0, mounted: 0, skipped: 0 },
  referrers: 0,
  left: [],
} as const satisfies Omit<TargetResult, 'repository' | 'digest' | 'tags'>;
