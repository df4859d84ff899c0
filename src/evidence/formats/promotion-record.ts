import * as z from 'zod';
import type { PromotionRecord } from '../../domain/record.ts';
import { isDigest, type Digest } from '../../image/digest.ts';
import { noClaims, readAs, type Reading } from './reading.ts';

const text = z.string().max(4096);
const digest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value));
const tag = z.looseObject({ tag: text, before: digest.nullable(), after: digest.nullable() });

/** What is read of a record has these shapes; what else is there is kept. */
const predicate = z
  .looseObject({
    schema: z.literal('hoist/promotion/v1'),
    id: text,
    intent: z.looseObject({
      pipeline: text,
      stage: text,
      kind: z.enum(['auto', 'manual', 'rollback', 'sync', 'copy']),
      planned: text,
      actor: text,
      initiator: text,
      comment: text.optional(),
      environment: text.optional(),
      planHash: text.optional(),
      sources: z.array(z.looseObject({ repository: text, tag: text.optional(), digest })),
      targets: z.array(z.looseObject({ repository: text, digest, tags: z.array(tag) })),
      config: z.looseObject({ path: text, commit: text.optional(), sha256: text }).optional(),
      policy: z
        .array(
          z.looseObject({
            digest,
            verdict: text,
            policies: z.array(text),
            checks: z.array(z.looseObject({ id: text, verdict: text, level: text })),
            waivers: z.array(z.looseObject({ id: text, owner: text })),
          }),
        )
        .optional(),
      run: z.looseObject({ url: text.optional(), id: text.optional(), attempt: z.number().optional() }),
    }),
    result: z
      .looseObject({
        outcome: text,
        started: text,
        finished: text,
        approvals: z
          .looseObject({
            environment: text,
            bypassed: z.boolean(),
            attribution: text,
            given: z.array(z.looseObject({ user: text, state: text, comment: text })),
          })
          .optional(),
        targets: z.array(
          z.looseObject({
            repository: text,
            digest,
            tags: z.array(z.looseObject({ ...tag.shape, action: text })),
          }),
        ),
      })
      .optional(),
  })
  .transform((record) => record as unknown as PromotionRecord);

/** The record of a promotion (`hoist/promotion/v1`), out of a statement that somebody signed. */
export function readPromotionRecord(json: unknown): Reading {
  return readAs(predicate, { json, title: 'record of a promotion' }, (record) => ({
    title: `record of a promotion to ${record.intent.pipeline}/${record.intent.stage}`,
    parts: [{ kind: 'promotion', record }],
    claims: noClaims,
  }));
}
