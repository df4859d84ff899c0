import { t as HoistError } from "./errors.js";

// src/evidence/lanes.ts
/** Does something with each item, at most so many at once; gives the results in the order of the items. */
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
/** Of what no check needs; whoever reads it all the same gets no "yes". */
function notAsked(what) {
	return unknown("INCOMPLETE", `${what} was not asked for`);
}
/**
* What a question came to. An error that says what happened is an answer that is not known (I4); any other error is a
* fault of ours, or the end of the run, and stays an error.
*/
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
/** With what helps: the permission that a token lacks, say. */
function explain({ message, hint }) {
	return hint === void 0 ? message : `${message}. ${hint}`;
}

export { inLanes as a, unknown as i, explain as n, notAsked as r, answerTo as t };