import { n as countText, r as durationText, t as bytesText } from "./number.js";
import { t as tallyKeeper } from "./tally.js";

// src/cli/progress.ts
const mostBlobs = 5;
const pause = 100;
const silent = {
	begin: () => void 0,
	blob: () => ({
		advance: () => void 0,
		done: () => void 0
	}),
	skip: () => void 0,
	end: () => void 0
};
function terminalProgress(screen, clock) {
	if (!screen.isLive) return silent;
	const keeper = tallyKeeper(() => clock.ticks());
	let drawn = Number.NEGATIVE_INFINITY;
	function draw() {
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
				}
			};
		},
		skip({ digest, size }) {
			keeper.skip(digest, size);
			draw();
		},
		end() {
			screen.frame(void 0);
		}
	};
}
function frameText(tally, width) {
	const bar = Math.max(8, Math.min(30, width - 90));
	const blobs = tally.running.slice(0, mostBlobs).map(({ digest, size, read }) => line(digest.replace(/^.*:/, "").slice(0, 12), read, size, bar));
	const hidden = tally.running.length - blobs.length;
	const total = [
		...tally.left === void 0 ? [] : [`${durationText(tally.left)} left`],
		`${tally.blobsDone} of ${countText(tally.blobs, "blob")}`,
		...tally.rate === void 0 ? [] : [`${bytesText(tally.rate)}/s`]
	].reduce((text, part) => text.length + part.length + 2 < width ? `${text}, ${part}` : text, line("total", tally.bytesDone, tally.bytes, bar));
	return [
		...blobs,
		...hidden > 0 ? [countText(hidden, "more blob")] : [],
		total
	].map((text) => text.slice(0, Math.max(1, width - 1))).join("\n");
}
function line(name, done, all, bar) {
	const share = all === 0 ? 1 : Math.min(1, done / all);
	const full = Math.round(share * bar);
	const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
	const sizes = `${bytesText(done)} of ${bytesText(all)}`;
	return `${name.padEnd(12)} ${"\u2501".repeat(full)}${"\u2500".repeat(bar - full)} ${percent} ${sizes}`;
}

export { frameText, terminalProgress };