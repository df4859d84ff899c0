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

type Framed = Said & { readonly width?: number | undefined; readonly style?: Style | undefined };

/** Of a file, without their ends: split once, however many errors point into it. */
type Lines = readonly string[];

export type ErrorTextOptions = TextOptions & {
  /** The text of a file that an error points into, where it is at hand. */
  readonly source?: ((file: string) => string | undefined) | undefined;
};

/** Of more, nobody reads all; a file that is no config at all has one for each line. */
const mostShown = 50;

/** An error with its hint; one that points into a file shows the place. Of many, the first. Ends with a line end. */
export function errorText(error: HoistError, options: ErrorTextOptions = {}): string {
  const errors = error instanceof HoistErrors ? error.errors : [error];
  const files = new Map<string, Lines | undefined>();
  const linesIn = (file: string): Lines | undefined => {
    if (!files.has(file)) files.set(file, linesOf(options.source?.(file)));
    return files.get(file);
  };
  const shown = errors.slice(0, mostShown).map((single) => oneError(single, options, linesIn));
  const more = errors.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more like these\n`] : [])].join('\n');
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
export function codeFrame(source: string, position: SourcePosition, said: Framed): string {
  return frame(linesOf(source), position, said);
}

function frame(lines: Lines, position: SourcePosition, said: Framed): string {
  const { width = 100, style = plainStyle } = said;
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

function linesOf(source: string): Lines;
function linesOf(source: string | undefined): Lines | undefined;
function linesOf(source: string | undefined): Lines | undefined {
  return source?.split(/\r\n|[\r\n]/);
}

function oneError(
  error: HoistError,
  { width = 100, style = plainStyle }: ErrorTextOptions,
  linesIn: (file: string) => Lines | undefined,
): string {
  const { position, message, hint, code } = error;
  const lines = position === undefined ? undefined : linesIn(position.file);
  if (position !== undefined && lines !== undefined) {
    return frame(lines, position, { message, hint, code, width, style });
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
