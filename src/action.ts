import { readFileSync } from 'node:fs';
import { annotateError, createAnnotations } from './action/annotations.ts';
import { readCheckRunId, readInputs, readToken } from './action/inputs.ts';
import { actionLog } from './action/log.ts';
import { nothingHappened, outputsAfter, outputsOf, writeOutputs } from './action/outputs.ts';
import { actionProgress } from './action/progress.ts';
import { systemClock } from './disk/clock.ts';
import type { HoistError } from './errors.ts';
import { cancelledBefore, failureOf } from './promotion/failure.ts';
import { createMask } from './report/mask.ts';
import { createWorld } from './world.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

async function main(): Promise<number> {
  const mask = createMask();
  const annotations = createAnnotations(mask);
  const log = actionLog(mask, annotations);
  const stop = stopController();
  const { signal } = stop;
  const fail = (thrown: unknown, stopped?: () => HoistError): number => {
    const failure = failureOf(thrown, { signal, log }, stopped);
    annotateError(annotations, failure);
    try {
      writeOutputs(outputsAfter(failure.exitCode));
    } catch (error) {
      annotateError(annotations, failureOf(error, { signal, log }));
    }
    return failure.exitCode;
  };
  process.on('uncaughtException', (error) => {
    fail(error);
    process.exit(5);
  });
  try {
    // Later steps never read an unset output, whatever happens here.
    writeOutputs(nothingHappened, 'config');
    const githubToken = readToken();
    if (githubToken !== undefined) log.secret(githubToken);
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
      checkRunId: readCheckRunId(),
      hide: (value) => mask.hideIn(value),
    });
    // Loaded after GitHub was asked: up to here is what decides how soon that is.
    const { commandNamed } = await import('./commands/catalogue.ts');
    const { command, values, summary, unused } = readInputs(commandNamed);
    for (const name of unused) log.warn(`the input ${name} does nothing for the command ${command.name}`);
    const result = mask.hideIn(await command.run(world, values));
    writeOutputs(outputsOf(result));
    const { writeDocument } = await import('./action/documents.ts');
    const unkept = await writeDocument(env['RUNNER_TEMP'], result);
    if (unkept !== undefined) log.warn(unkept);
    const [{ summaryOf, writeSummary }, { textOf }, { annotationsOf, problemsOf }] = await Promise.all([
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
    for (const { level, message, title, position } of annotationsOf(result))
      annotations.add(level, message, { title, position });
    const markdown = summary ? summaryOf(result) : undefined;
    const untold = markdown && (await writeSummary(env['GITHUB_STEP_SUMMARY'], markdown));
    if (untold) log.notice(untold);
    return result.exitCode;
  } catch (error) {
    return fail(error, cancelledBefore);
  } finally {
    // Ends a question to GitHub for whose answer nobody waits any more.
    stop.abort();
  }
}

/** Cancelling a job sends SIGINT, then SIGTERM, then kills (F41); SIGHUP comes where a runner's terminal is closed. */
function stopController(): AbortController {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      controller.abort();
      setTimeout(() => process.exit(5), 5000).unref();
    });
  }
  return controller;
}

process.exitCode = await main();
