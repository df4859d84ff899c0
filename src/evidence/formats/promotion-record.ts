import * as z from 'zod';
import type { PromotionRecord } from '../../domain/record.ts';
import { noClaims, readAs, type Reading } from './reading.ts';

/** Names and addresses. What people and registries said is as long as it is. */
const name = z.string().max(4096);
const count = z.int().nonnegative();
const instant = name.describe('ISO 8601, UTC.');
const digest = z
  .string()
  .regex(/^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/)
  .describe('sha256 and 64 lower-case hex digits, or sha512 and 128.');
const repository = name.describe('Host and path, or `oci:` and the path of an image layout.');

const tag = z.looseObject({
  tag: name,
  before: digest.nullable().describe('What it named; null: nothing, or it could not be read.'),
  after: digest
    .nullable()
    .describe(
      'What it names: in the intent as meant, in the result as read back; null: nothing, or it is not known.',
    ),
});

const problem = z.looseObject({ code: name, message: z.string(), hint: z.string().optional() });

const Source = z
  .looseObject({
    repository: repository.describe("The pipeline's source."),
    tag: name.optional().describe('The tag at the source; absent for a digest alone.'),
    digest,
    from: repository.describe('Where the stage read it.'),
    fromTag: name.optional().describe('The tag that it had there.'),
  })
  .describe('One image that was promoted.');

const Check = z
  .looseObject({
    id: name,
    criterion: name,
    policy: name,
    verdict: z.enum(['pass', 'fail', 'unknown', 'pending']),
    level: z.enum(['enforce', 'warn', 'later']).describe('Only `enforce` refuses.'),
    code: name.optional().describe('Why it does not pass.'),
    evidence: z.array(digest).describe('Of the documents that counted.'),
  })
  .describe('One check of a policy.');

const Waiver = z
  .looseObject({
    id: name,
    check: name,
    owner: name,
    expires: name.describe('A day.'),
    findings: count.describe('How many it removed.'),
    ticket: name.optional(),
    commit: name.optional().describe('The commit that brought it.'),
    author: name.optional(),
    approvers: z.array(name).optional(),
  })
  .describe('A waiver that removed a finding.');

const Decision = z
  .looseObject({
    repository,
    tag: name.optional(),
    digest,
    policies: z.array(name),
    evaluatedAt: instant,
    verdict: z.enum(['pass', 'refused', 'unreachable', 'pending']),
    checks: z.array(Check),
    waivers: z.array(Waiver),
  })
  .describe('What policy said of one image, as evaluated last before the first tag moved.');

const Intent = z
  .looseObject({
    pipeline: name.describe('`copy` for one outside of any pipeline.'),
    stage: name,
    kind: z.enum(['auto', 'manual', 'rollback', 'sync', 'copy']),
    planned: instant,
    actor: name.describe('Who triggered this attempt.'),
    initiator: name.describe('Who triggered the first.'),
    comment: z.string().optional(),
    environment: name.optional().describe('The GitHub environment of the stage.'),
    sources: z.array(Source),
    targets: z.array(z.looseObject({ repository, digest, tags: z.array(tag) })),
    policy: z.array(Decision).optional(),
    config: z
      .looseObject({ path: name, commit: name.optional(), sha256: name })
      .optional()
      .describe('Without a commit it was read from a disk.'),
    planHash: name.optional(),
    run: z.looseObject({ url: name.optional(), id: name.optional(), attempt: z.int().optional() }),
  })
  .describe('What is kept before the first tag moves.');

const Approvals = z
  .looseObject({
    environment: name,
    bypassed: z.boolean().describe('GitHub let the job in and lists no approval.'),
    attribution: z
      .enum(['job', 'run'])
      .describe('`job`: the approvals can only be for this job; `run`: maybe for another one of the run.'),
    given: z.array(
      z.looseObject({ user: name, state: z.enum(['approved', 'rejected']), comment: z.string() }),
    ),
  })
  .describe('Who let it into its environment.');

const Target = z.looseObject({
  repository,
  digest,
  tags: z.array(
    z.looseObject({
      ...tag.shape,
      action: z.enum(['create', 'move', 'unchanged', 'kept', 'conflict', 'failed', 'skipped']),
      reason: z.string().optional(),
    }),
  ),
  pushed: count.describe('Bytes.'),
  mounted: count.describe('Bytes.'),
  skipped: count.describe('Bytes that were there already.'),
  blobs: z.looseObject({ pushed: count, mounted: count, skipped: count }).describe('How many of each.'),
  referrers: count.describe('How many were carried.'),
  left: z.array(z.string()).describe('Referrers that could not travel.'),
});

const Result = z
  .looseObject({
    outcome: z.enum([
      'failed',
      'conflict',
      'refused',
      'waiting',
      'superseded',
      'promoted',
      'unchanged',
      'none',
    ]),
    approvals: Approvals.optional(),
    started: instant,
    finished: instant,
    targets: z.array(Target),
    pulled: count.describe(
      'Bytes read from the source: each blob once for all targets, and again where one of them had to be given it anew.',
    ),
    split: z.boolean().describe('The images are at some targets and not at others.'),
    problems: z.array(problem),
    error: problem.optional(),
  })
  .describe('What is kept after the targets were read back.');

const shape = z.looseObject({
  schema: z.literal('hoist/promotion/v1'),
  id: name.describe('Sorts by time (ULID); the same in all that tells of this promotion.'),
  intent: Intent,
  result: Result.optional().describe('Absent while it is under way, and where it died.'),
});

/** What is read of it has these shapes; what else is there is kept. */
export const Record = shape.transform((record) => record as unknown as PromotionRecord);

/** The record of a promotion (`hoist/promotion/v1`), out of a statement that somebody signed. */
export function readPromotionRecord(json: unknown): Reading {
  return readAs(Record, { json, title: 'record of a promotion' }, (record) => ({
    title: `record of a promotion to ${record.intent.pipeline}/${record.intent.stage}`,
    parts: [{ kind: 'promotion', record }],
    claims: noClaims,
  }));
}

/** The JSON Schema (draft 2020-12) of a record, for whoever reads one: the schema that Hoist itself reads it with. */
export function recordJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(shape, { target: 'draft-2020-12', io: 'input' });
  return {
    $schema,
    $id: 'urn:hoist:promotion:v1',
    title: 'Record of a promotion',
    description:
      'Who promoted what, from where, to where, when and why. Readers have to expect further fields.',
    ...schema,
  };
}
