import { readDocuments } from './action/documents.ts';
import { readCollectInputs } from './action/inputs.ts';
import { annotateError, createAnnotations } from './action/annotations.ts';
import { nothingHappened, outputsAfter, outputsOf, writeOutputs } from './action/outputs.ts';
import { actionLog } from './action/log.ts';
import { summaryOf, writeSummary } from './action/summary.ts';
import { textOf } from './commands/text.ts';
import type { CommandResult } from './commands/command.ts';
import { wholeRun } from './domain/whole-run.ts';
import { failureOf } from './promotion/failure.ts';
import { createMask } from './report/mask.ts';

/** The report of the reusable workflow: what failed has failed in its own job, so this fails only where it cannot tell. */
async function main(): Promise<number> {
  const mask = createMask();
  const annotations = createAnnotations(mask);
  const log = actionLog(mask, annotations);
  writeOutputs(nothingHappened);
  try {
    const { folder, summary } = readCollectInputs();
    const { plan, runs } = await readDocuments(folder);
    const document = wholeRun(plan, runs);
    const result: CommandResult = { kind: 'run', document, exitCode: 0, notices: document.notices };
    writeOutputs(outputsOf(result));
    log.info(textOf(result));
    const markdown = summary ? summaryOf(result) : undefined;
    if (markdown !== undefined) await writeSummary(process.env['GITHUB_STEP_SUMMARY'], markdown);
    return 0;
  } catch (error) {
    const failure = failureOf(error, { signal: new AbortController().signal, log });
    annotateError(annotations, failure);
    writeOutputs(outputsAfter(failure.exitCode));
    return failure.exitCode;
  }
}

process.exitCode = await main();
