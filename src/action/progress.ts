import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Progress } from '../ports/progress.ts';
import { bytesText, countText, durationText } from '../report/number.ts';
import { tallyKeeper, type Tally } from '../report/tally.ts';

/** At most a line in ten seconds; then when a tenth more is done, or a minute has passed. */
const shortestPause = 10_000;
const longestPause = 60_000;

/** A line of the log now and then; a copy that is done in seconds has none. */
export function actionProgress(log: Pick<Log, 'info'>, clock: Pick<Clock, 'ticks'>): Progress {
  const keeper = tallyKeeper(() => clock.ticks());
  let began = 0;
  let last = { at: 0, share: 0 };
  let looked = 0;

  function tell(): void {
    const at = clock.ticks();
    // Told with every piece: counting is for once a second.
    if (at - last.at < shortestPause || at - looked < 1000) return;
    looked = at;
    const tally = keeper.now();
    const share = shareOf(tally);
    if (share - last.share < 0.1 && at - last.at < longestPause) return;
    last = { at, share };
    log.info(progressLine(tally));
  }

  return {
    begin(total) {
      keeper.begin(total);
      began = clock.ticks();
      last = { at: began, share: 0 };
    },
    blob({ digest, size }) {
      const blob = keeper.blob(digest, size);
      return {
        advance(bytes) {
          blob.advance(bytes);
          tell();
        },
        done: () => blob.done(),
      };
    },
    skip({ digest, size }) {
      keeper.skip(digest, size);
    },
    end() {
      const { bytesRead } = keeper.now();
      if (bytesRead === 0) return;
      log.info(`${bytesText(bytesRead)} read in ${durationText(clock.ticks() - began)}`);
    },
  };
}

/** `42 %: 1.2 GiB of 3.4 GiB, 12 of 60 blobs, 84.0 MiB/s, 26 s left`. */
function progressLine(tally: Tally): string {
  return [
    `${Math.floor(shareOf(tally) * 100)} %: ${bytesText(tally.bytesDone)} of ${bytesText(tally.bytes)}`,
    `${tally.blobsDone} of ${countText(tally.blobs, 'blob')}`,
    ...(tally.rate === undefined ? [] : [`${bytesText(tally.rate)}/s`]),
    ...(tally.left === undefined ? [] : [`${durationText(tally.left)} left`]),
  ].join(', ');
}

function shareOf({ bytes, bytesDone }: Tally): number {
  return bytes === 0 ? 1 : bytesDone / bytes;
}
