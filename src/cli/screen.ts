/** Where a person looks: lines that stay, and below them a frame that is drawn over. */
export interface Screen {
  /** Whether frames are shown at all. */
  readonly isLive: boolean;
  /** Columns. */
  readonly width: number;
  line(text: string): void;
  /** Replaces the frame; undefined takes it away. */
  frame(text: string | undefined): void;
}

/** The part of `process.stderr` that a screen needs. */
export type ScreenStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

type Drawing = ((text: string) => void) & { clear(): void };

const widthOfFiles = 100;

/** Frames are for terminals only; the package that draws them is loaded with the first one. */
export function openScreen(stream: ScreenStream, env: NodeJS.ProcessEnv): Screen {
  if (stream.isTTY !== true || env['TERM'] === 'dumb') {
    return {
      isLive: false,
      width: widthOfFiles,
      line: (text) => void stream.write(`${text}\n`),
      frame: () => undefined,
    };
  }
  let current: string | undefined;
  let drawing: Drawing | undefined;
  let loading: Promise<void> | undefined;

  async function load(): Promise<void> {
    const { createLogUpdate } = await import('log-update');
    // The cursor stays visible, so that a run that is killed leaves nothing to restore.
    drawing = createLogUpdate(stream, { showCursor: true });
    if (current !== undefined) drawing(current);
  }

  return {
    isLive: true,
    get width() {
      return stream.columns || 80;
    },
    line(text) {
      if (current !== undefined) drawing?.clear();
      stream.write(`${text}\n`);
      if (current !== undefined) drawing?.(current);
    },
    frame(text) {
      if (text === undefined && current !== undefined) drawing?.clear();
      current = text;
      if (text === undefined) return;
      if (drawing !== undefined) drawing(text);
      // Without it there are no frames, and nothing else is wrong.
      else loading ??= load().catch(() => undefined);
    },
  };
}
