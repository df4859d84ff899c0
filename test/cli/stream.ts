import { Writable } from 'node:stream';
import type { ScreenStream } from '../../src/cli/screen.ts';

/** A stream like stdout or stderr, that keeps what was written. */
export class KeptStream extends Writable implements ScreenStream {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 100;
  readonly rows = 40;

  constructor(isTTY: boolean) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    this.text += String(chunk);
    done();
  }
}
