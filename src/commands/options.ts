import { defaultConfigPath } from '../config/locate.ts';
import type { Option, ReportFormat, Values } from './command.ts';

/** Options that several commands have: declared once, so that they mean the same everywhere. */

export const imageOption: Option = {
  name: 'image',
  kind: 'text',
  placeholder: 'IMAGE',
  positional: true,
  description:
    'The image: `[REPOSITORY][:TAG][@DIGEST]`, a tag or a digest. Some events carry one; then it may be left out.',
};

/** Of commands that no pipeline tells the repository. */
export const wholeImageOption: Option = {
  ...imageOption,
  description: 'The image: `REPOSITORY:TAG`, `REPOSITORY@DIGEST` or both; in a folder `oci:FOLDER:TAG`.',
};

export const pipelineOption: Option = {
  name: 'pipeline',
  kind: 'text',
  placeholder: 'NAME',
  description: 'The pipeline, where the image alone does not tell.',
};

export const stageOption: Option = {
  name: 'stage',
  kind: 'text',
  placeholder: 'NAME',
  description: 'A manual promotion to this stage, then on through the automatic stages behind it.',
};

export const tagOption: Option = {
  name: 'tag',
  kind: 'text',
  placeholder: 'TAG',
  description: "The destination tag of a manual promotion, in place of the stage's first tag.",
};

export const targetsOption: Option = {
  name: 'targets',
  kind: 'text',
  placeholder: 'GLOB',
  description:
    'Only those targets of a stage whose whole repository matches: `**api`, `eu.example.com/**`. `*` does not cross a `/`, `**` does.',
};

export const commentOption: Option = {
  name: 'comment',
  kind: 'text',
  placeholder: 'TEXT',
  description: 'Why; kept in the record.',
};

export const configOption: Option = {
  name: 'config',
  kind: 'text',
  placeholder: 'PATH',
  default: defaultConfigPath,
  description: 'The config. In Actions it is read at the head of the default branch.',
};

export const expectedPlanOption: Option = {
  name: 'expected-plan',
  kind: 'text',
  placeholder: 'HASH',
  description: 'The hash of a plan of the first stage: anything else than that plan is a conflict.',
};

export const fixedOption: Option = {
  name: 'fixed',
  kind: 'flag',
  surfaces: ['action'],
  default: 'false',
  description:
    'Set by the reusable workflow, leave it alone: with `expected-plan`, the digest of `image` counts, whatever its tag names by now.',
};

export const dryRunOption: Option = {
  name: 'dry-run',
  kind: 'flag',
  default: 'false',
  description: 'Show what would happen and write nothing.',
};

export const journalOption: Option = {
  name: 'journal',
  kind: 'text',
  placeholder: 'FILE',
  surfaces: ['cli'],
  default: '.hoist/journal.jsonl',
  description: 'Where promotions are recorded, as JSON lines.',
};

export const whereOption: Option = {
  name: 'where',
  kind: 'text',
  placeholder: 'KEY=VALUE',
  repeatable: true,
  description: 'What to look for: `key=value`, one a line or separated by commas.',
};

export const failOnOption: Option = {
  name: 'fail-on',
  kind: 'choice',
  choices: ['drift', 'refused'],
  description: 'What else ends with exit code 1: `drift` of `status`.',
};

export const formatOption: Option = {
  name: 'format',
  kind: 'choice',
  choices: ['text', 'markdown', 'csv'],
  surfaces: ['cli'],
  default: 'text',
  description: 'How the report is printed.',
};

export const markdownOption: Option = { ...formatOption, choices: ['text', 'markdown'] };

export const prCommentOption: Option = {
  name: 'pr-comment',
  kind: 'choice',
  choices: ['auto', 'always', 'never'],
  surfaces: ['action'],
  default: 'auto',
  description:
    'Whether the pull request that brought the image is told, in one comment: `auto` where the commit is known and the token may; `always` also says where it could not; `never`.',
};

/** Where `hoist test` and `hoist check` look for cases. */
export const defaultCases = '.github/hoist-tests';

/** The text of an option; undefined where it was not given or is empty. */
export function textOf(values: Values, { name }: Option): string | undefined {
  const value = values[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function isSet(values: Values, { name }: Option): boolean {
  return values[name] === true;
}

/** How a report is printed; in Actions as text. */
export function formatOf(values: Values): ReportFormat {
  const format = textOf(values, formatOption);
  return format === 'markdown' || format === 'csv' ? format : 'text';
}
