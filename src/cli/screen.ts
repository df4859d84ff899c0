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

const widthOfFiles = 100;

/** Frames are for terminals only; the package that draws them is loaded there only. */
export async function openScreen(stream: ScreenStream, env: NodeJS.ProcessEnv): Promise<Screen> {
  if (stream.isTTY !== true || env['TERM'] === 'dumb') {
    return {
      isLive: false,
      width: widthOfFiles,
      line: (text) => void stream.write(`${text}\n`),
      frame: () => undefined,
    };
  }
  const { createLogUpdate } = await import('log-update');
  // The cursor stays visible, so that a run that is killed leaves nothing to restore.
  const draw = createLogUpdate(stream, { showCursor: true });
  let current: string | undefined;
  return {
    isLive: true,
    get width() {
      return stream.columns ?? 80;
    },
    line(text) {
      if (current !== undefined) draw.clear();
      stream.write(`${text}\n`);
      if (current !== undefined) draw(current);
    },
    frame(text) {
      if (text !== undefined) draw(text);
      else if (current !== undefined) draw.clear();
      current = text;
    },
  };
}
