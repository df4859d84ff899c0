import { setTimeout } from "node:timers/promises";

// src/disk/clock.ts
/** The machine's own time. */
function systemClock() {
	return {
		now: () => /* @__PURE__ */ new Date(),
		ticks: () => performance.now(),
		async sleep(milliseconds, signal) {
			signal?.throwIfAborted();
			try {
				await setTimeout(milliseconds, void 0, { signal });
			} catch (error) {
				signal?.throwIfAborted();
				throw error;
			}
		}
	};
}

export { systemClock as t };