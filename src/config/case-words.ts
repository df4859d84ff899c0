import { z } from 'zod';
import { hintOf } from '../errors.ts';
import { parseDigest } from '../image/digest.ts';
import { parseRepository, parseTag } from '../image/reference.ts';
import type { CaseTime } from '../domain/policy-case.ts';
import { Day, Duration, durationSeconds, Name, say, strict, Text, whole } from '../policy/written.ts';

/** As a text first: beside a map, what is wrong in the map is then what is said. */
export const unreachable = z
  .string()
  .pipe(z.literal('unreachable'))
  .describe('It was asked and did not answer, so nothing is known of it.');

/** What the case says, or that it could not be reached. */
export function told<Item extends z.ZodType>(item: Item): z.ZodUnion<[typeof unreachable, Item]> {
  return z.union([unreachable, item]);
}

export const DigestText = word(parseDigest, 'is not a digest');
export const RepositoryText = word(parseRepository, 'is not a repository');
export const TagText = word(parseTag, 'is not a tag');

/** A text that another part of Hoist reads, refused in the words of a config. */
function word<Word>(read: (text: string) => Word, message: string) {
  return Text.transform((text, context): Word => {
    try {
      return read(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: say(message, hintOf(error)) });
      return z.NEVER;
    }
  });
}

export const Texts = z.record(z.string(), z.string());

const timeHint = 'Write an instant in UTC, 2026-11-20T12:00:00Z, or how long before the case it was, 3h.';

/** `2026-11-20T12:00:00Z`, `2026-11-20`, or how long before the case: `3h`. */
export const Time = z.string().transform((text, context): CaseTime => {
  if (Duration.safeParse(text).success) return { kind: 'age', seconds: durationSeconds(text) };
  const instant = instantOf(text);
  if (instant !== undefined) return { kind: 'instant', instant };
  context.addIssue({ code: 'custom', message: say('is not a time', timeHint) });
  return z.NEVER;
});

/** `2026-11-20T12:00:00Z`, or a day, which begins at midnight UTC. */
export const Instant = z.string().transform((text, context): Date => {
  const instant = instantOf(text);
  if (instant !== undefined) return instant;
  context.addIssue({
    code: 'custom',
    message: say('is not an instant', 'Write it in UTC: 2026-11-20T12:00:00Z, or 2026-11-20.'),
  });
  return z.NEVER;
});

function instantOf(text: string): Date | undefined {
  const isInstant = Day.safeParse(text).success || z.iso.datetime().safeParse(text).success;
  return isInstant ? new Date(text) : undefined;
}

/** `web/production`. */
export const StageText = Text.transform((text, context) => {
  const [pipeline = '', stage = '', ...more] = text.split('/');
  if (more.length === 0 && [pipeline, stage].every((name) => Name.safeParse(name).success))
    return { pipeline, stage };
  context.addIssue({
    code: 'custom',
    message: say('is not a stage', 'Write pipeline and stage: web/production.'),
  });
  return z.NEVER;
});

const Run = strict({
  name: Text.describe('Of the check run.'),
  app: Text.describe('The slug of the app that made it.').default('github-actions'),
  'app-id': whole(1).describe("The app's id; GitHub Actions has 15368.").default(15_368),
  status: Text.describe('As GitHub has it.').default('completed'),
  conclusion: Text.describe('As GitHub has it.').optional(),
  workflow: Text.describe("The workflow's file, of a job on GitHub Actions.").optional(),
}).transform(({ 'app-id': id, app, name, status, conclusion, workflow }) => ({
  name,
  status,
  app: { slug: app, id },
  ...(conclusion === undefined ? (status === 'completed' ? { conclusion: 'success' } : {}) : { conclusion }),
  ...(workflow === undefined ? {} : { workflow }),
}));

const Status = strict({
  context: Text.describe('Of the commit status.'),
  state: z.enum(['success', 'failure', 'error', 'pending']).describe('As GitHub has it.'),
  creator: Text.describe('Who set it.').optional(),
}).transform(({ context, state, creator }) => ({
  context,
  state,
  ...(creator === undefined ? {} : { creator }),
}));

/** What GitHub knows of the commit that a trusted provenance names. */
export const Commit = strict({
  repository: Text.regex(/^[^/\s]+\/[^/\s]+$/, {
    error: say('is not a repository on GitHub', 'Write OWNER/REPO.'),
  }).describe('OWNER/REPO.'),
  sha: Text.regex(/^[0-9a-f]{40}$/, {
    error: say('is not a commit', 'Write all 40 hex digits.'),
  }).describe('All 40 hex digits.'),
  checks: told(z.array(Run)).describe('Its check runs.').default([]),
  statuses: told(z.array(Status)).describe('Its commit statuses.').default([]),
  branches: told(z.array(Text)).describe('The branches that have it; no other has.').default([]),
  tags: told(z.array(Text)).describe('The tags that point at it.').default([]),
  pull: told(
    strict({
      number: whole(1).describe('Its number.'),
      author: Text.describe('Who opened it.'),
      approvers: z.array(Text).describe('Who approved it.').default([]),
    }),
  )
    .describe('The merged pull request that brought it.')
    .optional(),
}).transform(({ sha, pull, ...rest }) => ({ ...rest, commit: sha, ...(pull === undefined ? {} : { pull }) }));
