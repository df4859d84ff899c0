import { appendFile, stat } from 'node:fs/promises';
import type { CommandResult } from '../commands/command.ts';
import { messageOf } from '../errors.ts';
import { candidatesMarkdown } from '../report/candidates.ts';
import { checkMarkdown } from '../report/check.ts';
import { historyMarkdown } from '../report/history.ts';
import { planMarkdown } from '../report/plan.ts';
import { resultMarkdown } from '../report/record.ts';
import { statusMarkdown } from '../report/status.ts';
import { verifyMarkdown } from '../report/verify.ts';

/** GitHub drops the whole summary of a step that is bigger. */
const mostBytes = 1024 * 1024;

/** The Markdown of a job summary; undefined where there is nothing to tell. */
export function summaryOf(result: CommandResult): string | undefined {
  if (result.kind === 'plan') return planMarkdown(result.document);
  if (result.kind === 'run') return resultMarkdown(result.document);
  if (result.kind === 'candidates') return candidatesMarkdown(result.document);
  if (result.kind === 'status') return statusMarkdown(result.document);
  if (result.kind === 'history') return historyMarkdown(result.document);
  if (result.kind === 'verify') return verifyMarkdown(result.document);
  return result.kind === 'check' ? checkMarkdown(result.document) : undefined;
}

/**
 * Adds to the step's summary. Gives why it was left out, if it was: what is told of a promotion decides nothing of it.
 * `file` is `GITHUB_STEP_SUMMARY`; without one there is no summary to leave out.
 */
export async function writeSummary(file: string | undefined, markdown: string): Promise<string | undefined> {
  if (file === undefined || file === '') return undefined;
  const before = await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
  if (before + Buffer.byteLength(markdown) > mostBytes)
    return 'the job summary is left out: with it, the step would have more than GitHub takes';
  try {
    await appendFile(file, markdown);
    return undefined;
  } catch (error) {
    return `the job summary is left out, it cannot be written: ${messageOf(error)}`;
  }
}
