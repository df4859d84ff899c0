import type { Clock } from '../ports/clock.ts';
import type { Progress } from '../ports/progress.ts';
import { bytesText, countText, durationText } from '../report/number.ts';
import { tallyKeeper, type Tally } from '../report/tally.ts';
import type { Screen } from './screen.ts';

/** Lines of single blobs above the line of the total. */
const mostBlobs = 5;
/** Milliseconds between two frames. */
const pause = 100;

const silent: Progress = {
  begin: () => undefined,
  blob: () => ({ advance: () => undefined, done: () => undefined }),
  skip: () => undefined,
  end: () => undefined,
};

/** A bar for each of the biggest blobs on their way and one for all of it; nothing where the screen is not live. */
export function terminalProgress(screen: Screen, clock: Pick<Clock, 'ticks'>): Progress {
  if (!screen.isLive) return silent;
  const keeper = tallyKeeper(() => clock.ticks());
  let drawn = Number.NEGATIVE_INFINITY;

  function draw(): void {
    if (clock.ticks() - drawn < pause) return;
    drawn = clock.ticks();
    screen.frame(frameText(keeper.now(), screen.width));
  }

  return {
    begin(total) {
      keeper.begin(total);
    },
    blob({ digest, size }) {
      const blob = keeper.blob(digest, size);
      return {
        advance(bytes) {
          blob.advance(bytes);
          draw();
        },
        done() {
          blob.done();
          draw();
        },
      };
    },
    skip({ digest, size }) {
      keeper.skip(digest, size);
      draw();
    },
    end() {
      screen.frame(undefined);
    },
  };
}

/** Lines that fit the width, so that none wraps: the total tells as much as there is room for. */
export function frameText(tally: Tally, width: number): string {
  const bar = Math.max(8, Math.min(30, width - 90));
  const blobs = tally.running
    .slice(0, mostBlobs)
    .map(({ digest, size, read }) => line(digest.replace(/^.*:/, '').slice(0, 12), read, size, bar));
  const hidden = tally.running.length - blobs.length;
  const more = [
    ...(tally.left === undefined ? [] : [`${durationText(tally.left)} left`]),
    `${tally.blobsDone} of ${countText(tally.blobs, 'blob')}`,
    ...(tally.rate === undefined ? [] : [`${bytesText(tally.rate)}/s`]),
  ];
  const total = more.reduce(
    (text, part) => (text.length + part.length + 2 < width ? `${text}, ${part}` : text),
    line('total', tally.bytesDone, tally.bytes, bar),
  );
  return [...blobs, ...(hidden > 0 ? [countText(hidden, 'more blob')] : []), total]
    .map((text) => text.slice(0, Math.max(1, width - 1)))
    .join('\n');
}

/** `ab12cd34ef56 ━━━━━━───  62 % 40.1 MiB of 64.0 MiB`. */
function line(name: string, done: number, all: number, bar: number): string {
  const share = all === 0 ? 1 : Math.min(1, done / all);
  const full = Math.round(share * bar);
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
  const sizes = `${bytesText(done)} of ${bytesText(all)}`;
  return `${name.padEnd(12)} ${'━'.repeat(full)}${'─'.repeat(bar - full)} ${percent} ${sizes}`;
}
