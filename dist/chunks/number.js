// src/report/number.ts
const units = [
	"B",
	"KiB",
	"MiB",
	"GiB",
	"TiB",
	"PiB"
];
function bytesText(bytes) {
	let value = bytes;
	let index = 0;
	while (value >= 1023.95 && index < units.length - 1) {
		value /= 1024;
		index += 1;
	}
	return `${index === 0 ? String(Math.round(value)) : value.toFixed(1)} ${units[index] ?? "B"}`;
}
function durationText(milliseconds) {
	const seconds = Math.max(0, milliseconds) / 1e3;
	if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	if (whole < 60) return `${whole} s`;
	const minutes = Math.floor(whole / 60);
	if (minutes < 60) return joined(minutes, "min", whole % 60, "s");
	return joined(Math.floor(minutes / 60), "h", minutes % 60, "min");
}
function countText(count, noun) {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
function instantText(iso) {
	return iso.replace("T", " ").replace(/(?:\.\d+)?Z$/, " UTC");
}
function joined(large, largeUnit, small, smallUnit) {
	return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

export { instantText as i, countText as n, durationText as r, bytesText as t };