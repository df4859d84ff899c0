import { setFlagsFromString } from "node:v8";

// src/disk/small-process.ts
const knownFrom = 20;
const knownTo = 26;
const flags = [
	"--no-wasm-tier-up",
	"--no-wasm-dynamic-tiering",
	"--semi-space-growth-factor=1"
];
function keepSmall(node, set = setFlagsFromString) {
	const major = Number.parseInt(node, 10);
	if (major < knownFrom || major > knownTo) return;
	for (const flag of flags) set(flag);
}

export { keepSmall };