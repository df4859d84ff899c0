import type { CommandResult } from '../commands/command.ts';
import { textOf } from '../commands/text.ts';
import { visibleJson } from '../report/visible-json.ts';
import type { Terminal } from './terminal.ts';

/** The result of a command on stdout: for people, or with `json` the document itself. */
export function printResult(terminal: Terminal, result: CommandResult, json: boolean): void {
  const { width, columns, style } = terminal;
  terminal.print(json ? `${visibleJson(result.document, 2)}\n` : textOf(result, { width, columns, style }));
  // A report shows its document's own notices.
  const shown = new Set(!json && 'notices' in result.document ? result.document.notices : []);
  for (const notice of result.notices) if (!shown.has(notice)) terminal.log.notice(notice);
}
