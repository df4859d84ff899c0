// Kept small: every part is loaded when it is needed (transport.md §3.9).
import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

async function main(): Promise<number> {
  const [{ actionLog }, { annotateError, createAnnotations }, outputs, { failureOf }] = await Promise.all([
    import('./action/log.ts'),
    import('./action/annotations.ts'),
    import('./action/outputs.ts'),
    import('./promotion/failure.ts'),
  ]);
  const annotations = createAnnotations();
  const log = actionLog(annotations);
  const signal = stopSignal();
  const fail = (thrown: unknown): number => {
    const failure = failureOf(thrown, { signal, log });
    annotateError(annotations, failure);
    outputs.writeOutputs(outputs.outputsAfter(failure.kind));
    return failure.exitCode;
  };
  process.on('uncaughtException', (error) => {
    fail(error);
    process.exit(5);
  });
  // Later steps never read an unset output, whatever happens here.
  outputs.writeOutputs(outputs.nothingHappened);
  try {
    const [{ commandNamed }, { readInputs }] = await Promise.all([
      import('./commands/catalogue.ts'),
      import('./action/inputs.ts'),
    ]);
    const { command, values, summary, githubToken } = readInputs(commandNamed);
    if (githubToken !== undefined) log.secret(githubToken);
    const [{ createWorld }, { systemClock }, { actionProgress }] = await Promise.all([
      import('./world.ts'),
      import('./disk/clock.ts'),
      import('./action/progress.ts'),
    ]);
    const { env } = process;
    const clock = systemClock();
    const progress = actionProgress(log, clock);
    const folder = env['GITHUB_WORKSPACE'] ?? process.cwd();
    const world = await createWorld({
      surface: 'action',
      version,
      env,
      folder,
      log,
      progress,
      signal,
      clock,
      githubToken,
    });
    const result = await command.run(world, values);
    outputs.writeOutputs(outputs.outputsOf(result));
    const [{ summaryOf, writeSummary }, { textOf }, { problemsOf }] = await Promise.all([
      import('./action/summary.ts'),
      import('./commands/text.ts'),
      import('./commands/problems.ts'),
    ]);
    log.info(textOf(result));
    for (const notice of result.notices) log.notice(notice);
    if (result.exitCode !== 0) {
      for (const { code, message, hint } of problemsOf(result)) {
        annotations.add('error', hint === undefined ? message : `${message}\n${hint}`, { title: code });
      }
    }
    const markdown = summary ? summaryOf(result) : undefined;
    if (markdown !== undefined) await writeSummary(env['GITHUB_STEP_SUMMARY'], markdown);
    return result.exitCode;
  } catch (error) {
    return fail(error);
  }
}

/** Cancelling a job sends SIGINT, then SIGTERM, then kills (F41). */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      controller.abort();
      setTimeout(() => process.exit(5), 5000).unref();
    });
  }
  return controller.signal;
}

process.exitCode = await main();
