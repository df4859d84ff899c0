import { U as HoistError } from "./start.js";

// src/evidence/lanes.ts
async function inLanes(items, lanes, work) {
	const results = [];
	const queue = items.entries();
	async function lane() {
		for (const [index, item] of queue) results[index] = await work(item);
	}
	await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
	return results;
}

// src/evidence/answer.ts
function unknown(code, message) {
	return {
		state: "unknown",
		code,
		message
	};
}
function notAsked(what) {
	return unknown("INCOMPLETE", `${what} was not asked for`);
}
async function answerTo(question) {
	try {
		return {
			state: "known",
			value: await question()
		};
	} catch (error) {
		if (!(error instanceof HoistError)) throw error;
		return unknown(error.kind === "refused" ? "UNPARSABLE" : "UNREACHABLE", explain(error));
	}
}
function explain({ message, hint }) {
	return hint === void 0 ? message : `${message}. ${hint}`;
}

export { inLanes as a, unknown as i, explain as n, notAsked as r, answerTo as t };