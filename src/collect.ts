import { systemClock } from './disk/clock.ts';
import { readDocuments, type JobDocuments } from './action/documents.ts';
import { readCollectInputs, readToken } from './action/inputs.ts';
import { annotateError, createAnnotations } from './action/annotations.ts';
import { nothingHappened, outputsAfter, outputsOf, writeOutputs } from './action/outputs.ts';
import { actionLog } from './action/log.ts';
import { summaryOf, writeSummary } from './action/summary.ts';
import { textOf } from './commands/text.ts';
import type { CommandResult } from './commands/command.ts';
import type { RunFacts } from './domain/run-facts.ts';
import { lacksResults, wholeRun } from './domain/whole-run.ts';
import { messageOf } from './errors.ts';
import type { Log } from './ports/log.ts';
import { failureOf } from './promotion/failure.ts';
import { createMask } from './report/mask.ts';

/** The report of the reusable workflow: what failed has failed in its own job, so this fails only where it cannot tell. */
async function main(): Promise<number> {
  const mask = createMask();
  const annotations = createAnnotations(mask);
  const log = actionLog(mask, annotations);
  try {
    writeOutputs(nothingHappened);
    const { folder, summary } = readCollectInputs();
    const documents = await readDocuments(folder);
    const { document, stops } = wholeRun(documents.plan, documents.jobs, await factsFor(documents, log));
    const result: CommandResult = { kind: 'run', document, exitCode: 0, notices: document.notices };
    writeOutputs(outputsOf(result));
    log.info(textOf(result));
    for (const { problem } of stops) annotations.add('warning', problem.message, { title: problem.code });
    const markdown = summary ? summaryOf(result) : undefined;
    const untold = markdown && (await writeSummary(process.env['GITHUB_STEP_SUMMARY'], markdown));
    if (untold) log.notice(untold);
    return 0;
  } catch (error) {
    const failure = failureOf(error, { signal: new AbortController().signal, log });
    annotateError(annotations, failure);
    if (failure.code !== 'OUTPUTS_UNWRITABLE') writeOutputs(outputsAfter(failure.exitCode));
    return failure.exitCode;
  }
}

/** Asked only where a job left nothing. Whatever GitHub does not tell, the report does without. */
async function factsFor({ plan, jobs }: JobDocuments, log: Log): Promise<RunFacts | undefined> {
  const { env } = process;
  const attempt = Number(env['GITHUB_RUN_ATTEMPT'] ?? 1);
  if (!lacksResults(plan, jobs, attempt)) return undefined;
  const token = readToken();
  if (token !== undefined) log.secret(token);
  const [{ gitHubApi }, { runFactsOf }] = await Promise.all([
    import('./github/api.ts'),
    import('./github/run-facts.ts'),
  ]);
  try {
    const api = gitHubApi({
      token: token ?? '',
      baseUrl: env['GITHUB_API_URL'] ?? 'https://api.github.com',
      clock: systemClock(),
      signal: new AbortController().signal,
    });
    const place = { repository: env['GITHUB_REPOSITORY'] ?? '', id: env['GITHUB_RUN_ID'] ?? '', attempt };
    const { facts, missed } = await runFactsOf(api, place);
    for (const error of missed) log.notice(unasked(error.message, error.hint));
    return facts;
  } catch (error) {
    log.notice(unasked(messageOf(error)));
    return undefined;
  }
}

function unasked(why: string, hint?: string): string {
  return `GitHub does not tell why a job left no result: ${why}${hint === undefined ? '' : `\n${hint}`}`;
}

process.exitCode = await main();
