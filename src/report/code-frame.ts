import { HoistErrors, type HoistError, type SourcePosition } from '../errors.ts';
import { inertText, visibleLine } from './escape-text.ts';
import { hintLines } from './problem.ts';
import { plainStyle, type Style } from './style.ts';
import { wrapped } from './wrap.ts';
import type { TextOptions } from './plan.ts';

/** What is said of a place in a file. */
export type Said = {
  readonly message: string;
  readonly code?: string | undefined;
  readonly hint?: string | undefined;
};

export type ErrorTextOptions = TextOptions & {
  /** The text of a file that an error points into, where it is at hand. */
  readonly source?: ((file: string) => string | undefined) | undefined;
};

/** An error with its hint; one that points into a file shows the place. Ends with a line end. */
export function errorText(error: HoistError, options: ErrorTextOptions = {}): string {
  const errors = error instanceof HoistErrors ? error.errors : [error];
  return errors.map((single) => oneError(single, options)).join('\n');
}

/**
 * ```text
 * .github/hoist.yml:12:9: UNKNOWN_KEY: there is no key "polcy" in a stage
 *   11 |       - name: qa
 *   12 |         polcy: baseline
 *      |         ^
 *   hint: Did you mean "policy"?
 * ```
 * Lines that are too long are cut around the column.
 */
export function codeFrame(
  source: string,
  position: SourcePosition,
  said: Said & { readonly width?: number | undefined; readonly style?: Style | undefined },
): string {
  const { width = 100, style = plainStyle } = said;
  const lines = source.split(/\r\n|[\r\n]/);
  const line = Math.min(Math.max(1, position.line), lines.length);
  const gutter = String(line).length;
  const room = Math.max(20, width - gutter - 6);
  const from = Math.max(0, position.column - 1 - Math.floor(room * 0.7));
  const shown = (number: number): string => {
    const text = lines[number - 1] ?? '';
    return `  ${style.faint(`${String(number).padStart(gutter)} |`)} ${frameText(text.slice(from, from + room))}`;
  };
  const before = frameText((lines[line - 1] ?? '').slice(from, position.column - 1));
  const caret = `  ${style.faint(`${' '.repeat(gutter)} |`)} ${' '.repeat(before.length)}${style.bad('^')}`;
  return inertText([
    ...headLines(said, position, width, style),
    ...(line > 1 ? [shown(line - 1)] : []),
    shown(line),
    caret,
    ...hintLines(said.hint, width, style),
    '',
  ]);
}

function oneError(error: HoistError, options: ErrorTextOptions): string {
  const { width = 100, style = plainStyle } = options;
  const { position, message, hint, code } = error;
  const source = position === undefined ? undefined : options.source?.(position.file);
  if (position !== undefined && source !== undefined) {
    return codeFrame(source, position, { message, hint, code, width, style });
  }
  return inertText([...headLines(error, position, width, style), ...hintLines(hint, width, style), '']);
}

function headLines(
  { message, code }: Said,
  position: SourcePosition | undefined,
  width: number,
  style: Style,
): readonly string[] {
  const place =
    position === undefined ? '' : `${visibleLine(position.file)}:${position.line}:${position.column}: `;
  const name = code === undefined ? '' : `${visibleLine(code)}: `;
  const [first = '', ...more] = wrapped(`${place}${name}${visibleLine(message, 2000)}`, width, 2);
  const rest = first.slice(place.length + name.length);
  return [`${style.strong(place)}${style.bad(name)}${rest}`, ...more];
}

/** A tab is one column wide here, so that the caret stands where it should. */
function frameText(text: string): string {
  return visibleLine(text.replaceAll('\t', ' '));
}
