#!/usr/bin/env node
// Kept small: --version loads nothing, and every other part is loaded when it is needed (transport.md §3.9).
import { readFileSync } from 'node:fs';
import { keepCompiled } from './cli/compile-cache.ts';

/** Milliseconds after which the first questions are on their way: what is needed at the end is loaded beside them. */
const untilRegistriesAnswer = 50;

async function main(words: readonly string[], version: string): Promise<number> {
  keepCompiled(process.env);
  const [{ openTerminal }, { printError }] = await Promise.all([
    import('./cli/terminal.ts'),
    import('./cli/print-error.ts'),
  ]);
  const { stdout, stderr, env } = process;
  const terminal = openTerminal({ stdout, stderr, env, debug: words.includes('--debug') });
  const { failureOf } = await import('./promotion/failure.ts');
  const signal = stopSignal();
  process.on('uncaughtException', (error) => {
    printError(terminal, failureOf(error, { signal, log: terminal.log }));
    process.exit(5);
  });
  try {
    const [{ catalogue, commandNamed }, { readArguments }] = await Promise.all([
      import('./commands/catalogue.ts'),
      import('./cli/arguments.ts'),
    ]);
    const name = words.find((word) => !word.startsWith('-'));
    if (name !== undefined && name !== 'help') commandNamed(name);
    const read = readArguments(words, { commands: catalogue, version, width: terminal.width });
    if (read.kind === 'text') {
      terminal.print(read.text);
      return 0;
    }
    const [{ createWorld }, { systemClock }, { terminalProgress }] = await Promise.all([
      import('./world.ts'),
      import('./disk/clock.ts'),
      import('./cli/progress.ts'),
    ]);
    const { command, values, json } = read;
    const { journal } = values;
    const clock = systemClock();
    const world = await createWorld({
      surface: 'cli',
      version,
      env,
      folder: process.cwd(),
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
    const failure = failureOf(error, { signal, log: terminal.log });
    printError(terminal, failure, textOf);
    return failure.exitCode;
  }
}

/** Aborted by the first SIGINT or SIGTERM (F41); who asks twice, or waits for 5 s, is rid of us. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted && name === 'SIGINT') process.exit(5);
      controller.abort();
      setTimeout(() => process.exit(5), 5000).unref();
    });
  }
  return controller.signal;
}

/** Of the config that an error points into. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const words = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V'))
  process.stdout.write(`${version}\n`);
else process.exitCode = await main(words, version);
