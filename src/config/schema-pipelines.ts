import { z } from 'zod';
import { Duration, Name, oneOrMore, say, strict, Text, whole } from '../policy/written.ts';
import { EnvironmentName } from './schema-words.ts';

const moves = z
  .enum(['never', 'forward', 'any'])
  .describe(
    'Whether the tag may move when it names another image: never, only forward to a newer version, or always.',
  )
  .default('never');

const Tags = z
  .union([
    z.array(Text).describe('Globs; a leading ! excludes. An empty list selects nothing.'),
    strict({
      semver: Text.describe(
        "A range of versions as npm writes it: '>= 1.2'. A leading v in the tag is fine.",
      ),
      'pre-releases': z
        .boolean()
        .describe('Whether every pre-release in the range is selected too.')
        .default(false),
    }),
    strict({ matches: Text.describe('An RE2 expression, matched against the whole tag.') }),
  ])
  .describe(
    'Which tags of the source are promoted. Default: every tag. Tags of signatures and SBOMs never are.',
  )
  .optional();

const Source = z
  .union([
    Text,
    strict({
      repository: Text.describe('One repository, or a pattern: ghcr.io/acme/dev/{name}.'),
      tags: Tags,
    }),
    strict({
      repositories: z
        .array(Text)
        .min(1)
        .describe('Several repositories, promoted together as one under one tag.'),
      tags: Tags,
    }),
  ])
  .describe('Where images come from: a repository, several as a set, or a pattern.');

const Tag = z.union([Text, strict({ name: Text.describe('The tag or tag template.'), move: moves })]);

const Environment = z.union([
  EnvironmentName,
  strict({
    name: EnvironmentName.describe('The GitHub environment that a job must be in to run this stage.'),
    approval: z
      .enum(['auto', 'required', 'none'])
      .describe(
        'auto: the rules of the environment; required: an approval by somebody else; none: only a label.',
      )
      .default('auto'),
    'self-review': z
      .enum(['forbid', 'allow'])
      .describe('Whether the approval may be of the one who started the run.')
      .default('forbid'),
    bypass: z
      .enum(['record', 'refuse'])
      .describe('What to do where an administrator bypassed the rules.')
      .default('record'),
    rollback: EnvironmentName.describe('The environment of rollbacks. Default: the same.').optional(),
  }),
]);

const allowed = z.enum(['fail', 'allow']).default('fail');

const Stage = strict({
  name: Name.describe('What people call the stage: qa, staging, production.'),
  to: oneOrMore(Text).describe(
    'The target repository, or several. {name} and captures of the source may be part of it.',
  ),
  tag: oneOrMore(Tag)
    .describe(
      "The tags to write. %n is the image's tag; %Y%m%d and others are the time; {digest}, {sha}, {run}.",
    )
    .default('%n'),
  auto: z.boolean().describe('false: runs only when a person asks for it by name.').default(true),
  environment: Environment.describe('The GitHub environment that guards the stage.').optional(),
  policy: oneOrMore(Name).describe('The policies that must pass, all of them.').optional(),
  referrers: z
    .enum(['all', 'best-effort', 'none'])
    .describe('Signatures, attestations and SBOMs: all must travel, those that can, or none.')
    .default('all'),
  missing: strict({
    platforms: allowed.describe('Platforms that the index names and the source does not have.'),
    'foreign-layers': allowed.describe('Layers that are only at a URL.'),
  })
    .describe('What to do where the source is not complete.')
    .prefault({}),
  after: oneOrMore(Name)
    .describe('The stages that must have promoted an image before. Default: the stage above.')
    .optional(),
  skippable: z.boolean().describe('Whether a person may skip `after`, with a comment.').default(false),
});

const sinceError = {
  error: say('is neither a date nor an age', 'Write 2026-01-31, 2026-01-31T12:00:00Z, or an age: 30d.'),
};

const since = z
  .string()
  .regex(/^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+Z)?)$/, {
    ...sinceError,
    abort: true,
  })
  .refine(
    (text) => [Duration, z.iso.date(), z.iso.datetime()].some((form) => form.safeParse(text).success),
    sinceError,
  );

const Pipeline = strict({
  source: Source,
  stages: z
    .array(Stage)
    .min(1)
    .describe('In order. The first reads the source, every other the stage before it.'),
  newest: whole(1).describe('`sync` takes only so many of the newest tags.').optional(),
  since: since
    .describe('`sync` takes only tags since then: a date, a time in UTC, or an age (30d).')
    .optional(),
  list: z
    .union([
      z.array(Text).min(1).describe('Repositories, or what the only capture stands for.'),
      strict({ 'github-packages': Text.describe('All container packages of this account on GitHub.') }),
    ])
    .describe('The repositories that a pattern means when there is no event: `sync` needs it.')
    .optional(),
});

export const Pipelines = z.record(Name, Pipeline).describe('The pipelines by name.');

export type Pipelines = z.infer<typeof Pipelines>;
export type WrittenPipeline = z.infer<typeof Pipeline>;
export type WrittenStage = z.infer<typeof Stage>;
export type WrittenTags = z.infer<typeof Tags>;
