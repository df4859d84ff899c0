import { n as countText, r as durationText, t as bytesText } from "./number.js";
import { t as tallyKeeper } from "./tally.js";

// src/action/progress.ts
/** At most a line in ten seconds; then when a tenth more is done, or a minute has passed. */
const shortestPause = 1e4;
const longestPause = 6e4;
/** A line of the log now and then; a copy that is done in seconds has none. */
function actionProgress(log, clock) {
	const keeper = tallyKeeper(() => clock.ticks());
	let began = 0;
	let last = {
		at: 0,
		share: 0
	};
	let looked = 0;
	function tell() {
		const at = clock.ticks();
		if (at - last.at < shortestPause || at - looked < 1e3) return;
		looked = at;
		const tally = keeper.now();
		const share = shareOf(tally);
		if (share - last.share < .1 && at - last.at < longestPause) return;
		last = {
			at,
			share
		};
		log.info(progressLine(tally));
	}
	return {
		begin(total) {
			keeper.begin(total);
			began = clock.ticks();
			last = {
				at: began,
				share: 0
			};
		},
		blob({ digest, size }) {
			const blob = keeper.blob(digest, size);
			return {
				advance(bytes) {
					blob.advance(bytes);
					tell();
				},
				done: () => blob.done()
			};
		},
		skip({ digest, size }) {
			keeper.skip(digest, size);
		},
		end() {
			const { bytesRead } = keeper.now();
			if (bytesRead === 0) return;
			log.info(`${bytesText(bytesRead)} read in ${durationText(clock.ticks() - began)}`);
		}
	};
}
/** `42 %: 1.2 GiB of 3.4 GiB, 12 of 60 blobs, 84.0 MiB/s, 26 s left`. */
function progressLine(tally) {
	return [
		`${Math.floor(shareOf(tally) * 100)} %: ${bytesText(tally.bytesDone)} of ${bytesText(tally.bytes)}`,
		`${tally.blobsDone} of ${countText(tally.blobs, "blob")}`,
		...tally.rate === void 0 ? [] : [`${bytesText(tally.rate)}/s`],
		...tally.left === void 0 ? [] : [`${durationText(tally.left)} left`]
	].join(", ");
}
function shareOf({ bytes, bytesDone }) {
	return bytes === 0 ? 1 : bytesDone / bytes;
}

export { actionProgress };