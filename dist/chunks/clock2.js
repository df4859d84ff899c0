// src/disk/clock.ts
/** The machine's own time. */
function systemClock() {
	return {
		now: () => /* @__PURE__ */ new Date(),
		ticks: () => performance.now(),
		sleep
	};
}
/** By hand: for each wait that is ended early, Node's own would make an error with a stack, and most waits are (every body is watched by one). */
function sleep(milliseconds, signal) {
	return new Promise((resolve, reject) => {
		if (signal?.aborted === true) {
			reject(signal.reason);
			return;
		}
		const ended = () => {
			clearTimeout(timer);
			reject(signal?.reason);
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener("abort", ended);
			resolve();
		}, milliseconds);
		signal?.addEventListener("abort", ended, { once: true });
	});
}

export { systemClock as t };