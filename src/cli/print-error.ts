import { HoistError, messageOf } from '../errors.ts';
import { errorText } from '../report/code-frame.ts';
import { visibleLines } from '../report/escape-text.ts';
import type { Terminal } from './terminal.ts';

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
