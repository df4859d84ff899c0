import { HoistError } from '../errors.ts';
import { candidatesCommand } from './candidates.ts';
import { checkCommand } from './check.ts';
import type { Command } from './command.ts';
import { copyCommand } from './copy.ts';
import { historyCommand } from './history.ts';
import { initCommand } from './init.ts';
import { planCommand } from './plan.ts';
import { promoteCommand } from './promote.ts';
import { rollbackCommand } from './rollback.ts';
import { statusCommand } from './status.ts';
import { testCommand } from './test.ts';
import { verifyCommand } from './verify.ts';

/** Every command that this version has. */
export const catalogue: readonly Command[] = [
  promoteCommand,
  planCommand,
  copyCommand,
  rollbackCommand,
  historyCommand,
  statusCommand,
  candidatesCommand,
  verifyCommand,
  checkCommand,
  testCommand,
  initCommand,
];

/** Commands of the contract that another version brings. */
const planned: ReadonlySet<string> = new Set(['sync']);

/** @throws HoistError `COMMAND_UNSUPPORTED`, `COMMAND_UNKNOWN` */
export function commandNamed(name: string): Command {
  const found = catalogue.find((command) => command.name === name);
  if (found !== undefined) return found;
  const names = catalogue.map((command) => command.name).join(', ');
  if (planned.has(name)) {
    throw new HoistError(
      'config',
      'COMMAND_UNSUPPORTED',
      `this version of Hoist does not have the command ${name} yet`,
      {
        hint: `It has ${names}.`,
      },
    );
  }
  throw new HoistError(
    'config',
    'COMMAND_UNKNOWN',
    `there is no command ${JSON.stringify(name.slice(0, 60))}`,
    {
      hint: `There is ${names}.`,
    },
  );
}
