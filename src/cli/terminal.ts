import picocolors from 'picocolors';
import type { SourcePosition } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import { inertLine, visibleLine, visibleLines } from '../report/escape-text.ts';
import { createMask, type Mask } from '../report/mask.ts';
import { plainStyle, type Style } from '../report/style.ts';
import { openOutput } from './output.ts';
import { openScreen, type Screen, type ScreenStream } from './screen.ts';

export type TerminalOptions = {
  readonly stdout: ScreenStream;
  readonly stderr: ScreenStream;
  readonly env: NodeJS.ProcessEnv;
  /** Whether `log.debug` is shown. */
  readonly debug: boolean;
};

/** Results go to stdout; whatever is said on the way goes to stderr. */
export interface Terminal {
  readonly log: Log;
  /** What the log was told is secret. */
  readonly mask: Mask;
  readonly screen: Screen;
  /** Columns of stdout; a terminal that was never given a size says 0. */
  readonly width: number;
  /** The same, as wide as it is; undefined where stdout is no terminal. */
  readonly columns: number | undefined;
  /** For text that is printed. */
  readonly style: Style;
  /** For text of stderr. */
  readonly errorStyle: Style;
  /** Writes a report to stdout as it is: reports have escaped their data already. */
  print(text: string): void;
  /** The same to stderr. */
  complain(text: string): void;
}

export function openTerminal({ stdout, stderr, env, debug }: TerminalOptions): Terminal {
  const screen = openScreen(stderr, env);
  const errorStyle = styleOf(stderr, env);
  const mask = createMask();
  const output = openOutput(stdout);
  // What is said on the way decides nothing: a promotion is not cut off between two tags because nobody listens any more.
  stderr.on('error', () => {});
  return {
    log: terminalLog({ screen, style: errorStyle, mask, debug }),
    mask,
    screen,
    width: Math.max(40, Math.min(stdout.columns || 100, 120)),
    columns: stdout.columns ? Math.max(40, stdout.columns) : undefined,
    style: styleOf(stdout, env),
    errorStyle,
    print(text) {
      screen.frame(undefined);
      output.write(text);
    },
    complain(text) {
      screen.line(mask.hide(text.replace(/\n$/, '')));
    },
  };
}

type LogOptions = {
  readonly screen: Screen;
  readonly style: Style;
  readonly mask: Mask;
  readonly debug: boolean;
};

/** The port on stderr; groups are indented. */
function terminalLog({ screen, style, mask, debug: isDebug }: LogOptions): Log {
  let depth = 0;

  function put(line: string): void {
    screen.line(inertLine(`${'  '.repeat(depth)}${line}`));
  }

  function say(text: string, prefix = ''): void {
    for (const line of visibleLines(mask.hide(text))) put(`${prefix}${line}`);
  }

  function labelled(label: string, text: string, position: SourcePosition | undefined): void {
    const place =
      position === undefined ? '' : `${visibleLine(position.file)}:${position.line}:${position.column}: `;
    say(text, `${place}${label}: `);
  }

  return {
    info: (text) => say(text),
    notice: (text, position) => labelled(style.strong('note'), text, position),
    warn: (text, position) => labelled(style.warn('warning'), text, position),
    error: (text, position) => labelled(style.bad('error'), text, position),
    debug(text) {
      if (isDebug) labelled(style.faint('debug'), text, undefined);
    },
    async group(title, run) {
      put(style.strong(visibleLine(mask.hide(title), 200)));
      depth += 1;
      try {
        return await run();
      } finally {
        depth -= 1;
      }
    },
    secret: (value) => void mask.add(value),
  };
}

/**
 * `NO_COLOR` (no-color.org) wins over `FORCE_COLOR`, which switches colour on, or off with `0` or `false`, as Node and
 * supports-color read it; else colour is for terminals that have it.
 */
function styleOf(stream: ScreenStream, env: NodeJS.ProcessEnv): Style {
  const forced = env['FORCE_COLOR'] ?? '';
  const isUsual = stream.isTTY === true && env['TERM'] !== 'dumb';
  const isColoured = forced === '' ? isUsual : forced !== '0' && forced !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '' || !isColoured) return plainStyle;
  const { bold, dim, green, yellow, red } = picocolors.createColors(true);
  return { strong: bold, faint: dim, good: green, warn: yellow, bad: red };
}
