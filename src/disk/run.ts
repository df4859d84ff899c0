import { userInfo } from 'node:os';
import type { Run } from '../domain/run.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A run by hand on a machine: whoever is logged in asks, nothing was requested by an event, and writing is allowed. */
export function runOnMachine(env: Environment, login: () => string = loginName): Run {
  const actor = nameFrom(login) ?? env['USER'] ?? env['LOGNAME'] ?? env['USERNAME'] ?? 'unknown';
  const server = env['GITHUB_SERVER_URL'] ?? '';
  return {
    surface: 'cli',
    actor,
    initiator: actor,
    ...(server === '' ? {} : { server }),
    requested: {},
    mayWrite: true,
  };
}

function loginName(): string {
  return userInfo().username;
}

/** A container may run under a user id that has no name; asking for it throws. */
function nameFrom(login: () => string): string | undefined {
  try {
    const name = login();
    return name === '' ? undefined : name;
  } catch {
    return undefined;
  }
}
