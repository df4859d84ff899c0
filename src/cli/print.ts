import type { CommandResult } from '../commands/command.ts';
import { HoistError, messageOf } from '../errors.ts';
import { checkText } from '../report/check.ts';
import { errorText } from '../report/code-frame.ts';
import { visibleLine, visibleLines } from '../report/escape-text.ts';
import { planText } from '../report/plan.ts';
import { resultText } from '../report/record.ts';
import { visibleJson } from '../report/visible-json.ts';
import type { Terminal } from './terminal.ts';

/** The result of a command on stdout: for people, or with `json` the document itself. */
export function printResult(terminal: Terminal, result: CommandResult, json: boolean): void {
  terminal.print(json ? `${visibleJson(result.document, 2)}\n` : textOf(result, terminal));
  // A report shows its document's own notices.
  const shown = new Set(!json && 'notices' in result.document ? result.document.notices : []);
  for (const notice of result.notices) if (!shown.has(notice)) terminal.log.notice(notice);
}

/** An error on stderr. `source` gives the text of a file that it points into. */
export function printError(
  terminal: Terminal,
  error: unknown,
  source?: (file: string) => string | undefined,
): void {
  const { errorStyle: style, width } = terminal;
  if (error instanceof HoistError) {
    terminal.complain(errorText(error, { style, width, source }));
    return;
  }
  terminal.log.error(`this should not have happened: ${messageOf(error)}`);
  if (error instanceof Error) terminal.log.debug(visibleLines(error.stack ?? '').join('\n'));
}

function textOf(result: CommandResult, { width, style }: Terminal): string {
  if (result.kind === 'plan') return planText(result.document, { width, style });
  if (result.kind === 'run') return resultText(result.document, { width, style });
  if (result.kind === 'check') return checkText(result.document, { width, style });
  return result.document.written.map((path) => `wrote ${visibleLine(path)}\n`).join('');
}
