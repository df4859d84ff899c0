// src/report/number.ts
const units = [
	"B",
	"KiB",
	"MiB",
	"GiB",
	"TiB",
	"PiB"
];
/** `512 B`, `48.2 MiB`, `1.0 GiB`. */
function bytesText(bytes) {
	let value = bytes;
	let index = 0;
	while (value >= 1023.95 && index < units.length - 1) {
		value /= 1024;
		index += 1;
	}
	return `${index === 0 ? String(Math.round(value)) : value.toFixed(1)} ${units[index] ?? "B"}`;
}
/** `0.3 s`, `42 s`, `3 min 20 s`, `2 h 5 min`. */
function durationText(milliseconds) {
	const seconds = Math.max(0, milliseconds) / 1e3;
	if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	if (whole < 60) return `${whole} s`;
	const minutes = Math.floor(whole / 60);
	if (minutes < 60) return joined(minutes, "min", whole % 60, "s");
	return joined(Math.floor(minutes / 60), "h", minutes % 60, "min");
}
/** `1 blob`, `12 blobs`. */
function countText(count, noun) {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
/** `2026-05-04 10:11:12 UTC` from ISO 8601. */
function instantText(iso) {
	return iso.replace("T", " ").replace(/(?:\.\d+)?Z$/, " UTC");
}
function joined(large, largeUnit, small, smallUnit) {
	return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

export { instantText as i, countText as n, durationText as r, bytesText as t };