import { writingEvents, type Run } from '../domain/run.ts';
import { HoistError } from '../errors.ts';
import type { Forge } from '../ports/forge.ts';
import type { Asked } from './event.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const instead = `use the command plan here, and promote from a workflow on ${[...writingEvents].join(', ')}`;

/**
 * The run that GitHub's environment variables and event file describe. `readEvent` gets the path of the event file
 * and gives its text. A `workflow_run` may not write until {@link withTriggeringRun} has asked who caused it.
 *
 * @throws HoistError `NOT_IN_ACTIONS`, `EVENT_INVALID`
 */
export async function runFromActions(env: Environment, readEvent: (path: string) => string): Promise<Run> {
  const event = required(env, 'GITHUB_EVENT_NAME');
  const repository = required(env, 'GITHUB_REPOSITORY');
  const id = required(env, 'GITHUB_RUN_ID');
  const attempt = Number(env['GITHUB_RUN_ATTEMPT'] ?? 1);
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const initiator = required(env, 'GITHUB_ACTOR');
  const { requested, triggeringRun } = await readAsked(event, { env, server, readEvent });
  const reason = writingEvents.has(event) ? undefined : `${eventText(event)}: ${instead}`;
  return {
    surface: 'action',
    event,
    repository,
    actor: env['GITHUB_TRIGGERING_ACTOR'] ?? initiator,
    initiator,
    id,
    attempt,
    server,
    url: `${server}/${repository}/actions/runs/${id}/attempts/${attempt}`,
    ...optional('workflow', filled(env['GITHUB_WORKFLOW_REF'])),
    ...optional('ref', env['GITHUB_REF']),
    ...optional('sha', env['GITHUB_SHA']),
    ...optional('workspace', env['GITHUB_WORKSPACE']),
    ...optional('triggeringRun', triggeringRun),
    requested,
    mayWrite: reason === undefined,
    ...optional('mayNotWriteBecause', reason),
  };
}

/**
 * The same run, after GitHub was asked which event caused the run that triggered it (`workflow_run`): commands that
 * write run only if that was a trusted event on the default branch. Any other run comes back as it is.
 */
export async function withTriggeringRun(run: Run, forge: Pick<Forge, 'triggeringRun'>): Promise<Run> {
  if (run.triggeringRun === undefined) return run;
  const { event, onDefaultBranch } = await forge.triggeringRun(run.triggeringRun);
  const { mayNotWriteBecause: _, ...rest } = run;
  if (writingEvents.has(event) && onDefaultBranch) return { ...rest, mayWrite: true };
  const why = writingEvents.has(event) ? 'was not on the default branch' : `was started by ${event}`;
  return {
    ...rest,
    mayWrite: false,
    mayNotWriteBecause: `the run that triggered this workflow_run ${why}, so commands that write do not run: ${instead}`,
  };
}

type EventSource = {
  readonly env: Environment;
  readonly server: string;
  readonly readEvent: (path: string) => string;
};

/** Most events are not read at all; the schemas for the others are loaded then. */
async function readAsked(event: string, { env, server, readEvent }: EventSource): Promise<Asked> {
  if (!readsEvent.has(event)) return { requested: {} };
  const path = required(env, 'GITHUB_EVENT_PATH');
  const { askedBy } = await import('./event.ts');
  return askedBy(event, { read: () => readEvent(path), server });
}

/** The events of which something is read (contract §3). */
const readsEvent: ReadonlySet<string> = new Set([
  'registry_package',
  'repository_dispatch',
  'workflow_dispatch',
  'workflow_run',
]);

function eventText(event: string): string {
  if (event === 'workflow_run')
    return 'it is not known yet what caused the run that triggered this workflow_run';
  return `commands that write do not run under ${event}, which people without write access can cause`;
}

function required(env: Environment, name: string): string {
  const value = filled(env[name]);
  if (value !== undefined) return value;
  throw new HoistError('config', 'NOT_IN_ACTIONS', `${name} is not set`, {
    hint: 'The Action runs in a GitHub Actions job; elsewhere use the command line.',
  });
}

function filled(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]: V });
}
