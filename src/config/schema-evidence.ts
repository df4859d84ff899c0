import { z } from 'zod';
import { parseTextGlob } from '../domain/glob.ts';
import { Duration, Name, readable, strict, Text } from '../policy/written.ts';
import { FilePath } from './schema-words.ts';

const sources = ['referrers', 'cosign-tags', 'index', 'github'] as const;

const Report = FilePath.superRefine(readable(parseTextGlob));

const FeedFile = strict({ file: FilePath.describe('A file of the workspace that holds the list.') });

export const WrittenEvidence = strict({
  sources: z
    .array(z.enum(sources))
    .describe('Where to look for evidence besides `files`.')
    .default([...sources]),
  repository: Text.describe(
    'Where signatures and attestations lie, if not beside the image (COSIGN_REPOSITORY).',
  ).optional(),
  files: z
    .record(Name, z.array(Report).min(1))
    .describe('Globs of reports that an earlier step of the same job made, under names of your own.')
    .default({}),
  feeds: strict({
    kev: z
      .union([z.literal('cisa'), FeedFile])
      .describe("CISA's known exploited vulnerabilities: from CISA, or a file.")
      .optional(),
    epss: z
      .union([z.literal('first'), FeedFile])
      .describe('The EPSS scores of vulnerabilities: from FIRST, or a file.')
      .optional(),
    'max-age': Duration.describe('How old a list may be by its own date.').default('7d'),
  })
    .describe('Lists from outside.')
    .prefault({}),
});
export type WrittenEvidence = z.output<typeof WrittenEvidence>;
