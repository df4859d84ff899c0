import type { Intent, PromotionRecord, Result } from '../../../src/domain/record.ts';
import type { Outcome } from '../../../src/domain/plan.ts';
import type { Digest } from '../../../src/image/digest.ts';
import type { Repository, Tag } from '../../../src/image/reference.ts';

export const digest = `sha256:${'d'.repeat(64)}` as Digest;
export const source = 'ghcr.io/acme/dev/web' as Repository;
export const target = 'ghcr.io/acme/prod/web' as Repository;
export const tag = '1.2.3' as Tag;
export const runUrl = 'https://github.com/acme/web/actions/runs/42/attempts/1';

/** An intent of `web/production` with one source, one target and one new tag. */
export function intended(id: string, over: Partial<Intent> = {}): PromotionRecord {
  return {
    schema: 'hoist/promotion/v1',
    id,
    intent: {
      pipeline: 'web',
      stage: 'production',
      kind: 'manual',
      planned: '2026-01-02T03:04:05Z',
      actor: 'ada',
      initiator: 'ada',
      environment: 'production',
      sources: [{ repository: source, tag, digest, from: source, fromTag: tag }],
      targets: [{ repository: target, digest, tags: [{ tag, before: null, after: digest }] }],
      run: { url: runUrl, id: '42', attempt: 1 },
      ...over,
    },
  };
}

/** The record after it ended so; the tag arrived where it was promoted. */
export function finished(record: PromotionRecord, outcome: Outcome = 'promoted'): PromotionRecord {
  const arrived = outcome === 'promoted' || outcome === 'unchanged';
  const result: Result = {
    outcome,
    started: '2026-01-02T03:04:05Z',
    finished: '2026-01-02T03:04:06Z',
    targets: [
      {
        repository: target,
        digest,
        tags: [
          arrived
            ? { tag, before: null, after: digest, action: 'create' }
            : { tag, before: null, after: null, action: 'failed' },
        ],
        pushed: 0,
        mounted: 0,
        skipped: 0,
        blobs: { pushed: 0, mounted: 0, skipped: 0 },
        referrers: 0,
        left: [],
      },
    ],
    pulled: 0,
    split: false,
    problems: [],
  };
  return { ...record, result };
}
