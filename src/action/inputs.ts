import { getInput } from '@actions/core';
import type { Command, Option, Values } from '../commands/command.ts';
import { HoistError } from '../errors.ts';

/**
 * The inputs that are the Action's own; all others are options of commands. `github-token` and `job-check-run-id` have
 * a default in action.yml only, where it is an expression.
 */
export const actionOptions: readonly Option[] = [
  {
    name: 'command',
    kind: 'text',
    default: 'promote',
    description:
      'What to do. `promote`, `copy` and `rollback` write images and tags; they keep records with `deployments: write` and sign them with `id-token: write`. `plan`, `check`, `verify`, `history`, `status` and `candidates` write nothing, and need no permission to write.',
  },
  {
    name: 'summary',
    kind: 'flag',
    default: 'true',
    description: 'Whether to write a job summary.',
  },
  {
    name: 'github-token',
    kind: 'text',
    description:
      'The token for GitHub, with what `permissions:` of the job allow it. With `contents: read` it reads the config at the head of the default branch; with `actions: read` environments and approvals; with `deployments: read` what was promoted before, with `write` it keeps what is promoted now; with `checks: read` it learns which environment the job is in, where there is no `id-token: write`; with `pull-requests: write` it tells the pull request; with `packages: read` or `write` it serves `ghcr.io`, where nothing else is configured for it.',
  },
  {
    name: 'job-check-run-id',
    kind: 'text',
    description:
      'Set by itself, leave it alone: the check run of this job, by which GitHub says which environment the job is in.',
  },
];

export type Inputs = {
  readonly command: Command;
  readonly values: Values;
  readonly summary: boolean;
  /** Inputs that were given and that the command has no use for: silence would look like protection. */
  readonly unused: readonly string[];
};

/** Inputs of a few commands only, which others would seem to obey. */
const narrow = ['pipeline', 'stage', 'tag', 'targets', 'to', 'expected-plan', 'where', 'fail-on'];

/** The input `github-token`: a secret. */
export function readToken(): string | undefined {
  return getInput('github-token') || undefined;
}

/** The input `job-check-run-id`. */
export function readCheckRunId(): string | undefined {
  return getInput('job-check-run-id') || undefined;
}

/**
 * Reads every input once; of the options only those of the chosen command. `commandNamed` throws for a name that is none.
 *
 * @throws HoistError `INPUT_INVALID`
 */
export function readInputs(commandNamed: (name: string) => Command): Inputs {
  const own = valuesOf(actionOptions);
  const command = commandNamed(String(own['command']));
  if (!isInAction(command)) {
    throw invalid('command', command.name, 'This command is for the command line only.');
  }
  return {
    command,
    values: valuesOf(command.options.filter(isInAction)),
    summary: own['summary'] === true,
    unused: narrow.filter(
      (name) => getInput(name) !== '' && command.options.every((option) => option.name !== name),
    ),
  };
}

/** The inputs of the last job of the reusable workflow; see `.github/actions/collect`. */
export function readCollectInputs(): { readonly folder: string; readonly summary: boolean } {
  const summary = getInput('summary');
  return {
    folder: getInput('folder', { required: true }),
    summary: summary === '' || flagOf('summary', summary),
  };
}

function isInAction({ surfaces }: Pick<Option, 'surfaces'>): boolean {
  return surfaces?.includes('action') ?? true;
}

function valuesOf(options: readonly Option[]): Values {
  return Object.fromEntries(options.map((option) => [option.name, valueOf(option)]));
}

function valueOf(option: Option): string | boolean | undefined {
  const text = getInput(option.name) || (option.default ?? '');
  if (text === '') return undefined;
  if (option.kind === 'flag') return flagOf(option.name, text);
  if (option.kind === 'choice' && !(option.choices ?? []).includes(text)) {
    throw invalid(option.name, text, `Write ${(option.choices ?? []).join(' or ')}.`);
  }
  return text;
}

/** The booleans of YAML's core schema, as GitHub's own actions read them. */
function flagOf(name: string, text: string): boolean {
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  throw invalid(name, text, 'Write true or false.');
}

function invalid(name: string, text: string, hint: string): HoistError {
  const shown = JSON.stringify(text.slice(0, 100));
  return new HoistError('config', 'INPUT_INVALID', `the input ${name} may not be ${shown}`, { hint });
}
