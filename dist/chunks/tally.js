// src/report/tally.ts
const windowLength = 5e3;
const sampleDistance = 250;
function tallyKeeper(ticks) {
	let total = {
		blobs: 0,
		bytes: 0
	};
	let entries = /* @__PURE__ */ new Map();
	let bytesRead = 0;
	let samples = [];
	function sample() {
		const at = ticks();
		const last = samples.at(-1);
		if (last !== void 0 && at - last.at < sampleDistance) return;
		samples.push({
			at,
			read: bytesRead
		});
		while (samples.length > 2 && (samples[1]?.at ?? at) <= at - windowLength) samples.shift();
	}
	function rate() {
		const first = samples[0];
		const elapsed = first === void 0 ? 0 : ticks() - first.at;
		return first === void 0 || elapsed < 1e3 ? void 0 : (bytesRead - first.read) / elapsed * 1e3;
	}
	return {
		begin(announced) {
			total = { ...announced };
			entries = /* @__PURE__ */ new Map();
			bytesRead = 0;
			samples = [{
				at: ticks(),
				read: 0
			}];
		},
		blob(digest, size) {
			const entry = entries.get(digest) ?? {
				size,
				read: 0,
				readers: 0,
				isDone: false
			};
			entries.set(digest, entry);
			entry.readers += 1;
			let read = 0;
			let isOpen = true;
			return {
				advance(bytes) {
					read += bytes;
					bytesRead += bytes;
					entry.read = Math.min(size, Math.max(entry.read, read));
					sample();
				},
				done() {
					if (!isOpen) return;
					isOpen = false;
					entry.readers -= 1;
					entry.isDone = true;
				}
			};
		},
		skip(digest, size) {
			if (!entries.has(digest)) entries.set(digest, {
				size,
				read: 0,
				readers: 0,
				isDone: true
			});
		},
		now() {
			sample();
			const all = Array.from(entries.values());
			const bytesDone = all.reduce((sum, entry) => sum + (entry.isDone ? entry.size : entry.read), 0);
			const bytes = Math.max(total.bytes, all.reduce((sum, entry) => sum + entry.size, 0));
			const speed = rate();
			return {
				blobs: Math.max(total.blobs, all.length),
				blobsDone: all.filter((entry) => entry.isDone).length,
				bytes,
				bytesDone,
				bytesRead,
				rate: speed,
				left: speed === void 0 || speed <= 0 ? void 0 : (bytes - bytesDone) / speed * 1e3,
				running: Array.from(entries, ([digest, { size, read, readers }]) => ({
					digest,
					size,
					read,
					readers
				})).filter((blob) => blob.readers > 0).sort((a, b) => b.size - a.size).map(({ digest, size, read }) => ({
					digest,
					size,
					read
				}))
			};
		}
	};
}

export { tallyKeeper as t };