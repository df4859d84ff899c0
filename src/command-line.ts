import { readArguments } from './cli/arguments.ts';
import { printError } from './cli/print-error.ts';
import { terminalProgress } from './cli/progress.ts';
import { openTerminal } from './cli/terminal.ts';
import { catalogue, commandNamed } from './commands/catalogue.ts';
import { systemClock } from './disk/clock.ts';
import { readBelow } from './disk/files.ts';
import { maxFileBytes } from './domain/file-path.ts';
import { HoistError, HoistErrors } from './errors.ts';
import { cancelledBefore, failureOf } from './promotion/failure.ts';
import { createWorld } from './world.ts';

/** Milliseconds after which the first questions are on their way: what is needed at the end is loaded beside them. */
const untilRegistriesAnswer = 50;

/** Everything but `--version`: arguments → world → command → result on stdout; gives the exit code. */
export async function runCommandLine(words: readonly string[], version: string): Promise<number> {
  const { stdout, stderr, env } = process;
  const terminal = openTerminal({ stdout, stderr, env, debug: words.includes('--debug') });
  const signal = stopSignal();
  process.on('uncaughtException', (error) => {
    printError(terminal, failureOf(error, { signal, log: terminal.log }));
    process.exit(5);
  });
  try {
    const [first, second] = words.filter((word) => !word.startsWith('-'));
    const name = first === 'help' ? second : first;
    if (name !== undefined && name !== 'help') commandNamed(name);
    const read = readArguments(words, { commands: catalogue, version, width: terminal.width });
    if (read.kind === 'text') {
      terminal.print(read.text);
      return 0;
    }
    const { command, values, json } = read;
    const { journal } = values;
    const clock = systemClock();
    const world = await createWorld({
      surface: 'cli',
      version,
      env,
      folder: currentFolder(),
      log: terminal.log,
      progress: terminalProgress(terminal.screen, clock),
      signal,
      clock,
      githubToken: env['GITHUB_TOKEN'],
      journal: typeof journal === 'string' ? journal : undefined,
      hide: (value) => terminal.mask.hideIn(value),
    });
    const soon = setTimeout(() => void import('./cli/print-result.ts'), untilRegistriesAnswer).unref();
    const result = terminal.mask.hideIn(await command.run(world, values));
    clearTimeout(soon);
    const { printResult } = await import('./cli/print-result.ts');
    printResult(terminal, result, json);
    return result.exitCode;
  } catch (error) {
    const failure = failureOf(error, { signal, log: terminal.log }, cancelledBefore);
    const texts = await textsFor(failure);
    printError(terminal, failure, (file) => texts.get(file));
    return failure.exitCode;
  }
}

/** Gone where another program removed it meanwhile, as a clean-up does with a build's folder. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new HoistError(
      'config',
      'FOLDER_GONE',
      'the folder in which Hoist was started is not there any more',
      {
        hint: 'Change to a folder that is there: it was removed, and perhaps made again under its name.',
        cause,
      },
    );
  }
}

/** Aborted by the first SIGINT or SIGTERM (F41), or when the terminal is closed; who asks twice, or waits for 5 s, is rid of us. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted && name === 'SIGINT') process.exit(5);
      controller.abort();
      setTimeout(() => process.exit(5), 5000).unref();
    });
  }
  return controller.signal;
}

/**
 * Of the files that an error points into, by the same rules by which they were read: what a link leads out to is nobody's
 * to show, and a named pipe never ends.
 */
async function textsFor(failure: HoistError): Promise<ReadonlyMap<string, string>> {
  const errors = failure instanceof HoistErrors ? failure.errors : [failure];
  const texts = new Map<string, string>();
  for (const file of new Set(errors.flatMap(({ position }) => position?.file ?? []))) {
    const bytes = await readBelow(process.cwd(), file, maxFileBytes).catch(() => undefined);
    if (bytes !== undefined) texts.set(file, new TextDecoder().decode(bytes));
  }
  return texts;
}
